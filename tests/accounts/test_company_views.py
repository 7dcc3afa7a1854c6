"""A company's members and invitations, on its own page and on the office's."""

from __future__ import annotations

from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from tests.accounts.conftest import CHEAP, PASSWORD
from tests.conftest import Client
from tests.factories.accounts import CompanyFactory, UserFactory, admin, approver, company_officer, officer
from tests.support.counting import statements
from workflow.accounts.models import OneTimeLink, User
from workflow.accounts.roles import Role
from workflow.accounts.services import companies
from workflow.accounts.states import AccountState
from workflow.core.audit import SYSTEM, AccessEntry
from workflow.core.db import db, unit_of_work

INVITATION = {"name": "동민서", "email": "d.minseo@hanbit.example", "language": "ko"}


class Office:
    """Two companies with two members each, and an invitation into each."""

    def __init__(self) -> None:
        with unit_of_work():
            self.own = CompanyFactory(name_ko="한빛철도㈜", registration_no="2148100011")
            self.foreign = CompanyFactory(name_ko="누리전차㈜")
            self.me, self.colleague = (company_officer(company=self.own, password_hash="x") for _ in range(2))
            self.stranger = company_officer(company=self.foreign, password_hash="x")
            self.invitation = companies.invite(self.own, name="초대", email="i@hanbit.example", actor=SYSTEM)
            self.foreign_invitation = companies.invite(self.foreign, name="초대", email="i@nuri.example", actor=SYSTEM)
            self.officer = officer()


@pytest.fixture
def office(app: Flask) -> Office:
    return Office()


def state_of(user: User) -> AccountState:
    return db.session.get_one(User, user.id).state


def test_company_sees_its_members_and_open_invitations_only(client: Client, office: Office) -> None:
    page = client.sign_in(office.me).get("/company")
    assert page.status_code == 200
    for shown in ("한빛철도㈜", "214-81-00011", office.me.name, office.colleague.email, "i@hanbit.example", "사용 중"):
        assert shown in page.text
    for hidden in ("누리전차㈜", office.stranger.email, "i@nuri.example"):
        assert hidden not in page.text
    assert f"/company/members/{office.me.id}/disable" not in page.text, "not oneself"


def test_member_invites_a_colleague(client: Client, office: Office, mails: list[Any]) -> None:
    answer = client.sign_in(office.me).post("/company/invite", data=INVITATION, follow_redirects=True)
    assert "d.minseo@hanbit.example 주소로 초대 메일을 보냅니다." in answer.text
    assert [(mail.email, mail.invited_by) for mail in mails] == [("d.minseo@hanbit.example", office.me.name)]


@pytest.mark.parametrize(("changed", "said"), [
    ({"email": "x"}, "전자우편 주소 형식이 아닙니다. 예: name@company.co.kr"),
    ({"email": ""}, "동료의 전자우편 주소를 입력하세요."),
    ({"name": ""}, "동료의 이름을 입력하세요."),
])
def test_invitation_that_is_wrong_says_so_and_keeps_the_rest(
    client: Client, office: Office, mails: list[Any], changed: dict[str, str], said: str
) -> None:
    answer = client.sign_in(office.me).post("/company/invite", data={**INVITATION, **changed})
    assert answer.status_code == 422
    assert said in answer.text
    assert all(f'value="{INVITATION[name]}"' in answer.text for name in {"name", "email"} - set(changed))
    assert mails == []


def test_language_of_the_mail_is_one_of_two(client: Client, office: Office, mails: list[Any]) -> None:
    assert client.sign_in(office.me).post("/company/invite", data={**INVITATION, "language": "fr"}).status_code == 422
    assert mails == []


def test_colleague_with_an_account_elsewhere_gets_the_same_answer(client: Client, office: Office) -> None:
    client.sign_in(office.me)
    pages = [
        client.post("/company/invite", data={**INVITATION, "email": email}, follow_redirects=True).text
        for email in ("nobody@x.example", office.stranger.email)
    ]
    assert all("주소로 초대 메일을 보냅니다." in page for page in pages)
    assert office.stranger.email in pages[1].partition("수락을 기다리는 초대")[2]


