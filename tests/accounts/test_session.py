"""Who is signed in, in which language, what the frame of the page gets, and when a session ends."""

from __future__ import annotations

import itertools
from typing import Any

import pytest
import sqlalchemy as sa
import time_machine
from flask import Flask

from tests.accounts.conftest import CHEAP, PASSWORD
from tests.conftest import Client
from tests.factories.accounts import (
    UserFactory,
    admin,
    approver,
    committee_member,
    company_officer,
    coordinator,
    officer,
)
from tests.support.counting import statements
from workflow.accounts import navigation, session
from workflow.accounts.models import User
from workflow.accounts.roles import Role
from workflow.core import clock
from workflow.core.db import db, unit_of_work


def test_reader_and_roles_take_two_queries(app: Flask, client: Client) -> None:
    with unit_of_work():
        user = UserFactory(roles=[Role.OFFICER, Role.ADMIN, Role.APPROVER])
    client.sign_in(user)
    with statements() as queries:
        client.post("/stay")
    assert len(queries) == 2, queries


@pytest.mark.parametrize("id", ["", "x", "1", "1.", ".0", "1.0.0", "-1.0", "1.x", "99999.0", "①.0"])
def test_what_names_no_account_is_nobody(app: Flask, id: str) -> None:
    with app.test_request_context():
        assert session.load(id) is None


def test_disabled_account_is_out_at_once(client: Client) -> None:
    with unit_of_work():
        user = officer()
    client.sign_in(user)
    assert client.get("/account").status_code == 200
    with unit_of_work() as session_:
        session_.execute(sa.update(User).where(User.id == user.id).values(disabled_at=clock.now()))
    answer = client.get("/account", follow_redirects=True)
    assert "접속이 종료되었습니다. 다시 로그인하세요." in answer.text


def test_session_of_an_earlier_epoch_is_over(client: Client) -> None:
    with unit_of_work():
        user = officer()
    client.sign_in(user)
    with unit_of_work() as session_:
        session_.execute(sa.update(User).where(User.id == user.id).values(session_epoch=User.session_epoch + 1))
    assert client.get("/account").location == "/sign-in?next=/account"


def test_script_without_a_session_is_told_in_json(client: Client) -> None:
    for headers in ({"X-Requested-With": "autosave"}, {"Sec-Fetch-Dest": "empty"}):
        answer = client.post("/stay", headers=headers)
        assert answer.status_code == 401
        assert answer.json == {"note": "로그아웃된 상태입니다. 다른 창에서 다시 로그인한 뒤 저장하세요."}


def test_post_without_a_session_leads_back_to_its_page(client: Client) -> None:
    answer = client.post("/stay", headers={"Referer": "http://localhost/nominations/3/edit/route?x=1"})
    assert answer.location == "/sign-in?next=/nominations/3/edit/route?x%3D1"
    for foreign in ("http://evil.example/x", "http://localhost//evil.example", "http://[", ""):
        assert client.post("/stay", headers={"Referer": foreign}).location == "/sign-in?next="


def signed_in_by_form(client: Client) -> None:
    with unit_of_work():
        officer(email="seo@city.example", password_hash=CHEAP.hash(PASSWORD))
    client.post("/sign-in", data={"email": "seo@city.example", "password": PASSWORD})


def test_idle_session_ends_after_thirty_minutes_and_every_page_puts_it_off(client: Client) -> None:
    with time_machine.travel("2026-03-02T09:00:00+09:00", tick=False) as now:
        signed_in_by_form(client)
        for _ in range(3):
            now.shift(29 * 60)
            assert client.get("/account").status_code == 200
        now.shift(29 * 60)
        assert client.post("/stay").status_code == 204
        now.shift(29 * 60)
        assert client.get("/account").status_code == 200
        now.shift(30 * 60 + 1)
        answer = client.get("/account", follow_redirects=True)
        assert "접속이 종료되었습니다. 다시 로그인하세요." in answer.text
        with client.session_transaction() as session:
            assert "_user_id" not in session


