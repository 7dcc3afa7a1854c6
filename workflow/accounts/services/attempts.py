"""Failed sign-ins in a row, counted for every address alike, known or not."""

from __future__ import annotations

import hashlib
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from workflow.accounts.models import SignInAttempts
from workflow.accounts.rules import FORGOTTEN, Attempts, normal_address
from workflow.core import clock
from workflow.core.db import db


def counted(address: str) -> Attempts:
    """Return what counts at this address now."""
    row = db.session.get(SignInAttempts, _hash(address))
    return _as_attempts(row) if row is not None else Attempts()


def locked_until(address: str) -> datetime | None:
    """Return until when the address is locked (UTC), None where it is not."""
    attempts = counted(address)
    return attempts.locked_until if attempts.is_locked(clock.now()) else None


def count_failure(address: str) -> Attempts:
    """Count one failure; two at the same moment are two, since the row is locked while it is counted."""
    now = clock.now()
    db.session.execute(sa.delete(SignInAttempts).where(SignInAttempts.last_at < now - FORGOTTEN))
    insert = postgresql.insert if db.session.get_bind().dialect.name == "postgresql" else sqlite.insert
    blank = insert(SignInAttempts).values(address_hash=_hash(address), failures=0, last_at=now)
    db.session.execute(blank.on_conflict_do_nothing(index_elements=["address_hash"]))
    row = db.session.get_one(SignInAttempts, _hash(address), with_for_update=True, populate_existing=True)
    after = _as_attempts(row).after_failure(now)
    row.failures, row.locked_until, row.last_at = after.failures, after.locked_until, after.last_at or now
    db.session.flush()
    return after


def forget(address: str) -> None:
    """Begin anew: the right password, or a new one, was given."""
    db.session.execute(sa.delete(SignInAttempts).where(SignInAttempts.address_hash == _hash(address)))


def _as_attempts(row: SignInAttempts) -> Attempts:
    return Attempts(row.failures, row.locked_until, row.last_at)


def _hash(address: str) -> str:
    return hashlib.sha256(normal_address(address).encode()).hexdigest()
