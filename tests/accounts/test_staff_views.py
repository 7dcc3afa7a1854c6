"""The administrator's pages."""

from __future__ import annotations

from typing import Any

import pytest

from tests.accounts.conftest import CHEAP, PASSWORD
from tests.conftest import Client
from tests.factories.accounts import UserFactory, admin, approver, company_officer, coordinator, officer
from tests.support.counting import statements
from workflow.accounts.models import User
from workflow.accounts.roles import Role
from workflow.accounts.states import AccountState
from workflow.core import clock
from workflow.core.db import db, unit_of_work

HASH = CHEAP.hash(PASSWORD)


@pytest.fixture
def boss(client: Client) -> User:
    with unit_of_work():
        user = admin(name="관리자", email="admin@city.example", password_hash=HASH)
    client.sign_in(user)
    return user


def person(**values: Any) -> int:
    with unit_of_work():
        return int(UserFactory(**{"roles": [Role.OFFICER], "name": "서지우", "email": "seo@city.example", **values}).id)


def reload(id: int) -> User:
    return db.session.get_one(User, id)


def test_list_shows_the_people_of_the_office_and_no_company_s(client: Client, boss: User) -> None:
    person()
    with unit_of_work():
        company_officer(name="한도윤")
    page = client.get("/manage/staff").text
    assert "서지우" in page
    assert "한도윤" not in page
    assert "초대됨" in page


@pytest.mark.parametrize(("query", "shown"), [
    ("q=서지", {"서지우"}), ("q=HYUN@", {"정현우"}), ("role=approver", {"정현우"}), ("state=active", {"관리자", "정현우"}),
    ("state=invited", {"서지우"}), ("state=disabled", {"윤하은"}), ("q=%25", set()), ("role=nobody&state=odd", set()),
    ("", {"관리자", "서지우", "정현우", "윤하은"}), ("state=odd", {"관리자", "서지우", "정현우", "윤하은"}),
])
def test_filters_stand_in_the_address(client: Client, boss: User, query: str, shown: set[str]) -> None:
    person()
    person(name="정현우", email="hyun@city.example", roles=[Role.APPROVER], password_hash=HASH)
    person(name="윤하은", email="yoon@city.example", disabled_at=clock.now())
    table = client.get(f"/manage/staff?{query}").text.partition('<main')[2]
    assert {name for name in ("관리자", "서지우", "정현우", "윤하은") if f">{name}</a>" in table} == shown
    assert ("조건에 맞는 사람이 없습니다" in table) is (not shown)


@pytest.mark.parametrize("before", ["x", "0", "-1", "2147483648", "99999999999999999999", "9" * 5000])
def test_odd_key_of_a_page_is_no_error(client: Client, boss: User, before: str) -> None:
    assert client.get(f"/manage/staff?before={before}").status_code == 200


@pytest.mark.parametrize("count", [1, 3])
def test_list_takes_the_same_queries_for_every_number_of_rows(client: Client, boss: User, count: int) -> None:
    for number in range(count):
        person(email=f"p{number}@city.example")
    with statements() as queries:
        client.get("/manage/staff")
    assert len(queries) == 4, queries  # reader, roles, people, their roles


def test_invitation_makes_an_account_that_has_no_password_yet(client: Client, boss: User, mails: list[Any]) -> None:
    answer = client.post(
        "/manage/staff/invite", follow_redirects=True,
        data={"name": "서지우", "email": "Seo@city.example", "roles": ["officer", "coordinator"], "language": "en"},
    )
    assert "Seo@city.example 주소로 초대 메일을 보냅니다." in answer.text
    [mail] = mails
    assert (mail.email, mail.language, mail.roles) == ("seo@city.example", "en", ("coordinator", "officer"))
    client.post(f"/set-password/{mail.token}", data={"password": PASSWORD})
    assert "seo@city.example" in client.get("/account").text


@pytest.mark.parametrize(("changed", "said"), [
    ({"name": ""}, "이름을 입력하세요."), ({"email": "x"}, "전자우편 주소 형식이 아닙니다. 예: name@company.co.kr"),
    ({"roles": []}, "권한을 하나 이상 고르세요."),
    ({"email": "ADMIN@city.example"}, "이 전자우편 주소로 만든 계정이 이미 있습니다. 새로 만들지 말고 그 계정을 쓰세요."),
])
def test_invitation_that_is_wrong_says_so(
    client: Client, boss: User, mails: list[Any], changed: dict[str, Any], said: str
) -> None:
    typed = {"name": "서지우", "email": "seo@city.example", "roles": ["officer"], "language": "ko"}
    answer = client.post("/manage/staff/invite", data={**typed, **changed})
    assert answer.status_code == 422
    assert said in answer.text
    assert mails == []


@pytest.mark.parametrize("role", ["boss", "company", "system", ""])
def test_role_that_is_not_offered_is_refused(client: Client, boss: User, mails: list[Any], role: str) -> None:
    typed = {"name": "서지우", "email": "seo@city.example", "roles": [role], "language": "ko"}
    assert client.post("/manage/staff/invite", data=typed).status_code == 422
    assert client.post(f"/manage/staff/{person()}", data={"roles": [role], "version": "1"}).status_code == 422
    assert mails == []


