"""What selection works on: eligible nominations with their scores, and placements after an announcement."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from tests.factories.accounts import CompanyFactory, committee_member
from tests.factories.nominations import make_nomination, make_trainee
from workflow.accounts.models import User
from workflow.core import clock
from workflow.core.db import db
from workflow.core.i18n import Text
from workflow.nominations.models import Nomination, Trainee
from workflow.nominations.states import NominationState
from workflow.programmes.models import Call
from workflow.screening.models import Screening, TraineeVerification
from workflow.screening.states import ScreeningState
from workflow.selection.models import Placement, Score
from workflow.selection.states import PlacementState

RECEIVED = datetime(2025, 7, 10, 9, tzinfo=clock.KST)


def make_eligible(call: Call, key: str, country: str, people: int = 2, *, minutes: int = 0, **values: Any) -> Nomination:
    """Make a nomination that an officer found eligible, its trainees (KEY-A, KEY-B) verified policy managers."""
    trainees = [make_trainee(n, key=f"{key}-{chr(65 + n)}", name=f"{key} PERSON {chr(65 + n)}") for n in range(people)]
    nomination = make_nomination(
        call, values.pop("company", None) or CompanyFactory(), key=key, country=country, trainees=trainees,
        state=NominationState.SUBMITTED, received_at=RECEIVED + timedelta(minutes=minutes), **values,
    )
    now = clock.now()
    db.session.add(Screening(nomination_id=nomination.id, state=ScreeningState.ELIGIBLE, criterion_verified=2,
                             reason="evidence seen", decided_at=now))
    for trainee in trainees:
        db.session.add(TraineeVerification(trainee_id=trainee.id, category=trainee.category, verified_at=now))
    db.session.flush()
    return nomination


def make_scores(totals: dict[Nomination, float], member: User | None = None) -> User:
    """Enter one member's totals of 100; return the member."""
    member = member or committee_member()
    for nomination, total in totals.items():
        db.session.add(Score(nomination_id=nomination.id, evaluator_id=member.id, hundredths=round(total * 100),
                             entered_at=clock.now()))
    db.session.flush()
    return member


def make_placement(
    trainee: Trainee, state: PlacementState = PlacementState.SELECTED, *, order: int = 1, **values: Any
) -> Placement:
    """Make the place of a trainee after the announcement."""
    country = trainee.from_country
    placement = Placement(**{
        "call_id": trainee.nomination.call_id, "nomination_id": trainee.nomination_id, "trainee_id": trainee.id,
        "country": country, "unit": country, "state": state, "order": order,
        "reason": Text("첫 번째 자리", "first seat"), **values,
    })
    db.session.add(placement)
    db.session.flush()
    return placement
