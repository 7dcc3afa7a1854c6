"""What a colleague changed while somebody was typing, and both put together so that nothing is lost.

A page carries a short mark of each answer that it showed. When it comes back, the marks tell which
answers the colleague changed since (stored now, but not as shown) and which the typist did. The rows of
a table that answers a question of the call's own count as one answer together.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Mapping
from typing import Any

Flat = dict[str, str]


def flat(answers: Mapping[str, Any]) -> Flat:
    """Return each answer as text by its path; rows go by their id: 'trainees.12.name', 'trainees.+0.name'."""
    found: Flat = {}
    for name, value in answers.items():
        if isinstance(value, list) and value and all(isinstance(one, Mapping) for one in value):
            for key, row in keyed(value).items():
                found |= _below(f"{name}.{key}.", {n: one for n, one in row.items() if n != "row"})
        else:
            found |= _below("", {name: value})
    return {path: text for path, text in found.items() if text}


def _below(prefix: str, answers: Mapping[str, Any]) -> Flat:
    found: Flat = {}
    for name, value in answers.items():
        if isinstance(value, Mapping):
            found |= _below(f"{prefix}{name}.", value)
        else:
            found[f"{prefix}{name}"] = _written(value)
    return found


def keyed(rows: list[Mapping[str, Any]]) -> dict[str, Mapping[str, Any]]:
    """Return rows by their id, new ones as '+0', '+1' and so on."""
    return {row.get("row") or f"+{place}": row for place, row in enumerate(rows)}


def mark(answers: Mapping[str, Any]) -> str:
    """Return the marks of these answers, for a hidden field of their page."""
    return json.dumps({path: _digest(text) for path, text in flat(answers).items()}, separators=(",", ":"))


def changed(marks: str, answers: Mapping[str, Any]) -> list[str]:
    """Return the paths of the answers that are not as the marks say, in the order of the form.

    Marks that cannot be read stand for a page that showed nothing; those of other questions do not count.
    """
    shown, now = _read(marks), flat(answers)
    gone = [path for path in shown if path not in now and path.split(".")[0] in answers]
    return [path for path in now if shown.get(path) != _digest(now[path])] + gone


def meet(marks: str, mine: Mapping[str, Any], theirs: Mapping[str, Any]) -> bool:
    """Tell whether what a colleague changed cannot simply stand beside what I changed: both wrote the same
    answer, or a colleague added or took away rows, or wrote a table, which a page cannot follow."""
    mine_now, theirs_now, i_changed = flat(mine), flat(theirs), set(changed(marks, mine))
    for path in changed(marks, theirs):
        same = mine_now.get(path) == theirs_now.get(path)
        if (path in i_changed and not same) or theirs_now.get(path, "").startswith("[{"):
            return True
    return any(_ids(value) != _ids(theirs[name]) for name, value in mine.items() if isinstance(value, list))


def _ids(rows: Any) -> list[str]:
    return [row["row"] for row in rows if isinstance(row, Mapping) and row.get("row")]


def put_together(marks: str, mine: Mapping[str, Any], theirs: Mapping[str, Any]) -> dict[str, Any]:
    """Return `mine` with what I left as it was shown taken from `theirs`.

    A row that one of us took away stays away, unless the other has changed it.
    """
    i_changed = set(changed(marks, mine))
    they_changed = set(changed(marks, theirs))
    found: dict[str, Any] = {}
    for name, value in mine.items():
        other = theirs[name]
        if isinstance(value, list) and any(isinstance(one, Mapping) for one in [*value, *other]):
            found[name] = _rows(name, keyed(value), keyed(other), i_changed, they_changed)
        else:
            found |= _mixed("", {name: value}, {name: other}, i_changed)
    return found


def _mixed(prefix: str, mine: Mapping[str, Any], theirs: Mapping[str, Any], i_changed: set[str]) -> dict[str, Any]:
    """Return `theirs` with what I changed put over them, at every depth."""
    found: dict[str, Any] = {}
    for name in {**mine, **theirs}:
        path, one, other = f"{prefix}{name}", mine.get(name), theirs.get(name)
        if isinstance(one, Mapping) or isinstance(other, Mapping):
            found[name] = _mixed(f"{path}.", one or {}, other or {}, i_changed)
        else:
            found[name] = one if path in i_changed else other
    return found


def _rows(
    name: str, mine: Mapping[str, Any], theirs: Mapping[str, Any], i_changed: set[str], they_changed: set[str]
) -> list[dict[str, Any]]:
    found = []
    for key, row in theirs.items():
        if key in mine:
            found.append(_mixed(f"{name}.{key}.", mine[key], row, i_changed))
        elif _touched(f"{name}.{key}.", they_changed):
            found.append(dict(row))
    for key, row in mine.items():
        if key not in theirs and (key.startswith("+") or _touched(f"{name}.{key}.", i_changed)):
            found.append({**row, "row": ""})
    return found


def _touched(row: str, paths: set[str]) -> bool:
    return any(path.startswith(row) for path in paths)


def _read(marks: str) -> dict[str, str]:
    try:
        read = json.loads(marks)
    except (ValueError, RecursionError):
        return {}
    return {str(path): str(one) for path, one in read.items()} if isinstance(read, dict) else {}


def _written(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, list) and any(isinstance(one, Mapping) for one in value):
        return json.dumps(value, sort_keys=True, ensure_ascii=False)
    if isinstance(value, list):
        return ", ".join(sorted(str(one) for one in value))
    return str(value)


def _digest(text: str) -> str:
    return f"{zlib.crc32(text.encode()):08x}"
