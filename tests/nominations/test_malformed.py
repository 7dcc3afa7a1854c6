"""Answers that cannot be what is asked are told at their field as soon as a step is saved."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.conftest import Client
from tests.factories.accounts import CompanyFactory, company_officer
from tests.factories.nominations import make_nomination
from tests.factories.programmes import make_call
from tests.factories.worked_set import CALL
from tests.nominations.conftest import Scene
from workflow.core.db import db, unit_of_work
from workflow.nominations.models import Nomination

SignIn = Callable[[str], Client]


@pytest.fixture
def dated(client: Client) -> tuple[Client, int]:
    """A browser and a draft of a call that asks days of each trainee."""
    asks = CALL.nomination_asks.model_dump(mode="json", by_alias=True)
    asks["trainee"] += ["birth_date", "in_post_since", "last_trained_on", "passport_expires_on"]
    with unit_of_work():
        company = CompanyFactory()
        user = company_officer(company=company)
        draft = make_nomination(make_call(nomination_asks=asks), company).id
    return client.sign_in(user), draft


@pytest.mark.parametrize(("name", "day", "said"), [
    ("birth_date", "2099-01-01", "생년월일이 공고일보다 늦습니다. 연도를 확인해 주세요."),
    ("in_post_since", "2030-01-01", "접수마감일보다 늦은 날입니다. 연도를 확인해 주세요."),
    ("last_trained_on", "2030-01-01", "접수마감일보다 늦은 날입니다. 연도를 확인해 주세요."),
])
def test_a_day_that_cannot_be_is_told_at_its_field(dated: tuple[Client, int], name: str, day: str, said: str) -> None:
    browser, draft = dated
    answer = browser.post(f"/nominations/{draft}/edit/trainees", data={"trainees-0-name": "LE AN", f"trainees-0-{name}": day})
    assert answer.status_code == 422
    assert f'id="trainees-0-{name}-error"' in answer.text
    assert said in answer.text


def test_a_passport_that_has_expired_can_be_kept(dated: tuple[Client, int]) -> None:
    browser, draft = dated
    data = {"trainees-0-name": "LE AN", "trainees-0-passport_expires_on": "2020-01-01"}
    assert browser.post(f"/nominations/{draft}/edit/trainees", data=data).status_code == 303


@pytest.mark.parametrize(("step", "data", "said"), [
    ("place", {"city": "하노이시 😀"}, "그림문자(이모지)는 쓸 수 없습니다."),
    ("place", {"city": "하노이시"}, "영문(로마자)으로 적어 주세요."),
    ("trainees", {"trainees-0-name": "응우옌"}, "여권에 적힌 대로 로마자로 적어 주세요."),
    ("author", {"author-name": "😀"}, "그림문자(이모지)는 쓸 수 없습니다."),
    ("author", {"author-name": "-"}, "성명을 글자로 적어 주세요."),
])
def test_what_is_no_name_is_refused_beside_its_field(
    scene: Scene, as_user: SignIn, step: str, data: dict[str, str], said: str
) -> None:
    answer = as_user("officer").post(f"/nominations/{scene.draft}/edit/{step}", data=data)
    assert answer.status_code == 422
    assert said in answer.text


def test_a_country_that_is_not_offered_is_shown_where_it_was_stored(scene: Scene, as_user: SignIn) -> None:
    page = f"/nominations/{scene.draft}/edit/place"
    assert 'value="KOR"' not in as_user("officer").get(page).text
    with unit_of_work():
        scene.nomination().country = "KOR"
    assert '<option value="KOR" selected>대한민국</option>' in as_user("officer").get(page).text


def test_an_autosave_keeps_the_others_and_says_what_it_did_not_keep(scene: Scene, as_user: SignIn) -> None:
    data = {"city": "하노이", "organisation": "Hanoi Metro Company"}
    page = f"/nominations/{scene.draft}/edit/place"
    told: Any = as_user("officer").post(page, data=data, headers={"X-Requested-With": "autosave"}).json
    assert told["state"] == "saved"
    assert "저장되지 않은 항목: 도시 (영문(로마자)으로 적어 주세요." in told["note"]
    kept = db.session.get_one(Nomination, scene.draft)
    assert (kept.city, kept.organisation) == ("Hanoi", "Hanoi Metro Company")
