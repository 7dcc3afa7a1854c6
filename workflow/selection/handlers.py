"""Reactions of selection: to the approver's answer, and to a nomination that is withdrawn."""

from __future__ import annotations

from workflow.accounts.models import User
from workflow.approvals.events import Approved, Returned
from workflow.core import clock
from workflow.core.audit import SYSTEM
from workflow.core.db import db
from workflow.core.states import move
from workflow.nominations.events import NominationWithdrawn
from workflow.selection.models import SelectionRound
from workflow.selection.promotions import decline_all
from workflow.selection.services import SUBJECT
from workflow.selection.states import ROUND


def on_approved(event: Approved) -> None:
    if event.subject_type == SUBJECT:
        round_ = db.session.get_one(SelectionRound, event.subject_ref)
        move(round_, "approve", machine=ROUND, actor=_person(event.actor_id),
             changes={"approved_at": clock.now()}, facts={"call_id": round_.call_id})


def on_returned(event: Returned) -> None:
    if event.subject_type == SUBJECT:
        round_ = db.session.get_one(SelectionRound, event.subject_ref)
        move(round_, "return", machine=ROUND, actor=_person(event.actor_id), reason=event.reason,
             facts={"call_id": round_.call_id})


def on_withdrawn(event: NominationWithdrawn) -> None:
    """Seats and reserves of a withdrawn nomination are given up, in the same transaction."""
    decline_all(event.subject_id, actor=SYSTEM, reason="nomination withdrawn")


def _person(actor_id: int | None) -> User:
    return db.session.get_one(User, actor_id)
