"""A draft begun on another form: the answers that the form of today takes, and those that are left over."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from workflow.core.i18n import Text
from workflow.nominations.questions import fits
from workflow.nominations.steps import name_of
from workflow.programmes.definition import CallDefinition
from workflow.programmes.questions import AskedOf


def fitting(content: Mapping[str, Any], call: CallDefinition) -> dict[str, Any]:
    """Return content with those answers to own questions alone that their questions take now."""
    found = dict(content)
    if "answers" in content:
        found["answers"] = _fitting(content["answers"], call, AskedOf.NOMINATION)
    if "trainees" in content:
        found["trainees"] = [
            {**row, "answers": _fitting(row.get("answers", {}), call, AskedOf.TRAINEE)} for row in content["trainees"]
        ]
    return found


def left_over(content: Mapping[str, Any], call: CallDefinition) -> Iterator[tuple[str, Any]]:
    """Yield (path, value) of the answers that no question takes any more."""
    kept = _fitting(content.get("answers", {}), call, AskedOf.NOMINATION)
    for key, value in content.get("answers", {}).items():
        if key not in kept:
            yield f"answers.{key}", value
    for place, row in enumerate(content.get("trainees", ())):
        kept = _fitting(row.get("answers", {}), call, AskedOf.TRAINEE)
        for key, value in row.get("answers", {}).items():
            if key not in kept:
                yield f"trainees.{place}.answers.{key}", value


def overwritten(
    stored: Mapping[str, Any], content: Mapping[str, Any], call: CallDefinition
) -> list[dict[str, Any]]:
    """Return what a save would write over although its page could not show it, to be kept aside."""
    return [
        {"name": name_of(path, call).to_json(), "value": value}
        for path, value in left_over(stored, call)
        if _given(path, stored, content)
    ]


def aside_name(one: Mapping[str, Any]) -> str:
    """Return the name of an answer that was kept aside, in the reader's language."""
    return str(Text.of(one.get("name")))


def _fitting(answers: Mapping[str, Any], call: CallDefinition, of: AskedOf) -> dict[str, Any]:
    asked = {one.key: one for one in call.questions if one.of is of}
    return {key: value for key, value in answers.items() if key in asked and fits(asked[key], value)}


def _given(path: str, stored: Mapping[str, Any], content: Mapping[str, Any]) -> bool:
    """Tell whether `content` writes another answer at the path of a stored one."""
    name, *rest = path.split(".")
    if name == "answers":
        return _other(content.get("answers"), stored["answers"], rest[0])
    row = stored["trainees"][int(rest[0])]
    now = next((one for one in content.get("trainees", ()) if one["row"] == row["row"]), None)
    return _other(now and now.get("answers"), row["answers"], rest[2])


def _other(now: Any, stored: Mapping[str, Any], key: str) -> bool:
    return bool((now or {}).get(key) != stored[key])
