"""Accounts, roles and the last administrator."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.accounts.conftest import CHEAP
from tests.conftest import KST_JULY
from tests.factories.accounts import CompanyFactory, UserFactory, admin, company_officer, officer
from tests.support.threads import at_once
from workflow.accounts.events import StaffInvited
from workflow.accounts.models import OneTimeLink, Purpose, RoleGrant, User
from workflow.accounts.roles import STAFF, Role
from workflow.accounts.services import links, people
from workflow.accounts.states import AccountState
from workflow.core.audit import SYSTEM, AuditEntry
from workflow.core.db import db, unit_of_work
from workflow.core.errors import NotAllowed, Refused, Stale

HASH = CHEAP.hash("x")


def boss(**values: Any) -> User:
    return admin(password_hash=HASH, **values)


def record(user_id: int) -> list[tuple[str, Any, Any]]:
    rows = sa.select(AuditEntry).where(AuditEntry.subject_type == "User", AuditEntry.subject_id == user_id)
    return [(row.verb, row.before, row.after) for row in db.session.scalars(rows.order_by(AuditEntry.id))]


def test_person_is_made_with_roles_and_a_record_of_them(app: Flask) -> None:
    with unit_of_work():
        user = people.create_person(" Seo@City.Example ", name=" 서지우 ", roles=[Role.OFFICER, "admin"], actor=SYSTEM)
        assert (user.email, user.name, user.roles) == ("seo@city.example", "서지우", {"officer", "admin"})
        assert (user.state, user.email_verified_at) == (AccountState.INVITED, None)
        id = user.id
    assert record(id) == [
        ("account.create", None, {"company": None}),
        ("account.grant", None, {"role": "officer"}), ("account.grant", None, {"role": "admin"}),
    ]


@pytest.mark.parametrize(("email", "name", "fields"), [
    ("no address", "김철수", ["email"]), ("kim@city.example", " ", ["name"]), ("", "", ["email", "name"]),
])
def test_person_of_what_is_typed_wrong_is_refused(work: Any, email: str, name: str, fields: list[str]) -> None:
    with pytest.raises(Refused) as refused:
        people.create_person(email, name=name, actor=SYSTEM)
    assert [reason.field for reason in refused.value.reasons] == fields


def test_address_that_has_an_account_is_refused(work: Any) -> None:
    officer(email="kim@city.example")
    with pytest.raises(Refused) as refused:
        people.create_person("KIM@city.example", name="김철수", actor=SYSTEM)
    [reason] = refused.value.reasons
    assert (reason.code, reason.field) == ("taken", "email")


def test_unknown_role_is_an_error_of_the_caller(work: Any) -> None:
    with pytest.raises(ValueError):
        people.create_person("kim@city.example", name="김철수", roles=["boss"], actor=SYSTEM)


@pytest.mark.databases
def test_same_address_at_the_same_moment_makes_one_account(app: Flask) -> None:
    def create(number: int) -> None:
        with app.app_context(), unit_of_work():
            people.create_person("kim@city.example", name=f"김{number}", roles=[Role.OFFICER], actor=SYSTEM)

    results = at_once(6, create)
    assert [result for result in results if result is None] == [None]
    assert all(isinstance(r, Refused) and r.reasons[0].code == "taken" for r in results if r is not None)


def test_grant_gives_a_role_once(work: Any) -> None:
    user = officer()
    assert people.grant(user, Role.COMMITTEE, actor=SYSTEM)
    assert not people.grant(user, Role.COMMITTEE, actor=SYSTEM)
    assert user.roles == {"officer", "committee"}


def test_invited_staff_get_a_link_that_only_the_event_carries(work: Any, mails: list[StaffInvited]) -> None:
    inviter = boss(name="관리자")
    user = people.invite_staff("kim@city.example", name="김철수", roles=["officer"], language="en", actor=inviter)
    [mail] = mails
    assert (mail.subject_id, mail.actor_id, mail.email, mail.name) == (user.id, inviter.id, user.email, "김철수")
    assert (mail.language, mail.roles, mail.invited_by) == ("en", ("officer",), "관리자")
    assert mail.token not in repr(mail)
    link = links.find(mail.token, [Purpose.INVITE])
    assert link is not None
    assert (link.user_id, link.expires_at) == (user.id, mail.expires_at)


def test_invitation_again_ends_the_earlier_link(work: Any, mails: list[StaffInvited]) -> None:
    user = people.invite_staff("kim@city.example", name="김철수", roles=["officer"], actor=SYSTEM)
    people.invite_again(user, actor=SYSTEM)
    first, second = mails
    assert links.find(first.token, links.SETS_PASSWORD) is None
    assert links.find(second.token, links.SETS_PASSWORD) is not None


def test_who_has_a_password_is_not_invited_again(work: Any, mails: list[StaffInvited]) -> None:
    with pytest.raises(Refused):
        people.invite_again(officer(password_hash=HASH), actor=SYSTEM)
    assert mails == []


def test_invitation_needs_a_role(work: Any) -> None:
    with pytest.raises(Refused) as refused:
        people.invite_staff("kim@city.example", name="김철수", roles=[], actor=SYSTEM)
    assert refused.value.reasons[0].field == "roles"


@pytest.mark.parametrize("verb", [
    lambda user, actor: people.invite_staff("x@city.example", name="x", roles=["officer"], actor=actor),
    lambda user, actor: people.invite_again(user, actor=actor),
    lambda user, actor: people.set_roles(user, ["admin"], actor=actor),
    lambda user, actor: people.disable(user, actor=actor),
    lambda user, actor: people.enable(user, actor=actor),
])
def test_only_administrators_administer_staff(work: Any, verb: Callable[[User, User], None]) -> None:
    with pytest.raises(NotAllowed):
        verb(officer(), officer())


def test_set_roles_gives_and_takes_and_leaves_a_row_of_each(app: Flask) -> None:
    with unit_of_work():
        user, actor = UserFactory(roles=[Role.OFFICER, Role.COMMITTEE, Role.COMPANY]), boss()
        people.set_roles(user, ["officer", "approver"], actor=actor, version=1)
        assert user.roles == {"officer", "approver", "company"}
        id, version = user.id, user.version
    assert version == 2
    assert record(id) == [
        ("account.roles", {"roles": ["committee", "officer"]}, {"roles": ["approver", "officer"]}),
        ("account.grant", None, {"role": "approver"}), ("account.revoke", {"role": "committee"}, None),
    ]
    assert db.session.get_one(User, id).roles == {"officer", "approver", "company"}


def test_set_roles_from_a_stale_page_is_refused(work: Any) -> None:
    user, actor = officer(), boss()
    people.set_roles(user, ["officer", "approver"], actor=actor, version=1)
    with pytest.raises(Stale):
        people.set_roles(user, ["coordinator"], actor=actor, version=1)


def test_disabling_ends_sessions_and_links(work: Any) -> None:
    user = officer(password_hash=HASH)
    token = links.issue(Purpose.RESET, user=user)[1]
    people.disable(user, actor=boss(), version=1, reason=" 퇴직 ")
    assert (user.state, user.session_epoch) == (AccountState.DISABLED, 1)
    assert links.find(token, links.SETS_PASSWORD) is None
    people.enable(user, actor=boss())
    assert (user.state, user.session_epoch) == (AccountState.ACTIVE, 1)


def test_nobody_disables_themselves(work: Any) -> None:
    boss()
    me = boss()
    with pytest.raises(Refused) as refused:
        people.disable(me, actor=me)
    assert refused.value.reasons[0].code == "own"


def test_members_of_a_company_can_be_disabled_by_a_colleague_unless_they_are_staff(work: Any) -> None:
    company = CompanyFactory()
    colleague, member = (company_officer(company=company, password_hash=HASH) for _ in range(2))
    people.disable(member, actor=colleague)
    assert member.state is AccountState.DISABLED
    both = UserFactory(company=company, roles=[Role.COMPANY, Role.COMMITTEE])
    with pytest.raises(NotAllowed):
        people.disable(both, actor=colleague)


@pytest.mark.parametrize("others", [[], [{"password_hash": None}], [{"disabled_at": KST_JULY}]])
def test_last_administrator_who_can_sign_in_stays(work: Any, others: list[dict[str, Any]]) -> None:
    for values in others:
        UserFactory(**{"roles": [Role.ADMIN], "password_hash": HASH, **values})
    last = boss()
    with pytest.raises(Refused) as refused:
        people.set_roles(last, ["officer"], actor=last)
    [reason] = refused.value.reasons
    assert (reason.code, reason.field) == ("last_admin", "roles")
    with pytest.raises(Refused):
        people.disable(last, actor=SYSTEM)
    assert last.holds(Role.ADMIN)
    people.set_roles(last, ["officer", "admin"], actor=last)
    assert last.roles == {"officer", "admin"}


def test_administrator_may_step_down_when_another_stays(work: Any) -> None:
    boss()
    me = boss()
    people.set_roles(me, ["officer"], actor=me)
    assert me.roles == {"officer"}


@pytest.mark.databases
def test_administrators_who_remove_each_other_at_the_same_moment_leave_one(app: Flask) -> None:
    with unit_of_work():
        bosses = [boss().id for _ in range(4)]

    def step_down(number: int) -> None:
        with app.app_context(), unit_of_work():
            other = db.session.get_one(User, bosses[number])
            people.set_roles(other, ["officer"], actor=SYSTEM)

    results = at_once(4, step_down)
    assert sum(result is None for result in results) == 3
    assert [r.reasons[0].code for r in results if isinstance(r, Refused)] == ["last_admin"]
    left = sa.select(sa.func.count()).select_from(RoleGrant).where(RoleGrant.role == "admin")
    assert db.session.scalar(left) == 1


DEEDS = st.lists(st.tuples(st.integers(0, 2), st.sampled_from(["admin", "officer", "disable", "enable"])), max_size=12)


@given(deeds=DEEDS)
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_is_done_somebody_can_administer(app: Flask, deeds: list[tuple[int, str]]) -> None:
    with unit_of_work() as session:
        session.execute(sa.delete(OneTimeLink))
        session.execute(sa.delete(RoleGrant))
        session.execute(sa.delete(User))
        three = [boss().id for _ in range(3)]
    for who, deed in deeds:
        user = db.session.get_one(User, three[who])
        with suppress(Refused), unit_of_work():
            if deed in ("disable", "enable"):
                getattr(people, deed)(user, actor=SYSTEM)
            else:
                people.set_roles(user, [deed], actor=SYSTEM)
        able = [u for u in db.session.scalars(sa.select(User)) if u.holds(Role.ADMIN) and u.state is AccountState.ACTIVE]
        assert able


def test_staff_roles_are_all_but_the_company_s(app: Flask) -> None:
    assert set(Role) - set(STAFF) == {Role.COMPANY, Role.SYSTEM}
