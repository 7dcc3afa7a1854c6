"""The workspace of a company: side by side, comments, taking over, changes of the form, the printed copy."""

from __future__ import annotations

import copy
import io
import re
from typing import Any

import pikepdf
import pytest
from flask import Flask

from tests.conftest import Client
from tests.factories.accounts import CompanyFactory, company_officer
from tests.factories.nominations import make_nomination, make_trainee
from tests.nominations.own import QUESTIONS, own_call, own_nomination
from tests.support.counting import statements
from workflow.accounts.models import User
from workflow.core import clock
from workflow.core.db import db, unit_of_work
from workflow.nominations import services
from workflow.nominations.models import Nomination, Submission
from workflow.nominations.states import NominationState
from workflow.programmes.models import Call, CallVersion


@pytest.fixture
def draft(app: Flask) -> int:
    with unit_of_work():
        company = CompanyFactory()
        company_officer(company=company, email="one@hanbit.example", name="한도윤")
        company_officer(company=company, email="two@hanbit.example", name="김수진")
        return own_nomination(own_call(), company).id


def signed_in(app: Flask, name: str = "one") -> Any:
    user = db.session.query(User).filter_by(email=f"{name}@hanbit.example").one()
    return app.test_client().sign_in(user)  # type: ignore[attr-defined]


def last_year(draft: int) -> int:
    """Make a nomination of the same company that came in last year, whose call asked other questions."""
    with unit_of_work():
        company = db.session.get_one(Nomination, draft).company
        questions = [
            *copy.deepcopy(QUESTIONS)[:1],
            {"key": "hobby", "of": "trainee", "kind": "text", "ko": "취미", "en": "Hobby", "required": False},
            {"key": "opened", "of": "nomination", "kind": "text", "ko": "개통", "en": "Opening", "required": False},
        ]
        call = own_call(
            code="URT-2024", published_on="2024-07-01", nominations_close_on="2024-07-25", questions=questions,
            training={"from": "2024-10-24", "to": "2024-10-31"}, programme_draft=[],
        )
        people = [make_trainee(name="AN", answers={"hobby": "chess"}), make_trainee(1, name="BO", position="Engineer")]
        return make_nomination(
            call, company, state=NominationState.SUBMITTED, city="Da Nang", trainees=people,
            answers={"metro": False, "opened": "soon"},
        ).id


@pytest.mark.parametrize("more", [0, 2])
def test_side_by_side_takes_the_same_statements_for_one_and_for_three(
    app: Flask, client: Client, draft: int, more: int
) -> None:
    with unit_of_work():
        nomination = db.session.get_one(Nomination, draft)
        for city in ("Lima", "Cusco")[:more]:
            own_nomination(nomination.call, nomination.company, city=city)
    browser = signed_in(app)
    browser.get("/nominations?view=side")
    with statements() as sent:
        page = browser.get("/nominations?view=side").text
    assert page.count('aria-labelledby="column-') == 1 + more
    assert len(sent) == 11


def test_the_home_is_filtered_by_call_and_year_in_the_address(app: Flask, client: Client, draft: int) -> None:
    last_year(draft)
    browser = signed_in(app)
    both = browser.get("/nominations?view=side").text
    assert (both.count("베트남 Hanoi"), both.count("베트남 Da Nang")) >= (1, 1)
    old = browser.get("/nominations?view=side&year=2024").text
    assert 'id="column-1"' not in old
    assert 'id="column-2"' in old
    assert "해당하는 추천서가 없습니다" in browser.get("/nominations?call=NONE").text


def test_comments_are_the_companys_own_and_new_until_they_are_read(app: Flask, client: Client, draft: int) -> None:
    one, two = signed_in(app), signed_in(app, "two")
    path = f"/nominations/{draft}/comments"
    assert one.post(path, data={"text": "이력서를 확인해 주세요", "field": "trainees.0.name"}).status_code == 303
    assert "새 의견 1건" in two.get(f"/nominations/{draft}/edit/place").text
    assert "새 의견 1건" not in one.get(f"/nominations/{draft}/edit/place").text
    page = two.get(path).text
    assert "이력서를 확인해 주세요" in page
    assert f'href="/nominations/{draft}/edit/trainees#trainees-0-name">연수생 1 · 연수생 성명</a>' in page
    assert "새 의견" not in two.get("/nominations").text
    assert one.post(path, data={"text": "   ", "field": "nonsense"}).status_code == 422


def test_place_and_chosen_people_are_taken_over_and_what_is_not_asked_is_said(
    app: Flask, client: Client, draft: int
) -> None:
    source = last_year(draft)
    people = db.session.get_one(Nomination, source).trainees
    browser = signed_in(app)
    offered = browser.get(f"/nominations/{draft}/copy?source={source}").text
    assert "BO · Engineer" in offered
    assert re.search(r"<option[^>]*>URT-2024 · [^<]* · TEST-\d{5} · 20\d\d\. ", offered)
    assert "다시 확인하도록 표시하는 항목: 직위, 담당업무, 추천사유" in offered
    answer = browser.post(
        f"/nominations/{draft}/copy", data={"source": str(source), "place": "yes", "person": str(people[0].id)}
    )
    assert answer.status_code == 303
    nomination = db.session.get_one(Nomination, draft)
    assert (nomination.city, nomination.criterion, nomination.answers) == ("Da Nang", 2, {"metro": False, "lines": "12.5"})
    assert [one.name for one in nomination.trainees] == ["NGUYEN THI MINH HANH", "LE VAN DUC", "AN"]
    assert nomination.trainees[2].answers == {}
    assert nomination.duties_acknowledged == ["airfare", "guidance"]
    page = browser.get(answer.location).text
    for said in ("AN · 취미", "chess", "개통", "연수생 3 · 직위"):
        assert said in page
    assert browser.post(f"/nominations/{draft}/acknowledge").status_code == 303
    assert "연수생 3 · 직위</a>" not in browser.get(f"/nominations/{draft}/edit/place").text


