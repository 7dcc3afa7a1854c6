"""Signing in and out: the lock, what it tells, the session, and where it leads."""

from __future__ import annotations

from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask import Flask

from tests.accounts.conftest import CHEAP, PASSWORD
from tests.conftest import Client
from tests.factories.accounts import UserFactory, company_officer, officer
from tests.support.threads import at_once
from workflow.accounts import passwords
from workflow.accounts.models import SignInAttempts, User
from workflow.accounts.services import attempts, sign_in
from workflow.core import clock
from workflow.core.audit import AuditEntry
from workflow.core.db import db, unit_of_work
from workflow.core.i18n import format_datetime

WRONG = (
    "전자우편 주소나 비밀번호가 맞지 않습니다. 다시 확인하세요. 다섯 번 연속 틀리면 이 주소는 15분 동안 잠깁니다."
)
ADDRESS = "seo@city.example"


@pytest.fixture
def person(app: Flask) -> int:
    with unit_of_work():
        return int(officer(email=ADDRESS, name="서지우", password_hash=CHEAP.hash(PASSWORD)).id)


def post(client: Client, email: str = ADDRESS, password: str = PASSWORD, **fields: str):  # type: ignore[no-untyped-def]
    return client.post("/sign-in", data={"email": email, "password": password, **fields})


def locked_text() -> str:
    until = db.session.scalars(sa.select(SignInAttempts.locked_until)).one()
    return f"로그인에 다섯 번 연속 실패하여 이 주소는 {format_datetime(until, 'ko')}까지 잠깁니다."


@pytest.mark.parametrize("typed", [ADDRESS, " Seo@City.Example "])
def test_right_password_begins_a_session_of_thirty_minutes(client: Client, person: int, typed: str) -> None:
    answer = post(client, typed)
    assert answer.status_code == 303
    cookie = next(c for c in answer.headers.getlist("Set-Cookie") if c.startswith("session="))
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    assert "Expires=" in cookie
    with client.session_transaction() as session:
        assert session["_user_id"] == f"{person}.0"
        assert session.permanent
    assert client.get("/account").status_code == 200


def test_session_of_before_is_not_carried_on(client: Client, person: int) -> None:
    with client.session_transaction() as session:
        session["planted"] = "by somebody else"
        session["csrf_token"] = "known"
    post(client)
    with client.session_transaction() as session:
        assert "planted" not in session
        assert session.get("csrf_token") != "known"


@pytest.mark.parametrize(("email", "password"), [
    (ADDRESS, "wrong"), ("nobody@city.example", PASSWORD), (ADDRESS, PASSWORD + " "), ("x' OR 1=1 --", "x"),
])
def test_wrong_answer_is_the_same_for_known_and_unknown_addresses(
    client: Client, person: int, email: str, password: str
) -> None:
    answer = post(client, email, password)
    assert answer.status_code == 422
    assert WRONG in answer.text
    assert client.get("/account").status_code == 303


def test_address_is_kept_and_the_password_is_not_shown_again(client: Client, person: int) -> None:
    page = post(client, password="my secret guess").text
    assert f'value="{ADDRESS}"' in page
    assert "my secret guess" not in page


@pytest.mark.parametrize(("fields", "said"), [
    ({"email": "", "password": "x"}, "전자우편 주소를 입력하세요."),
    ({"email": ADDRESS, "password": ""}, "비밀번호를 입력하세요."),
    ({"email": "\u200b ", "password": "x"}, "전자우편 주소를 입력하세요."),
    ({}, "비밀번호를 입력하세요."),
])
def test_missing_field_is_named(client: Client, fields: dict[str, str], said: str) -> None:
    answer = client.post("/sign-in", data=fields)
    assert answer.status_code == 422
    assert said in answer.text


@pytest.mark.parametrize("email", [ADDRESS, "nobody@city.example"])
def test_fifth_failure_locks_and_says_until_when_known_or_not(client: Client, person: int, email: str) -> None:
    for _ in range(4):
        assert WRONG in post(client, email, "wrong").text
    fifth = post(client, email, "wrong")
    assert fifth.status_code == 422
    assert locked_text() in fifth.text
    assert locked_text() in post(client, email, PASSWORD).text, "not even the right password helps now"
    assert client.get("/account").status_code == 303


def test_lock_ends_by_itself_after_fifteen_minutes(client: Client, person: int) -> None:
    for _ in range(5):
        post(client, password="wrong")
    clock.move_to(clock.now() + timedelta(minutes=14))
    assert post(client).status_code == 422
    clock.move_to(clock.now() + timedelta(minutes=1, seconds=1))
    assert post(client).status_code == 303


def test_right_password_forgets_earlier_failures(client: Client, person: int) -> None:
    for _ in range(4):
        post(client, password="wrong")
    assert post(client).status_code == 303
    client.post("/sign-out")
    for _ in range(4):
        assert WRONG in post(client, password="wrong").text
    assert post(client).status_code == 303


def test_disabled_account_is_answered_as_an_unknown_one(client: Client) -> None:
    with unit_of_work():
        officer(email=ADDRESS, password_hash=CHEAP.hash(PASSWORD), disabled_at=clock.now())
    assert WRONG in post(client).text


def test_account_without_a_password_cannot_be_signed_in_to(client: Client) -> None:
    with unit_of_work():
        officer(email=ADDRESS)
    for password in ("nobody", "None", " "):
        assert post(client, password=password).status_code == 422


