"""The outbox: side effects as rows, written in the transaction that decides them.

A mail to send or a document to render is a row first. After the commit a task is woken; the row, not
the message to the task, is the truth, so a lost broker, a killed worker or a stopped beat loses
nothing (the sweep finds what is due). `outbox_worker` works the rows off.

``due_at`` runs on real time: it is when a worker may take the row, either because it is queued or
because the lease of the worker that holds it has ended. Moving a demonstration's clock must neither
end a lease that is held nor hold back a row. ``created_at`` and ``done_at`` are what people read and
follow the product's clock.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from enum import StrEnum
from functools import cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Mapped, aliased, mapped_column
from sqlalchemy.types import JSON

from workflow.core import clock, wake
from workflow.core.audit import Actor
from workflow.core.db import Base, Versioned, after_commit, db, one_of
from workflow.core.i18n import Text
from workflow.core.states import Machine, move, transition

DRAIN = "outbox.drain"
SWEEP = "outbox.sweep"


class OutboxState(StrEnum):
    """WAITING for other rows, QUEUED, RUNNING under a lease, SENDING (from here on a repetition may
    be a duplicate), DONE, or FAILED for good until somebody has it done again."""

    WAITING = "waiting"
    QUEUED = "queued"
    RUNNING = "running"
    SENDING = "sending"
    DONE = "done"
    FAILED = "failed"


HELD = (OutboxState.RUNNING, OutboxState.SENDING)

OUTBOX = Machine(
    name="outbox",
    states=OutboxState,
    transitions=(
        transition("resend", OutboxState.FAILED, OutboxState.QUEUED, ("officer", "coordinator", "admin", "system"),
                   label=Text("다시 보내기", "Send again")),
    ),
    labels={
        OutboxState.WAITING: Text("문서 대기", "Waiting for its document"),
        OutboxState.QUEUED: Text("대기", "Queued"),
        OutboxState.RUNNING: Text("처리 중", "In work"),
        OutboxState.SENDING: Text("발송 중", "Being sent"),
        OutboxState.DONE: Text("완료", "Done"),
        OutboxState.FAILED: Text("실패", "Failed"),
    },
    tones={OutboxState.DONE: "success", OutboxState.FAILED: "danger", OutboxState.WAITING: "warning"},
)
"""What people may do with a row; all other changes of state are the worker's, under its lease."""


class OutboxRow(Versioned, Base):
    """One side effect. `key` says what it is for, so that asking twice makes one row.

    For a mail: `draft` is what it is composed from and `content` the composed message, both sealed
    for this row, since they hold one-time links and personal data; `content` is kept, so that sending
    again is exact. `topic` groups rows for the page of messages ('call:ABC-2025'), `about_type` and
    `about_id` name the object that the row is about.
    """

    __tablename__ = "outbox"

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(sa.String(40))
    key: Mapped[str] = mapped_column(sa.String(200), unique=True)
    payload: Mapped[dict[str, Any]] = mapped_column(JSON)
    state: Mapped[OutboxState] = mapped_column(one_of(OutboxState))
    attempts: Mapped[int] = mapped_column(default=0)
    due_at: Mapped[datetime | None]
    lease_owner: Mapped[str | None] = mapped_column(sa.String(120))
    last_error: Mapped[str] = mapped_column(sa.Text, default="")
    created_at: Mapped[datetime]
    done_at: Mapped[datetime | None]

    topic: Mapped[str | None] = mapped_column(sa.String(80))
    about_type: Mapped[str | None] = mapped_column(sa.String(60))
    about_id: Mapped[int | None]

    recipient: Mapped[str | None] = mapped_column(sa.Text)
    subject: Mapped[str | None] = mapped_column(sa.Text)
    language: Mapped[str | None] = mapped_column(sa.String(2))
    message_id: Mapped[str | None] = mapped_column(sa.String(300), unique=True)
    draft: Mapped[bytes | None] = mapped_column(sa.LargeBinary, deferred=True)
    content: Mapped[bytes | None] = mapped_column(sa.LargeBinary, deferred=True)

    __table_args__ = (
        sa.CheckConstraint("(state IN ('queued', 'running', 'sending')) = (due_at IS NOT NULL)", name="open_is_due"),
        sa.CheckConstraint("(state IN ('running', 'sending')) = (lease_owner IS NOT NULL)", name="held_has_owner"),
        sa.CheckConstraint("(state = 'done') = (done_at IS NOT NULL)", name="done_has_moment"),
        sa.CheckConstraint("state <> 'failed' OR last_error <> ''", name="failed_has_reason"),
        sa.CheckConstraint(
            "(kind = 'mail') = (recipient IS NOT NULL AND subject IS NOT NULL AND language IS NOT NULL"
            " AND (draft IS NOT NULL OR content IS NOT NULL))",
            name="mail_is_whole",
        ),
        sa.CheckConstraint("(content IS NULL) = (message_id IS NULL)", name="content_has_message_id"),
        sa.CheckConstraint(
            "state <> 'sending' OR (kind = 'mail' AND content IS NOT NULL)", name="sending_has_content"
        ),
        sa.CheckConstraint("attempts >= 0", name="attempts_count"),
        sa.Index(
            "ix_outbox_due", "kind", "due_at",
            sqlite_where=sa.text("due_at IS NOT NULL"), postgresql_where=sa.text("due_at IS NOT NULL"),
        ),
        sa.Index(
            "ix_outbox_stuck", "state", "id",
            sqlite_where=sa.text("state IN ('waiting', 'failed')"),
            postgresql_where=sa.text("state IN ('waiting', 'failed')"),
        ),
        sa.Index("ix_outbox_topic", "topic", "id"),
        sa.Index("ix_outbox_about", "about_type", "about_id"),
    )


