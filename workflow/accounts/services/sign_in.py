"""Signing in and out.

The slow check of the password stands before the unit of work, what follows from it inside.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from workflow.accounts import passwords, queries
from workflow.accounts.models import User
from workflow.accounts.services import attempts
from workflow.core import audit
from workflow.core.db import db


@dataclass(frozen=True, slots=True)
class Checked:
    """What an address and a password came to: the account whose password it is, if any, and a
    fresh hash where the stored one was made with weaker settings."""

    address: str
    user_id: int | None
    stored: str | None
    fresh_hash: str | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """Either the person is in, or the address is locked (`locked_until`, UTC), or neither."""

    user: User | None = None
    locked_until: datetime | None = None


def check(address: str, password: str) -> Checked:
    """Check a password, equally slowly for an unknown address. Reads only."""
    user = queries.user_by_address(address)
    stored = user.password_hash if user is not None else None
    right = passwords.matches(password, stored)
    if user is None or stored is None or not right or not user.is_active:
        return Checked(address, None, None)
    fresh = passwords.hash_password(password) if passwords.is_outdated(stored) else None
    return Checked(address, user.id, stored, fresh)


def sign_in(checked: Checked) -> Answer:
    """Let the person in, or count the failure; while an address is locked not even the right password helps.

    Never raises for a wrong password: the count must be committed.
    """
    until = attempts.locked_until(checked.address)
    if until is not None:
        return Answer(locked_until=until)
    user = queries.user_by_address(checked.address)
    if user is None or checked.user_id != user.id or user.password_hash != checked.stored or not user.is_active:
        after = attempts.count_failure(checked.address)
        audit.record("account.sign_in_failed", user, actor=audit.SYSTEM, after={"failures": after.failures})
        return Answer(locked_until=after.locked_until)
    attempts.forget(checked.address)
    if checked.fresh_hash is not None:
        user.password_hash = checked.fresh_hash
    audit.record("account.sign_in", user, actor=user)
    return Answer(user=user)


def sign_out(user: User) -> None:
    """End the account's sessions, here and elsewhere: a cookie that somebody has copied is of no more use."""
    db.session.execute(
        sa.update(User)
        .where(User.id == user.id)
        .values(session_epoch=User.session_epoch + 1)
        .execution_options(synchronize_session=False)
    )
    audit.record("account.sign_out", user, actor=user)
