"""Corrections of what came in: after the deadline people are locked, and what was asked to be mended is
mended in place. Which fields were asked for, and whether the answer is taken, is for the stage that asks.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Any, BinaryIO

from workflow.core import audit, files
from workflow.core.errors import Reason, Refused
from workflow.core.i18n import Text
from workflow.nominations import queries, rules
from workflow.nominations.content import answers_of, columns, content_of, write_rows
from workflow.nominations.frozen import plain
from workflow.nominations.models import Nomination, NominationFile
from workflow.nominations.services.attachments import Place, look_at, put
from workflow.nominations.services.checks import changed
from workflow.nominations.states import NominationState
from workflow.nominations.steps import name_of

LOCKED = frozenset({"country", "trainees"})
LOCKED_OF_TRAINEE = frozenset({"name", "birth_date", "country"})
"""Who was put forward, and for which country, is decided by the deadline."""


@dataclass(frozen=True, slots=True)
class Corrected:
    """What stood at each path and what stands there now, as plain data."""

    before: Mapping[str, Any]
    after: Mapping[str, Any]


def is_locked(path: str) -> bool:
    """Tell whether the answer at a path ('trainees.0.name') cannot be corrected after submission."""
    parts = path.split(".")
    return path in LOCKED or (parts[0] == "trainees" and (len(parts) < 3 or parts[2] in LOCKED_OF_TRAINEE))


def correct(
    nomination: Nomination, content: Mapping[str, Any], *, actor: audit.Actor, fields: Collection[str]
) -> Corrected:
    """Write the answers at the paths `fields`, and no others, over those of a submitted nomination.

    `content` is as in `content.py` and may hold less; rows go by their ids. The paths are those of reasons:
    'city', 'author.phone', 'answers.metro', 'milestones', 'trainees.0.duties', 'trainees.0.answers.grade'.
    Returns what stood there before and what stands there now. Raises Refused for a path that is locked or
    that the content does not hold, for an answer that cannot stand, and where it is not in any more.
    """
    nomination = queries.locked(nomination)
    _must_be_in(nomination)
    if locked := [_locked(path, nomination) for path in fields if is_locked(path)]:
        raise Refused(locked)
    stored = content_of(nomination)
    places = [row["row"] for row in stored["trainees"]]
    corrected = {**stored, "trainees": [dict(row) for row in stored["trainees"]]}
    before: dict[str, Any] = {}
    after: dict[str, Any] = {}
    for path in sorted(fields):
        given = _at(content, path, places)
        before[path], after[path] = plain(_at(stored, path, places)), plain(given)
        put_at(corrected, path, given)
    write_rows(nomination, {name: corrected[name] for name in ("milestones", "trainees")})
    changes = columns(corrected)
    for name, value in changes.items():
        setattr(nomination, name, value)
    wrong = rules.incomplete(nomination.call.definition, answers_of(nomination), by_staff=True)
    if against := [one for one in wrong if _within(one.field or "", fields)]:
        raise Refused(against)
    changed(nomination, "correct", actor, changes, sorted(fields))
    return Corrected(before, after)


def look_at_document(
    nomination: Nomination, stream: BinaryIO, name: str, place: Place
) -> AbstractContextManager[files.Taken]:
    """Take a file for a place of a submitted nomination as `files.take` does. Raises Refused as
    `correct_document` does, too."""
    _must_be_in(nomination)
    return look_at(nomination, stream, name, place)


def correct_document(
    nomination: Nomination, taken: files.Taken, place: Place, *, actor: audit.Actor
) -> NominationFile:
    """Add a document that was looked at (`look_at_document`) to a submitted nomination, or put it in the place
    of one, which stays as history. Raises Refused as `attach` does, and where the nomination is not in any more.
    """
    nomination = queries.locked(nomination)
    _must_be_in(nomination)
    attached = put(nomination, taken, place, actor=actor)
    changed(nomination, "correct", actor, {}, [f"files.{place.question}" if place.question else "files"])
    return attached


def _must_be_in(nomination: Nomination) -> None:
    if nomination.state is not NominationState.SUBMITTED:
        raise Refused.because(
            "not_in", ko="접수된 추천서가 아니어서 보완할 수 없습니다.",
            en="This nomination is not in any more, so it cannot be corrected.",
        )  # fmt: skip


def _locked(path: str, nomination: Nomination) -> Reason:
    name = name_of(path, nomination.call.definition)
    return Reason("locked", Text(
        f"제출한 뒤에는 바꿀 수 없는 항목입니다: {name.ko}", f"{name.pick('en')} cannot be changed after submission.",
    ), path)


def _at(content: Mapping[str, Any], path: str, places: list[str]) -> Any:
    """Return the answer at a path; `places` are the ids of the stored trainees in their order."""
    name, *rest = path.split(".")
    found: Any = content
    try:
        if name == "trainees":
            row = places[int(rest[0])]
            found = next(one for one in content["trainees"] if one["row"] == row)
            name, rest = rest[1], rest[2:]
        if rest and name == "answers":
            return found[name].get(rest[0])
        for part in (name, *rest):
            found = found[part]
    except (KeyError, IndexError, ValueError, StopIteration, TypeError):
        raise Refused.because(
            "not_asked", field=path,
            ko="이 항목은 이 추천서에 없습니다.", en="This nomination has no such answer.",
        ) from None  # fmt: skip
    return found


def put_at(content: dict[str, Any], path: str, value: Any) -> None:
    """Put an answer into content at its path."""
    name, *rest = path.split(".")
    into = content
    if name == "trainees":
        into, name, rest = content["trainees"][int(rest[0])], rest[1], rest[2:]
    if rest:
        into[name] = {**into[name], rest[0]: value}
    else:
        into[name] = value


def _within(path: str, fields: Iterable[str]) -> bool:
    return any(path == one or path.startswith(f"{one}.") for one in fields)
