"""The database: naming convention, UTC moments, and the one place that commits.

SQLite runs in WAL mode and takes its write lock at the start of a unit of work (BEGIN IMMEDIATE):
a transaction that reads first and writes later would otherwise fail at once, in spite of the
time-out, as soon as somebody else has written in between.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy.engine import Dialect, Engine
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column, registry
from sqlalchemy.types import JSON, DateTime, TypeDecorator

from workflow.core.i18n import Text

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}


class UtcDateTime(TypeDecorator[datetime]):
    """A moment. Aware in Python, UTC in the database; a naive value is a programming error."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment needs its time zone")
        value = value.astimezone(UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class BilingualText(TypeDecorator[Text]):
    """A :class:`Text` kept as JSON {"ko", "en"}."""

    impl = JSON
    cache_ok = True

    def process_bind_param(self, value: Text | None, dialect: Dialect) -> dict[str, str] | None:
        return None if value is None else Text.of(value).to_json()

    def process_result_value(self, value: Any, dialect: Dialect) -> Text | None:
        return None if value is None else Text.of(value)


class Base(DeclarativeBase):
    """What every table has in common: the naming convention and how Python types become columns."""

    registry = registry(
        metadata=sa.MetaData(naming_convention=NAMING),
        type_annotation_map={datetime: UtcDateTime(), Text: BilingualText(), dict[str, Any]: JSON()},
    )


def one_of(states: type[StrEnum]) -> sa.Enum:
    """Return the column type of a small state: its values as text, held by a CHECK constraint."""
    return sa.Enum(
        states, name=f"{states.__name__.lower()}_known", native_enum=False, length=30, create_constraint=True,
        values_callable=lambda members: [member.value for member in members],
    )


class Versioned:
    """A row whose every change counts `version` up, so that a stale form is told instead of winning."""

    version: Mapped[int] = mapped_column(default=1)


db = SQLAlchemy(model_class=Base)

_writing: ContextVar[bool] = ContextVar("writing", default=False)
_BEFORE, _AFTER = "before_commit", "after_commit"


@contextmanager
def unit_of_work() -> Iterator[Session]:
    """Own one write transaction: everything inside is committed together or not at all.

    The read transaction that a request has open is ended first, so what was loaded before is read
    again under the write lock. What `before_commit` and `after_commit` were given runs around the
    commit; a wake-up never runs for a transaction that failed. Units do not nest.
    """
    if _writing.get():
        raise RuntimeError("a unit of work is open already; services flush, only the boundary commits")
    session: Session = db.session()
    session.rollback()
    _drop_hooks(session)
    token = _writing.set(True)
    try:
        session.connection()  # begins now, so that the lock is held before anything is read
        yield session
        session.flush()
        for hook in session.info.pop(_BEFORE, []):
            hook(session)
        session.commit()
    except BaseException:
        session.rollback()
        _drop_hooks(session)
        raise
    finally:
        _writing.reset(token)
    for wake_up in session.info.pop(_AFTER, []):
        wake_up()


def before_commit(hook: Callable[[Session], None]) -> None:
    """Have `hook(session)` run last in this unit of work, just before its commit."""
    db.session().info.setdefault(_BEFORE, []).append(hook)


def after_commit(wake_up: Callable[[], None]) -> None:
    """Have `wake_up()` run when this unit of work is committed, and only then; once, if given again."""
    hooks = db.session().info.setdefault(_AFTER, [])
    if wake_up not in hooks:
        hooks.append(wake_up)


def in_unit_of_work() -> bool:
    return _writing.get()


def _drop_hooks(session: Session) -> None:
    """Forget all that an undone unit of work has gathered (audit rows too), or the next would write it."""
    session.info.clear()


@sa.event.listens_for(Engine, "connect")
def _prepare_connection(connection: Any, record: Any) -> None:
    if not type(connection).__module__.startswith("sqlite3"):
        return
    connection.isolation_level = None  # transactions are begun below, not by the driver
    for pragma in ("journal_mode=WAL", "busy_timeout=30000", "foreign_keys=ON", "synchronous=FULL"):
        connection.execute(f"PRAGMA {pragma}")


@sa.event.listens_for(Engine, "begin")
def _begin(connection: sa.Connection) -> None:
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("BEGIN IMMEDIATE" if _writing.get() else "BEGIN")