def test_page_that_asks_by_itself_does_not_keep_the_session_alive(client: Client) -> None:
    with time_machine.travel("2026-03-02T09:00:00+09:00", tick=False) as now:
        signed_in_by_form(client)
        client.get("/account")
        for _ in range(3):
            now.shift(10 * 60)
            assert client.get("/account", headers={"X-Requested-With": "live"}).status_code == 200
        now.shift(61)
        assert client.get("/account").status_code == 303


def form_token(page: str) -> str:
    return page.partition('name="csrf_token" value="')[2].partition('"')[0]


def test_form_sent_after_the_idle_sign_out_leads_to_sign_in_and_not_to_an_error(app: Flask, client: Client) -> None:
    with time_machine.travel("2026-03-02T09:00:00+09:00", tick=False) as now:
        signed_in_by_form(client)
        token = form_token(client.get("/account").text)
        app.config["WTF_CSRF_ENABLED"] = True
        now.shift(2 * 3600)
        answer = client.post("/account", data={"csrf_token": token}, headers={"Referer": "http://localhost/account"})
        assert (answer.status_code, answer.location) == (303, "/sign-in?next=/account")


@pytest.mark.parametrize(("hours", "status"), [(2, 422), (11, 422), (13, 400)])
def test_sign_in_page_that_stood_open_for_hours_still_works(app: Flask, client: Client, hours: int, status: int) -> None:
    app.config["WTF_CSRF_ENABLED"] = True
    with time_machine.travel("2026-03-02T09:00:00+09:00", tick=False) as now:
        token = form_token(client.get("/sign-in").text)
        now.shift(hours * 3600)
        answer = client.post("/sign-in", data={"csrf_token": token, "email": "x@city.example", "password": "x"})
        assert answer.status_code == status


@pytest.mark.parametrize("cookie", ["", "x", "eyJfdXNlcl9pZCI6IjEuMCJ9.aAAAAA.forged", "가"])
def test_forged_cookie_is_nobody(client: Client, cookie: str) -> None:
    with unit_of_work():
        officer()
    client.set_cookie("session", cookie)
    assert client.get("/account").status_code == 303


def test_page_warns_before_the_idle_sign_out(client: Client) -> None:
    with unit_of_work():
        user = officer()
    assert "data-idle" not in client.get("/sign-in").text
    page = client.sign_in(user).get("/account").text
    assert 'data-idle="1800"' in page
    assert 'data-idle-extend="/stay"' in page
    assert "곧 자동으로 로그아웃됩니다" in page


def test_personal_pages_are_not_stored_by_the_browser(client: Client) -> None:
    with unit_of_work():
        user = officer()
    assert client.sign_in(user).get("/account").headers["Cache-Control"] == "no-store"


# The language


def test_korean_comes_first_and_the_browser_may_ask_for_english(client: Client) -> None:
    assert '<html lang="ko">' in client.get("/sign-in").text
    assert '<html lang="ko">' in client.get("/sign-in", headers={"Accept-Language": "fr"}).text
    assert '<html lang="en">' in client.get("/sign-in", headers={"Accept-Language": "en-GB,en;q=0.9"}).text


def test_language_is_remembered_in_the_browser_for_a_year(client: Client) -> None:
    answer = client.post("/language", data={"language": "en", "next": "/sign-in?next=/account"})
    assert (answer.status_code, answer.location) == (303, "/sign-in?next=/account")
    assert "language=en;" in answer.headers["Set-Cookie"]
    assert "Max-Age=31536000" in answer.headers["Set-Cookie"]
    assert '<html lang="en">' in client.get("/sign-in").text


def test_language_is_remembered_in_the_account(client: Client) -> None:
    with unit_of_work():
        user = officer(language="ko")
    client.sign_in(user).post("/language", data={"language": "en", "next": "/account"})
    assert db.session.get_one(User, user.id).language == "en"
    client.delete_cookie("language")
    assert '<html lang="en">' in client.get("/account").text