def test_page_of_a_person_shows_roles_and_history(client: Client, boss: User, mails: list[Any]) -> None:
    client.post("/manage/staff/invite",
                data={"name": "서지우", "email": "seo@city.example", "roles": ["officer"], "language": "ko"})
    page = client.get(f"/manage/staff/{mails[0].subject_id}").text
    assert "<h1>서지우</h1>" in page
    for event in ("계정 생성", "권한 부여", "초대 발송"):
        assert event in page
    assert 'value="officer" checked' in page
    assert 'value="admin" checked' not in page


def test_roles_are_given_and_taken(client: Client, boss: User) -> None:
    id = person()
    answer = client.post(f"/manage/staff/{id}", data={"roles": ["approver", "committee"], "version": "1"}, follow_redirects=True)
    assert "서지우님의 권한을 바꿨습니다." in answer.text
    assert reload(id).roles == {"approver", "committee"}
    client.post(f"/manage/staff/{id}", data={"version": "2"})
    assert reload(id).roles == frozenset()


def test_last_administrator_is_told_why_the_role_stays(client: Client, boss: User) -> None:
    answer = client.post(f"/manage/staff/{boss.id}", data={"roles": ["officer"], "version": "1"})
    assert answer.status_code == 422
    assert "마지막 관리자입니다." in answer.text
    assert 'value="officer" checked' in answer.text, "what was ticked is kept"
    assert reload(boss.id).roles == {"admin"}


@pytest.mark.parametrize("verb", ["", "/disable", "/enable"])
@pytest.mark.parametrize("version", ["", "7", "99999999999999999999", "9" * 5000])
def test_stale_page_is_409(client: Client, boss: User, verb: str, version: str) -> None:
    id = person(disabled_at=clock.now() if verb == "/enable" else None)
    assert client.post(f"/manage/staff/{id}{verb}", data={"roles": ["admin"], "version": version}).status_code == 409
    assert reload(id).roles == {"officer"}


def test_disabled_person_is_out_at_once_and_back_with_the_same_password(client: Client, boss: User) -> None:
    id = person(password_hash=HASH)
    theirs = client.application.test_client()
    assert isinstance(theirs, Client)
    theirs.sign_in(reload(id))
    assert theirs.get("/account").status_code == 200
    answer = client.post(f"/manage/staff/{id}/disable", data={"version": "1", "reason": "퇴직"}, follow_redirects=True)
    assert "서지우님은 더 이상 로그인할 수 없습니다." in answer.text
    assert "퇴직" in answer.text
    assert theirs.get("/account").status_code == 303
    client.post(f"/manage/staff/{id}/enable", data={"version": "2"})
    assert reload(id).state is AccountState.ACTIVE
    assert theirs.get("/account").status_code == 303, "the old session stays over"
    assert theirs.post("/sign-in", data={"email": "seo@city.example", "password": PASSWORD}).status_code == 303


def test_one_cannot_disable_oneself(client: Client, boss: User) -> None:
    assert "본인 계정은 스스로 중지할 수 없습니다." in client.get(f"/manage/staff/{boss.id}").text
    answer = client.post(f"/manage/staff/{boss.id}/disable", data={"version": "1"}, follow_redirects=True)
    assert "본인 계정은 스스로 중지할 수 없습니다. 다른 사람에게 요청하세요." in answer.text


def test_invitation_is_sent_again_until_there_is_a_password(client: Client, boss: User, mails: list[Any]) -> None:
    id = person()
    assert "초대 다시 보내기" in client.get(f"/manage/staff/{id}").text
    client.post(f"/manage/staff/{id}/invite")
    assert [mail.subject_id for mail in mails] == [id]
    client.post(f"/set-password/{mails[0].token}", data={"password": PASSWORD})
    client.sign_in(reload(boss.id))
    assert "초대 다시 보내기" not in client.get(f"/manage/staff/{id}").text
    answer = client.post(f"/manage/staff/{id}/invite", follow_redirects=True)
    assert "이미 비밀번호를 정했거나 사용이 중지된 계정입니다." in answer.text
    assert len(mails) == 1


def test_members_of_companies_are_not_staff(client: Client, boss: User) -> None:
    with unit_of_work():
        member = company_officer()
    for path in ("", "/disable", "/invite"):
        answer = client.post(f"/manage/staff/{member.id}{path}", data={"version": "1", "roles": ["admin"]})
        assert answer.status_code == 404, path
    assert client.get("/manage/staff/99999").status_code == 404


@pytest.mark.parametrize("make", [officer, approver, coordinator, company_officer])
def test_only_administrators_come_in(client: Client, make: Any) -> None:
    with unit_of_work():
        user, other = make(), officer()
    client.sign_in(user)
    for path in ("/manage/staff", "/manage/staff/invite", f"/manage/staff/{other.id}"):
        assert client.get(path).status_code == 403, path
    for path in (f"/manage/staff/{other.id}", f"/manage/staff/{other.id}/disable", f"/manage/staff/{other.id}/invite"):
        assert client.post(path, data={"version": "1", "roles": ["admin"]}).status_code == 403, path
    assert reload(other.id).roles == {"officer"}
