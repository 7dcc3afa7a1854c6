"""Follows what the stages announce, so that lists show it in the same transaction."""

from __future__ import annotations

from typing import Protocol

from workflow.accounts.events import CompanyRenamed
from workflow.core.db import db
from workflow.core.events import Event
from workflow.insight import services
from workflow.nominations.models import Trainee
from workflow.selection.events import SelectionAnnounced
from workflow.training.events import CompletionSettled


class _OfNomination(Protocol):
    @property
    def nomination_id(self) -> int: ...


def on_nomination(event: Event) -> None:
    """The event's subject is the nomination."""
    services.refresh(event.subject_id)


def on_part_of_nomination(event: _OfNomination) -> None:
    """The event's subject belongs to the nomination that it names."""
    services.refresh(event.nomination_id)


def on_announcement(event: SelectionAnnounced) -> None:
    services.refresh_call(event.call_id)


def on_completion(event: CompletionSettled) -> None:
    services.refresh(db.session.get_one(Trainee, event.trainee_id).nomination_id)


def on_company_renamed(event: CompanyRenamed) -> None:
    """The lists show the name as it is now; documents keep what they said."""
    services.refresh_company(event.subject_id)