def test_account_says_more_than_the_cookie(client: Client) -> None:
    client.post("/language", data={"language": "en"})
    with unit_of_work():
        user = officer(language="ko")
    assert '<html lang="ko">' in client.sign_in(user).get("/account").text


@pytest.mark.parametrize("language", ["", "fr", "EN", "ko-KR"])
def test_unknown_language_is_refused(client: Client, language: str) -> None:
    answer = client.post("/language", data={"language": language})
    assert answer.status_code == 400
    assert "Set-Cookie" not in answer.headers or "language=" not in answer.headers["Set-Cookie"]


@pytest.mark.parametrize("target", ["//evil.example", "/\\evil.example", "/\t/evil.example", "https://evil.example"])
def test_language_switch_stays_on_the_site(client: Client, target: str) -> None:
    assert client.post("/language", data={"language": "en", "next": target}).location == "/"


def test_language_switch_without_next_goes_back_to_the_page(client: Client) -> None:
    answer = client.post("/language", data={"language": "en"}, headers={"Referer": "http://localhost/calls/X?a=1"})
    assert answer.location == "/calls/X?a=1"


# The menu

MENUS: list[tuple[Any, list[str]]] = [
    (None, ["/", "/notices"]),
    (company_officer, ["/", "/notices", "/nominations", "/inquiries", "/company"]),
    (officer, ["/home", "/manage/calls", "/manage/notices", "/manage/messages", "/manage/companies", "/manage/people",
               "/manage/reference"]),
    (approver, ["/home", "/manage/calls", "/manage/approvals"]),
    (coordinator, ["/home", "/manage/calls", "/manage/messages"]),
    (committee_member, ["/home", "/manage/calls"]),
    (admin, ["/home", "/manage/calls", "/manage/notices", "/manage/messages", "/manage/companies", "/manage/people",
             "/manage/reference", "/manage/staff"]),
]  # fmt: skip


@pytest.mark.parametrize(("make", "menu"), MENUS, ids=lambda value: getattr(value, "__name__", ""))
def test_menu_is_what_the_reader_may_open(app: Flask, client: Client, make: Any, menu: list[str]) -> None:
    """Pages of stages that are not installed are left out; the others stand in this order."""
    if make is not None:
        with unit_of_work():
            user = make()
        client.sign_in(user)
    page = client.get("/sign-in" if make is None else "/account").text
    listed = page.partition('<nav class="site-nav"')[2].partition("</nav>")[0]
    shown = [part.partition('"')[0] for part in listed.split('href="')[1:]]
    installed = {rule.rule for rule in app.url_map.iter_rules()}
    assert shown == [address for address in menu if address in installed]


def test_menu_marks_where_the_reader_is_by_the_longest_address(app: Flask) -> None:
    with unit_of_work():
        user = UserFactory(roles=[Role.ADMIN, Role.OFFICER])
    for path, active in (
        ("/manage/staff", "/manage/staff"), ("/manage/staff/3", "/manage/staff"), ("/manage/staffing", None),
        ("/manage/companies/1", "/manage/companies"), ("/account", None),
    ):
        with app.test_request_context(path):
            marked = [url for _label, url, is_active in navigation.entries(user) if is_active]
        assert marked == ([active] if active else []), path


def test_menu_leaves_out_pages_that_do_not_exist(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    with unit_of_work():
        user = admin()
    monkeypatch.delitem(app.view_functions, "accounts.staff")
    with app.test_request_context("/"):
        assert "/manage/staff" not in [url for _label, url, _active in navigation.entries(user)]
        assert navigation.may_open(user, "accounts.staff") is False


def test_reader_holds_what_several_roles_open(app: Flask) -> None:
    for roles in itertools.combinations([Role.OFFICER, Role.APPROVER, Role.ADMIN], 2):
        with unit_of_work():
            user = UserFactory(roles=list(roles))
        with app.test_request_context("/"):
            assert navigation.may_open(user, "approvals.inbox") is (Role.APPROVER in roles)
            assert navigation.may_open(user, "accounts.staff") is (Role.ADMIN in roles)
