"""Rights of members, the last manager, the hand-over of the company's account, and the office's appointment."""

from __future__ import annotations

from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from tests.accounts.conftest import CHEAP, PASSWORD, agreed
from tests.factories.accounts import CompanyFactory, admin, company_officer, officer
from tests.support.threads import at_once
from workflow.accounts import queries
from workflow.accounts.events import MemberInvited
from workflow.accounts.models import Company, OneTimeLink, User
from workflow.accounts.policies import may
from workflow.accounts.roles import Right
from workflow.accounts.services import companies, members, password, people
from workflow.accounts.states import AccountState
from workflow.core import clock
from workflow.core.audit import SYSTEM, AuditEntry
from workflow.core.db import db, unit_of_work
from workflow.core.errors import Refused, Stale

HASH = CHEAP.hash(PASSWORD)


def member(company: Company, right: Right = Right.MANAGE, **values: Any) -> User:
    return company_officer(**{"company": company, "right": right, "password_hash": HASH, **values})


def why(refused: pytest.ExceptionInfo[Refused]) -> tuple[str, str | None]:
    [reason] = refused.value.reasons
    return reason.code, reason.field


def record(verb: str) -> list[tuple[Any, Any, str]]:
    rows = db.session.scalars(sa.select(AuditEntry).where(AuditEntry.verb == verb).order_by(AuditEntry.id))
    return [(row.before, row.after, row.reason) for row in rows]


@pytest.mark.parametrize(("held", "able"), [
    (Right.MANAGE, {Right.MANAGE, Right.SUBMIT, Right.WRITE}), (Right.SUBMIT, {Right.SUBMIT, Right.WRITE}),
    (Right.WRITE, {Right.WRITE}),
])
def test_right_includes_those_after_it(work: Any, held: Right, able: set[Right]) -> None:
    person = member(CompanyFactory(), held)
    assert {right for right in Right if may(person, right)} == able


def test_office_and_system_act_for_any_company(work: Any) -> None:
    assert all(may(actor, right) for actor in (officer(), admin(), SYSTEM) for right in Right)


def test_manager_changes_a_right_and_the_record_says_so(app: Flask) -> None:
    with unit_of_work():
        company = CompanyFactory()
        manager, writer = member(company), member(company, Right.WRITE)
    with unit_of_work():
        members.set_right(writer, Right.SUBMIT, actor=manager, version=1)
        members.set_right(writer, Right.SUBMIT, actor=manager)  # holds it already
    assert (writer.right, writer.version) == (Right.SUBMIT, 2)
    assert record("account.right") == [({"right": "write"}, {"right": "submit"}, "")]
    with pytest.raises(Stale), unit_of_work():
        members.set_right(writer, Right.WRITE, actor=manager, version=1)


@pytest.mark.parametrize("right", [Right.SUBMIT, Right.WRITE])
def test_who_manages_nothing_changes_nobody(work: Any, right: Right) -> None:
    company = CompanyFactory()
    colleague, person = member(company), member(company, right)
    for act in (
        lambda: members.set_right(colleague, Right.WRITE, actor=person),
        lambda: members.set_notices(colleague, False, actor=person),
        lambda: people.disable(colleague, actor=person),
        lambda: people.enable(colleague, actor=person),
        lambda: companies.invite(company, name="새", email="new@hanbit.example", actor=person),
        lambda: members.hand_over(person, colleague, afterwards=members.LEAVE, actor=person),
    ):
        with pytest.raises(Refused) as refused:
            act()
        assert why(refused) == ("right", None)
    assert colleague.right is Right.MANAGE
    assert colleague.state is AccountState.ACTIVE


@pytest.mark.parametrize("others", [
    [], [{"right": Right.SUBMIT}], [{"password_hash": None}], [{"disabled_at": clock.real_now()}],
])
def test_last_manager_who_can_sign_in_stays(work: Any, others: list[dict[str, Any]]) -> None:
    company = CompanyFactory()
    member(CompanyFactory())  # of another company
    for values in others:
        member(company, **values)
    last = member(company)
    with pytest.raises(Refused) as refused:
        members.set_right(last, Right.SUBMIT, actor=last)
    assert why(refused) == ("last_manager", "right")
    assert last.right is Right.MANAGE


def test_office_disables_the_last_manager_with_a_reason_only(work: Any) -> None:
    last, person = member(CompanyFactory()), officer()
    with pytest.raises(Refused) as refused:
        people.disable(last, actor=person)
    assert why(refused) == ("missing", "reason")
    people.disable(last, actor=person, reason="퇴사")
    assert last.state is AccountState.DISABLED


