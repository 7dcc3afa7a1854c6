"""Accounts: made, invited, given roles, disabled. Grants and revocations stand in the audit record."""

from __future__ import annotations

from collections.abc import Collection, Iterable

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from workflow.accounts import queries
from workflow.accounts.events import StaffInvited
from workflow.accounts.models import Company, OneTimeLink, Purpose, RoleGrant, User
from workflow.accounts.policies import require
from workflow.accounts.roles import STAFF, Right, Role
from workflow.accounts.rules import check_address, check_name, normal_address
from workflow.accounts.services import links
from workflow.accounts.services.editing import edit_account
from workflow.accounts.services.members import check_departure
from workflow.accounts.states import AccountState
from workflow.core import audit, clock
from workflow.core.audit import Actor
from workflow.core.db import db
from workflow.core.errors import NotAllowed, Refused
from workflow.core.events import announce


def create_person(
    email: str,
    *,
    name: str,
    roles: Iterable[Role | str] = (),
    company: Company | None = None,
    right: Right = Right.MANAGE,
    language: str = "ko",
    password_hash: str | None = None,
    actor: Actor,
) -> User:
    """Make an account and return it. It has no password unless `password_hash` is given; no mail is sent.

    `right` is what a member may do for their company.

    Raises Refused (fields email, name) where these are wrong or the address has an account.
    """
    name = name.strip()
    if reasons := [reason for reason in (check_address(email), check_name(name)) if reason]:
        raise Refused(reasons)
    if queries.user_by_address(email) is not None:
        raise _taken()
    now = clock.now()
    user = User(
        email=normal_address(email), name=name, language=language, password_hash=password_hash,
        company_id=company.id if company else None, right=right,
        email_verified_at=now if password_hash else None, created_at=now,
    )
    try:
        with db.session.begin_nested():
            db.session.add(user)
    except IntegrityError as error:  # the same address at the same moment
        raise _taken() from error
    of_company = {"company": company.id, "right": right} if company else {"company": None}
    audit.record("account.create", user, actor=actor, after=of_company)
    for role in roles:
        _grant(user, str(Role(role)), actor)
    return user


def grant(user: User, role: Role | str, *, actor: Actor) -> bool:
    """Give a role; return whether the person did not hold it yet."""
    missing = not user.holds(Role(role))
    if missing:
        _grant(user, str(role), actor)
    return missing


def invite_staff(
    email: str, *, name: str, roles: Collection[str], language: str = "ko", actor: Actor
) -> User:
    """Make a staff account and announce StaffInvited. Raises Refused as `create_person`, and without a role."""
    _administrator(actor)
    if not roles:
        raise _roleless()
    user = create_person(email, name=name, roles=roles, language=language, actor=actor)
    invite_again(user, actor=actor)
    return user


def invite_again(user: User, *, actor: Actor) -> None:
    """Send a new invitation; the earlier link ends. Refused where the person has a password or is disabled."""
    _administrator(actor)
    if user.state is not AccountState.INVITED:
        raise Refused.because(
            "state",
            ko="이미 비밀번호를 정했거나 사용이 중지된 계정입니다. 비밀번호를 잊었다면 로그인 화면에서 다시 정할 수 있습니다.",
            en="This account has its password already, or is disabled. A lost password is replaced from the sign-in page.",
        )
    link, token = links.issue(Purpose.INVITE, user=user)
    audit.record("account.invite", user, actor=actor)
    announce(StaffInvited(
        subject_id=user.id, actor_id=actor.id, at=clock.now(), email=user.email, name=user.name,
        language=user.language, roles=tuple(sorted(user.roles)), invited_by=str(actor.name), token=token,
        expires_at=link.expires_at,
    ))