def test_invitation_is_withdrawn(client: Client, office: Office) -> None:
    answer = client.sign_in(office.me).post(f"/company/invitations/{office.invitation.id}/withdraw", follow_redirects=True)
    assert "초대를 취소했습니다." in answer.text
    assert "i@hanbit.example" not in answer.text
    again = client.post(f"/company/invitations/{office.invitation.id}/withdraw", follow_redirects=True)
    assert "이미 끝난 초대입니다." in again.text, "a press in another tab"


def test_colleague_is_disabled_and_enabled_again(client: Client, office: Office) -> None:
    client.sign_in(office.me)
    answer = client.post(f"/company/members/{office.colleague.id}/disable", data={"version": "1"}, follow_redirects=True)
    assert f"{office.colleague.name}님은 더 이상 로그인할 수 없습니다." in answer.text
    assert state_of(office.colleague) is AccountState.DISABLED
    client.post(f"/company/members/{office.colleague.id}/enable", data={"version": "2"})
    assert state_of(office.colleague) is AccountState.ACTIVE


def test_one_cannot_disable_oneself(client: Client, office: Office) -> None:
    answer = client.sign_in(office.me).post(
        f"/company/members/{office.me.id}/disable", data={"version": "1"}, follow_redirects=True
    )
    assert "본인 계정은 스스로 중지할 수 없습니다. 다른 사람에게 요청하세요." in answer.text
    assert state_of(office.me) is AccountState.ACTIVE


@pytest.mark.parametrize("version", ["", "9", "x"])
def test_stale_page_is_409(client: Client, office: Office, version: str) -> None:
    path = f"/company/members/{office.colleague.id}/disable"
    assert client.sign_in(office.me).post(path, data={"version": version}).status_code == 409
    assert state_of(office.colleague) is AccountState.ACTIVE


def test_foreign_company_does_not_exist_for_a_member(client: Client, office: Office) -> None:
    client.sign_in(office.me)
    for path in (
        f"/company/members/{office.stranger.id}/disable", f"/company/members/{office.stranger.id}/enable",
        f"/company/members/{office.officer.id}/disable", "/company/members/999/disable",
        f"/company/invitations/{office.foreign_invitation.id}/withdraw",
    ):
        assert client.post(path, data={"version": "1"}).status_code == 404, path
    assert client.get(f"/manage/companies/{office.own.id}").status_code == 403
    assert state_of(office.stranger) is AccountState.ACTIVE


def test_role_of_a_company_without_one_has_no_page(client: Client) -> None:
    with unit_of_work():
        user = UserFactory(roles=[Role.COMPANY])
    assert client.sign_in(user).get("/company").status_code == 404


# The office


def test_office_finds_companies_by_name_and_number(client: Client, office: Office) -> None:
    client.sign_in(office.officer)
    everything = client.get("/manage/companies").text
    assert "한빛철도㈜" in everything
    assert "누리전차㈜" in everything
    for words in ("한빛", "214-81-00011", "2148100", " 한빛철도㈜ "):
        found = client.get("/manage/companies", query_string={"q": words}).text
        assert "한빛철도㈜" in found, words
        assert "누리전차㈜" not in found, words
    for words in ("%", "_", "없는 기업", "'"):
        assert "조건에 맞는 기업이 없습니다" in client.get("/manage/companies", query_string={"q": words}).text, words


def test_company_list_goes_on_by_key(client: Client) -> None:
    with unit_of_work():
        reader = officer()
        for number in range(53):
            CompanyFactory(name_ko=f"기업{number:02d}㈜", registration_no=f"{number:010d}")
    first = client.sign_in(reader).get("/manage/companies").text
    assert ("기업52㈜" in first, "기업03㈜" in first, "기업02㈜" in first) == (True, True, False)
    following = first.partition('rel="next"')[0].rpartition('href="')[2].partition('"')[0].replace("&amp;", "&")
    second = client.get(following).text
    assert ("기업02㈜" in second, "기업00㈜" in second, "기업03㈜" in second) == (True, True, False)
    assert 'rel="next"' not in second


