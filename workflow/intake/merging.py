"""A nomination of a sheet beside the draft that is here already: what the sheet changes, and what it leaves.

A sheet says again what it said before. What it was filled in with since is taken; what was changed or added
on the draft's pages since stays. Where both changed the same answer, the sheet's is taken and it is said.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from workflow.intake.models import SheetEntry
from workflow.nominations import comparison
from workflow.nominations.content import content_of
from workflow.nominations.models import Nomination

Content = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Merged:
    """The draft's content with what the sheet changes. `differs` tells whether it changes anything, `over`
    whether some of it was changed on the pages as well."""

    content: dict[str, Any]
    differs: bool
    over: bool


def merged(content: Content, entry: SheetEntry, *, author_said: frozenset[str]) -> Merged:
    """Put what a sheet says over the draft of its number. `author_said` are the parts of the author that
    stand in the sheet itself; the others are not this sheet's matter."""
    mine = _with_ids(content, entry)
    theirs = content_of(entry.nomination, mine)
    mine["author"] = {
        name: value if name in author_said or not theirs["author"][name] else theirs["author"][name]
        for name, value in content["author"].items()
    }
    together = comparison.put_together(entry.marks, mine, theirs)
    before, after = comparison.flat(theirs), comparison.flat(together)
    both = set(comparison.changed(entry.marks, mine)) & set(comparison.changed(entry.marks, theirs))
    over = any(before.get(path) and before.get(path) != after.get(path) for path in both)
    return Merged(together, before != after, over)


def rows_of(nomination: Nomination) -> dict[str, list[str]]:
    """Return the ids of a nomination's milestones and trainees."""
    return {name: [str(one.id) for one in getattr(nomination, name)] for name in ("milestones", "trainees")}


def note(content: Content, entry: SheetEntry, *, before: Mapping[str, Sequence[str]]) -> None:
    """Keep what the sheet said of a nomination that was just taken, and the rows that came of it; `before`
    are the rows that the draft had until then."""
    said = _with_ids(content, entry)
    for name, stored in rows_of(entry.nomination).items():
        new = iter([one for one in stored if one not in before.get(name, ())])
        said[name] = [{**row, "row": row["row"] or next(new, "")} for row in said[name]]
    entry.marks = comparison.mark(said)
    entry.rows = {name: [row["row"] for row in said[name]] for name in ("milestones", "trainees")}


def _with_ids(content: Content, entry: SheetEntry) -> dict[str, Any]:
    """Return content whose rows have the ids of those that they made before, '' where they are new."""
    milestones, ids = content["milestones"], entry.rows.get("milestones", [])
    at_places = [*ids, *[""] * len(milestones)]
    return {
        **content,
        "milestones": [{**row, "row": at_places[place]} for place, row in enumerate(milestones)],
        "trainees": _people(content["trainees"], entry),
    }


def _people(rows: Sequence[Content], entry: SheetEntry) -> list[dict[str, Any]]:
    """A person is known by the name that the sheet gave before; a name that is new corrects the one at its
    place, unless people came or went: documents must not pass to another person."""
    marks, ids = json.loads(entry.marks or "{}"), entry.rows.get("trainees", [])
    named: dict[str, str] = {}
    for one in ids:
        named.setdefault(marks.get(f"trainees.{one}.name", ""), one)
    names = [{"row": str(place), "name": row.get("name", "")} for place, row in enumerate(rows)]
    now = json.loads(comparison.mark({"trainees": names}))
    found = [named.pop(now.get(f"trainees.{place}.name"), "") for place in range(len(rows))]
    if len(rows) == len(ids):
        found = [one or (ids[place] if ids[place] not in found else "") for place, one in enumerate(found)]
    return [{**row, "row": one} for row, one in zip(rows, found, strict=True)]