def set_roles(user: User, roles: Collection[str], *, actor: Actor, version: int | None = None) -> None:
    """Have `user` hold exactly these staff roles; a company's officer stays one.

    Raises NotAllowed (no administrator), Stale, and Refused (field roles) where nobody would be left
    who may administer.
    """
    _administrator(actor)
    wanted = {str(Role(role)) for role in roles} & set(STAFF)
    held = set(user.roles) & set(STAFF)
    if wanted == held:
        return
    if Role.ADMIN in held - wanted:
        _keep_an_administrator(user)
    edit_account(user, "roles", actor, version, {}, {"roles": sorted(held)}, {"roles": sorted(wanted)})
    for role in sorted(wanted - held):
        _grant(user, role, actor)
    for role in sorted(held - wanted):
        user.grants = [kept for kept in user.grants if kept.role != role]
        audit.record("account.revoke", user, actor=actor, before={"role": role})
    db.session.flush()


def disable(user: User, *, actor: Actor, version: int | None = None, reason: str = "") -> None:
    """Keep the person out: their sessions and links end at once.

    Raises NotAllowed for staff unless by an administrator, Stale, and Refused for oneself, for the last
    administrator, for a company's last manager (the office may, with a reason), and by who manages nothing.
    """
    if user.id == actor.id:
        raise Refused.because(
            "own",
            ko="본인 계정은 스스로 중지할 수 없습니다. 다른 사람에게 요청하세요.",
            en="You cannot disable your own account. Ask somebody else to do it.",
        )
    if user.is_staff:
        _administrator(actor)
    require(actor, Right.MANAGE)
    if not user.is_active:
        return
    if user.right is Right.MANAGE and user.company_id is not None:
        check_departure(user, actor=actor, reason=reason)
    if user.holds(Role.ADMIN):
        _keep_an_administrator(user)
    links.revoke(OneTimeLink.user_id == user.id)
    changes = {"disabled_at": clock.now(), "session_epoch": User.session_epoch + 1}
    state = user.state
    edit_account(user, "disable", actor, version, changes, {"state": state}, {"state": AccountState.DISABLED}, reason)


def enable(user: User, *, actor: Actor, version: int | None = None) -> None:
    """Let the person in again, with the password and roles that they had. By a manager, or the office."""
    if user.is_staff:
        _administrator(actor)
    require(actor, Right.MANAGE)
    if not user.is_active:
        after = {"state": AccountState.ACTIVE if user.password_hash else AccountState.INVITED}
        edit_account(user, "enable", actor, version, {"disabled_at": None}, {"state": AccountState.DISABLED}, after)


def _grant(user: User, role: str, actor: Actor) -> None:
    user.grants.append(RoleGrant(role=role, granted_at=clock.now(), granted_by=actor.id))
    db.session.flush()
    audit.record("account.grant", user, actor=actor, after={"role": role})


def _administrator(actor: Actor) -> None:
    if not {Role.ADMIN, Role.SYSTEM} & set(actor.roles):
        raise NotAllowed("account: administer")


def _keep_an_administrator(user: User) -> None:
    """Refuse unless somebody else can administer. All grants of the role are locked first, in one order,
    so two administrators cannot remove each other at the same moment."""
    admins = sa.select(RoleGrant.id).where(RoleGrant.role == str(Role.ADMIN))
    db.session.execute(admins.order_by(RoleGrant.id).with_for_update()).all()
    others = sa.select(User.id).join(RoleGrant, RoleGrant.user_id == User.id).where(
        RoleGrant.role == str(Role.ADMIN), User.id != user.id, User.disabled_at.is_(None),
        User.password_hash.is_not(None),
    )
    if db.session.scalars(others.limit(1)).first() is None:
        raise Refused.because(
            "last_admin", field="roles",
            ko="마지막 관리자입니다. 먼저 다른 사람에게 관리자 권한을 주고, 그 사람이 로그인할 수 있는지 확인하세요.",
            en="This is the last administrator. First make somebody else one, who can sign in.",
        )


def _taken() -> Refused:
    return Refused.because(
        "taken", field="email",
        ko="이 전자우편 주소로 만든 계정이 이미 있습니다. 새로 만들지 말고 그 계정을 쓰세요.",
        en="This address has an account already. Use that account instead of a new one.",
    )


def _roleless() -> Refused:
    return Refused.because(
        "missing", field="roles", ko="권한을 하나 이상 고르세요.", en="Choose at least one role.",
    )
