"""What selection shows on the pages of a nomination, and of a call whose trainees have countries of their own."""

from __future__ import annotations

import pytest
from flask import Flask

from tests.conftest import Client
from tests.factories.accounts import CompanyFactory, company_officer, officer
from tests.factories.nominations import make_trainee
from tests.factories.programmes import POLICY_INTERNSHIP, make_call
from tests.factories.selection import make_eligible, make_placement, make_scores
from tests.support.counting import statements
from workflow.core.db import db, unit_of_work
from workflow.nominations.models import Nomination
from workflow.selection import panels
from workflow.selection.states import PlacementState


@pytest.fixture
def nomination(app: Flask) -> Nomination:
    """Three people of an institution, of three countries."""
    with unit_of_work():
        call = make_call(POLICY_INTERNSHIP)
        made = make_eligible(call, "P01", "", 0, company=CompanyFactory(), city="", organisation="School of Cities")
        for n, (country, city) in enumerate((("VNM", "Hanoi"), ("MNG", "Ulaanbaatar"), ("VNM", "Da Nang"))):
            made.trainees.append(make_trainee(n, key=f"P01-{n}", name=f"PERSON {n}", country=country, city=city))
        make_scores({made: 80})
    return made


def announce(nomination: Nomination) -> None:
    with unit_of_work():
        first, second, _left_out = nomination.trainees
        make_placement(first, PlacementState.SELECTED)
        make_placement(second, PlacementState.RESERVE)


def test_nothing_is_said_of_trainees_before_the_announcement(nomination: Nomination, client: Client) -> None:
    with unit_of_work():
        person = company_officer(company=nomination.company, language="en")
    page = client.sign_in(person).get(f"/nominations/{nomination.id}").text
    assert "Trainees and where they stand" not in page


def test_company_reads_what_became_of_each_of_its_trainees(nomination: Nomination, client: Client) -> None:
    announce(nomination)
    with unit_of_work():
        person = company_officer(company=nomination.company, language="en")
    page = " ".join(client.sign_in(person).get(f"/nominations/{nomination.id}").text.split())
    said = page[page.index("Trainees and where they stand"):][:900]
    words = [said.index(word) for word in ("PERSON 0", "Selected", "PERSON 1", "Reserve", "PERSON 2", "Not selected")]
    assert words == sorted(words)


def test_panel_sends_one_statement_however_many_trainees(nomination: Nomination, app: Flask) -> None:
    announce(nomination)
    with app.test_request_context(), statements() as sent:
        nomination = db.session.get_one(Nomination, nomination.id)
        assert len(nomination.trainees) == 3
        before = len(sent)
        panels.of_nomination(nomination)
    assert len(sent) - before == 1


def test_score_sheet_names_the_countries_of_the_trainees(nomination: Nomination, client: Client) -> None:
    with unit_of_work():
        staff = officer(language="en")
    member = nomination.id and db.session.execute(db.text("SELECT evaluator_id FROM score")).scalar_one()
    page = client.sign_in(staff).get(f"/manage/calls/SPEI-2017/scores?member={member}").text
    assert "Vietnam, Mongolia" in page
    assert "P01</span> School of Cities" in page


def test_proposal_names_each_trainee_s_own_city(nomination: Nomination, client: Client) -> None:
    with unit_of_work():
        staff = officer(language="en")
    page = client.sign_in(staff).get("/manage/calls/SPEI-2017/selection").text
    assert "Vietnam Da Nang" in page
    assert "Mongolia Ulaanbaatar" in page