@pytest.mark.parametrize("count", [1, 3])
def test_company_list_takes_the_same_queries_for_every_number_of_rows(client: Client, count: int) -> None:
    with unit_of_work():
        reader = officer()
        for _ in range(count):
            company_officer(company=CompanyFactory())
    client.sign_in(reader)
    with statements() as queries:
        client.get("/manage/companies")
    assert len(queries) == 3, queries


@pytest.mark.parametrize("count", [1, 3])
def test_member_list_takes_the_same_queries_for_every_number_of_rows(client: Client, count: int) -> None:
    with unit_of_work():
        company = CompanyFactory()
        reader = company_officer(company=company)
        for _ in range(count - 1):
            company_officer(company=company)
        for number in range(count):
            companies.invite(company, name="x", email=f"x{number}@hanbit.example", actor=SYSTEM)
    client.sign_in(reader)
    with statements() as queries:
        client.get("/company")
    assert len(queries) == 9, queries  # reader, roles, company, members, roles, certificates, drafts, invitations, history


def test_office_reading_of_members_is_recorded(client: Client, office: Office) -> None:
    client.sign_in(office.officer).get(f"/manage/companies/{office.own.id}")
    [entry] = db.session.scalars(sa.select(AccessEntry)).all()
    assert (entry.actor_id, entry.purpose, entry.subject_type) == (office.officer.id, "company members", "User")
    assert entry.subject_ids == sorted([office.me.id, office.colleague.id])


def test_office_invites_the_first_member_of_a_company_that_was_entered_on_behalf(
    client: Client, mails: list[Any], seen: str
) -> None:
    with unit_of_work():
        reader = officer()
        company = companies.obtain_company("2148100011", name_ko="한빛철도㈜", actor=SYSTEM)
    client.sign_in(reader)
    assert "로그인할 사람 없음" in client.get("/manage/companies").text
    assert "아직 로그인할 수 있는 사람이 없습니다" in client.get(f"/manage/companies/{company.id}").text
    answer = client.post(f"/manage/companies/{company.id}/invite", data=INVITATION)
    assert (answer.status_code, answer.location) == (303, f"/manage/companies/{company.id}")
    client.post(f"/set-password/{mails[0].token}", data={"password": PASSWORD, "consent": seen})
    assert "한빛철도㈜" in client.get("/company").text


def test_office_withdraws_disables_and_enables(client: Client, office: Office) -> None:
    client.sign_in(office.officer)
    base = f"/manage/companies/{office.own.id}"
    assert client.post(f"{base}/invitations/{office.invitation.id}/withdraw").location == base
    assert db.session.get_one(OneTimeLink, office.invitation.id).revoked_at is not None
    assert client.post(f"{base}/members/{office.me.id}/disable", data={"version": "1"}).location == base
    assert state_of(office.me) is AccountState.DISABLED
    assert client.post(f"{base}/members/{office.me.id}/enable", data={"version": "2"}).location == base
    assert state_of(office.me) is AccountState.ACTIVE
    assert client.post(f"{base}/members/{office.stranger.id}/disable", data={"version": "1"}).status_code == 404
    assert client.post(f"{base}/invitations/{office.foreign_invitation.id}/withdraw").status_code == 404


def test_officer_cannot_disable_staff_through_their_company(client: Client, office: Office) -> None:
    with unit_of_work():
        both = UserFactory(company=db.session.get_one(type(office.own), office.own.id), roles=[Role.COMPANY, Role.ADMIN],
                           password_hash=CHEAP.hash("x"))
    path = f"/manage/companies/{office.own.id}/members/{both.id}/disable"
    assert client.sign_in(office.officer).post(path, data={"version": "1"}).status_code == 403
    assert state_of(both) is AccountState.ACTIVE


@pytest.mark.parametrize(("make", "status"), [(officer, 200), (admin, 200), (approver, 403), (company_officer, 403)])
def test_companies_are_for_officers_and_administrators(client: Client, office: Office, make: Any, status: int) -> None:
    with unit_of_work():
        user = make()
    client.sign_in(user)
    assert client.get("/manage/companies").status_code == status
    assert client.get(f"/manage/companies/{office.own.id}").status_code == status
