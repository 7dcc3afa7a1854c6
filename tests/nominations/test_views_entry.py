"""Entry on behalf: whose nomination, when it came in, and the same steps as a company's."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from flask import Flask

from tests.conftest import Client
from tests.factories.accounts import CompanyFactory, company_officer, officer
from tests.factories.nominations import make_trainee
from tests.factories.programmes import make_call
from workflow.accounts.models import Company, User
from workflow.core import clock
from workflow.core.db import db, unit_of_work
from workflow.nominations.models import Milestone, Nomination
from workflow.nominations.states import NominationState

ENTER = "/manage/calls/URT-2025/nominations/new"
GOOD = {"registration_no": "214-81-00011", "name_ko": "한빛철도㈜", "name_en": "Hanbit Rail",
        "received_on": "2025-07-09", "received_time": "14:02"}  # fmt: skip


@pytest.fixture
def clerk(app: Flask, client: Client) -> Client:
    with unit_of_work():
        make_call()
        person = officer(name="이담당")
    return client.sign_in(person)


def only_nomination() -> Nomination:
    return db.session.query(Nomination).one()


def test_a_company_that_is_not_registered_is_made(clerk: Client) -> None:
    answer = clerk.post(ENTER, data=GOOD)
    nomination = only_nomination()
    assert (answer.status_code, answer.location) == (303, f"/nominations/{nomination.id}/edit/author")
    assert (nomination.company.registration_no, nomination.company.name_ko) == ("2148100011", "한빛철도㈜")
    assert nomination.received_at == datetime(2025, 7, 9, 5, 2, tzinfo=UTC)
    assert db.session.get_one(User, nomination.entered_by).name == "이담당"


def test_a_company_that_is_registered_keeps_its_name(clerk: Client) -> None:
    with unit_of_work():
        CompanyFactory(registration_no="2148100011", name_ko="원래 이름㈜")
    clerk.post(ENTER, data={**GOOD, "name_ko": "다른 이름㈜"})
    assert [company.name_ko for company in db.session.query(Company)] == ["원래 이름㈜"]
    assert only_nomination().company.name_ko == "원래 이름㈜"


@pytest.mark.parametrize(("changes", "field", "said"), [
    ({"registration_no": ""}, "registration_no", "사업자등록번호를 입력해 주세요"),
    ({"registration_no": "214-81-00012"}, "registration_no", "사업자등록번호가 맞지 않습니다"),
    ({"name_ko": ""}, "name_ko", "기업 국문명을 입력해 주세요"),
    ({"name_ko": "x" * 121}, "name_ko", "120자까지"),
    ({"received_on": ""}, "received_on", "실제로 접수한 날짜와 시각을 입력해 주세요"),
    ({"received_time": ""}, "received_time", "실제로 접수한 날짜와 시각을 입력해 주세요"),
    ({"received_time": "25:00"}, "received_time", "14:02:11처럼"),
    ({"received_time": "half past two"}, "received_time", "14:02:11처럼"),
    ({"received_on": "2025-02-30"}, "received_on", "달력에 있는 날짜를"),
    ({"received_on": "2025-07-01"}, "received_on", "2025. 7. 2.(수)부터 접수합니다"),
    ({"received_on": "2025-07-24"}, "received_on", "접수일시가 아직 오지 않았습니다"),
])  # fmt: skip
def test_bad_input_names_its_field_and_keeps_what_was_typed(
    clerk: Client, changes: dict[str, str], field: str, said: str
) -> None:
    answer = clerk.post(ENTER, data={**GOOD, **changes})
    assert answer.status_code == 422
    assert f'id="{field}-error"' in answer.text
    assert said in answer.text
    for name, typed in {**GOOD, **changes}.items():
        assert not typed or f'value="{typed}"' in answer.text, name
    assert db.session.query(Nomination).count() == 0
    assert db.session.query(Company).count() == 0


def test_the_deadline_counts_the_original_moment_to_the_second(clerk: Client) -> None:
    clock.move_to(datetime(2025, 7, 28, tzinfo=UTC))
    late = clerk.post(ENTER, data={**GOOD, "received_on": "2025-07-26", "received_time": "00:00:00"})
    assert late.status_code == 422
    assert "접수마감일은 2025. 7. 25.(금)입니다" in late.text
    assert clerk.post(ENTER, data={**GOOD, "received_on": "2025-07-25", "received_time": "23:59:59"}).status_code == 303


def test_staff_fill_in_the_same_steps_and_may_claim_their_own_criterion(clerk: Client) -> None:
    clerk.post(ENTER, data=GOOD)
    nomination_id = only_nomination().id
    with unit_of_work():
        draft = only_nomination()
        draft.author_name, draft.author_email, draft.author_phone = "한도윤", "h@hanbit.example", "02-555-0101"
        draft.milestones = [Milestone(position=0, date=clock.today(), what="signed")]
        draft.trainees = [make_trainee()]
        draft.duties_acknowledged = ["airfare", "guidance"]
    saved = clerk.post(f"/nominations/{nomination_id}/edit/place", data={
        "route": "meeting", "country": "VNM", "city": "Hanoi", "organisation": "Board", "city_profile": "people",
        "railway_plan": "lines", "criterion": "4",
    })  # fmt: skip
    assert saved.status_code == 303
    clerk_page = clerk.get(f"/nominations/{nomination_id}/edit/review").text
    assert "한빛철도㈜ 대리등록" in clerk_page
    version = only_nomination().version
    done = clerk.post(f"/nominations/{nomination_id}/submit", data={"version": str(version)})
    assert (done.status_code, done.location) == (303, f"/nominations/{nomination_id}/receipt")
    entered = only_nomination()
    assert (entered.state, entered.receipt_no) == (NominationState.SUBMITTED, "설계총괄과-2025-0001")
    assert entered.received_at == datetime(2025, 7, 9, 5, 2, tzinfo=UTC)


def test_another_officer_goes_on_with_what_was_begun(app: Flask, clerk: Client) -> None:
    clerk.post(ENTER, data=GOOD)
    with unit_of_work():
        other = officer()
    colleague = app.test_client()
    assert isinstance(colleague, Client)
    page = colleague.sign_in(other).get(ENTER)
    assert "작성 중인 대리등록" in page.text
    assert colleague.get(f"/nominations/{only_nomination().id}/edit/place").status_code == 200


def test_company_is_not_told_to_finish_what_the_office_enters_after_the_deadline(app: Flask, clerk: Client) -> None:
    clerk.post(ENTER, data=GOOD)
    clock.move_to(datetime(2025, 8, 1, 9, 0, tzinfo=clock.KST))
    with unit_of_work():
        member = company_officer(company=db.session.get_one(Company, only_nomination().company_id))
    company = app.test_client()
    assert isinstance(company, Client)
    page = company.sign_in(member).get("/nominations").text
    assert "담당 부서에서 이 추천서를 대신 등록하고 있으며, 아직 제출되지 않았습니다." in page
    assert "작성해 제출해 주세요" not in page


def test_the_moment_of_receipt_can_be_corrected_while_it_is_a_draft(clerk: Client) -> None:
    clerk.post(ENTER, data=GOOD)
    path = f"/nominations/{only_nomination().id}/receipt"
    assert clerk.post(path, data={"received_on": "2025-07-08", "received_time": "09:30:15"}).status_code == 303
    assert only_nomination().received_at == datetime(2025, 7, 8, 0, 30, 15, tzinfo=UTC)
    for bad in ({}, {"received_on": "2025-07-24", "received_time": "09:30"}, {"received_on": "x", "received_time": "y"}):
        assert clerk.post(path, data=bad).status_code == 303
        assert only_nomination().received_at == datetime(2025, 7, 8, 0, 30, 15, tzinfo=UTC)


@pytest.mark.parametrize("make", [company_officer])
def test_companies_do_not_enter_on_behalf(app: Flask, clerk: Client, make: Callable[[], User]) -> None:
    with unit_of_work():
        person = make()
    browser = app.test_client()
    assert isinstance(browser, Client)
    browser.sign_in(person)
    assert browser.get(ENTER).status_code == 403
    assert browser.post(ENTER, data=GOOD).status_code == 403


def test_an_unknown_call_is_a_404(clerk: Client) -> None:
    assert clerk.get("/manage/calls/NONE-2025/nominations/new").status_code == 404
