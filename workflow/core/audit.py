"""The record of what was done and of who read whose data.

Rows are append-only (triggers refuse UPDATE and DELETE) and chained by hash, which
``flask --app wsgi audit verify`` checks. The rows of a unit of work are written at its very end:
the head of the chain is locked while rows are added, and taking that lock last keeps it short and
keeps two transactions from waiting for each other.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any, Protocol

import sqlalchemy as sa
from flask import has_request_context, request
from sqlalchemy.orm import Mapped, Session, mapped_column
from sqlalchemy.types import JSON

from workflow.core import clock
from workflow.core.db import Base, before_commit, db

GENESIS = "0" * 64
_PENDING = "audit_rows"


class Actor(Protocol):
    """Who does something: a person's account, or the system itself."""

    @property
    def id(self) -> Any: ...
    @property
    def name(self) -> Any: ...
    @property
    def roles(self) -> Any: ...


class _System:
    id = None
    name = "system"
    roles = frozenset({"system"})


SYSTEM: Actor = _System()


class AuditEntry(Base):
    """One thing that was done. `actor_id` carries no foreign key: the record outlives the account."""

    __tablename__ = "audit_entry"

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    actor_id: Mapped[int | None]
    actor_name: Mapped[str] = mapped_column(sa.String(200))
    address: Mapped[str] = mapped_column(sa.String(64), default="")
    verb: Mapped[str] = mapped_column(sa.String(80), index=True)
    subject_type: Mapped[str] = mapped_column(sa.String(60))
    subject_id: Mapped[int | None]
    before: Mapped[dict[str, Any] | None] = mapped_column(JSON)
    after: Mapped[dict[str, Any] | None] = mapped_column(JSON)
    reason: Mapped[str] = mapped_column(sa.Text, default="")
    previous_hash: Mapped[str] = mapped_column(sa.String(64))
    hash: Mapped[str] = mapped_column(sa.String(64), unique=True)

    __table_args__ = (sa.Index("ix_audit_entry_subject", "subject_type", "subject_id"),)

    def expected_hash(self) -> str:
        """Return the hash that this row must have, from its own content and its predecessor's hash."""
        at = self.at if self.at.tzinfo else self.at.replace(tzinfo=UTC)
        content = [
            self.previous_hash, at.astimezone(UTC).isoformat(timespec="microseconds"), self.actor_id,
            self.actor_name, self.address, self.verb, self.subject_type, self.subject_id,
            self.before, self.after, self.reason,
        ]
        return hashlib.sha256(json.dumps(content, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


class AuditHead(Base):
    """The last hash of the chain: one row, locked while rows are added."""

    __tablename__ = "audit_head"

    id: Mapped[int] = mapped_column(primary_key=True)
    hash: Mapped[str] = mapped_column(sa.String(64))


class AccessEntry(Base):
    """A reading of personal data (접속기록): who, when, from where, whose, for what."""

    __tablename__ = "access_entry"

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(index=True)
    actor_id: Mapped[int | None]
    actor_name: Mapped[str] = mapped_column(sa.String(200))
    address: Mapped[str] = mapped_column(sa.String(64), default="")
    purpose: Mapped[str] = mapped_column(sa.String(80))
    subject_type: Mapped[str] = mapped_column(sa.String(60))
    subject_ids: Mapped[list[Any]] = mapped_column(JSON)


def record(
    verb: str,
    subject: Any,
    *,
    actor: Actor,
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
    reason: str = "",
) -> None:
    """Add a row about `subject` (a mapped object, or None) to this unit of work's audit rows."""
    entry = AuditEntry(
        at=clock.now(), actor_id=actor.id, actor_name=str(actor.name), address=_address(), verb=verb,
        subject_type=type(subject).__name__ if subject is not None else "",
        subject_id=getattr(subject, "id", None), before=_plain(before), after=_plain(after), reason=reason,
    )
    pending = db.session().info.setdefault(_PENDING, [])
    if not pending:
        before_commit(_append_pending)
    pending.append(entry)


def record_access(purpose: str, subject_type: str, subject_ids: Iterable[int], *, actor: Actor) -> None:
    """Add an access-log row: `actor` has read the personal data of these subjects for `purpose`.

    Reading pages have no unit of work, so the row is written in one of its own by the caller
    (`with unit_of_work(): record_access(...)`), before the data is shown.
    """
    db.session.add(
        AccessEntry(
            at=clock.now(), actor_id=actor.id, actor_name=str(actor.name), address=_address(),
            purpose=purpose, subject_type=subject_type, subject_ids=sorted(subject_ids),
        )
    )


def first_broken(session: Session) -> int | None:
    """Walk the chain; return the id of the first row that does not fit, None where all is whole."""
    previous = GENESIS
    for entry in session.scalars(sa.select(AuditEntry).order_by(AuditEntry.id).execution_options(yield_per=500)):
        if entry.previous_hash != previous or entry.hash != entry.expected_hash():
            return entry.id
        previous = entry.hash
    head = session.get(AuditHead, 1)
    return None if head is None or head.hash == previous else -1


def _append_pending(session: Session) -> None:
    entries: list[AuditEntry] = session.info.pop(_PENDING, [])
    head = session.scalar(sa.select(AuditHead).where(AuditHead.id == 1).with_for_update())
    assert head is not None, "the first migration lays the head of the audit chain"
    for entry in entries:
        entry.previous_hash = head.hash
        entry.hash = head.hash = entry.expected_hash()
        session.add(entry)
        session.flush()  # one by one: ids must follow the chain


def _plain(values: dict[str, Any] | None) -> dict[str, Any] | None:
    """Turn values into what JSON keeps, so that the hash is the same when the row is read back."""
    return None if values is None else json.loads(json.dumps(values, default=str, ensure_ascii=False))


def _address() -> str:
    return (request.remote_addr or "") if has_request_context() else ""


def append_only(*tables: str) -> dict[str, list[str]]:
    """Return the statements, by dialect, that make tables append-only: their rows refuse UPDATE and DELETE."""
    return {
        "sqlite": [
            f"""CREATE TRIGGER IF NOT EXISTS {table}_no_{verb.lower()} BEFORE {verb} ON {table}
            BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"""
            for table in tables
            for verb in ("UPDATE", "DELETE")
        ],
        "postgresql": [
            """CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS
            $$ BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME; END $$""",
            *(
                f"""CREATE OR REPLACE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {table}
                FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"""
                for table in tables
            ),
        ],
    }


TRIGGERS = append_only("audit_entry", "access_entry")
"""The statements that make the logs append-only; migrations run them after any change of these tables."""
