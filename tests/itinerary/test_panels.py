"""The way from a company's nomination to the itinerary."""

from __future__ import annotations

import pytest

from tests.conftest import Client
from tests.factories.accounts import CompanyFactory, company_officer
from tests.factories.itinerary import make_session
from tests.factories.nominations import make_nomination
from tests.factories.programmes import make_call
from tests.factories.selection import make_placement
from workflow.core.audit import SYSTEM
from workflow.core.db import unit_of_work
from workflow.itinerary import services
from workflow.nominations.states import NominationState
from workflow.selection.states import PlacementState


@pytest.mark.parametrize(("state", "is_released", "linked"), [
    (PlacementState.SELECTED, True, True), (PlacementState.SELECTED, False, False), (PlacementState.RESERVE, True, False),
])
def test_a_nomination_leads_to_the_itinerary_once_somebody_comes_and_it_is_out(
    client: Client, state: PlacementState, is_released: bool, linked: bool
) -> None:
    with unit_of_work():
        call, company = make_call(), CompanyFactory()
        make_session(call)
        if is_released:
            services.release(call, actor=SYSTEM)
        nomination = make_nomination(call, company, state=NominationState.SUBMITTED)
        make_placement(nomination.trainees[0], state)
        id, person = nomination.id, company_officer(company=company)
    page = client.sign_in(person).get(f"/nominations/{id}")
    assert page.status_code == 200
    assert ('href="/calls/URT-2025/itinerary">제1판</a>' in page.text) is linked
