"""The application as it would be with plain ORM code: what is read is believed, and written at the end.

Off are the compare-and-set of states, the conditional UPDATE of seats with the lock before it, and the
write lock that SQLite takes at the start (what stays is the driver's own way, which begins at the first
write). That is what SQLAlchemy does where nobody thinks of it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Engine
from sqlalchemy.orm import Session

from tests.support.wsgi.observed import app
from tests.support.wsgi.replacing import replace
from workflow.core import audit, clock, states
from workflow.core import db as core_db
from workflow.core.db import db
from workflow.core.errors import Refused, Stale
from workflow.core.events import announce
from workflow.selection import counters
from workflow.selection.models import SeatCounter

__all__ = ["app"]


def move(
    subject: Any, verb: str, *, machine: states.Machine, actor: audit.Actor, version: int | None = None,
    reason: str = "", changes: Mapping[str, Any] | None = None, facts: Mapping[str, Any] | None = None,
) -> None:  # fmt: skip
    step, before = machine.transition(verb), subject.state
    if version is not None and version != subject.version:
        raise Stale(who="somebody", what=verb)
    if before not in step.sources:
        raise Refused.because("state", ko="지금 상태에서는 안 됩니다.", en="Not in this state.")
    subject.state, subject.version = step.target, subject.version + 1
    for name, value in (changes or {}).items():
        setattr(subject, name, value)
    audit.record(f"{machine.name}.{verb}", subject, actor=actor, before={"state": before},
                 after={"state": step.target}, reason=reason)  # fmt: skip
    if step.announces is not None:
        announce(step.announces(subject_id=subject.id, actor_id=actor.id, at=clock.now(), **dict(facts or {})))


def take(call_id: int, scope: str) -> None:
    counter = db.session.get(SeatCounter, (call_id, scope))
    if counter is None:
        return
    if counter.used >= counter.cap:
        raise Refused.because("full", ko="정원이 모두 찼습니다.", en="All seats are taken.")
    counter.used = counter.used + 1


def _drivers_own_way(connection: Any, record: Any) -> None:
    if type(connection).__module__.startswith("sqlite3"):
        connection.isolation_level = "DEFERRED"


def _keep_writes_for_the_end(session: Session, transaction: Any, connection: Any) -> None:
    session.autoflush = False


replace(states.move, move)
replace(counters.take, take)
replace(counters.hold, lambda call_id: None)
sa.event.remove(Engine, "begin", core_db._begin)
sa.event.listen(Engine, "connect", _drivers_own_way)
sa.event.listen(Session, "after_begin", _keep_writes_for_the_end)
