"""Who comes to a training, and what its rolls say."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from tests.factories.nominations import make_nomination, make_trainee
from tests.factories.selection import make_placement
from workflow.core import clock
from workflow.core.db import db
from workflow.itinerary.models import Session
from workflow.nominations.states import NominationState
from workflow.programmes.models import Call
from workflow.training.models import Attendance


def make_people(call: Call, count: int = 2, **values: Any) -> list[int]:
    """Make so many selected trainees of one company (연수생 0, 연수생 1, ...); return their ids."""
    trainees = [make_trainee(n, name=f"연수생 {n}", key=f"{call.code}-{n}") for n in range(count)]
    make_nomination(call, state=NominationState.SUBMITTED, trainees=trainees, **values)
    return [make_placement(one, order=n).trainee_id for n, one in enumerate(trainees)]


def make_roll(session: Session, trainees: Sequence[int], present: Sequence[int]) -> None:
    """Put a roll on record as if it had been called."""
    for one in trainees:
        db.session.add(Attendance(session_id=session.id, trainee_id=one, present=one in present, taken_at=clock.now()))
    db.session.flush()
