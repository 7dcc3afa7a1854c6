"""The consent to keeping personal data: asked for at sign-up and with a first password, kept as evidence."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from tests.accounts.conftest import PASSWORD
from tests.conftest import Client
from tests.factories.accounts import CompanyFactory, company_officer, officer
from workflow.accounts import consent
from workflow.accounts.models import AccountConsent, Purpose, User
from workflow.accounts.services import companies, links
from workflow.core import clock, office
from workflow.core.audit import SYSTEM
from workflow.core.db import db, unit_of_work
from workflow.core.evidence import version_of
from workflow.core.i18n import Text

TYPED = {
    "name_ko": "한빛철도㈜", "name_en": "Hanbit Rail", "registration_no": "214-81-00011", "name": "한도윤",
    "email": "h.doyun@hanbit.example",
}


def kept() -> list[AccountConsent]:
    return list(db.session.scalars(sa.select(AccountConsent).order_by(AccountConsent.id)))


def test_sign_up_form_says_what_the_law_asks_for(client: Client) -> None:
    page = client.get("/sign-up").text
    for said in ("수집·이용 목적", "항목", "보유·이용 기간", "거부할 권리와 불이익", "동의하지 않을 수 있습니다."):
        assert said in page
    assert 'href="/privacy"' in page
    page = client.get("/sign-up", headers={"Accept-Language": "en"}).text
    assert "You may refuse. Without the consent no account can be made" in page


def test_sign_up_without_the_consent_sends_nothing(client: Client, mails: list[Any]) -> None:
    answer = client.post("/sign-up", data=TYPED)
    assert answer.status_code == 422
    assert 'href="#consent"' in answer.text
    assert "개인정보 수집·이용에 동의해 주세요. 동의하지 않으면 계정을 만들 수 없습니다." in answer.text
    assert mails == []


def test_consent_of_a_sign_up_is_kept_with_its_text_once_the_address_is_proved(
    client: Client, mails: list[Any], seen: str
) -> None:
    given_at = clock.now()
    client.post("/sign-up", data={**TYPED, "consent": seen}, environ_base={"REMOTE_ADDR": "203.0.113.7"})
    assert kept() == [], "nothing stands about a person who has not proved their address"
    address = f"/set-password/{mails[0].token}"
    assert 'name="consent"' not in client.get(address).text, "it is not asked for twice"
    assert client.post(address, data={"password": PASSWORD}).status_code == 303
    (row,) = kept()
    user = db.session.scalars(sa.select(User)).one()
    assert (row.user_id, row.language, row.address) == (user.id, "ko", "203.0.113.7")
    assert row.shown == consent.as_shown("ko")
    assert row.text_hash == version_of(row.shown) == seen
    assert abs((row.at - given_at).total_seconds()) < 60


def test_text_that_was_read_is_what_is_kept(client: Client, mails: list[Any]) -> None:
    client.post("/sign-up", data={**TYPED, "consent": consent.version("en")})
    client.post(f"/set-password/{mails[0].token}", data={"password": PASSWORD})
    assert [(row.language, row.shown["purpose"]) for row in kept()] == [("en", consent.PURPOSE.en)]


def test_consent_to_a_text_that_was_changed_meanwhile_is_asked_for_anew(client: Client, app: Flask, seen: str) -> None:
    app.extensions["office"] = replace(office.Office(), accounts_kept=Text("탈퇴 후 1년", "One year after it is closed"))
    answer = client.post("/sign-up", data={**TYPED, "consent": seen})
    assert answer.status_code == 422
    assert "동의 내용이 그 사이 바뀌었습니다. 다시 읽고 동의해 주세요." in answer.text
    assert "탈퇴 후 1년" in answer.text


def test_who_is_invited_consents_with_the_first_password(client: Client, mails: list[Any], seen: str) -> None:
    with unit_of_work():
        companies.invite(CompanyFactory(), name="동민서", email="d@hanbit.example", actor=SYSTEM)
    address = f"/set-password/{mails[0].token}"
    assert "거부할 권리와 불이익" in client.get(address).text
    answer = client.post(address, data={"password": "짧다"})
    assert answer.status_code == 422
    assert 'href="#consent"' in answer.text, "both are said at once"
    assert 'href="#password"' in answer.text
    assert client.post(address, data={"password": PASSWORD, "consent": seen}).status_code == 303
    assert [row.language for row in kept()] == ["ko"]


def test_account_of_before_consents_with_its_next_password_and_once(client: Client, seen: str) -> None:
    with unit_of_work():
        user = company_officer(password_hash="x")
        token = links.issue(Purpose.RESET, user=user)[1]
    assert client.post(f"/set-password/{token}", data={"password": PASSWORD}).status_code == 422
    assert client.post(f"/set-password/{token}", data={"password": PASSWORD, "consent": seen}).status_code == 303
    with unit_of_work():
        token = links.issue(Purpose.RESET, user=db.session.get_one(User, user.id))[1]
    assert client.post(f"/set-password/{token}", data={"password": PASSWORD}).status_code == 303
    assert len(kept()) == 1


def test_staff_are_not_asked(client: Client) -> None:
    with unit_of_work():
        token = links.issue(Purpose.INVITE, user=officer())[1]
    assert 'name="consent"' not in client.get(f"/set-password/{token}").text
    assert client.post(f"/set-password/{token}", data={"password": PASSWORD}).status_code == 303
    assert kept() == []


@pytest.mark.databases
def test_consents_are_append_only(app: Flask) -> None:
    with unit_of_work() as session:
        session.add(AccountConsent(
            user_id=1, link_id=1, language="ko", shown={}, text_hash="0" * 64, at=clock.now(), address="",
        ))  # fmt: skip
    for statement in ("UPDATE account_consent SET address = 'x'", "DELETE FROM account_consent"):
        with pytest.raises(sa.exc.DBAPIError, match="append-only"):
            db.session.execute(sa.text(statement))
        db.session.rollback()


# The privacy policy


def test_every_page_leads_to_the_privacy_policy(client: Client) -> None:
    assert '<a href="/privacy"><strong>개인정보 처리방침</strong></a>' in client.get("/sign-in").text


def test_privacy_policy_says_what_the_office_says_and_makes_nothing_up(client: Client, app: Flask) -> None:
    page = client.get("/privacy").text
    assert page.count("담당 부서가 아직 적지 않음") == 5
    app.extensions["office"] = office.Office(
        name=Text("견본시 국제과", "Sample City"), privacy_officer=Text("보호책임자"), department=Text("국제과"),
        phone="02-120", email="privacy@city.example", accounts_kept=Text("탈퇴 후 1년", "One year"),
    )  # fmt: skip
    page = client.get("/privacy").text
    assert "담당 부서가 아직 적지 않음" not in page
    for said in ("견본시 국제과", "privacy@city.example", "탈퇴 후 1년. 접속기록과 권한 기록은"):
        assert said in page
    assert "+82-2-120" in client.get("/privacy", headers={"Accept-Language": "en"}).text


def test_staff_are_told_what_the_office_has_left_to_say(client: Client) -> None:
    told = "OFFICE_FILE로 지정한 파일에 없는 항목: name, privacy_officer, department, phone, email, accounts_kept, in_force_from"
    assert told not in client.get("/privacy").text
    with unit_of_work():
        reader = officer()
    assert told in client.sign_in(reader).get("/privacy").text
