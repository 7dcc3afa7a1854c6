"""What a company's members may do, who manages its account, and the hand-over to somebody else.

A company cannot take its last manager away from itself: every such verb first locks the company's row,
so two managers cannot remove each other at the same moment. The office steps in where nobody who
manages can sign in any more, and says why.
"""

from __future__ import annotations

import sqlalchemy as sa

from workflow.accounts import queries
from workflow.accounts.models import Company, OneTimeLink, User
from workflow.accounts.policies import is_office, require
from workflow.accounts.roles import Right
from workflow.accounts.services import links
from workflow.accounts.services.editing import edit_account
from workflow.accounts.states import AccountState
from workflow.core import audit, clock
from workflow.core.audit import Actor
from workflow.core.db import db
from workflow.core.errors import Refused

LEAVE = "leave"
"""What becomes of who hands the account over: a right that they keep, or this."""


def set_right(member: User, right: Right, *, actor: Actor, version: int | None = None) -> None:
    """Have a member hold this right. Raises Refused (no manager acts, or none would be left) and Stale."""
    require(actor, Right.MANAGE)
    if member.right is right:
        return
    if member.right is Right.MANAGE:
        keep_a_manager(member)
    edit_account(member, "right", actor, version, {"right": right}, {"right": member.right}, {"right": right})


def set_notices(member: User, wanted: bool, *, actor: Actor, version: int | None = None) -> None:
    """Have a member told of new notices and calls by mail, or not: by themselves or by a manager."""
    if actor.id != member.id:
        require(actor, Right.MANAGE)
    if member.wants_notices != wanted:
        change = {"wants_notices": wanted}
        edit_account(member, "notices", actor, version, change, {"wants_notices": member.wants_notices}, change)


def hand_over(giver: User, to: User, *, afterwards: str, actor: Actor) -> None:
    """Make `to` manager in the place of `giver`, who keeps the right `afterwards`, or leaves (LEAVE).

    What anybody has written stays with the company. Raises Refused where `giver` manages nothing, or
    `to` cannot sign in.
    """
    require(giver, Right.MANAGE)
    if to.id == giver.id or to.company_id != giver.company_id or to.state is not AccountState.ACTIVE:
        raise Refused.because(
            "successor", field="to", ko="로그인할 수 있는 동료를 고르세요.", en="Choose a colleague who can sign in.",
        )
    _lock(giver)
    _manage(to, actor)
    step_down(giver, afterwards, actor=actor)
    audit.record("company.hand_over", giver.company, actor=actor, before={"manager": giver.id},
                 after={"manager": to.id, "afterwards": afterwards})  # fmt: skip


def step_down(giver: User, afterwards: str, *, actor: Actor) -> None:
    """Take the right to manage from who has handed it over; nothing happens where it is gone already."""
    if giver.right is not Right.MANAGE or not giver.is_active:
        return
    keep_a_manager(giver)
    if afterwards == LEAVE:
        links.revoke(OneTimeLink.user_id == giver.id)
        changes = {"disabled_at": clock.now(), "session_epoch": User.session_epoch + 1}
        edit_account(giver, "disable", actor, None, changes, {"state": giver.state}, {"state": AccountState.DISABLED})
    else:
        right = Right(afterwards)
        edit_account(giver, "right", actor, None, {"right": right}, {"right": giver.right}, {"right": right})


def appoint(company: Company, to: User, *, actor: Actor, reason: str) -> None:
    """Have the office make a member manager, where nobody who manages the company can sign in.

    Raises Refused (field reason) without a reason, where a manager can sign in, or `to` cannot.
    """
    check_appointment(company, reason)
    if to.state is not AccountState.ACTIVE:
        raise Refused.because(
            "successor", field="to",
            ko="이 담당자는 로그인할 수 없습니다. 먼저 사용을 재개하거나 새로 초대하세요.",
            en="This member cannot sign in. Enable the account first, or invite somebody.",
        )  # fmt: skip
    _manage(to, actor, reason.strip())
    audit.record("company.appoint", company, actor=actor, after={"manager": to.id}, reason=reason.strip())


def check_appointment(company: Company, reason: str) -> None:
    """Refuse the office a new manager where one can sign in; a reason is due where somebody managed before."""
    lock_company(company.id)
    if queries.managers(company.id):
        raise _managed()
    if not reason.strip() and queries.members(company):
        raise Refused.because(
            "missing", field="reason",
            ko="관리 담당자를 정하는 사유를 적어 주세요.", en="Say why the office appoints a manager.",
        )  # fmt: skip


def check_departure(member: User, *, actor: Actor, reason: str) -> None:
    """Refuse that a company's last manager is kept out: by the company at all, by the office without a reason."""
    try:
        keep_a_manager(member)
    except Refused:
        if not is_office(actor):
            raise
        if not reason.strip():
            raise Refused.because(
                "missing", field="reason",
                ko="기업의 마지막 관리 담당자입니다. 사용을 중지하는 사유를 적어 주세요.",
                en="This is the company's last manager. Say why the account is disabled.",
            ) from None  # fmt: skip


def keep_a_manager(member: User) -> None:
    """Refuse unless somebody else of the company, who can sign in, manages it. Locks the company's row."""
    _lock(member)
    if not any(other != member.id for other in queries.managers(member.company_id or 0)):
        raise Refused.because(
            "last_manager", field="right",
            ko="마지막 관리 담당자입니다. 먼저 로그인할 수 있는 동료에게 관리 권한을 주세요.",
            en="This is the last manager. First make a colleague manager who can sign in.",
        )  # fmt: skip


def _manage(member: User, actor: Actor, reason: str = "") -> None:
    if member.right is not Right.MANAGE:
        right = {"right": Right.MANAGE}
        edit_account(member, "right", actor, None, right, {"right": member.right}, right, reason)


def _lock(member: User) -> None:
    lock_company(member.company_id or 0)
    db.session.refresh(member)  # as it is now that nobody else can change it


def lock_company(company_id: int) -> None:
    """Lock the company's row, so that who manages it stays as it is until the unit of work ends."""
    db.session.execute(sa.select(Company.id).where(Company.id == company_id).with_for_update())


def _managed() -> Refused:
    return Refused.because(
        "managed", field="right",
        ko="기업의 권한은 기업의 관리 담당자가 정합니다. 로그인할 수 있는 관리 담당자가 없을 때만 담당 부서가 정할 수 있습니다.",
        en="Rights are given by the company's manager. The office gives one only where no manager can sign in.",
    )  # fmt: skip