@pytest.mark.databases
def test_two_managers_who_demote_each_other_at_once_leave_one(app: Flask) -> None:
    with unit_of_work():
        company = CompanyFactory()
        ids = [member(company).id for _ in range(2)]

    def demote(number: int) -> None:
        with app.app_context(), unit_of_work() as session:
            actor, other = (session.get_one(User, ids[n]) for n in (number, 1 - number))
            members.set_right(other, Right.WRITE, actor=actor)

    results = at_once(2, demote)
    refusals = [one for one in results if one is not None]
    assert [type(one) for one in refusals] == [Refused]
    rights = db.session.scalars(sa.select(User.right).where(User.id.in_(ids)))
    assert sorted(rights) == [Right.MANAGE, Right.WRITE]


@pytest.mark.parametrize(("afterwards", "right", "state"), [
    ("submit", Right.SUBMIT, AccountState.ACTIVE), ("write", Right.WRITE, AccountState.ACTIVE),
    (members.LEAVE, Right.MANAGE, AccountState.DISABLED),
])
def test_manager_hands_over_to_a_colleague_in_one_step(
    app: Flask, afterwards: str, right: Right, state: AccountState
) -> None:
    with unit_of_work():
        company = CompanyFactory()
        giver, to = member(company), member(company, Right.WRITE)
    with unit_of_work():
        members.hand_over(giver, to, afterwards=afterwards, actor=giver)
    assert (to.right, giver.right, giver.state) == (Right.MANAGE, right, state)
    after = {"manager": to.id, "afterwards": afterwards}
    assert record("company.hand_over") == [({"manager": giver.id}, after, "")]


@pytest.mark.parametrize("values", [{"password_hash": None}, {"disabled_at": clock.real_now()}, {"company": None}])
def test_nothing_is_handed_over_to_who_cannot_sign_in_or_is_of_another_company(
    work: Any, values: dict[str, Any]
) -> None:
    company = CompanyFactory()
    giver = member(company)
    if "company" in values:
        values = {"company": CompanyFactory()}
    to = member(**{"company": company, "right": Right.SUBMIT, **values})
    with pytest.raises(Refused) as refused:
        members.hand_over(giver, to, afterwards="write", actor=giver)
    assert why(refused) == ("successor", "to")
    assert (giver.right, to.right) == (Right.MANAGE, Right.SUBMIT)


@pytest.mark.parametrize(("afterwards", "right", "state"), [
    ("write", Right.WRITE, AccountState.ACTIVE), (members.LEAVE, Right.MANAGE, AccountState.DISABLED),
])
def test_who_is_invited_to_take_over_does_so_once_they_can_sign_in(
    app: Flask, mails: list[MemberInvited], afterwards: str, right: Right, state: AccountState
) -> None:
    with unit_of_work():
        giver = member(CompanyFactory())
    with unit_of_work():
        companies.invite(
            giver.company, name="새 담당", email="new@hanbit.example", right=Right.MANAGE, afterwards=afterwards,
            actor=giver,
        )
    assert giver.right is Right.MANAGE, "nothing changes before the invitation is accepted"
    with unit_of_work():
        user = password.set_by_link(mails[0].token, password_hash=HASH, consent=agreed())
    assert (user.right, giver.right, giver.state) == (Right.MANAGE, right, state)
    assert [before for before, _after, _reason in record("company.hand_over")] == [{"manager": giver.id}]


@pytest.mark.parametrize("right", list(Right))
def test_invitation_carries_the_right(work: Any, mails: list[MemberInvited], right: Right) -> None:
    manager = member(CompanyFactory())
    companies.invite(manager.company, name="새", email="new@hanbit.example", right=right, actor=manager)
    assert password.set_by_link(mails[0].token, password_hash=HASH, consent=agreed()).right is right


def test_invitation_of_before_there_were_rights_submits(work: Any, mails: list[MemberInvited]) -> None:
    manager = member(CompanyFactory())
    link = companies.invite(manager.company, name="새", email="new@hanbit.example", actor=manager)
    link.facts = {key: value for key, value in link.facts.items() if key != "right"}
    db.session.flush()
    assert password.set_by_link(mails[0].token, password_hash=HASH, consent=agreed()).right is Right.SUBMIT


