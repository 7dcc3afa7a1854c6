"""Reads of meetings and decisions."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa
from flask import abort
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from workflow.accounts.models import RoleGrant, User
from workflow.accounts.roles import STAFF
from workflow.core.db import db
from workflow.meetings.models import AmendmentDecision, Decision, Meeting
from workflow.meetings.states import DecisionKind, MeetingState
from workflow.programmes.models import Call, CallAmendment

REFERABLE = (MeetingState.HELD, MeetingState.CLOSED)
"""A meeting that did not take place has decided nothing."""


def of_call(call: Call) -> list[tuple[Meeting, int]]:
    """Return the meetings about a call with how many decisions each made, the latest first. One query."""
    count = sa.select(sa.func.count(Decision.id)).where(Decision.meeting_id == Meeting.id)
    found = (
        sa.select(Meeting, count.correlate(Meeting).scalar_subquery())
        .where(Meeting.call_id == call.id)
        .order_by(Meeting.held_on.desc(), Meeting.id.desc())
    )
    return [(meeting, decisions) for meeting, decisions in db.session.execute(found)]


def meeting_or_404(id: int) -> Meeting:
    """Return a meeting with all that its page shows."""
    whole = (joinedload(Meeting.call), selectinload(Meeting.members), selectinload(Meeting.agenda),
             selectinload(Meeting.decisions))
    return db.session.scalar(sa.select(Meeting).where(Meeting.id == id).options(*whole)) or abort(404)


def decision_or_404(id: int) -> Decision:
    found = sa.select(Decision).where(Decision.id == id).options(joinedload(Decision.meeting).joinedload(Meeting.call))
    return db.session.scalar(found) or abort(404)


def decisions_for(call_id: int, *kinds: DecisionKind) -> Sequence[Decision]:
    """Return the decisions of a call's meetings that things of these kinds may refer to, the latest meeting first."""
    found = (
        sa.select(Decision)
        .join(Decision.meeting)
        .where(Meeting.call_id == call_id, Meeting.state.in_(REFERABLE), Decision.kind.in_(kinds))
        .options(contains_eager(Decision.meeting))
        .order_by(Meeting.held_on.desc(), Meeting.id.desc(), Decision.number)
    )
    return db.session.scalars(found).all()


def decisions_by_id(ids: Sequence[int]) -> dict[int, Decision]:
    """Return these decisions with their meetings, by id. One query, none for no id."""
    if not ids:
        return {}
    found = sa.select(Decision).where(Decision.id.in_(ids)).options(joinedload(Decision.meeting))
    return {one.id: one for one in db.session.scalars(found)}


def amendments_of(call_id: int) -> list[tuple[CallAmendment, Decision | None]]:
    """Return the amendments of a call's notice, the latest first, each with the decision behind it. One query."""
    found = (
        sa.select(CallAmendment, Decision)
        .outerjoin(AmendmentDecision, AmendmentDecision.amendment_id == CallAmendment.id)
        .outerjoin(Decision, Decision.id == AmendmentDecision.decision_id)
        .where(CallAmendment.call_id == call_id)
        .options(joinedload(Decision.meeting))
        .order_by(CallAmendment.id.desc())
    )
    return [(amendment, decision) for amendment, decision in db.session.execute(found)]


def amendments_by(decision_ids: Sequence[int]) -> list[tuple[CallAmendment, int, str]]:
    """Return the amendments made by these decisions: (amendment, id of the decision, code of the call). One query."""
    found = (
        sa.select(CallAmendment, AmendmentDecision.decision_id, Call.code)
        .join(AmendmentDecision, AmendmentDecision.amendment_id == CallAmendment.id)
        .join(Call, Call.id == CallAmendment.call_id)
        .where(AmendmentDecision.decision_id.in_(decision_ids))
        .order_by(CallAmendment.id)
    )
    return [(amendment, decision_id, code) for amendment, decision_id, code in db.session.execute(found)]


def staff_choices() -> list[tuple[int, str]]:
    """Return the staff who can take part in a meeting, by name: (id, name)."""
    granted = sa.select(RoleGrant.user_id).where(RoleGrant.role.in_([str(role) for role in STAFF]))
    found = sa.select(User.id, User.name).where(User.id.in_(granted), User.disabled_at.is_(None)).order_by(User.name, User.id)
    return [(id, name) for id, name in db.session.execute(found)]