class OutboxAfter(Base):
    """The row `row_id` waits until the row with this `key` is done."""

    __tablename__ = "outbox_after"

    row_id: Mapped[int] = mapped_column(sa.ForeignKey("outbox.id"), primary_key=True)
    key: Mapped[str] = mapped_column(sa.String(200), primary_key=True, index=True)


def enqueue(
    kind: str,
    key: str,
    payload: Mapping[str, Any],
    *,
    after: str | Iterable[str] = (),
    topic: str | None = None,
    about: Any = None,
    **columns: Any,
) -> OutboxRow:
    """Write a side effect into the caller's transaction and return its row.

    `kind` names the handler, `key` what the effect is for: the same key again adds nothing and
    returns the first row. `after` are keys of rows to be done before. `about` is a mapped object.
    """
    needed = {after} if isinstance(after, str) else set(after)
    waits = bool(needed - _done_among(needed))
    insert = postgresql.insert if db.session.get_bind().dialect.name == "postgresql" else sqlite.insert
    row = db.session.scalars(
        insert(OutboxRow)
        .values(
            kind=kind, key=key, payload=dict(payload), version=1, attempts=0, last_error="",
            state=OutboxState.WAITING if waits else OutboxState.QUEUED,
            due_at=None if waits else clock.real_now(), created_at=clock.now(), topic=topic,
            about_type=type(about).__name__ if about is not None else None,
            about_id=about.id if about is not None else None, **columns,
        )
        .on_conflict_do_nothing(index_elements=["key"])
        .returning(OutboxRow)
    ).one_or_none()
    if row is None:
        return db.session.scalars(sa.select(OutboxRow).where(OutboxRow.key == key)).one()
    db.session.add_all(OutboxAfter(row_id=row.id, key=name) for name in needed)
    db.session.flush()
    if not waits:
        after_commit(_waker(kind))
    return row


def resend(row_id: int, *, actor: Actor, version: int | None = None) -> OutboxRow:
    """Have a failed row done again, exactly as it was: the same bytes under the same Message-ID.

    `version` is the one that the actor's page showed. Raises NotAllowed, Refused (it did not fail)
    or Stale (somebody was faster).
    """
    row = db.session.get_one(OutboxRow, row_id)
    again = {"attempts": 0, "due_at": clock.real_now()}
    move(row, "resend", machine=OUTBOX, actor=actor, version=version, changes=again)
    after_commit(_waker(row.kind))
    return row


def release(key: str | None = None) -> int:
    """Queue the rows that waited for `key` (None: for anything) and wait for nothing more.

    Runs in the transaction that marks the row with `key` as done. The waiting rows are locked before
    it is asked what they still wait for, or two rows finishing together would each see the other as
    unfinished. Returns how many were queued.
    """
    waiting = sa.select(OutboxRow).where(OutboxRow.state == OutboxState.WAITING).order_by(OutboxRow.id)
    if key is not None:
        waiting = waiting.where(OutboxRow.id.in_(sa.select(OutboxAfter.row_id).where(OutboxAfter.key == key)))
    rows = db.session.scalars(waiting.with_for_update().execution_options(populate_existing=True)).all()
    if not rows:
        return 0
    held_up = waited_for(row.id for row in rows)
    ready = [row for row in rows if row.id not in held_up]
    for row in ready:
        row.state, row.due_at = OutboxState.QUEUED, clock.real_now()
        row.version += 1
        after_commit(_waker(row.kind))
    db.session.flush()
    return len(ready)


def waited_for(row_ids: Iterable[int]) -> dict[int, list[tuple[str, OutboxState | None]]]:
    """Say what each of these rows still waits for: keys with their states (None: no such row yet).

    A mail whose document failed for good stays here until the document is made after all.
    """
    needed = aliased(OutboxRow)
    found: dict[int, list[tuple[str, OutboxState | None]]] = {}
    for row_id, key, state in db.session.execute(
        sa.select(OutboxAfter.row_id, OutboxAfter.key, needed.state)
        .outerjoin(needed, needed.key == OutboxAfter.key)
        .where(
            OutboxAfter.row_id.in_(list(row_ids)),
            sa.or_(needed.state.is_(None), needed.state != OutboxState.DONE),
        )
        .order_by(OutboxAfter.row_id, OutboxAfter.key)
    ):
        found.setdefault(row_id, []).append((key, state))
    return found


def due_kinds() -> list[str]:
    """Return the kinds of which a row may be taken now."""
    due = sa.select(OutboxRow.kind).where(OutboxRow.due_at <= clock.real_now()).distinct()
    return sorted(db.session.scalars(due))


def _done_among(keys: set[str]) -> set[str]:
    """Return which of these rows are done; those that are not stay locked against being completed
    unseen by the row that is about to wait for them."""
    if not keys:
        return set()
    states = db.session.execute(
        sa.select(OutboxRow.key, OutboxRow.state).where(OutboxRow.key.in_(keys)).with_for_update(read=True)
    )
    return {key for key, state in states if state is OutboxState.DONE}


@cache
def _waker(kind: str) -> Callable[[], None]:
    """Return the one wake-up of this kind, so that a unit of work that enqueues many wakes once."""

    def wake_up() -> None:
        wake.call(DRAIN, kind)

    return wake_up
