"""What staff do with DAC lists. Each verb needs a reason and runs in its caller's unit of work.

The list that comes with the program is copied into the database with its first change; with version 0 a
page says that it showed the built-in one.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from workflow.core import audit, clock
from workflow.core.db import db
from workflow.core.errors import Reason, Refused, Stale
from workflow.core.events import announce
from workflow.core.i18n import Text
from workflow.core.states import edit
from workflow.reference import dac, queries
from workflow.reference.dac import Head, RecipientList
from workflow.reference.dacfile import Recipient
from workflow.reference.events import DacListChanged
from workflow.reference.models import DacEntry, DacList

EARLIEST, LATEST = date(1990, 1, 1), date(2199, 12, 31)


def begin(model: RecipientList, head: Head, *, actor: audit.Actor, reason: str) -> None:
    """Add a list as a copy of another; `head` is what it says of itself. Raises Refused, naming the fields."""
    reasons = [*_wrong_head(head), *_no_reason(reason)]
    taken = {one.head.valid_from for one in queries.dac_lists()}
    if head.valid_from in taken:
        reasons.append(Reason("taken", Text(
            "그날부터 유효한 목록이 이미 있습니다. 그 목록을 고치거나 다른 날을 적어 주세요.",
            "There is a list that begins on this day. Change that one, or give another day."), "valid_from"))
    if reasons:
        raise Refused(reasons)
    row = _keep(RecipientList(head, model.recipients))
    audit.record("dac_list.begin", row, actor=actor, reason=reason.strip(),
                 after={**_said(head), "copy_of": model.head.valid_from})
    _announce(row, actor)


def describe(day: date, head: Head, *, actor: audit.Actor, reason: str, version: int | None = None) -> None:
    """Change what a list says of itself; its first day stays."""
    if reasons := [*_wrong_head(head), *_no_reason(reason)]:
        raise Refused(reasons)
    row, seen = _writable(day, version)
    before = _said(_whole(day).head)
    changes = {"name": head.name.strip(), "source": head.source.strip(), "address": head.address.strip()}
    edit(row, "describe", machine="dac_list", actor=actor, version=seen, changes=changes, before=before,
         after=_said(head), reason=reason.strip())
    _announce(row, actor)


def put(day: date, entry: Recipient, *, actor: audit.Actor, reason: str, version: int | None = None) -> None:
    """Add a country to a list, or change its entry."""
    whole = _whole(day)
    _put_all(day, {**whole.recipients, entry.iso3: entry}, "put", actor, reason, version)


def remove(day: date, iso3: str, *, actor: audit.Actor, reason: str, version: int | None = None) -> None:
    """Take a country off a list."""
    left = {code: one for code, one in _whole(day).recipients.items() if code != iso3}
    if not left:
        raise Refused.because(
            "last", ko="목록에 국가가 하나는 있어야 합니다.", en="A list keeps one country at least.", field="reason"
        )
    _put_all(day, left, "remove", actor, reason, version)


def replace_all(
    day: date, entries: Iterable[Recipient], *, actor: audit.Actor, reason: str, version: int | None = None
) -> tuple[int, int, int]:
    """Let a list hold these countries; return how many were added, changed and taken off."""
    return _put_all(day, {one.iso3: one for one in entries}, "import", actor, reason, version)


def discard(day: date, *, actor: audit.Actor, reason: str, version: int | None = None) -> None:
    """Take a list away that was added here; of a changed built-in list the one of the program stands again."""
    if reasons := _no_reason(reason):
        raise Refused(reasons)
    row = queries.kept_list(day)
    if row is None:
        raise Refused.because(
            "built_in", ko="프로그램에 들어 있는 목록은 삭제할 수 없습니다.",
            en="The list that comes with the program cannot be taken away.",
        )
    if version is not None and version != row.version:
        raise Stale()
    audit.record("dac_list.discard", row, actor=actor, before=_said(_whole(day).head), reason=reason.strip())
    _announce(row, actor)
    db.session.delete(row)
    db.session.flush()


def has_built_in(day: date) -> bool:
    """Tell whether a list that begins on a day comes with the program."""
    return dac.built_in().head.valid_from == day


def _put_all(
    day: date, wanted: Mapping[str, Recipient], verb: str, actor: audit.Actor, reason: str, version: int | None
) -> tuple[int, int, int]:
    if reasons := _no_reason(reason):
        raise Refused(reasons)
    row, seen = _writable(day, version)
    held = _whole(day).recipients
    added = [code for code in wanted if code not in held]
    gone = [code for code in held if code not in wanted]
    changed = [code for code in wanted if code in held and wanted[code] != held[code]]
    if not (added or gone or changed):
        return 0, 0, 0
    edit(row, verb, machine="dac_list", actor=actor, version=seen, changes={}, reason=reason.strip(),
         before={code: _entry(held[code]) for code in sorted([*changed, *gone])},
         after={code: _entry(wanted[code]) for code in sorted([*changed, *added])})
    db.session.execute(sa.delete(DacEntry).where(DacEntry.list_id == row.id, DacEntry.iso3.in_([*gone, *changed])))
    db.session.add_all(_rows(row.id, (wanted[code] for code in [*added, *changed])))
    db.session.flush()
    _announce(row, actor)
    return len(added), len(changed), len(gone)


def _writable(day: date, version: int | None) -> tuple[DacList, int | None]:
    """Return the row of a list and the version to hold it to; the built-in list becomes a row first."""
    row = queries.kept_list(day)
    if row is not None:
        return row, version
    if version:
        raise Stale()
    return _keep(_whole(day)), None


def _keep(made: RecipientList) -> DacList:
    head = made.head
    row = DacList(
        valid_from=head.valid_from, name=head.name.strip(), source=head.source.strip(), address=head.address.strip()
    )
    try:
        with db.session.begin_nested():
            db.session.add(row)
    except IntegrityError:
        raise Stale() from None  # a colleague keeps a list of that day since a moment ago
    db.session.add_all(_rows(row.id, made.recipients.values()))
    db.session.flush()
    return row


def _rows(list_id: int, entries: Iterable[Recipient]) -> list[DacEntry]:
    return [
        DacEntry(list_id=list_id, iso3=one.iso3, group=one.group, check=one.check, note=one.note) for one in entries
    ]


def _whole(day: date) -> RecipientList:
    found = queries.dac_list(day)
    if found is None:
        raise Stale()  # a colleague has taken it away
    return found


def _wrong_head(head: Head) -> list[Reason]:
    found = []
    if not head.name.strip():
        found.append(Reason("name", Text("목록의 이름을 적어 주세요.", "Give the list a name."), "name"))
    if not head.source.strip():
        found.append(Reason("source", Text("출처를 적어 주세요.", "Say whose list it is."), "source"))
    if head.address and not head.address.startswith("https://"):
        found.append(Reason("address", Text(
            "https://로 시작하는 주소를 적어 주세요.", "Give an address that begins with https://."), "address"))
    if not EARLIEST <= head.valid_from <= LATEST:
        found.append(Reason("valid_from", Text("연도를 확인해 주세요.", "Check the year."), "valid_from"))
    return found


def _no_reason(reason: str) -> list[Reason]:
    if reason.strip():
        return []
    return [Reason("reason", Text("변경 사유를 적어 주세요.", "Say why it is changed."), "reason")]


def _said(head: Head) -> dict[str, Any]:
    return {"name": head.name, "valid_from": head.valid_from, "source": head.source, "address": head.address}


def _entry(one: Recipient) -> list[str]:
    return [one.group.value, one.check.value, one.note]


def _announce(row: DacList, actor: audit.Actor) -> None:
    announce(DacListChanged(subject_id=row.id, actor_id=actor.id, at=clock.now(), valid_from=row.valid_from))
