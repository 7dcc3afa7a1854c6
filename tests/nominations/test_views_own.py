"""A call's own questions in the form: each kind shown, read, kept, hidden by another answer, and merged."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask

from tests.conftest import Client
from tests.factories.accounts import CompanyFactory, company_officer
from tests.nominations.own import own_call, own_nomination
from tests.support.counting import statements
from workflow.accounts.models import User
from workflow.core.db import db, unit_of_work
from workflow.nominations import comparison
from workflow.nominations.content import content_of, names_of
from workflow.nominations.models import Nomination
from workflow.nominations.steps import Step

Browser = Callable[[str], Client]


@pytest.fixture
def draft(app: Flask) -> int:
    with unit_of_work():
        company = CompanyFactory()
        company_officer(company=company, email="one@hanbit.example", name="한도윤")
        company_officer(company=company, email="two@hanbit.example", name="김수진")
        return own_nomination(own_call(), company).id


@pytest.fixture
def browser(app: Flask, client: Client, draft: int) -> Browser:
    def sign_in(name: str = "one") -> Any:
        user = db.session.query(User).filter_by(email=f"{name}@hanbit.example").one()
        return app.test_client().sign_in(user)  # type: ignore[attr-defined]

    return sign_in


def stored(draft: int) -> Nomination:
    return db.session.get_one(Nomination, draft)


def seen(draft: int, step: Step = Step.PLACE) -> str:
    nomination = stored(draft)
    return comparison.mark(content_of(nomination, names_of(step, nomination.call.definition)))


def place(draft: int, **answers: str) -> dict[str, str]:
    """Return the form of the place as its page sends it, with these own answers changed."""
    nomination = stored(draft)
    given = {name: str(getattr(nomination, name) or "") for name in (
        "route", "country", "city", "organisation", "city_profile", "railway_plan", "criterion")}  # fmt: skip
    own = {"answers-metro": "yes", "answers-lines": "12.5", "answers-data": "", "answers-opened": ""}
    return {**given, **own, **{key.replace("_", "-", 1): value for key, value in answers.items()}}


def autosave(browser: Client, draft: int, data: dict[str, str], step: str = "place") -> Any:
    return browser.post(f"/nominations/{draft}/edit/{step}", data=data, headers={"X-Requested-With": "autosave"})


def test_each_kind_has_its_field_and_is_kept_as_plain_data(draft: int, browser: Browser) -> None:
    page = browser("one").get(f"/nominations/{draft}/edit/place").text
    for field in ('type="radio" id="answers-metro-0"', 'id="answers-lines"', '<option value="some">일부</option>',
                  'name="answers-plans-0-name"'):  # fmt: skip
        assert field in page
    assert re.search(r'<input[^>]*name="answers-opened"[^>]*type="date"', page)
    required = {name: f'id="{name}" name="{name}" required' in page for name in ("answers-lines", "answers-opened")}
    assert required == {"answers-lines": True, "answers-opened": False}
    answer = browser("one").post(f"/nominations/{draft}/edit/place", data={
        **place(draft), "answers-metro": "no", "answers-lines": "1,200.5", "answers-data": "some",
        "answers-opened": "2031. 5. 1.", "answers-plans-0-name": "Line 1", "answers-plans-0-year": "2030",
        "answers-plans-2-name": "", "answers-plans-2-year": "", "seen": seen(draft),
    })  # fmt: skip
    assert answer.status_code == 303
    assert stored(draft).answers == {
        "metro": False, "lines": "1200.5", "data": "some", "opened": "2031-05-01",
        "plans": [{"name": "Line 1", "year": "2030"}],
    }  # fmt: skip


@pytest.mark.parametrize(("field", "typed", "path"), [
    ("answers-lines", "long", "answers-lines"), ("answers-opened", "soon", "answers-opened"),
    ("answers-data", "none", "answers-data"), ("answers-plans-0-year", "soon", "answers-plans-0-year"),
])  # fmt: skip
def test_what_cannot_be_read_is_shown_again_beside_its_field(
    draft: int, browser: Browser, field: str, typed: str, path: str
) -> None:
    answer = browser("one").post(f"/nominations/{draft}/edit/place", data={**place(draft), field: typed, "city": "Huế"})
    assert answer.status_code == 422
    assert f'href="#{path}"' in answer.text
    assert stored(draft).city == "Hanoi"


def test_a_conditional_question_says_when_it_is_asked_and_how_the_browser_tells(draft: int, browser: Browser) -> None:
    page = browser("one").get(f"/nominations/{draft}/edit/place").text
    assert 'data-shown-by="answers-metro" data-shown-name="metro" data-shown-for="yes"' in page
    assert "‘도시철도 운영’ 답변이 ‘예’인 경우에만 작성" in page
    trainees = browser("one").get(f"/nominations/{draft}/edit/trainees").text
    assert 'data-shown-by="trainees-1-answers-abroad" data-shown-name="abroad" data-shown-for="yes"' in trainees
    assert 'data-shown-by="" data-shown-name="criterion" data-shown-for="1"' in trainees
    assert 'data-given="{&#34;criterion&#34;: &#34;2&#34;}"' in trainees


def test_the_answer_of_a_hidden_question_is_kept_in_the_draft_but_not_missed(draft: int, browser: Browser) -> None:
    browser("one").post(f"/nominations/{draft}/edit/place", data={**place(draft), "answers-metro": "no"})
    assert stored(draft).answers == {"metro": False, "lines": "12.5"}
    review = browser("one").get(f"/nominations/{draft}/edit/review").text
    assert "노선 길이" not in review
    browser("one").post(f"/nominations/{draft}/edit/place", data={**place(draft), "answers-lines": ""})
    review = browser("one").get(f"/nominations/{draft}/edit/review").text
    assert f"/nominations/{draft}/edit/place?check=1#answers-lines" in review


def test_rows_of_a_table_are_added_and_removed_without_javascript(draft: int, browser: Browser) -> None:
    data = {**place(draft), "answers-plans-0-name": "Line 1"}
    added = browser("one").post(f"/nominations/{draft}/edit/place", data={**data, "add": "answers-plans"}).text
    assert 'name="answers-plans-1-name"' in added
    data["answers-plans-1-name"] = "Line 2"
    removed = browser("one").post(f"/nominations/{draft}/edit/place", data={**data, "remove": "answers-plans-0"}).text
    assert 'value="Line 2"' in removed
    assert 'value="Line 1"' not in removed


def test_autosave_keeps_what_can_be_read_and_says_what_it_did_not(draft: int, browser: Browser) -> None:
    told = autosave(browser("one"), draft, {**place(draft), "city": "Huế", "answers-opened": "soon", "seen": seen(draft)})
    assert told.status_code == 200
    assert told.json["state"] == "saved"
    assert told.json["note"].startswith("09:00 저장됨. 저장되지 않은 항목: 개통일 (")
    assert (stored(draft).city, stored(draft).answers) == ("Huế", {"metro": True, "lines": "12.5"})
    assert told.json["seen"] == seen(draft)
    assert "missing" in told.json


def test_autosave_takes_over_what_a_colleague_wrote_elsewhere(draft: int, browser: Browser) -> None:
    shown = seen(draft)
    autosave(browser("two"), draft, {**place(draft), "answers-data": "all", "seen": shown})
    told = autosave(browser("one"), draft, {**place(draft), "answers-data": "", "answers-lines": "20", "seen": shown})
    assert told.status_code == 200
    assert told.json["values"] == {"answers-data": "all"}
    assert "자료 공개" in told.json["note"]
    assert stored(draft).answers == {"metro": True, "lines": "20", "data": "all"}


def test_autosave_overwrites_no_colleague_and_shows_both(draft: int, browser: Browser) -> None:
    shown = seen(draft)
    autosave(browser("two"), draft, {**place(draft), "answers-lines": "15", "seen": shown})
    told = autosave(browser("one"), draft, {**place(draft), "answers-lines": "20", "seen": shown})
    assert (told.status_code, told.json["state"]) == (409, "overtaken")
    assert "김수진님" in told.json["note"]
    assert "15" in told.json["html"]
    assert "20" in told.json["html"]
    assert stored(draft).answers["lines"] == "15"
    merged = browser("one").post(
        f"/nominations/{draft}/edit/place", data={**place(draft), "answers-lines": "20", "seen": shown}
    )
    assert merged.status_code == 409
    assert 'value="20"' in merged.text


def test_change_in_another_window_of_ones_own_is_no_colleagues(draft: int, browser: Browser) -> None:
    shown = seen(draft)
    autosave(browser("one"), draft, {**place(draft), "answers-lines": "15", "seen": shown})
    changed = {**place(draft), "answers-lines": "20", "seen": shown}
    told = autosave(browser("one"), draft, changed)
    assert told.json["note"] == "저장되지 않음: 다른 창에서도 이 단계를 바꾸셨습니다"
    merged = browser("one").post(f"/nominations/{draft}/edit/place", data=changed)
    for page in (told.json["html"], merged.text):
        assert "다른 창에서 이 단계를 변경하셨습니다" in page
        assert "동료가 이 단계를" not in page
    autosave(browser("one"), draft, {**place(draft), "answers-data": "all", "seen": shown})
    beside = autosave(browser("one"), draft, {**place(draft), "answers-data": "all", "answers-metro": "", "seen": shown})
    assert "다른 창에서" in beside.json["note"]


def test_autosave_names_the_rows_that_it_stored(draft: int, browser: Browser) -> None:
    first, second = stored(draft).trainees
    rows = {f"trainees-{place}-row": str(one.id) for place, one in ((0, first), (3, second))}
    names = {"trainees-0-name": first.name, "trainees-3-name": "LE VAN DUC JR", "trainees-4-name": "PHAM",
             "trainees-5-name": ""}  # fmt: skip
    told = autosave(browser("one"), draft, {**rows, **names, "seen": seen(draft, Step.TRAINEES)}, "trainees")
    added = stored(draft).trainees[2]
    assert told.json["rows"] == {"trainees": [str(first.id), str(second.id), str(added.id), ""]}
    assert [one.name for one in stored(draft).trainees] == [first.name, "LE VAN DUC JR", "PHAM"]


def test_autosave_of_what_was_submitted_meanwhile_says_so(draft: int, browser: Browser) -> None:
    with unit_of_work():
        nomination = stored(draft)
        nomination.receipt_no, nomination.received_at = "TEST-1", nomination.created_at
        nomination.state = "submitted"  # type: ignore[assignment]
    told = autosave(browser("one"), draft, place(draft))
    assert (told.status_code, told.json["state"]) == (409, "closed")
    assert "TEST-1" in told.json["note"]


@pytest.mark.parametrize("others", [0, 30])
def test_a_step_reads_no_more_for_other_nominations(draft: int, browser: Browser, others: int) -> None:
    with unit_of_work():
        nomination = stored(draft)
        for _one in range(others):
            own_nomination(nomination.call, nomination.company)
    page = browser("one")
    page.get(f"/nominations/{draft}/edit/place")
    with statements() as counted:
        assert page.get(f"/nominations/{draft}/edit/place").status_code == 200
    assert len(counted) == 7