def test_a_draft_begun_from_an_earlier_one_leads_to_what_to_take_over(app: Flask, client: Client, draft: int) -> None:
    source = last_year(draft)
    answer = signed_in(app).post("/calls/URT-2025/nominate", data={"source": str(source)})
    assert answer.location == f"/nominations/{source + 1}/copy?source={source}"


def test_nobody_takes_over_from_another_company(app: Flask, client: Client, draft: int) -> None:
    with unit_of_work():
        foreign = make_nomination(db.session.get_one(Nomination, draft).call, city="Secret City")
        foreign_id, person = foreign.id, foreign.trainees[0].id
    browser = signed_in(app)
    browser.post(f"/nominations/{draft}/copy", data={"source": str(foreign_id), "place": "yes", "person": str(person)})
    assert db.session.get_one(Nomination, draft).city == "Hanoi"


def test_a_changed_form_is_told_until_it_is_acknowledged(app: Flask, client: Client, draft: int) -> None:
    with unit_of_work():
        nomination = db.session.get_one(Nomination, draft)
        nomination.answers = {**nomination.answers, "data": "some", "gone": "an old answer"}
        nomination.notes = {"aside": [{"name": {"ko": "옛 문항", "en": "Old"}, "value": "옛 답"}]}
        questions = copy.deepcopy(QUESTIONS)
        questions[2] = {"key": "data", "of": "nomination", "kind": "number", "ko": "자료 수", "en": "Data", "required": False}
        call = db.session.get_one(Call, nomination.call_id)
        call.data = {**call.data, "questions": questions}
    browser = signed_in(app)
    page = browser.get(f"/nominations/{draft}/edit/place").text
    assert "옛 답" in page
    assert 'value="some"' not in page
    browser.post(f"/nominations/{draft}/edit/place", data={"answers-data": "7", "answers-metro": "yes"})
    nomination = db.session.get_one(Nomination, draft)
    assert nomination.answers == {"metro": True, "lines": "12.5", "data": "7", "gone": "an old answer"}
    assert [one["value"] for one in nomination.notes["aside"]] == ["옛 답", "some"]
    browser.post(f"/nominations/{draft}/acknowledge")
    assert db.session.get_one(Nomination, draft).notes == {}


def test_what_a_new_version_of_the_form_changed_is_said_once(app: Flask, client: Client, draft: int) -> None:
    with unit_of_work():
        nomination = db.session.get_one(Nomination, draft)
        call = nomination.call
        db.session.add(CallVersion(
            call_id=call.id, number=1, data=call.data, changes=[], reason="", published_at=clock.now(), actor_name="",
        ))  # fmt: skip
        questions = [one for one in call.data["questions"] if one["key"] != "lines"]
        call.data, call.form_version, nomination.form_version = {**call.data, "questions": questions}, 2, 1
    browser = signed_in(app)
    for step in ("place", "review"):
        page = browser.get(f"/nominations/{draft}/edit/{step}").text
        assert "이 공고의 신청 양식이 바뀌었습니다" in page
        assert "문항 삭제: 노선 길이" in page
        assert "12.5" in page
    browser.post(f"/nominations/{draft}/acknowledge")
    assert db.session.get_one(Nomination, draft).form_version == 2
    page = browser.get(f"/nominations/{draft}/edit/place").text
    assert "양식이 바뀌었습니다" not in page
    assert "12.5" not in page


def test_the_printed_copy_is_of_what_was_submitted(app: Flask, client: Client, draft: int) -> None:
    with unit_of_work():
        nomination = db.session.get_one(Nomination, draft)
        nomination.state, nomination.receipt_no = NominationState.SUBMITTED, "설계총괄과-2025-0001"
        nomination.received_at = nomination.created_at
    browser = signed_in(app)
    answer = browser.get(f"/nominations/{draft}/submitted.pdf")
    assert (answer.status_code, answer.mimetype) == (200, "application/pdf")
    with pikepdf.open(io.BytesIO(answer.data)) as copy_of_it:
        assert str(copy_of_it.docinfo["/Title"]) == "추천서 설계총괄과-2025-0001"
    assert f"/nominations/{draft}/submitted.pdf" in browser.get(f"/nominations/{draft}/receipt").text
    assert db.session.get(Submission, draft) is None, "this one came in before copies were kept"


def test_the_printed_copy_of_a_draft_is_a_404(app: Flask, client: Client, draft: int) -> None:
    assert signed_in(app).get(f"/nominations/{draft}/submitted.pdf").status_code == 404
    assert services.FILES_AT_MOST == 20
