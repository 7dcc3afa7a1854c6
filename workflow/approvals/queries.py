"""Reads of approvals."""

from __future__ import annotations

import sqlalchemy as sa

from workflow.approvals.models import Approval
from workflow.approvals.states import ApprovalState
from workflow.core.db import db

SHOWN = 50


def pending() -> list[Approval]:
    """Return what waits for an approver, the oldest first."""
    waiting = sa.select(Approval).where(Approval.state == ApprovalState.PENDING)
    return list(db.session.scalars(waiting.order_by(Approval.submitted_at, Approval.id)))


def decided() -> list[Approval]:
    """Return the last 50 that were decided, the newest first."""
    done = sa.select(Approval).where(Approval.state != ApprovalState.PENDING)
    return list(db.session.scalars(done.order_by(Approval.decided_at.desc(), Approval.id.desc()).limit(SHOWN)))


def of_subject(subject_type: str, subject_ref: int) -> list[Approval]:
    """Return every approval of a subject, the newest first: its history of being sent up."""
    history = sa.select(Approval).where(
        Approval.subject_type == subject_type, Approval.subject_ref == subject_ref
    )
    return list(db.session.scalars(history.order_by(Approval.id.desc())))


def pending_of(subject_type: str, subject_ref: int) -> Approval | None:
    """Return the approval that this subject waits for now."""
    return next((a for a in of_subject(subject_type, subject_ref) if a.state is ApprovalState.PENDING), None)
