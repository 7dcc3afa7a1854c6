"""Reads of people and companies."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from flask import abort

from workflow.accounts import registration_no
from workflow.accounts.models import Company, CompanyCertificate, OneTimeLink, Purpose, RoleGrant, User
from workflow.accounts.roles import STAFF, Right
from workflow.accounts.rules import normal_address
from workflow.accounts.states import WAITING, AccountState, VerificationState
from workflow.core import clock
from workflow.core.audit import AuditEntry
from workflow.core.db import db

PAGE = 50

_IS_STAFF = sa.or_(
    User.company_id.is_(None),
    User.id.in_(sa.select(RoleGrant.user_id).where(RoleGrant.role.in_([str(role) for role in STAFF]))),
)
_STATES: dict[str, sa.ColumnElement[bool]] = {
    AccountState.DISABLED: User.disabled_at.is_not(None),
    AccountState.ACTIVE: sa.and_(User.disabled_at.is_(None), User.password_hash.is_not(None)),
    AccountState.INVITED: sa.and_(User.disabled_at.is_(None), User.password_hash.is_(None)),
}


def user_by_address(typed: str) -> User | None:
    """Return the account with this mail address, however it is typed."""
    return db.session.scalars(sa.select(User).where(User.email == normal_address(typed))).one_or_none()


def staff(*, words: str = "", role: str = "", state: str = "", before: int | None = None) -> list[User]:
    """Return up to PAGE + 1 people of the office, the newest first, from the one before id `before` on.

    `words` are looked for in names and addresses; `role` and `state` are values of Role and AccountState.
    """
    found = sa.select(User).where(_IS_STAFF).order_by(User.id.desc()).limit(PAGE + 1)
    if words:
        found = found.where(_contains(words, User.name, User.email))
    if role:
        found = found.where(User.id.in_(sa.select(RoleGrant.user_id).where(RoleGrant.role == role)))
    if state in _STATES:
        found = found.where(_STATES[state])
    if before is not None:
        found = found.where(User.id < before)
    return list(db.session.scalars(found))


def staff_or_404(id: int) -> User:
    """Return a person of the office."""
    return db.session.scalars(sa.select(User).where(User.id == id, _IS_STAFF)).one_or_none() or abort(404)


def history(user: User, limit: int = 50) -> Sequence[AuditEntry]:
    """Return what the record says about an account, the newest first."""
    rows = sa.select(AuditEntry).where(AuditEntry.subject_type == "User", AuditEntry.subject_id == user.id)
    return db.session.scalars(rows.order_by(AuditEntry.id.desc()).limit(limit)).all()


def by_number(digits: str) -> sa.Select[Company]:
    return sa.select(Company).where(Company.registration_no == digits)


def company_by_number(typed: str) -> Company | None:
    """Return the company with this business registration number, with or without its hyphens."""
    return db.session.scalars(by_number(registration_no.normalise(typed))).one_or_none()


def company_or_404(id: int) -> Company:
    return db.session.get(Company, id) or abort(404)


TO_VERIFY = "to-verify"
"""What the list of companies is narrowed to by what waits for the office."""


def companies(*, words: str = "", state: str = "", before: int | None = None) -> list[tuple[Company, int]]:
    """Return up to PAGE + 1 companies with the number of their members who can sign in, newest first.

    `state` is a value of VerificationState, or TO_VERIFY for all that waits for the office.
    """
    count = (
        sa.select(sa.func.count(User.id)).where(User.company_id == Company.id, _STATES[AccountState.ACTIVE])
    ).correlate(Company).scalar_subquery()
    found = sa.select(Company, count).order_by(Company.id.desc()).limit(PAGE + 1)
    if words:
        number = registration_no.normalise(words)
        found = found.where(sa.or_(
            _contains(words, Company.name_ko, Company.name_en), _contains(number, Company.registration_no),
        ))
    if state == TO_VERIFY:
        found = found.where(Company.state.in_(WAITING))
    elif state in set(VerificationState):
        found = found.where(Company.state == state)
    if before is not None:
        found = found.where(Company.id < before)
    return [(company, members) for company, members in db.session.execute(found)]


def members(company: Company) -> list[User]:
    """Return everybody of a company, by name."""
    return list(db.session.scalars(sa.select(User).where(User.company_id == company.id).order_by(User.name, User.id)))


def has_members(company: Company) -> bool:
    """Tell whether anybody of the company can sign in, and so invite a colleague."""
    able = sa.select(User.id).where(User.company_id == company.id, _STATES[AccountState.ACTIVE])
    return db.session.scalars(able.limit(1)).first() is not None


def managers(company_id: int) -> list[int]:
    """Return the ids of who manages this company and can sign in."""
    able = sa.select(User.id).where(
        User.company_id == company_id, User.right == Right.MANAGE, _STATES[AccountState.ACTIVE]
    )
    return list(db.session.scalars(able.order_by(User.id)))


def submitters(company_id: int) -> list[str]:
    """Return the names of who may submit for this company and can sign in."""
    able = sa.select(User.name).where(
        User.company_id == company_id, User.right != Right.WRITE, _STATES[AccountState.ACTIVE]
    )
    return list(db.session.scalars(able.order_by(User.name, User.id)))


def certificates(company: Company) -> list[CompanyCertificate]:
    """Return a company's registration certificates, the valid one first, then those it replaced."""
    return list(db.session.scalars(
        sa.select(CompanyCertificate)
        .where(CompanyCertificate.company_id == company.id)
        .order_by(CompanyCertificate.id.desc())
    ))


