"""The list of nominations, the dashboard and the export, as staff see them."""

from __future__ import annotations

import io
import re

import openpyxl
import pytest
from flask import Flask

from tests.conftest import Client
from tests.factories.accounts import CompanyFactory, company_officer, officer
from tests.factories.nominations import make_nomination, make_trainee
from tests.factories.programmes import POLICY_INTERNSHIP, make_call
from tests.factories.selection import make_eligible, make_placement, make_scores
from tests.support.counting import statements
from workflow.core import clock
from workflow.core.audit import AccessEntry
from workflow.core.db import db, unit_of_work
from workflow.core.files import store_bytes
from workflow.insight import services
from workflow.intake.models import UploadedSheet
from workflow.nominations.states import NominationState
from workflow.screening.services import decide_trainee
from workflow.screening.states import TraineeState

LIST = "/manage/calls/URT-2025/nominations"


def make_received(count: int, **values: object) -> None:
    with unit_of_work():
        call = make_call()
        for _ in range(count):
            services.refresh(make_nomination(call, state=NominationState.SUBMITTED, **values).id)


@pytest.fixture
def signed_in(app: Flask, client: Client) -> Client:
    with unit_of_work():
        person = officer(language="en")
    return client.sign_in(person)


@pytest.mark.parametrize("rows", [1, 3])
def test_list_sends_the_same_statements_whatever_its_length(signed_in: Client, rows: int) -> None:
    make_received(rows)
    with statements() as sent:
        assert signed_in.get(LIST).status_code == 200
    assert len(sent) == 6, sent  # account, roles, call, rows, counts, countries


def test_list_shows_what_was_received_and_not_drafts(signed_in: Client) -> None:
    with unit_of_work():
        call = make_call()
        services.refresh(make_nomination(call, state=NominationState.SUBMITTED, city="Hanoi").id)
        services.refresh(make_nomination(call, city="Unfinished").id)
    page = signed_in.get(LIST).text
    assert "Hanoi" in page
    assert "Unfinished" not in page
    assert "Unfinished" in signed_in.get(LIST, query_string={"standing": "draft"}).text


@pytest.mark.parametrize(("filters", "found"), [
    ({"q": "bogota"}, True), ({"q": "BOGOTÁ metro"}, True), ({"q": "콜롬비아"}, True), ({"q": "gomez"}, True),
    ({"q": "100%"}, False), ({"country": "COL"}, True), ({"country": "VNM"}, False), ({"criterion": "2"}, True),
    ({"criterion": "1"}, False), ({"standing": "received"}, True), ({"standing": "eligible"}, False),
])
def test_filters_narrow_the_list(signed_in: Client, filters: dict[str, str], found: bool) -> None:
    make_received(1, country="COL", city="Bogotá", organisation="Empresa Metro de Bogotá",
                  trainees=[make_trainee(name="ANDRÉS FELIPE GÓMEZ")])
    page = signed_in.get(LIST, query_string=filters).text
    assert ("Empresa Metro" in page) is found
    assert ("No nomination fits these filters" in page) is not found


def test_pages_lead_to_each_other_by_key(signed_in: Client) -> None:
    make_received(51)
    first = signed_in.get(LIST, query_string={"q": "Hanoi"}).text
    assert first.count('role="rowheader"') == 50
    assert "before=2" in first
    assert "q=Hanoi" in first
    second = signed_in.get(LIST, query_string={"q": "Hanoi", "before": 2}).text
    assert second.count('role="rowheader"') == 1
    assert "after=1" in second


def test_empty_list_says_what_will_be_here(signed_in: Client) -> None:
    with unit_of_work():
        make_call()
    assert "No nomination has come in yet" in signed_in.get(LIST).text


def test_export_writes_text_as_text_and_records_the_reading(signed_in: Client) -> None:
    with unit_of_work():
        call, company = make_call(), CompanyFactory(name_ko="=HYPERLINK(1)", name_en="@evil")
        nomination = make_nomination(call, company, state=NominationState.SUBMITTED, city="+82 city",
                                     organisation="-1+1", author_phone="+82-2-555-0101")
        services.refresh(nomination.id)
    answer = signed_in.get("/manage/calls/URT-2025/nominations.xlsx")
    book = openpyxl.load_workbook(io.BytesIO(answer.data))
    cells = [cell for row in book.worksheets[0].iter_rows(min_row=2) for cell in row]
    values = [cell.value for cell in cells]
    assert {cell.data_type for cell in cells} <= {"s", "n"}
    assert "@evil" in values
    assert "+82-2-555-0101" in values
    assert "-1+1" in values
    assert db.session.query(AccessEntry).one().subject_ids == [nomination.id]


