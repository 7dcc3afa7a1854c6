"""The scorecard on the pages that show it: at screening, on the company's page and on the office's."""

from __future__ import annotations

from datetime import date

import pytest
from flask import Flask
from flask_login import login_user

from tests.conftest import Client
from tests.factories.accounts import CompanyFactory, company_officer, officer
from tests.factories.nominations import make_nomination
from tests.factories.programmes import make_call
from tests.factories.selection import make_eligible
from tests.support.counting import statements
from workflow.accounts.models import Company, User
from workflow.accounts.states import VerificationState
from workflow.core.db import unit_of_work
from workflow.insight import panels, services
from workflow.insight.waiting import for_reader
from workflow.nominations.models import Nomination
from workflow.nominations.states import NominationState


class History:
    """A company with a nomination in each of so many years, the last of them this year's."""

    def __init__(self, years: int = 2) -> None:
        with unit_of_work():
            self.company: Company = CompanyFactory(name_ko="한빛철도㈜", name_en="Hanbit Rail")
            self.member: User = company_officer(company=self.company, password_hash="x", language="en")
            self.officer: User = officer(language="en")
            self.nominations: list[Nomination] = []
            for year in range(2026 - years, 2026):
                call = make_call(code=f"URT-{year}")
                call.training_from = date(year, 9, 14)
                one = make_eligible(call, f"K{year}", "VNM", company=self.company, city=f"City {year}")
                services.refresh(one.id)
                self.nominations.append(one)
            self.newest = self.nominations[-1].id


def test_screening_shows_the_company_its_other_nominations_and_the_country(app: Flask, client: Client) -> None:
    history = History()
    page = client.sign_in(history.officer).get(f"/manage/nominations/{history.newest}").text
    aside = page[page.index('id="company-history"'):]
    assert "Not verified" in aside
    assert f"/manage/companies/{history.company.id}" in aside
    assert "URT-2024" in aside
    assert "Nominated 2 · Eligible 2" in aside, "a line a year"
    assert 'id="history-VNM"' in aside


def test_first_nomination_is_said_to_be_the_first(app: Flask, client: Client) -> None:
    history = History(years=1)
    page = client.sign_in(history.officer).get(f"/manage/nominations/{history.newest}").text
    assert "This is its first nomination." in page


@pytest.mark.parametrize("years", [1, 3])
def test_panels_take_the_same_statements_for_every_number_of_years(app: Flask, years: int) -> None:
    history = History(years)
    nomination, company, reader = history.nominations[-1], history.company, history.officer
    with app.test_request_context("/"):
        login_user(reader)
        _loaded = (nomination.company.state, [one.from_country for one in nomination.trainees], company.id, reader.roles)
        with statements() as sent:
            panels.at_screening(nomination)
        assert len(sent) == 3, sent  # company, countries, other nominations
        with statements() as sent:
            panels.of_company(company)
        assert len(sent) == 2, sent  # company, newest nominations


def test_company_sees_its_years_without_eligibility_or_the_office_s_links(app: Flask, client: Client) -> None:
    history = History()
    page = client.sign_in(history.member).get("/company").text
    panel = page[page.index('id="history"'):]
    assert ("2025" in panel, "2024" in panel, "All years" in panel) == (True, True, True)
    assert "Eligible" not in panel
    assert "/manage/" not in panel


def test_office_sees_eligibility_and_what_each_nomination_came_to(app: Flask, client: Client) -> None:
    history = History()
    page = client.sign_in(history.officer).get(f"/manage/companies/{history.company.id}").text
    panel = page[page.index('id="history"'):]
    assert "Eligible" in panel
    assert f"/manage/nominations/{history.newest}" in panel


def test_company_without_history_is_told_what_will_stand_there(app: Flask, client: Client) -> None:
    with unit_of_work():
        member = company_officer(password_hash="x", language="en")
    assert "Nothing came in yet" in client.sign_in(member).get("/company").text


def test_drafts_are_counted_by_who_began_them(app: Flask, client: Client) -> None:
    with unit_of_work():
        company = CompanyFactory()
        member = company_officer(company=company, password_hash="x", language="en")
        colleague = company_officer(company=company, password_hash="x")
        call = make_call()
        for person, state in (
            (colleague, NominationState.DRAFT), (colleague, NominationState.DRAFT), (member, NominationState.SUBMITTED),
        ):
            make_nomination(call, company, state=state, created_by=person.id)
    assert panels.drafts_of(company) == {colleague.id: 2}
    assert "drafts begun: 2" in client.sign_in(member).get("/company").text


def test_new_name_stands_in_the_list_of_nominations(app: Flask, client: Client) -> None:
    history = History(years=1)
    client.sign_in(history.member).post("/company/profile", data={"name_ko": "새빛철도㈜", "version": "1"})
    client.sign_in(history.officer)
    page = client.get("/manage/calls/URT-2025/nominations", query_string={"q": "새빛"}).text
    assert "City 2025" in page


def test_companies_to_verify_wait_for_officers(app: Flask) -> None:
    with unit_of_work():
        reader = officer()
        for state in VerificationState:
            CompanyFactory(state=state)
    with app.test_request_context("/"):
        [(call, line)] = for_reader(reader, [])
    assert (call, line.count, line.url) == (None, 2, "/manage/companies?state=to-verify")