def certificate_or_404(company: Company, id: int) -> CompanyCertificate:
    """Return a registration certificate of this company, the valid one or a former one."""
    return db.session.scalars(
        sa.select(CompanyCertificate).where(CompanyCertificate.id == id, CompanyCertificate.company_id == company.id)
    ).one_or_none() or abort(404)


def has_certificate(company: Company) -> bool:
    valid = sa.select(CompanyCertificate.id).where(
        CompanyCertificate.company_id == company.id, CompanyCertificate.replaced_at.is_(None)
    )
    return db.session.scalar(valid) is not None


def member_or_404(company: Company, id: int) -> User:
    """Return a person of this company."""
    return db.session.scalars(
        sa.select(User).where(User.id == id, User.company_id == company.id)
    ).one_or_none() or abort(404)


def subscribers(language: str | None = None) -> list[User]:
    """Return the members of companies who are told of new notices and calls by mail, by id.

    Only who can sign in: who was disabled, or has set no password yet, gets no such mail. `language`
    ('ko' or 'en') narrows it to those who read that one.
    """
    found = sa.select(User).where(
        User.company_id.is_not(None), User.wants_notices, _STATES[AccountState.ACTIVE]
    ).order_by(User.id)
    return list(db.session.scalars(found.where(User.language == language) if language else found))


def invitations(company: Company) -> list[OneTimeLink]:
    """Return the invitations into a company that can still be accepted, the newest first."""
    return list(db.session.scalars(sa.select(OneTimeLink).where(*_open(company)).order_by(OneTimeLink.id.desc())))


def invitation_or_404(company: Company, id: int) -> OneTimeLink:
    """Return an invitation into this company, one that has ended too."""
    return db.session.scalars(sa.select(OneTimeLink).where(
        OneTimeLink.id == id, OneTimeLink.company_id == company.id, OneTimeLink.purpose == Purpose.JOIN
    )).one_or_none() or abort(404)


def _open(company: Company) -> tuple[sa.ColumnElement[bool], ...]:
    return (
        OneTimeLink.company_id == company.id, OneTimeLink.purpose == Purpose.JOIN, OneTimeLink.used_at.is_(None),
        OneTimeLink.revoked_at.is_(None), OneTimeLink.expires_at > clock.now(),
    )


def _contains(words: str, *columns: Any) -> sa.ColumnElement[bool]:
    """Match text that holds `words` as they are, in upper or lower case."""
    return sa.or_(*(column.icontains(words.strip(), autoescape=True) for column in columns))
