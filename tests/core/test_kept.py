"""What somebody typed survives the end of their session: it is handed back on a page, to be sent again."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from lxml import html

from tests.conftest import Client
from tests.factories.accounts import company_officer, officer
from workflow.accounts import forms
from workflow.accounts.models import User
from workflow.core import kept
from workflow.core.db import unit_of_work

FROM_US = {"Origin": "http://localhost", "Referer": "http://localhost/account"}
TYPED = {"name": "한도윤", "phone": "02-1234-5678"}


@pytest.fixture
def user(app: Flask, client: Client) -> User:
    """Somebody of the office; from here on forms need their token."""
    with unit_of_work():
        user = officer()
    app.config["WTF_CSRF_ENABLED"] = True
    return user


def form_of(answer: Any) -> tuple[str, dict[str, str]]:
    """Return the address and the fields of the form that the page of an answer holds."""
    (form,) = html.fromstring(answer.text).xpath("//main//form")
    return form.get("action"), dict(form.form_values())


def test_form_of_one_who_lost_the_session_is_kept_and_can_be_sent_after_signing_in(client: Client, user: User) -> None:
    answer = client.post("/account", data={"csrf_token": "of the old session", **TYPED}, headers=FROM_US)
    assert answer.status_code == 401
    assert "로그아웃되었습니다. 입력한 내용은 이 화면에 남아 있습니다" in answer.text
    address, fields = form_of(answer)
    assert (address, {**fields, "csrf_token": ""}) == ("/account?", {"csrf_token": "", **TYPED})
    client.sign_in(user)  # in another tab, and with another token
    with client.session_transaction() as session:
        session.pop("csrf_token")
    once_more = client.post("/account", data=fields, headers=FROM_US)
    assert once_more.status_code == 400
    assert "한 번 더 보내 주세요" in once_more.text
    address, fields = form_of(once_more)
    assert {**fields, "csrf_token": ""} == {"csrf_token": "", **TYPED}
    assert client.post(address, data=fields, headers=FROM_US).status_code in (303, 422), "it is taken for what it is"


def test_form_sent_after_the_sign_out_in_another_tab_is_kept_though_its_token_is_good(
    app: Flask, client: Client, user: User
) -> None:
    app.config["WTF_CSRF_ENABLED"] = False
    answer = client.post("/account", data=TYPED, headers=FROM_US)
    assert (answer.status_code, form_of(answer)[1]["name"]) == (401, "한도윤")


def test_all_values_of_a_name_are_kept_escaped_and_passwords_are_not(client: Client, user: User) -> None:
    sent = {"topic": ["a", '"><script>'], "password": "do not show", "present": "nor this", "name": "x"}
    answer = client.post("/account", data=sent, headers=FROM_US)
    values = html.fromstring(answer.text).xpath("//main//input[@name='topic']/@value")
    assert values == ["a", '"><script>']
    assert "do not show" not in answer.text
    assert "nor this" not in answer.text
    assert "비밀번호는 남기지 않습니다" in answer.text


@pytest.mark.parametrize("headers", [
    {}, {"Origin": "http://evil.example"}, {"Referer": "http://evil.example/account"}, {"Origin": "null"},
    {"Referer": "http://["},
])  # fmt: skip
def test_what_another_site_sends_is_not_handed_back(client: Client, user: User, headers: dict[str, str]) -> None:
    answer = client.post("/account", data=TYPED, headers=headers)
    assert (answer.status_code, "한도윤" in answer.text) == (303, False)
    client.sign_in(user)
    answer = client.post("/account", data=TYPED, headers=headers)
    assert (answer.status_code, "한도윤" in answer.text) == (400, False)


def test_button_with_nothing_typed_leads_to_sign_in(client: Client, user: User) -> None:
    answer = client.post("/account", data={"csrf_token": "old", "version": "3"}, headers=FROM_US)
    assert (answer.status_code, answer.location) == (303, "/sign-in?next=/account")


def test_page_of_everybody_asks_for_no_sign_in(client: Client, user: User) -> None:
    answer = client.post("/sign-in", data={"email": "a@b.example", "password": "secret"}, headers=FROM_US)
    assert answer.status_code == 400
    assert form_of(answer)[1]["email"] == "a@b.example"
    assert "secret" not in answer.text


def test_script_is_told_to_sign_in_and_afterwards_given_the_token_to_go_on_with(client: Client, user: User) -> None:
    def ask(token: str) -> Any:
        return client.post("/stay", data={"csrf_token": token}, headers={"X-Requested-With": "autosave"})

    assert ask("old").status_code == 401
    assert ask("old").json == {"note": "로그아웃된 상태입니다. 다른 창에서 다시 로그인한 뒤 저장하세요."}
    client.sign_in(user)
    stale = ask("old")
    assert (stale.status_code, list(stale.json)) == (400, ["csrf_token"])
    assert ask(stale.json["csrf_token"]).status_code == 204


def test_every_box_for_a_password_has_a_name_that_is_left_out(app: Flask) -> None:
    names = {
        name for made in vars(forms).values() if isinstance(made, type)
        for name, field in vars(made).items()
        if getattr(getattr(field, "field_class", None), "__name__", "") == "PasswordField"
    }  # fmt: skip
    assert names == kept.SECRET


@pytest.mark.parametrize(("address", "above"), [
    ("/company/invite", "/company"), ("/nominations/3/withdraw", "/nominations/3"), ("/sheets/4/take", "/sheets/4"),
    ("/trainee/abc/consents/data", "/trainee/abc"),
])  # fmt: skip
def test_address_of_a_button_leads_to_the_page_that_the_button_stands_on(
    client: Client, address: str, above: str
) -> None:
    answer = client.get(address)
    assert (answer.status_code, answer.location) == (303, above)


def test_language_is_changed_on_the_page_of_a_form_that_came_back_with_errors(client: Client) -> None:
    with unit_of_work():
        user = company_officer(right="manage")
    client.sign_in(user)
    wrong = client.post("/company/invite", data={}, headers={"Referer": "http://localhost/company"})
    assert wrong.status_code == 422
    (onward,) = html.fromstring(wrong.text).xpath("//form[@class='language']/input[@name='next']/@value")
    changed = client.post("/language", data={"language": "en", "next": onward})
    assert (onward, changed.location) == ("/company", "/company")