def test_list_and_export_say_who_is_left_out_of_the_selection(signed_in: Client) -> None:
    with unit_of_work():
        nomination = make_eligible(make_call(), "N01", "VNM")
        services.refresh(nomination.id)
        decide_trainee(nomination.trainees[1], TraineeState.LEFT_OUT, reason="came last year", actor=officer())
    with statements() as sent:
        page = signed_in.get(LIST).text
    assert "1 left out" in page
    assert len(sent) == 6, sent  # as many as with nobody left out
    book = openpyxl.load_workbook(io.BytesIO(signed_in.get("/manage/calls/URT-2025/nominations.xlsx").data))
    assert [(row[1].value, row[-1].value) for row in book.worksheets[1].iter_rows(min_row=2)] == [
        ("N01-A", ""), ("N01-B", "left out at screening by the officer: came last year"),
    ]  # fmt: skip


def test_dashboard_draws_funnel_seats_and_days(signed_in: Client) -> None:
    make_received(2)
    page = signed_in.get("/manage/calls/URT-2025").text
    assert "Nominations at each stage" in page
    assert "0 of 14" in page
    assert "Nominations to screen" in page


def test_home_of_a_company_is_its_nominations(app: Flask, client: Client) -> None:
    with unit_of_work():
        person = company_officer()
    answer = client.sign_in(person).get("/home")
    assert answer.location == "/nominations"


def test_home_leads_an_officer_from_scores_to_the_proposal(signed_in: Client) -> None:
    with unit_of_work():
        call = make_call()
        eligible = make_eligible(call, "N01", "VNM")
        services.refresh(eligible.id)
    assert "without any score" not in signed_in.get("/home").text  # the call is still open
    clock.move_to(call.closes_at)
    assert "Eligible nominations without any score" in signed_in.get("/home").text
    with unit_of_work():
        make_scores({eligible: 80})
    page = signed_in.get("/home").text
    assert "Proposal to send up for approval" in page
    assert "Eligible nominations without any score" not in page


def test_home_lists_who_was_not_asked_and_what_is_entered_in_part(signed_in: Client) -> None:
    with unit_of_work():
        call, person = make_call(), officer()
        seated = make_eligible(call, "N01", "VNM")
        for order, trainee in enumerate(seated.trainees, start=1):
            make_placement(trainee, order=order)
        make_nomination(call, entered_by=person.id)
        make_nomination(call)  # a company's own draft is the company's work
        file = store_bytes(b"rows", "rows.xlsx", media_type="text/plain")
        db.session.add(UploadedSheet(call_id=call.id, file=file, name="rows.xlsx", uploaded_at=clock.now()))
    page = " ".join(signed_in.get("/home").text.split())
    for line, count in (
        ("Selected trainees who were not asked yet", 2), ("Nominations on paper, entered in part", 1),
        ("Uploaded sheets to confirm", 1),
    ):
        assert re.search(rf"{line}</a></th> ?<td[^>]*><span[^>]*>{count}</span>", page), line


def test_dashboard_makes_the_first_thing_that_waits_its_main_action(signed_in: Client) -> None:
    make_received(1)
    page = signed_in.get("/manage/calls/URT-2025").text
    actions = page.split('class="page-actions"')[1].split("</div>")[0]
    assert "Nominations to screen" in actions
    assert "standing=received" in actions


@pytest.fixture
def of_many_countries(app: Flask) -> str:
    """A nomination of an institution whose trainees are of three countries, in a call that asks no city of it."""
    with unit_of_work():
        call = make_call(POLICY_INTERNSHIP)
        people = [make_trainee(n, name=f"PERSON {n}", country=code) for n, code in enumerate(("VNM", "MNG", "VNM", "PER"))]
        nomination = make_nomination(
            call, state=NominationState.SUBMITTED, country="", city="", organisation="School of Cities", trainees=people
        )
        services.refresh(nomination.id)
    return f"/manage/calls/{call.code}/nominations"


def test_list_names_the_countries_of_a_nomination_of_several(signed_in: Client, of_many_countries: str) -> None:
    page = signed_in.get(of_many_countries).text
    assert "Vietnam and 2 more" in page
    heads = re.findall(r'<th scope="col"[^>]*>([^<]*)</th>', page)
    assert heads == ["Receipt number", "Country", "Organisation", "Company", "People", "Standing", "Received"]


@pytest.mark.parametrize(("country", "found"), [("VNM", True), ("PER", True), ("KEN", False)])
def test_filter_finds_each_country_of_a_nomination_of_several(
    signed_in: Client, of_many_countries: str, country: str, found: bool
) -> None:
    page = signed_in.get(of_many_countries, query_string={"country": country}).text
    assert ("School of Cities" in page) is found
    assert re.findall(r'<option value="([A-Z]{3})"', page) == ["MNG", "PER", "VNM"]
