"""Who is about to submit is told what the call's rules will find, and of nominations of the same company only."""

from __future__ import annotations

import re
from datetime import date

import pytest
from flask import Flask

from tests.conftest import Client
from tests.factories.accounts import CompanyFactory, company_officer
from tests.factories.nominations import make_nomination, make_trainee
from tests.factories.programmes import make_call
from tests.factories.worked_set import CALL
from tests.support.counting import statements
from workflow.accounts.models import Company, User
from workflow.core.db import db, unit_of_work
from workflow.nominations.models import Nomination
from workflow.nominations.states import NominationState
from workflow.programmes.models import Call
from workflow.screening.cautions import cautions

RULES = [
    {"rule": "dac_recipient", "on_fail": "exclude"},
    {"rule": "same_person_once", "on_fail": "flag"},
    {"rule": "age_at_most", "years": 45, "on": "closing_day", "on_fail": "exclude"},
    {"rule": "passport_valid", "months": 6, "on_fail": "flag"},
]


def call_with_rules() -> Call:
    asks = CALL.nomination_asks.model_dump(mode="json", by_alias=True)
    asks["trainee"] += ["birth_date", "passport_expires_on"]
    return make_call(eligibility=RULES, nomination_asks=asks)


def good_trainee(**values: object) -> object:
    return make_trainee(**{"birth_date": date(1990, 1, 1), "passport_expires_on": date(2030, 1, 1), **values})


@pytest.fixture
def company(app: Flask) -> Company:
    with unit_of_work():
        company = CompanyFactory()
        company_officer(company=company, email="one@hanbit.example")
        call_with_rules()
    return company


def draft(company: Company, **values: object) -> int:
    with unit_of_work():
        call = db.session.query(Call).one()
        trainees = values.pop("trainees", None) or [good_trainee()]
        return make_nomination(call, db.session.get_one(Company, company.id), trainees=trainees, **values).id


def told(id: int) -> list[tuple[str, str | None]]:
    return [(one.code, one.field) for one in cautions(db.session.get_one(Nomination, id))]


def test_a_nomination_that_meets_the_rules_has_none(company: Company) -> None:
    assert told(draft(company)) == []


@pytest.mark.parametrize(("values", "expected"), [
    ({"country": "FRA"}, [("dac_recipient", "country")]),
    ({"trainees": [("birth_date", date(1970, 1, 1))]}, [("age_at_most", "trainees.0.birth_date")]),
    ({"trainees": [("passport_expires_on", date(2020, 1, 1))]}, [("passport_valid", "trainees.0.passport_expires_on")]),
])  # fmt: skip
def test_what_a_rule_will_find_is_told_at_its_answer(
    company: Company, values: dict[str, object], expected: list[tuple[str, str]]
) -> None:
    people = [good_trainee(**{name: value}) for name, value in values.get("trainees", [])]  # type: ignore[misc]
    assert told(draft(company, **{**values, "trainees": people})) == expected


def test_it_says_what_was_found_by_which_rule_and_what_follows(company: Company) -> None:
    (one,) = cautions(db.session.get_one(Nomination, draft(company, country="FRA")))
    assert one.text.ko.startswith("접수마감일에 유효한 DAC 수원국 목록에 없는 국가입니다: 프랑스. OECD DAC 수원국 목록(")
    assert one.text.ko.endswith("유효). 충족하지 않으면 요건검토에서 제외됩니다.")
    assert one.text.pick("en").startswith("France is not on the DAC list in force on the closing day. ")


def test_a_person_named_twice_is_told_within_the_company_and_of_no_other(company: Company) -> None:
    with unit_of_work():
        make_nomination(db.session.query(Call).one(), trainees=[good_trainee()])  # of another company
    assert told(draft(company)) == []
    twice = draft(company, city="Hue", trainees=[good_trainee(), good_trainee(position_no=1)])
    assert told(twice) == [("same_person_once", "trainees.0.name"), ("same_person_once", "trainees.1.name")]
    first, _second = cautions(db.session.get_one(Nomination, twice))
    assert "NGUYEN THI MINH HANH (#2, 임시저장 베트남 Hanoi)" in first.text.ko


def test_the_same_city_of_the_same_company_is_pointed_out(company: Company) -> None:
    draft(company, state=NominationState.WITHDRAWN)
    second = draft(company, trainees=[good_trainee(name="TRAN BAO")])
    assert told(second) == []
    received = draft(company, city="HA NOI", state=NominationState.SUBMITTED, trainees=[good_trainee(name="LE AN")])
    number = db.session.get_one(Nomination, received).receipt_no
    (one,) = cautions(db.session.get_one(Nomination, second))
    assert (one.code, one.field) == ("same_place", "city")
    assert f"{number} 베트남 HA NOI" in one.text.ko


def review(browser: Client, id: int) -> str:
    return browser.get(f"/nominations/{id}/edit/review").text


def test_the_review_shows_them_with_links_and_submits_all_the_same(company: Company, as_company: Client) -> None:
    id = draft(company, country="FRA", trainees=[good_trainee(passport_expires_on=date(2025, 12, 1))])
    page = review(as_company, id)
    said = " ".join(re.sub(r"<[^>]+>", " ", page).split())
    assert "확인이 필요한 사항 2건" in said
    assert f'href="/nominations/{id}/edit/place?check=1#country"' in page
    assert f'href="/nominations/{id}/edit/trainees?check=1#trainees-0-passport_expires_on"' in page
    assert "확인이 필요한 사항을 둔 채 제출" in said
    assert "모두 작성했습니다" not in said
    assert as_company.post(f"/nominations/{id}/submit", data={"version": "1"}).status_code == 303
    assert db.session.get_one(Nomination, id).state is NominationState.SUBMITTED


def test_what_is_missing_is_not_told_twice(company: Company, as_company: Client) -> None:
    id = draft(company, trainees=[good_trainee(birth_date=None)])
    page = review(as_company, id)
    assert page.count(f"/nominations/{id}/edit/trainees?check=1#trainees-0-birth_date") == 1
    assert "확인이 필요한 사항" not in page


def test_the_review_takes_a_fixed_number_of_queries(company: Company, as_company: Client) -> None:
    id, counts = draft(company), []
    for _more in range(2):
        with statements() as sent:
            review(as_company, id)
        counts.append(len(sent))
        for serial in range(3):
            draft(company, city=f"City {'abc'[serial]}", trainees=[good_trainee(name="TRAN " + "ABC"[serial])])
    assert counts == [counts[0], counts[0]]
    assert counts[0] <= 14


@pytest.fixture
def as_company(app: Flask, client: Client, company: Company) -> Client:
    return client.sign_in(db.session.query(User).filter_by(email="one@hanbit.example").one())


