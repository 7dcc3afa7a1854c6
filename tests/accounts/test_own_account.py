"""The page of one's own account: details, a new mail address that is proved first, the password."""

from __future__ import annotations

from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from tests.accounts.conftest import CHEAP, PASSWORD
from tests.conftest import Client
from tests.factories.accounts import CompanyFactory, company_officer, officer
from workflow.accounts import passwords
from workflow.accounts.models import OneTimeLink, Purpose, User
from workflow.accounts.roles import Right
from workflow.accounts.services import links
from workflow.core import clock
from workflow.core.audit import AuditEntry
from workflow.core.db import db, unit_of_work

ASKED = "new@hanbit.example"


def member(**values: Any) -> User:
    with unit_of_work():
        return company_officer(
            password_hash=CHEAP.hash(PASSWORD), name="한도윤", email="h.doyun@hanbit.example",
            company=CompanyFactory(name_ko="한빛철도㈜"), **values,
        )  # fmt: skip


def now(user: User) -> User:
    return db.session.get_one(User, user.id, populate_existing=True)


# Details


def test_member_changes_name_language_and_mails_on_notices(client: Client) -> None:
    user = member()
    form = {"name": " 한도원 ", "language": "en", "version": "1"}
    answer = client.sign_in(user).post("/account/details", data=form, follow_redirects=True)
    assert "Your details are saved." in answer.text, "in the language that was chosen"
    found = now(user)
    assert (found.name, found.language, found.wants_notices) == ("한도원", "en", False)
    row = db.session.scalars(sa.select(AuditEntry).where(AuditEntry.verb == "account.edit")).one()
    assert (row.actor_id, row.before, row.after) == (
        user.id, {"name": "한도윤", "language": "ko", "wants_notices": True},
        {"name": "한도원", "language": "en", "wants_notices": False},
    )  # fmt: skip


def test_staff_keep_what_they_are_not_asked(client: Client) -> None:
    with unit_of_work():
        user = officer(name="김담당")
    client.sign_in(user).post("/account/details", data={"name": "김담당", "language": "ko", "version": "1"})
    assert now(user).wants_notices is True
    assert 'name="wants_notices"' not in client.get("/account").text


@pytest.mark.parametrize(("form", "status", "said"), [
    ({"name": "", "language": "ko", "version": "1"}, 422, "이름을 입력하세요."),
    ({"name": "김" * 121, "language": "ko", "version": "1"}, 422, "이름은 120자까지 쓸 수 있습니다."),
    ({"name": "한도원", "language": "ko", "version": "9"}, 409, "한도원"),
])
def test_details_that_cannot_be_saved_say_why(client: Client, form: dict[str, str], status: int, said: str) -> None:
    user = member()
    answer = client.sign_in(user).post("/account/details", data=form)
    assert answer.status_code == status
    assert said in answer.text
    assert now(user).name == "한도윤"


def test_account_calls_the_right_as_the_members_page_does(client: Client) -> None:
    user = member(right=Right.WRITE)
    page = client.sign_in(user).get("/account").text
    assert "추천기업 담당자" not in page
    assert '<dt>권한</dt><dd>작성</dd>' in page


# A new mail address


def test_new_address_counts_once_it_is_proved_and_the_old_one_is_told(client: Client, mails: list[Any]) -> None:
    user = member()
    client.sign_in(user)
    answer = client.post("/account/address", data={"email": " New@Hanbit.example", "present": PASSWORD}, follow_redirects=True)
    assert "링크를 열어 확인할 때까지는 지금 주소로 로그인합니다." in answer.text
    assert now(user).email == "h.doyun@hanbit.example"
    (asked,) = mails
    assert (type(asked).__name__, asked.email) == ("AddressAsked", ASKED)
    path = f"/account/address/{asked.token}"
    for _ in range(2):
        assert ASKED in client.get(path).text, "looking changes nothing"
    assert client.post(path).location == "/account"
    assert now(user).email == ASKED
    assert [(type(mail).__name__, mail.email) for mail in mails[1:]] == [("AddressChanged", "h.doyun@hanbit.example")]
    assert client.post(path).status_code == 404, "it is used up"
    client.post("/sign-out")
    assert client.post("/sign-in", data={"email": ASKED, "password": PASSWORD}).status_code == 303


def test_links_that_went_to_the_old_address_end_with_it(client: Client, mails: list[Any]) -> None:
    user = member()
    client.sign_in(user).post("/account/address", data={"email": ASKED, "present": PASSWORD})
    with unit_of_work():
        reset = links.issue(Purpose.RESET, user=now(user))[1]
    client.post(f"/account/address/{mails[0].token}")
    assert client.get(f"/set-password/{reset}").status_code == 404


def test_asking_again_ends_the_link_before(client: Client, mails: list[Any]) -> None:
    client.sign_in(member())
    for address in ("one@hanbit.example", "two@hanbit.example"):
        client.post("/account/address", data={"email": address, "present": PASSWORD})
    assert client.get(f"/account/address/{mails[0].token}").status_code == 404
    assert "two@hanbit.example 메일함에서 링크를 열어 주세요" in client.get("/account").text


