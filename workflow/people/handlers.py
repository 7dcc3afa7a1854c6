"""Reactions of the registers to nominations that come in, and to names that trainees correct."""

from __future__ import annotations

from workflow.consents.events import TraineeConfirmed
from workflow.core import wake
from workflow.core.db import after_commit, db
from workflow.nominations.events import NominationSaved, NominationSubmitted
from workflow.nominations.models import Nomination, Trainee
from workflow.nominations.states import NominationState
from workflow.people.services import register


def on_submitted(event: NominationSubmitted) -> None:
    """Have trainees and cities taken into the registers: who submits does not wait for what they are compared with."""
    after_commit(_wake)


def on_saved(event: NominationSaved) -> None:
    """Follow a city that was corrected after the nomination came in; drafts are in no register."""
    nomination = db.session.get_one(Nomination, event.subject_id)
    if nomination.state is NominationState.SUBMITTED:
        register.enlist(nomination)


def on_confirmed(event: TraineeConfirmed) -> None:
    """Write the name as the trainee gave it from the passport."""
    register.follow_passport(db.session.get_one(Trainee, event.trainee_id))


def _wake() -> None:
    wake.call(register.GATHER)
