"""People of the register: made as they come in, by nominations that were submitted."""

from __future__ import annotations

from typing import Any

from tests.factories.nominations import make_nomination, make_trainee
from tests.factories.programmes import make_call
from workflow.accounts.models import Company
from workflow.core.db import db
from workflow.nominations.models import Nomination
from workflow.nominations.states import NominationState
from workflow.people.models import Person
from workflow.people.services import register
from workflow.programmes.models import Call


def come_in(
    *names: str, call: Call | None = None, company: Company | None = None, country: str = "VNM", city: str = "Hanoi",
    **values: Any,
) -> Nomination:
    """Let a nomination come in whose trainees have these names and `values`; it is in the registers."""
    call = call or db.session.query(Call).first() or make_call()
    nomination = make_nomination(
        call, company, state=NominationState.SUBMITTED, country=country, city=city,
        trainees=[make_trainee(place, name=name, **values) for place, name in enumerate(names)],
    )  # fmt: skip
    register.enlist(nomination)
    return nomination


def person_in(nomination: Nomination, place: int = 0) -> Person:
    """Return whose trainee of a nomination this is."""
    found = register.person_of(nomination.trainees[place])
    assert found is not None
    return found