def test_address_of_somebody_else_is_answered_alike_and_its_holder_told(client: Client, mails: list[Any]) -> None:
    with unit_of_work():
        officer(email=ASKED)
    answer = client.sign_in(member()).post("/account/address", data={"email": ASKED, "present": PASSWORD})
    assert (answer.status_code, answer.location) == (303, "/account")
    assert [(type(mail).__name__, mail.email) for mail in mails] == [("AccountExists", ASKED)]
    assert db.session.scalars(sa.select(OneTimeLink)).all() == []


def test_address_that_got_an_account_meanwhile_stays_with_it(client: Client, mails: list[Any]) -> None:
    user = member()
    client.sign_in(user).post("/account/address", data={"email": ASKED, "present": PASSWORD})
    with unit_of_work():
        officer(email=ASKED)
    answer = client.post(f"/account/address/{mails[0].token}")
    assert answer.status_code == 422
    assert "그 사이 이 주소로 만든 계정이 생겼습니다." in answer.text
    assert now(user).email == "h.doyun@hanbit.example"


def test_link_of_a_disabled_account_changes_nothing(client: Client, mails: list[Any], app: Flask) -> None:
    user = member()
    client.sign_in(user).post("/account/address", data={"email": ASKED, "present": PASSWORD})
    with unit_of_work() as session:
        session.execute(sa.update(User).values(disabled_at=clock.now()))
    assert app.test_client().post(f"/account/address/{mails[0].token}").status_code == 422
    assert now(user).email == "h.doyun@hanbit.example"


@pytest.mark.parametrize(("form", "said"), [
    ({"email": ASKED, "present": "wrong"}, "현재 비밀번호가 맞지 않습니다. 다시 입력하세요."),
    ({"email": "new", "present": PASSWORD}, "전자우편 주소 형식이 아닙니다."),
    ({"email": "H.Doyun@hanbit.example", "present": PASSWORD}, "지금 쓰고 있는 주소입니다."),
])
def test_address_is_not_asked_for_and_it_says_why(client: Client, mails: list[Any], form: dict[str, str], said: str) -> None:
    answer = client.sign_in(member()).post("/account/address", data=form)
    assert answer.status_code == 422
    assert said in answer.text
    assert mails == []


def test_link_of_another_purpose_changes_no_address(client: Client) -> None:
    with unit_of_work():
        token = links.issue(Purpose.RESET, user=officer())[1]
    assert client.post(f"/account/address/{token}").status_code == 404


# Password


def test_password_can_be_looked_at(client: Client) -> None:
    page = client.sign_in(member()).get("/account").text
    assert 'data-show-password="password" aria-controls="password" aria-pressed="false">비밀번호 보기</button>' in page


def test_account_shows_who_one_is(client: Client) -> None:
    with unit_of_work():
        user = company_officer(name="한도윤", email="h.doyun@hanbit.example", company=CompanyFactory(name_ko="한빛철도㈜"))
    page = client.sign_in(user).get("/account").text
    for shown in ("한도윤", "h.doyun@hanbit.example", "한빛철도㈜", "관리"):
        assert shown in page


def test_new_password_ends_other_sessions_and_keeps_this_one(client: Client, app: Flask, mails: list[Any]) -> None:
    with unit_of_work():
        user = officer(password_hash=CHEAP.hash(PASSWORD))
    app.test_client_class = Client
    elsewhere = app.test_client()
    assert isinstance(elsewhere, Client)
    elsewhere.sign_in(user)
    assert elsewhere.get("/account").status_code == 200
    answer = client.sign_in(user).post("/account", data={"present": PASSWORD, "password": "a new one, longer"})
    assert answer.status_code == 303
    assert "비밀번호를 바꿨습니다." in client.get("/account").text
    assert elsewhere.get("/account").status_code == 303
    assert [type(mail).__name__ for mail in mails] == ["PasswordChanged"]


@pytest.mark.parametrize(("fields", "said"), [
    ({"present": "wrong", "password": "a new one, longer"}, "현재 비밀번호가 맞지 않습니다. 다시 입력하세요."),
    ({"present": PASSWORD, "password": "short"}, "비밀번호는 10자 이상이어야 합니다. 지금 5자입니다."),
    ({"present": "", "password": "a new one, longer"}, "현재 비밀번호를 입력하세요."),
])
def test_password_is_not_changed_and_it_says_why(client: Client, fields: dict[str, str], said: str) -> None:
    with unit_of_work():
        user = officer(password_hash=CHEAP.hash(PASSWORD))
    answer = client.sign_in(user).post("/account", data=fields)
    assert answer.status_code == 422
    assert said in answer.text
    assert passwords.matches(PASSWORD, db.session.get_one(User, user.id).password_hash)
