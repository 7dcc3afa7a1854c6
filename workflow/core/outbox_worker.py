"""Working off the outbox.

A row is claimed in a transaction of its own, its handler runs outside any transaction, and the
result is recorded in another one, only if the claim still holds. A worker that dies leaves a lease
that ends, and the row is taken again; so a handler's effect may happen twice and must bear it.
"""

from __future__ import annotations

import logging
import os
import secrets
import socket
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import sqlalchemy as sa
from flask import current_app

from workflow.core import clock, outbox, wake
from workflow.core.db import db, unit_of_work
from workflow.core.outbox import DRAIN, HELD, OutboxRow, OutboxState

ROWS_A_RUN = 20
SECONDS_A_RUN = 5.0
ATTEMPTS = 12
LONGEST_PAUSE = timedelta(hours=1)
ERROR_LENGTH = 500

log = logging.getLogger(__name__)


class Temporary(Exception):
    """It did not work this time; try again after a pause. The message is shown to staff."""


class Final(Exception):
    """It will not work, however often it is tried; staff see the message and decide."""


class Unavailable(Exception):
    """What all rows of this kind need is away, such as the mail server. That says nothing about the
    row, so it does not count as an attempt, and the run ends here."""


class LeaseLost(Exception):
    """The claim ended meanwhile and somebody else may have the row; this run's result is void."""


@dataclass(frozen=True, slots=True)
class Job:
    """A claimed row, as a handler sees it; `attempts` counts this one."""

    id: int
    kind: str
    key: str
    payload: dict[str, Any]
    attempts: int
    owner: str
    lease: timedelta


class Handler:
    """What rows of one kind do. Each run of the worker makes its own and closes it.

    `attempts` is after how many of them a temporary failure counts as final; `lease` how long one row
    may take (None: as the installation sets it).
    """

    attempts = ATTEMPTS
    lease: timedelta | None = None

    def run(self, job: Job) -> Any:
        """Do it, outside any transaction, and return what `record` needs.

        Raises Temporary, Final or Unavailable. Reads end with `db.session.rollback()` before slow
        work, so that no transaction stays open meanwhile.
        """
        raise NotImplementedError

    def record(self, job: Job, result: Any) -> None:
        """Write what came out, in the unit of work that marks the row as done."""

    def failed(self, job: Job, error: str) -> None:
        """Write that it failed for good, in the unit of work that marks the row as failed."""

    def close(self) -> None:
        """Let go of what the run held, such as a connection."""


_handlers: dict[str, Callable[[], Handler]] = {}


def register(kind: str, make: Callable[[], Handler]) -> None:
    """Have rows of `kind` done by the handler that `make()` returns (the class itself will do)."""
    _handlers[kind] = make


def sweep() -> list[str]:
    """Find what was missed and wake the workers for it; returns the kinds that had rows due.

    Rows whose documents are done but which were not queued then are queued now.
    """
    with unit_of_work():
        outbox.release()
    kinds = outbox.due_kinds()
    db.session.rollback()
    for kind in kinds:
        wake.call(DRAIN, kind)
    return kinds


def drain(kind: str) -> int:
    """Work off due rows of `kind`, up to a few seconds' worth, and return how many were taken.

    When the first one went well and more are due, another run is woken, so that all workers that
    are free take part and none is held for long. Raises KeyError for a kind without a handler.
    """
    handler = _handlers[kind]()
    owner = owner_name()
    lease = handler.lease or timedelta(seconds=current_app.extensions["settings"].outbox_lease)
    until = time.monotonic() + SECONDS_A_RUN
    taken = 0
    try:
        while taken < ROWS_A_RUN and time.monotonic() < until:
            jobs = claim(kind, owner=owner, lease=lease)
            if not jobs:
                break
            taken += 1
            if not work(handler, jobs[0]):
                break
            if taken == 1 and _more_due(kind):
                wake.call(DRAIN, kind)
    finally:
        handler.close()
    return taken


def owner_name() -> str:
    """Return a name for a run of a worker, by which its claims are known."""
    return f"{socket.gethostname()}:{os.getpid()}:{secrets.token_hex(4)}"


def claim(kind: str, *, owner: str, lease: timedelta, limit: int = 1, topic: str | None = None) -> list[Job]:
    """Take up to `limit` due rows of `kind` (and `topic`) for `owner` until `lease` has passed, and commit that.

    Rows that another worker is taking at this moment are passed over (PostgreSQL: SKIP LOCKED; on
    SQLite the unit of work holds the only write lock).
    """
    with unit_of_work() as session:
        now = clock.real_now()
        due = sa.select(OutboxRow).where(OutboxRow.kind == kind, OutboxRow.due_at <= now)
        rows = session.scalars(
            (due if topic is None else due.where(OutboxRow.topic == topic))
            .order_by(OutboxRow.due_at, OutboxRow.id)
            .limit(limit)
            .with_for_update(skip_locked=True)
            .execution_options(populate_existing=True)
        ).all()
        for row in rows:
            row.state, row.lease_owner, row.due_at = OutboxState.RUNNING, owner, now + lease
            row.attempts += 1
            row.version += 1
        return [Job(row.id, row.kind, row.key, dict(row.payload), row.attempts, owner, lease) for row in rows]


