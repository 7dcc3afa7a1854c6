"""Sign-up and invitations: what is told to whom, and that an answer tells nobody anything."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from tests.accounts.conftest import CHEAP, PASSWORD, agreed
from tests.factories.accounts import CompanyFactory, company_officer, officer
from tests.support.hearing import hearing
from tests.support.threads import at_once
from workflow.accounts import queries
from workflow.accounts.events import (
    AccountExists,
    CompanyRegistered,
    MailEvent,
    MemberInvited,
    PasswordChanged,
    ResetAsked,
    SignUpAsked,
    SignUpNeedsInvitation,
)
from workflow.accounts.models import Company, OneTimeLink, User
from workflow.accounts.roles import Role
from workflow.accounts.services import attempts, companies, links, password
from workflow.accounts.services.links import SETS_PASSWORD
from workflow.core import clock
from workflow.core.audit import SYSTEM
from workflow.core.db import db, unit_of_work
from workflow.core.errors import Refused
from workflow.core.i18n import Text

NUMBER = "214-81-00011"
TYPED = {
    "name_ko": "한빛철도㈜", "name_en": "Hanbit Rail", "number": NUMBER, "name": "한도윤",
    "email": " H.Doyun@Hanbit.Example ", "language": "ko",
}
HASH = CHEAP.hash(PASSWORD)


def rows(model: type) -> int:
    return db.session.scalar(sa.select(sa.func.count()).select_from(model)) or 0


def test_sign_up_sends_a_link_and_makes_nothing_yet(work: Any, mails: list[MailEvent]) -> None:
    companies.sign_up(**TYPED)
    [mail] = mails
    assert isinstance(mail, SignUpAsked)
    assert (mail.email, mail.name, mail.language) == ("h.doyun@hanbit.example", "한도윤", "ko")
    assert mail.company == Text("한빛철도㈜", "Hanbit Rail")
    assert mail.token not in repr(mail)
    assert (rows(Company), rows(User)) == (0, 0)


def test_link_of_the_sign_up_makes_the_company_and_its_first_member(work: Any, mails: list[SignUpAsked]) -> None:
    companies.sign_up(**TYPED)
    with hearing(CompanyRegistered) as heard:
        user = password.set_by_link(mails[0].token, password_hash=HASH, consent=agreed())
    company = db.session.scalars(sa.select(Company)).one()
    assert (company.registration_no, company.name) == ("2148100011", Text("한빛철도㈜", "Hanbit Rail"))
    assert (user.email, user.name, user.company, user.roles) == ("h.doyun@hanbit.example", "한도윤", company, {Role.COMPANY})
    assert user.email_verified_at is not None
    assert [(event.subject_id, event.user_id) for event in heard] == [(company.id, user.id)]  # type: ignore[attr-defined]
    assert len(mails) == 1, "a first password is no change of one"


def test_sign_up_of_a_registered_company_asks_for_an_invitation_by_mail_only(work: Any, mails: list[MailEvent]) -> None:
    company = CompanyFactory(registration_no="2148100011", name_ko="한빛철도㈜")
    companies.sign_up(**TYPED)
    company_officer(company=company, password_hash=HASH)
    companies.sign_up(**TYPED)
    assert [(type(m), m.subject_id, m.has_members) for m in mails] == [  # type: ignore[attr-defined]
        (SignUpNeedsInvitation, company.id, False), (SignUpNeedsInvitation, company.id, True),
    ]
    assert rows(OneTimeLink) == 0


def test_sign_up_with_an_address_that_has_an_account_tells_its_holder_only(work: Any, mails: list[MailEvent]) -> None:
    holder = officer(email="h.doyun@hanbit.example", name="한도윤", language="en")
    companies.sign_up(**{**TYPED, "name": "다른 사람"})
    [mail] = mails
    assert isinstance(mail, AccountExists)
    assert (mail.subject_id, mail.name, mail.language) == (holder.id, "한도윤", "en")
    assert rows(OneTimeLink) == 0


def test_disabled_holder_is_told_nothing(work: Any, mails: list[MailEvent]) -> None:
    officer(email="h.doyun@hanbit.example", disabled_at=clock.now())
    companies.sign_up(**TYPED)
    assert mails == []


@pytest.mark.parametrize(("changed", "fields"), [
    ({"number": "214-81-00012"}, ["registration_no"]), ({"number": "123"}, ["registration_no"]),
    ({"name_ko": ""}, ["name_ko"]), ({"name_en": "x" * 121}, ["name_en"]), ({"name": "=?x?="}, ["name"]),
    ({"email": "nobody"}, ["email"]), ({"name_ko": "", "email": "", "number": ""}, ["name_ko", "registration_no", "email"]),
])
def test_what_is_typed_wrong_is_named_field_by_field(
    work: Any, mails: list[MailEvent], changed: dict[str, str], fields: list[str]
) -> None:
    with pytest.raises(Refused) as refused:
        companies.sign_up(**{**TYPED, **changed})
    assert [reason.field for reason in refused.value.reasons] == fields
    assert mails == []


def test_second_of_two_sign_ups_is_told_that_the_company_is_registered_by_now(work: Any, mails: list[SignUpAsked]) -> None:
    companies.sign_up(**TYPED)
    companies.sign_up(**{**TYPED, "email": "other@hanbit.example"})
    password.set_by_link(mails[0].token, password_hash=HASH, consent=agreed())
    with pytest.raises(Refused) as refused:
        password.set_by_link(mails[1].token, password_hash=HASH, consent=agreed())
    assert refused.value.reasons[0].code == "registered"


@pytest.mark.databases
def test_sign_up_pressed_twice_sends_one_mail_and_a_corrected_one_another(work: Any, mails: list[SignUpAsked]) -> None:
    for _press in range(2):
        companies.sign_up(**TYPED)
    assert len(mails) == 1
    companies.sign_up(**{**TYPED, "name": "한도원"})
    assert [mail.name for mail in mails] == ["한도윤", "한도원"]
    password.set_by_link(mails[1].token, password_hash=HASH, consent=agreed())
    with pytest.raises(Refused) as refused:
        password.set_by_link(mails[0].token, password_hash=HASH, consent=agreed())
    assert refused.value.reasons[0].code == "link", "the other link of who has an account now ends, and nobody else is named"


def test_reset_pressed_twice_sends_one_mail_whose_link_is_good(work: Any, mails: list[ResetAsked]) -> None:
    user = officer(email="kim@city.example", password_hash=HASH)
    for _press in range(3):
        password.ask_reset(user.email)
    assert len(mails) == 1
    clock.move_to(clock.now() + timedelta(minutes=2))
    password.ask_reset(user.email)
    assert len(mails) == 2
    with pytest.raises(Refused):
        password.set_by_link(mails[0].token, password_hash=HASH)
    assert password.set_by_link(mails[1].token, password_hash=HASH) is user


@pytest.mark.databases
def test_two_sign_ups_of_a_company_finished_at_the_same_moment_make_one_company(app: Flask, mails: list[SignUpAsked]) -> None:
    with unit_of_work():
        for number in range(4):
            companies.sign_up(**{**TYPED, "email": f"member{number}@hanbit.example"})
    tokens = [mail.token for mail in mails]

    def finish(number: int) -> None:
        with app.app_context(), unit_of_work():
            password.set_by_link(tokens[number], password_hash=HASH, consent=agreed())

    results = at_once(4, finish)
    assert [result for result in results if result is None] == [None]
    assert all(isinstance(r, Refused) and r.reasons[0].code == "registered" for r in results if r is not None)
    assert (rows(Company), rows(User)) == (1, 1)


def test_invited_colleague_joins_the_company(work: Any, mails: list[MailEvent]) -> None:
    company = CompanyFactory()
    inviter = company_officer(company=company, name="한도윤")
    link = companies.invite(company, name=" 동민서 ", email=" D@Hanbit.Example ", language="en", actor=inviter)
    [mail] = mails
    assert isinstance(mail, MemberInvited)
    assert (mail.subject_id, mail.email, mail.name, mail.language) == (link.id, "d@hanbit.example", "동민서", "en")
    assert (mail.company, mail.invited_by) == (company.name, "한도윤")
    assert [i.facts["email"] for i in queries.invitations(company)] == ["d@hanbit.example"]
    user = password.set_by_link(mail.token, password_hash=HASH, consent=agreed())
    assert (user.company, user.roles, user.language) == (company, {Role.COMPANY}, "en")
    assert queries.invitations(company) == []


def test_invitation_of_an_address_that_has_an_account_looks_the_same(work: Any, mails: list[MailEvent]) -> None:
    company, holder = CompanyFactory(), officer(email="kim@city.example")
    companies.invite(company, name="김철수", email="kim@city.example", actor=company_officer(company=company))
    assert [(type(m), m.subject_id) for m in mails] == [(AccountExists, holder.id)]
    assert [i.facts["email"] for i in queries.invitations(company)] == ["kim@city.example"]


def test_colleague_who_is_a_member_is_not_invited(work: Any, mails: list[MailEvent]) -> None:
    company = CompanyFactory()
    member = company_officer(company=company)
    with pytest.raises(Refused) as refused:
        companies.invite(company, name="x", email=member.email, actor=member)
    assert (refused.value.reasons[0].code, refused.value.reasons[0].field) == ("member", "email")
    assert mails == []


def test_inviting_again_ends_the_earlier_link_of_this_company_only(work: Any, mails: list[MemberInvited]) -> None:
    first, second = CompanyFactory(), CompanyFactory()
    for company in (first, second, first):
        companies.invite(company, name="x", email="d@hanbit.example", actor=SYSTEM)
    good = [links.find(mail.token, SETS_PASSWORD) is not None for mail in mails]
    assert good == [False, True, True]
    assert len(queries.invitations(first)) == 1


def test_withdrawn_invitation_is_not_good(work: Any, mails: list[MemberInvited]) -> None:
    company = CompanyFactory()
    link = companies.invite(company, name="x", email="d@hanbit.example", actor=SYSTEM)
    companies.withdraw_invitation(link, actor=SYSTEM)
    assert queries.invitations(company) == []
    with pytest.raises(Refused):
        password.set_by_link(mails[0].token, password_hash=HASH, consent=agreed())


def test_obtain_company_finds_it_by_number_or_makes_it(work: Any) -> None:
    made = companies.obtain_company("214-81-00011", name_ko="한빛철도㈜", actor=SYSTEM)
    assert companies.obtain_company("2148100011", name_ko="다른 이름", actor=SYSTEM) is made
    assert (made.registration_no, made.name_ko, made.name_en) == ("2148100011", "한빛철도㈜", "")
    with pytest.raises(Refused) as refused:
        companies.obtain_company("2148100012", name_ko="", actor=SYSTEM)
    assert [reason.field for reason in refused.value.reasons] == ["registration_no", "name_ko"]


# New passwords


def test_reset_sends_a_link_that_ends_sessions_and_the_lock(work: Any, mails: list[MailEvent]) -> None:
    user = officer(email="kim@city.example", password_hash=CHEAP.hash("old password"))
    for _ in range(5):
        attempts.count_failure(user.email)
    password.ask_reset(" KIM@city.example ")
    [asked] = mails
    assert isinstance(asked, ResetAsked)
    assert password.set_by_link(asked.token, password_hash=HASH, consent=agreed()) is user
    assert (user.password_hash, user.session_epoch) == (HASH, 1)
    assert attempts.locked_until(user.email) is None
    assert [type(m) for m in mails] == [ResetAsked, PasswordChanged]


@pytest.mark.parametrize("values", [None, {"disabled_at": True}])
def test_reset_for_nobody_sends_nothing(work: Any, mails: list[MailEvent], values: dict[str, bool] | None) -> None:
    if values:
        officer(email="kim@city.example", disabled_at=clock.now())
    password.ask_reset("kim@city.example")
    assert mails == []


def test_new_password_ends_other_open_links_of_the_account(work: Any, mails: list[ResetAsked]) -> None:
    user = officer(email="kim@city.example", password_hash=HASH)
    password.ask_reset(user.email)
    password.change(user, password_hash=CHEAP.hash("another one"))
    with pytest.raises(Refused):
        password.set_by_link(mails[0].token, password_hash=HASH, consent=agreed())