def test_unknown_address_costs_a_hash_as_well(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    checked: list[str | None] = []
    monkeypatch.setattr(passwords, "matches", lambda password, stored: bool(checked.append(stored)))
    sign_in.check("nobody@city.example", PASSWORD)
    assert checked == [None]


def test_weakly_hashed_password_is_hashed_anew(client: Client, app: Flask) -> None:
    weak = type(CHEAP)(time_cost=2, memory_cost=8, parallelism=1).hash(PASSWORD)
    with unit_of_work():
        id = officer(email=ADDRESS, password_hash=weak).id
    post(client)
    stored = db.session.get_one(User, id).password_hash
    assert stored != weak
    assert passwords.matches(PASSWORD, stored)


def test_sign_in_failure_and_sign_out_stand_in_the_record(client: Client, person: int) -> None:
    post(client, password="wrong")
    post(client, "nobody@city.example", "wrong")
    post(client)
    client.post("/sign-out")
    rows = db.session.execute(
        sa.select(AuditEntry.verb, AuditEntry.actor_name, AuditEntry.subject_id, AuditEntry.address).order_by(AuditEntry.id)
    )
    assert [tuple(row) for row in rows] == [
        ("account.sign_in_failed", "system", person, "127.0.0.1"),
        ("account.sign_in_failed", "system", None, "127.0.0.1"),
        ("account.sign_in", "서지우", person, "127.0.0.1"),
        ("account.sign_out", "서지우", person, "127.0.0.1"),
    ]


@pytest.mark.parametrize("target", [
    "//evil.example", "///evil.example", "/\\evil.example", "\\\\evil.example", "/\t/evil.example", "/\n/evil.example",
    "https://evil.example/", "https:evil.example", "javascript:alert(1)", "evil.example", " //evil.example",
    "/\x0b/evil.example", "", "@evil.example",
])
def test_next_that_leaves_the_site_is_not_followed(client: Client, person: int, target: str) -> None:
    answer = post(client, next=target)
    assert answer.status_code == 303
    assert answer.location in ("/home", "/")


@pytest.mark.parametrize("target", ["/account", "/nominations?state=draft&page=2", "/calls/URT-2025"])
def test_next_within_the_site_is_followed(client: Client, person: int, target: str) -> None:
    assert post(client, next=target).location == target


def test_page_that_asks_for_sign_in_is_where_one_comes_out(client: Client, person: int) -> None:
    asked = client.get("/account?x=1")
    assert (asked.status_code, asked.location) == (303, "/sign-in?next=/account?x%3D1")
    page = client.get(asked.location).text
    assert "계속하려면 로그인하세요." in page
    assert 'value="/account?x=1"' in page


def test_who_is_signed_in_is_led_on_from_the_sign_in_page(client: Client, person: int) -> None:
    client.sign_in(db.session.get_one(User, person))
    assert client.get("/sign-in").status_code == 303
    assert client.get("/sign-in?next=/account").location == "/account"
    assert client.get("/sign-in?next=//evil.example").location in ("/home", "/")


def test_company_begins_at_its_nominations(client: Client) -> None:
    with unit_of_work():
        company_officer(email=ADDRESS, password_hash=CHEAP.hash(PASSWORD))
    assert post(client).location == "/nominations"


def test_sign_out_is_a_post_and_leaves_nothing(client: Client, person: int) -> None:
    post(client)
    assert client.get("/sign-out").status_code == 405
    answer = client.post("/sign-out", follow_redirects=True)
    assert "로그아웃했습니다." in answer.text
    with client.session_transaction() as session:
        assert "_user_id" not in session
    assert client.post("/sign-out").status_code == 303, "harmless a second time"


def test_cookie_that_was_copied_is_of_no_use_after_sign_out(client: Client, person: int) -> None:
    post(client)
    cookie = client.get_cookie("session")
    assert cookie is not None
    client.post("/sign-out")
    client.set_cookie("session", cookie.value)
    assert client.get("/account").status_code == 303


def test_static_files_do_not_write_the_session(client: Client, person: int) -> None:
    post(client)
    assert "Set-Cookie" in client.get("/account").headers
    assert "Set-Cookie" not in client.get("/static/app.js").headers


def test_forged_forms_are_refused(app: Flask, person: int) -> None:
    bare = app.test_client()  # with the CSRF token in force
    for path in ("/sign-in", "/sign-out", "/sign-up", "/reset", "/language"):
        assert bare.post(path, data={"email": ADDRESS, "password": PASSWORD}).status_code == 400, path
    assert bare.post("/stay").location == "/sign-in?next="


@pytest.mark.databases
def test_guesses_at_the_same_moment_are_all_counted(app: Flask) -> None:
    with unit_of_work():
        officer(email=ADDRESS, password_hash=CHEAP.hash(PASSWORD))

    def guess(number: int) -> bool:
        with app.app_context():
            checked = sign_in.check(ADDRESS, "wrong")
            with unit_of_work():
                return sign_in.sign_in(checked).locked_until is not None

    results = at_once(8, guess)
    assert sorted(map(str, results)) == ["False"] * 4 + ["True"] * 4
    assert attempts.counted(ADDRESS).failures == 5


@pytest.mark.databases
def test_right_guess_that_comes_after_the_lock_does_not_get_in(app: Flask) -> None:
    """The password was checked while the address was open; what counts is the moment of signing in."""
    with unit_of_work():
        UserFactory(email=ADDRESS, password_hash=CHEAP.hash(PASSWORD))
    right = sign_in.check(ADDRESS, PASSWORD)
    for _ in range(5):
        with unit_of_work():
            sign_in.sign_in(sign_in.check(ADDRESS, "wrong"))
    with unit_of_work():
        assert sign_in.sign_in(right).user is None
