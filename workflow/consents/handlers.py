"""Reactions of the stage: a draft that names others, a submission that declares, a seat that asks for more."""

from __future__ import annotations

from typing import Protocol

from workflow.consents import queries, texts
from workflow.consents.confirmation import is_asked_more
from workflow.consents.models import SubmissionDeclaration
from workflow.consents.seats import seats_of
from workflow.consents.services import asking
from workflow.core.db import db
from workflow.nominations.events import NominationSaved, NominationSubmitted
from workflow.nominations.models import Nomination


class OfCall(Protocol):
    """What a later stage announces about the seats of a call."""

    @property
    def call_id(self) -> int: ...


def on_saved(event: NominationSaved) -> None:
    """What a trainee said stands beside a name that is theirs."""
    asking.follow_names(db.session.get_one(Nomination, event.subject_id))


def on_submitted(event: NominationSubmitted) -> None:
    """Ask anew whoever is named in the place of another, now that names stay, and keep what the company declared
    with its submission; an import has asked nobody and declared nothing here."""
    if event.actor_id is None:
        return
    asking.forget_others(db.session.get_one(Nomination, event.subject_id))
    text = texts.DECLARATION.to_json()
    db.session.add(
        SubmissionDeclaration(
            nomination_id=event.subject_id, declared_by=event.actor_id, at=event.at, text=text,
            text_hash=texts.version_of(text),
        )
    )  # fmt: skip


def on_seated(event: OfCall) -> None:
    """Ask the selected who have answered before for what is asked only at the confirmation."""
    for request in queries.answered_of(event.call_id, seats_of(event.call_id) or ()):
        if is_asked_more(request.trainee):
            asking.ask_more(request)