@pytest.mark.databases
def test_invitation_of_a_manager_ends_with_the_right_of_who_sent_it(app: Flask, mails: list[MemberInvited]) -> None:
    """Two are invited to take over; once the first has, the second invitation makes nobody a manager any more."""
    with unit_of_work():
        giver = member(CompanyFactory())
    with unit_of_work():
        for who in ("first", "second"):
            companies.invite(
                giver.company, name=who, email=f"{who}@hanbit.example", right=Right.MANAGE, afterwards=members.LEAVE,
                actor=giver,
            )
    with unit_of_work():
        first = password.set_by_link(mails[0].token, password_hash=HASH, consent=agreed())
    with pytest.raises(Refused) as refused, unit_of_work():
        password.set_by_link(mails[1].token, password_hash=HASH, consent=agreed())
    assert refused.value.reasons[0].code == "stale_invitation"
    assert queries.managers(giver.company_id) == [first.id]


def test_office_s_invitation_of_a_manager_ends_once_there_is_one(app: Flask, mails: list[MemberInvited]) -> None:
    with unit_of_work():
        company, person = CompanyFactory(), officer()
        stays = member(company, Right.WRITE)
    with unit_of_work():
        companies.invite(company, name="새", email="n@hanbit.example", right=Right.MANAGE, reason="퇴사", actor=person)
        members.appoint(company, stays, actor=person, reason="퇴사")
    with pytest.raises(Refused) as refused, unit_of_work():
        password.set_by_link(mails[0].token, password_hash=HASH, consent=agreed())
    assert refused.value.reasons[0].code == "stale_invitation"


def test_colleague_who_was_invited_comes_in_although_who_invited_them_has_left(
    app: Flask, mails: list[MemberInvited]
) -> None:
    with unit_of_work():
        giver = member(CompanyFactory())
        to = member(giver.company, Right.SUBMIT)
        companies.invite(giver.company, name="새", email="n@hanbit.example", right=Right.WRITE, actor=giver)
    with unit_of_work():
        members.hand_over(giver, to, afterwards=members.LEAVE, actor=giver)
    with unit_of_work():
        assert password.set_by_link(mails[0].token, password_hash=HASH, consent=agreed()).right is Right.WRITE


def test_office_appoints_where_no_manager_can_sign_in_and_says_why(app: Flask) -> None:
    with unit_of_work():
        company, person = CompanyFactory(), officer()
        gone, stays = member(company, disabled_at=clock.now()), member(company, Right.WRITE)
    with pytest.raises(Refused) as refused, unit_of_work():
        members.appoint(company, stays, actor=person, reason=" ")
    assert why(refused) == ("missing", "reason")
    with pytest.raises(Refused) as refused, unit_of_work():
        members.appoint(company, gone, actor=person, reason="퇴사")
    assert why(refused) == ("successor", "to")
    with unit_of_work():
        members.appoint(company, stays, actor=person, reason=" 관리 담당자 퇴사 ")
    assert stays.right is Right.MANAGE
    assert record("company.appoint") == [(None, {"manager": stays.id}, "관리 담당자 퇴사")]


def test_office_appoints_nobody_where_a_manager_can_sign_in(work: Any) -> None:
    company, person = CompanyFactory(), officer()
    member(company)
    writer = member(company, Right.WRITE)
    for act in (
        lambda: members.appoint(company, writer, actor=person, reason="요청"),
        lambda: companies.invite(
            company, name="새", email="n@hanbit.example", right=Right.MANAGE, reason="요청", actor=person
        ),
    ):
        with pytest.raises(Refused) as refused:
            act()
        assert why(refused) == ("managed", "right")
    assert writer.right is Right.WRITE


def test_first_member_of_a_company_needs_no_reason(work: Any, mails: list[MemberInvited]) -> None:
    company = CompanyFactory()
    companies.invite(company, name="첫", email="first@hanbit.example", right=Right.MANAGE, actor=officer())
    assert password.set_by_link(mails[0].token, password_hash=HASH, consent=agreed()).right is Right.MANAGE


def test_everybody_chooses_their_own_mails_and_a_manager_those_of_all(work: Any) -> None:
    company = CompanyFactory()
    manager, writer = member(company), member(company, Right.WRITE)
    members.set_notices(writer, False, actor=writer)
    assert not writer.wants_notices
    members.set_notices(writer, True, actor=manager)
    assert writer.wants_notices


def test_links_of_who_leaves_end(work: Any) -> None:
    company = CompanyFactory()
    giver, to = member(company), member(company, Right.SUBMIT)
    password.ask_reset(giver.email)
    epoch = giver.session_epoch
    members.hand_over(giver, to, afterwards=members.LEAVE, actor=giver)
    assert db.session.scalars(sa.select(OneTimeLink).where(OneTimeLink.revoked_at.is_(None))).all() == []
    assert giver.session_epoch == epoch + 1