def extend(job: Job, **columns: Any) -> None:
    """Let the lease of `job` start anew and record `columns` with it, in a unit of work of its own.

    Raises LeaseLost where the claim has ended.
    """
    with unit_of_work() as session:
        row = _hold(job)
        row.due_at = clock.real_now() + job.lease
        row.version += 1
        for name, value in columns.items():
            setattr(row, name, value)
        session.flush()


def back_off(attempts: int) -> timedelta:
    """Return the pause after so many attempts: 1, 2, 4 ... minutes, an hour at most."""
    return min(timedelta(minutes=2 ** (min(attempts, 10) - 1)), LONGEST_PAUSE)


def work(handler: Handler, job: Job) -> bool:
    """Do one claimed row and record how it ended; tell whether the run may go on."""
    started = time.monotonic()
    outcome = "lease lost"
    try:
        outcome = _attempt(handler, job)
    except LeaseLost:
        db.session.rollback()
    log.info("outbox row", extra={
        "row": job.id, "kind": job.kind, "attempt": job.attempts, "outcome": outcome,
        "ms": round((time.monotonic() - started) * 1000),
    })
    return outcome != "unavailable"


def complete(handler: Handler, results: Iterable[tuple[Job, Any]]) -> int:
    """Record in one unit of work what came out of several claimed rows; return how many were recorded.

    A row whose claim has ended is passed over: somebody else has it now.
    """
    recorded = 0
    with unit_of_work():
        for job, result in results:
            try:
                row = _hold(job)
            except LeaseLost:
                continue
            handler.record(job, result)
            _settle(row, OutboxState.DONE)
            outbox.release(job.key)
            recorded += 1
    return recorded


def _attempt(handler: Handler, job: Job) -> str:
    try:
        if job.attempts > handler.attempts:
            raise Final("the worker ended each time while it was working on this")
        result = handler.run(job)
        db.session.rollback()
        with unit_of_work():
            row = _hold(job)
            handler.record(job, result)
            _settle(row, OutboxState.DONE)
            outbox.release(job.key)
        return "done"
    except LeaseLost:
        raise
    except Unavailable as error:
        with unit_of_work():
            row = _hold(job)
            row.attempts -= 1
            _settle(row, OutboxState.QUEUED, str(error), back_off(1))
        return "unavailable"
    except Final as error:
        return _fail(handler, job, str(error))
    except Temporary as error:
        return _try_later(handler, job, str(error))
    except Exception as error:
        log.exception("outbox row %s (%s)", job.id, job.kind)
        return _try_later(handler, job, f"{type(error).__name__}: {error}")


def _try_later(handler: Handler, job: Job, error: str) -> str:
    if job.attempts >= handler.attempts:
        return _fail(handler, job, error)
    with unit_of_work():
        _settle(_hold(job), OutboxState.QUEUED, error, back_off(job.attempts))
    return "later"


def _fail(handler: Handler, job: Job, error: str) -> str:
    with unit_of_work():
        row = _hold(job)
        handler.failed(job, error)
        _settle(row, OutboxState.FAILED, error)
    return "failed"


def _hold(job: Job) -> OutboxRow:
    """Return the row of `job`, locked, if the claim still holds; raises LeaseLost."""
    row = db.session.scalars(
        sa.select(OutboxRow)
        .where(OutboxRow.id == job.id, OutboxRow.lease_owner == job.owner, OutboxRow.state.in_(HELD))
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one_or_none()
    if row is None:
        raise LeaseLost(job.key)
    return row


def _settle(row: OutboxRow, state: OutboxState, error: str = "", pause: timedelta | None = None) -> None:
    row.state, row.lease_owner = state, None
    row.due_at = clock.real_now() + pause if pause is not None else None
    row.done_at = clock.now() if state is OutboxState.DONE else None
    row.last_error = _printable(error) or ("unknown" if state is OutboxState.FAILED else "")
    row.version += 1
    db.session.flush()


def _printable(error: str) -> str:
    """Return a message, which may come from a foreign server, as one line that any database takes."""
    return " ".join("".join(c if c.isprintable() else " " for c in error).split())[:ERROR_LENGTH]


def _more_due(kind: str) -> bool:
    more = kind in outbox.due_kinds()
    db.session.rollback()
    return more
