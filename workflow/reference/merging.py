"""Two records of a register that are found to be one: merged field by field, and split again.

The record that goes stays as a row that points to the one that is kept; what belonged to it (`Kind.parts`)
moves over. The row of the merge knows what moved and what the kept record said before, so it can be undone:
what moved goes back, and a field that still says what the merge wrote says again what it said before.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.types import JSON

from workflow.core import audit, clock
from workflow.core.db import db
from workflow.core.errors import Refused
from workflow.core.states import edit

KEPT, GONE = "kept", "gone"
"""Whose value a field keeps: that of the record that stays, or of the one that goes."""


class Merging:
    """The columns of a register's merges; the class adds `kept_id` and `gone_id`."""

    id: Mapped[int] = mapped_column(primary_key=True)
    before: Mapped[dict[str, Any]] = mapped_column(JSON)
    after: Mapped[dict[str, Any]] = mapped_column(JSON)
    moved: Mapped[dict[str, list[int]]] = mapped_column(JSON)
    merged_at: Mapped[datetime]
    merged_by: Mapped[int | None]
    undone_at: Mapped[datetime | None]
    undone_by: Mapped[int | None]


@dataclass(frozen=True, slots=True)
class Part:
    """Rows that belong to a record: their own key, and the column that points to the record."""

    key: Any
    owner: Any

    @property
    def table(self) -> str:
        return str(self.key.class_.__tablename__)


@dataclass(frozen=True, slots=True)
class Kind:
    """A register whose records can be merged. `name` is how the record of what was done calls it."""

    name: str
    record: Any
    merge: Any
    fields: tuple[str, ...]
    parts: tuple[Part, ...]


def merge(
    kind: Kind,
    kept: Any,
    gone: Any,
    chosen: Mapping[str, str],
    *,
    actor: audit.Actor,
    version: int | None = None,
    gone_version: int | None = None,
    reason: str = "",
) -> Any:
    """Make one record of two and return the row of the merge; `chosen` says KEPT or GONE of each field.

    The versions are those that the actor's page showed. Raises Refused where one of the two was merged
    already, and Stale where somebody changed one since.
    """
    if kept.id == gone.id or kept.merged_into_id is not None or gone.merged_into_id is not None:
        raise Refused.because(
            "merged", ko="이미 합쳐진 기록입니다. 목록에서 다시 골라 주세요.",
            en="One of the two was merged already; choose again from the list.",
        )
    values = {field: getattr(gone if chosen.get(field) == GONE else kept, field) for field in kind.fields}
    before = {field: _plain(getattr(kept, field)) for field in kind.fields}
    after = {field: _plain(value) for field, value in values.items()}
    changed = sorted(field for field in kind.fields if before[field] != after[field])
    edit(kept, "merge", machine=kind.name, actor=actor, version=version, changes=values,
         before={}, after={"with": gone.id, "fields": changed}, reason=reason)
    edit(gone, "merge_into", machine=kind.name, actor=actor, version=gone_version,
         changes={"merged_into_id": kept.id}, before={}, after={"into": kept.id}, reason=reason)
    row = kind.merge(
        kept_id=kept.id, gone_id=gone.id, before=before, after=after, merged_at=clock.now(), merged_by=actor.id,
        moved={part.table: _move(part, gone.id, kept.id) for part in kind.parts},
    )
    db.session.add(row)
    db.session.flush()
    return row


def undo(kind: Kind, row: Any, *, actor: audit.Actor, version: int | None = None, reason: str = "") -> None:
    """Split the record off again that went in the merge `row`; `version` is that of the kept one.

    Raises Refused where the merge was undone, or the kept record was itself merged into another since.
    """
    kept, gone = db.session.get_one(kind.record, row.kept_id), db.session.get_one(kind.record, row.gone_id)
    if row.undone_at is not None or kept.merged_into_id is not None:
        raise Refused.because(
            "not_merged", ko="이미 되돌렸거나, 그 뒤에 다른 기록과 합쳐졌습니다. 나중에 합친 것부터 되돌려 주세요.",
            en="It was split already, or the record was merged again since: undo the later merge first.",
        )
    columns = sa.inspect(kind.record).columns
    back = {
        field: _value(row.before[field], columns[field])
        for field in kind.fields
        if row.before[field] != row.after[field] and _plain(getattr(kept, field)) == row.after[field]
    }
    edit(kept, "split", machine=kind.name, actor=actor, version=version, changes=back,
         before={}, after={"from": gone.id, "fields": sorted(back)}, reason=reason)
    edit(gone, "split_off", machine=kind.name, actor=actor, changes={"merged_into_id": None},
         before={}, after={"from": kept.id}, reason=reason)
    for part in kind.parts:
        _move(part, kept.id, gone.id, only=row.moved.get(part.table, []))
    row.undone_at, row.undone_by = clock.now(), actor.id
    db.session.flush()


def _move(part: Part, source: int, target: int, only: list[int] | None = None) -> list[int]:
    """Let rows belong to another record; return their keys. `only` are the ones that may move."""
    mine = part.owner == source if only is None else sa.and_(part.owner == source, part.key.in_(only))
    keys = list(db.session.scalars(sa.select(part.key).where(mine).order_by(part.key)))
    if keys:
        db.session.execute(sa.update(part.key.class_).where(part.key.in_(keys)).values({part.owner.key: target}))
    return keys


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value


def _value(plain: Any, column: Any) -> Any:
    return date.fromisoformat(plain) if plain and isinstance(column.type, sa.Date) else plain
