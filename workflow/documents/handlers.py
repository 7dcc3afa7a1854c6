"""Reactions of documents to the stages before it, in the transaction of what happened."""

from __future__ import annotations

from workflow.accounts.models import User
from workflow.core.audit import SYSTEM, Actor
from workflow.core.db import db
from workflow.core.events import Event
from workflow.documents.services import certificates, itineraries, letters
from workflow.documents.services.numbers import numbered_outside
from workflow.itinerary.events import ItineraryReleased
from workflow.itinerary.models import ItineraryRelease
from workflow.nominations.events import NominationWithdrawn
from workflow.nominations.models import Nomination
from workflow.programmes.models import Call
from workflow.selection.events import SeatFreed, SelectionAnnounced, SelectionApproved, TraineePromoted
from workflow.selection.models import Placement


def on_approved(event: SelectionApproved) -> None:
    """Prepare the letters; a proposal that was returned never comes here."""
    letters.prepare_letters(_call(event.call_id), actor=SYSTEM)


def on_announced(event: SelectionAnnounced) -> None:
    """Send the letters, by whoever announces the result."""
    letters.dispatch_all(_call(event.call_id), actor=_who(event))


def on_promoted(event: TraineePromoted) -> None:
    """Prepare the supplementary letter; one that is numbered here leaves at once."""
    letter = letters.prepare_supplementary(db.session.get_one(Placement, event.subject_id), actor=SYSTEM)
    if letter is not None and not numbered_outside(_call(event.call_id)):
        letters.dispatch(letter, actor=SYSTEM)


def on_withdrawn(event: NominationWithdrawn) -> None:
    """Void letters that are not out yet and would tell of nobody any more."""
    nomination = db.session.get_one(Nomination, event.subject_id)
    letters.void_where_nobody_is_left(nomination.call, nomination.company_id, actor=SYSTEM)


def on_seat_freed(event: SeatFreed) -> None:
    """Void what is prepared for a trainee who will not come."""
    placement = db.session.get_one(Placement, event.subject_id)
    certificates.void_of_who_left(placement.trainee_id, actor=SYSTEM)
    letters.void_where_nobody_is_left(placement.nomination.call, placement.nomination.company_id, actor=SYSTEM)


def on_released(event: ItineraryReleased) -> None:
    """Print the release in both languages."""
    itineraries.prepare_itineraries(db.session.get_one(ItineraryRelease, event.subject_id), actor=_who(event))


def _who(event: Event) -> Actor:
    person = db.session.get(User, event.actor_id) if event.actor_id is not None else None
    return person or SYSTEM


def _call(call_id: int) -> Call:
    return db.session.get_one(Call, call_id)
