"""The pages of sign-up, reset and the link: their answers, and that a GET changes nothing."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from tests.accounts.conftest import CHEAP, PASSWORD
from tests.conftest import Client
from tests.factories.accounts import CompanyFactory, officer
from tests.support.threads import at_once
from workflow.accounts import passwords
from workflow.accounts.models import Company, OneTimeLink, Purpose, User
from workflow.accounts.services import companies, links
from workflow.core import clock
from workflow.core.audit import SYSTEM
from workflow.core.db import db, unit_of_work

TYPED = {
    "name_ko": "한빛철도㈜", "name_en": "Hanbit Rail", "registration_no": "214-81-00011", "name": "한도윤",
    "email": "h.doyun@hanbit.example", "consent": "",
}


@pytest.fixture(autouse=True)
def consenting(seen: str) -> None:
    """Every sign-up below comes with the consent, where nothing else is said."""
    TYPED["consent"] = seen


def body(page: Any) -> str:
    """Return the page without what differs with every answer."""
    return re.sub(r'value="[^"]{60,}"|nonce-[\w-]+', "", page.text)


def link_for(purpose: Purpose, **values: Any) -> str:
    with unit_of_work():
        return links.issue(purpose, **values)[1]


def test_every_sign_up_gets_the_same_answer(client: Client, mails: list[Any]) -> None:
    with unit_of_work():
        CompanyFactory(registration_no="1108100024")
        officer(email="known@city.example")
    answers = [
        client.post("/sign-up", data={**TYPED, **changed}, follow_redirects=True)
        for changed in ({}, {"registration_no": "110-81-00024"}, {"email": "known@city.example"})
    ]
    assert len({body(answer).replace("known@city.example", TYPED["email"]) for answer in answers}) == 1
    assert {answer.status_code for answer in answers} == {200}
    assert "메일을 보냈습니다. 다음 절차는 메일에 있습니다." in answers[0].text
    assert [type(mail).__name__ for mail in mails] == ["SignUpAsked", "SignUpNeedsInvitation", "AccountExists"]


def test_every_reset_gets_the_same_answer(client: Client, mails: list[Any]) -> None:
    with unit_of_work():
        officer(email="known@city.example", password_hash=CHEAP.hash(PASSWORD))
        officer(email="gone@city.example", disabled_at=clock.now())
    answers = [
        client.post("/reset", data={"email": f"{who}@city.example"}, follow_redirects=True)
        for who in ("known", "gone", "unknown")
    ]
    bodies = [body(answer) for answer in answers]
    for who, text in zip(("known", "gone", "unknown"), bodies, strict=True):
        assert f"<strong>{who}@city.example</strong>" in text, "a typo can be seen"
    assert len({re.sub(r"\w+@city\.example", "", text) for text in bodies}) == 1
    assert "이 주소로 만든 계정이 있으면 링크가 담긴 메일을 보냅니다." in answers[0].text
    assert "1시간 동안 한 번만" in answers[0].text
    assert [mail.email for mail in mails] == ["known@city.example"]


@pytest.mark.parametrize(("field", "typed", "said"), [
    ("name_ko", "", "기업 국문명을 입력하세요."),
    ("name_en", " ", "기업 영문명을 입력하세요."),
    ("registration_no", "", "사업자등록번호를 입력하세요."),
    ("registration_no", "214-81-00012", "사업자등록번호가 맞지 않습니다. 잘못 적은 숫자가 있는지 확인해 주세요."),
    ("registration_no", "1" * 500, "사업자등록번호는 숫자 10자리입니다. 예: 123-45-67890"),
    ("name", "\x07", "이름을 입력하세요."),
    ("name", "김" * 121, "이름은 120자까지 쓸 수 있습니다. 지금 121자입니다."),
    ("email", "h.doyun", "전자우편 주소 형식이 아닙니다. 예: name@company.co.kr"),
    ("email", "a@" + "b" * 300 + ".kr", "전자우편 주소 형식이 아닙니다. 예: name@company.co.kr"),
])
def test_field_that_is_wrong_is_named_and_nothing_typed_is_lost(
    client: Client, mails: list[Any], field: str, typed: str, said: str
) -> None:
    answer = client.post("/sign-up", data={**TYPED, field: typed})
    assert answer.status_code == 422
    assert said in answer.text
    assert f'href="#{field}"' in answer.text
    for name, value in TYPED.items():
        if name not in (field, "consent"):
            assert f'value="{value}"' in answer.text
    assert mails == []


def test_everything_that_is_wrong_is_said_at_once(client: Client) -> None:
    page = client.post("/sign-up", data={**TYPED, "name_en": "", "registration_no": "1", "email": "x"}).text
    assert re.findall(r'href="#(\w+)"', page.partition("error-summary")[2]) == ["name_en", "registration_no", "email"]


def test_english_reader_is_answered_in_english(client: Client) -> None:
    page = client.post("/sign-up", data={**TYPED, "registration_no": "1"}, headers={"Accept-Language": "en"}).text
    assert "The business registration number has 10 digits. Example: 123-45-67890." in page


def test_sign_up_takes_the_language_of_the_page(client: Client, mails: list[Any]) -> None:
    client.post("/sign-up", data=TYPED, headers={"Accept-Language": "en"})
    assert mails[0].language == "en"


def test_whole_sign_up_through_the_pages(client: Client, mails: list[Any]) -> None:
    client.post("/sign-up", data=TYPED)
    address = f"/set-password/{mails[0].token}"
    page = client.get(address)
    assert page.status_code == 200
    assert page.headers["Cache-Control"] == "no-store"
    assert "h.doyun@hanbit.example" in page.text
    assert "비밀번호를 정하면 기업이 등록되고 바로 로그인됩니다." in page.text
    answer = client.post(address, data={"password": PASSWORD})
    assert (answer.status_code, answer.location) == (303, "/company")
    page = client.get("/company").text
    assert "한빛철도㈜" in page
    assert "기업이 등록되었고 로그인되었습니다." in page
    client.post("/sign-out")
    assert client.post("/sign-in", data={"email": TYPED["email"], "password": PASSWORD}).status_code == 303


def test_looking_at_the_link_changes_nothing(client: Client, mails: list[Any]) -> None:
    client.post("/sign-up", data=TYPED)
    address = f"/set-password/{mails[0].token}"
    for _ in range(3):
        assert client.get(address).status_code == 200
        assert client.head(address).status_code == 200
    link = db.session.scalars(sa.select(OneTimeLink)).one()
    assert link.used_at is None
    assert db.session.scalars(sa.select(Company)).all() == []


@pytest.mark.parametrize(("password", "said"), [
    ("", "새 비밀번호를 입력하세요."),
    ("한강전차", "비밀번호는 10자 이상이어야 합니다. 지금 4자입니다."),
    ("KIM@city.example", "전자우편 주소를 비밀번호로 쓸 수 없습니다. 다른 비밀번호를 정하세요."),
    ("x" * 100_000, "비밀번호는 200자까지 쓸 수 있습니다. 지금 100000자입니다."),
])
def test_refused_password_leaves_the_link_good(client: Client, app: Flask, password: str, said: str) -> None:
    with unit_of_work():
        user = officer(email="kim@city.example")
    token = link_for(Purpose.INVITE, user=user)
    answer = client.post(f"/set-password/{token}", data={"password": password})
    assert answer.status_code == 422
    assert said in answer.text
    assert links.find(token, links.SETS_PASSWORD) is not None


def test_password_field_may_be_pasted_into_and_filled_by_a_manager(client: Client, app: Flask) -> None:
    with unit_of_work():
        user = officer(email="kim@city.example")
    page = client.get(f"/set-password/{link_for(Purpose.INVITE, user=user)}").text
    assert 'autocomplete="new-password"' in page
    assert 'autocomplete="username"' in page
    assert "onpaste" not in page


@pytest.mark.parametrize("how", ["unknown", "used", "expired", "revoked", "other purpose", "disabled", "long"])
def test_link_that_is_not_good_says_how_to_go_on(client: Client, app: Flask, how: str) -> None:
    with unit_of_work():
        user = officer(disabled_at=clock.now() if how == "disabled" else None)
        other = {"purpose": "host confirmation", "lifetime": timedelta(days=1)} if how == "other purpose" else {}
        link, token = links.issue(**{"purpose": Purpose.RESET, "user": user, **other})  # type: ignore[arg-type]
        if how == "used":
            links.use(token, links.SETS_PASSWORD)
        if how == "revoked":
            links.revoke(OneTimeLink.id == link.id)
    if how == "expired":
        clock.move_to(clock.now() + timedelta(hours=2))
    token = {"unknown": "x" * 43, "long": "x" * 4000}.get(how, token)
    answers = [client.post(f"/set-password/{token}", data={"password": PASSWORD})]
    if how != "disabled":
        answers.append(client.get(f"/set-password/{token}"))
    for answer in answers:
        assert answer.status_code == (422 if how == "disabled" else 404)
        assert "쓸 수 없는 링크입니다" in answer.text
        assert 'href="/reset"' in answer.text
    assert db.session.get_one(User, user.id).password_hash is None


def test_link_of_a_company_registered_meanwhile_says_what_to_do(client: Client, mails: list[Any]) -> None:
    for email in ("one@hanbit.example", "two@hanbit.example"):
        client.post("/sign-up", data={**TYPED, "email": email})
    client.post(f"/set-password/{mails[0].token}", data={"password": PASSWORD})
    answer = client.post(f"/set-password/{mails[1].token}", data={"password": PASSWORD})
    assert answer.status_code == 422
    assert "그 사이 다른 사람이 이 기업을 등록했습니다." in answer.text


def test_setting_a_password_signs_in_who_holds_the_link_and_nobody_else(client: Client) -> None:
    with unit_of_work():
        before, holder = officer(), officer(email="kim@city.example")
    token = link_for(Purpose.INVITE, user=holder)
    client.sign_in(before).post(f"/set-password/{token}", data={"password": PASSWORD})
    assert "kim@city.example" in client.get("/account").text


@pytest.mark.databases
def test_link_posted_twice_at_the_same_moment_sets_one_password(app: Flask, client: Client) -> None:
    with unit_of_work():
        id = officer(email="kim@city.example").id
    token = link_for(Purpose.INVITE, user=db.session.get_one(User, id))

    def send(number: int) -> int:
        return app.test_client().post(f"/set-password/{token}", data={"password": f"password number {number}"}).status_code

    results = at_once(4, send)
    assert sorted(map(str, results))[0] == "303"
    assert results.count(303) == 1
    assert all(status in (404, 422) for status in results if status != 303)
    winner = results.index(303)
    assert passwords.matches(f"password number {winner}", db.session.get_one(User, id).password_hash)


@pytest.mark.databases
def test_invitation_posted_twice_at_the_same_moment_makes_one_member(app: Flask, client: Client, mails: list[Any]) -> None:
    with unit_of_work():
        company_id = CompanyFactory().id
        companies.invite(db.session.get_one(Company, company_id), name="동민서", email="d@hanbit.example", actor=SYSTEM)

    def send(number: int) -> int:
        typed = {"password": PASSWORD, "consent": TYPED["consent"]}
        return app.test_client().post(f"/set-password/{mails[0].token}", data=typed).status_code

    results = at_once(3, send)
    assert results.count(303) == 1
    assert len(db.session.scalars(sa.select(User).where(User.company_id == company_id)).all()) == 1
