"""Nominations: a complete one for the call of 2025, in any state."""

from __future__ import annotations

from datetime import date, datetime
from itertools import count
from typing import Any

from tests.factories.accounts import CompanyFactory
from workflow.accounts.models import Company
from workflow.core import clock
from workflow.core.db import db
from workflow.nominations.models import Milestone, Nomination, Trainee
from workflow.nominations.states import NominationState
from workflow.programmes.models import Call

_serial = count(1)


def make_trainee(position_no: int = 0, **values: Any) -> Trainee:
    return Trainee(**{
        "position_no": position_no, "name": "NGUYEN THI MINH HANH", "position": "Director of Planning",
        "duties": "network planning", "reason": "leads network planning", "category": "policy_manager",
        "english": True, **values,
    })


def make_nomination(
    call: Call,
    company: Company | None = None,
    *,
    state: NominationState = NominationState.DRAFT,
    trainees: list[Trainee] | None = None,
    received_at: datetime | None = None,
    **values: Any,
) -> Nomination:
    """Make a nomination that is complete for URT-2025; a submitted one has a receipt number."""
    n = next(_serial)
    received = received_at or clock.now()
    nomination = Nomination(**{
        "call": call, "company": company or CompanyFactory(), "state": state,
        "created_at": received, "updated_at": received,
        "receipt_no": None if state is NominationState.DRAFT else f"TEST-{n:05d}",
        "received_at": None if state is NominationState.DRAFT else received,
        "withdrawn_at": received if state is NominationState.WITHDRAWN else None,
        "author_name": "한도윤", "author_email": "h.doyun@hanbit.example", "author_phone": "+82-2-555-0101",
        "route": "company", "country": "VNM", "city": "Hanoi", "organisation": "Metropolitan Railway Board",
        "city_profile": "8.5 million people", "railway_plan": "Lines 2A and 3 in service", "criterion": 2,
        "duties_acknowledged": ["airfare", "guidance"],
        "milestones": [Milestone(position=0, date=date(2025, 1, 15), what="memorandum signed")],
        "trainees": [make_trainee()] if trainees is None else trainees, **values,
    })
    db.session.add(nomination)
    db.session.flush()
    return nomination
