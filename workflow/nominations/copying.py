"""What is taken over from an earlier nomination: what the new call asks too, and nothing else.

Consents, duties, documents and the reasons of the office are never copied; what ages or posts may have
changed is named, so that somebody looks at it again.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

from workflow.core.i18n import Text
from workflow.nominations.questions import fits
from workflow.nominations.steps import place_asks
from workflow.programmes.asks import NOMINATION_ASKS, TRAINEE_ASKS, label
from workflow.programmes.definition import CallDefinition
from workflow.programmes.questions import AskedOf

NEVER = frozenset({"route", "criterion", "category"})
"""Answers in the words of the earlier call: they are chosen anew."""

AGES = ("birth_date", "position", "duties", "reason", "in_post_since", "english_level", "last_trained_on",
        "passport_expires_on")  # fmt: skip
"""Answers on a person that a year may have changed."""


@dataclass(frozen=True, slots=True)
class Copied:
    """Content for the new draft; `left_out` are answers that it does not take, each with its name, and
    `check` the paths that are to be looked at again."""

    content: dict[str, Any]
    left_out: list[dict[str, Any]] = field(default_factory=list)
    check: list[str] = field(default_factory=list)


def copied(
    earlier: Mapping[str, Any], source: CallDefinition, call: CallDefinition, *, place: bool, people: Collection[str],
    before: int = 0,
) -> Copied:
    """Return what a nomination in `call` takes over from the content of one in `source`.

    `place` takes city, profile, plans and project; `people` are the rows of trainees to take, which come
    after the `before` that are there.
    """
    found = Copied({})
    if place:
        _place(found, earlier, source, call)
    rows = [row for row in earlier["trainees"] if row["row"] in people]
    if rows:
        found.content["trainees"] = [_person(found, row, source, call, before + at) for at, row in enumerate(rows)]
    return found


def checked_again(call: CallDefinition) -> list[Text]:
    """Return how a call names the answers on people that are to be looked at again once they were taken over."""
    return [label("trainee", name) for name in AGES if name in call.nomination_asks.trainee]


def notes_of(copied: Copied, notes: Mapping[str, Any]) -> dict[str, Any]:
    """Return the notes of a draft with those of what was copied."""
    return {
        "aside": [*notes.get("aside", []), *copied.left_out], "check": [*notes.get("check", []), *copied.check],
    }  # fmt: skip


def _place(found: Copied, earlier: Mapping[str, Any], source: CallDefinition, call: CallDefinition) -> None:
    asked = set(place_asks(call)) - NEVER
    for name in NOMINATION_ASKS:
        value = earlier.get(name)
        if not value or name in NEVER:
            continue
        if name in asked or (name == "milestones" and name in call.nomination_asks.nomination):
            found.content[name] = [{**row, "row": ""} for row in value] if name == "milestones" else value
        elif name != "milestones":
            found.left_out.append({"name": NOMINATION_ASKS[name].to_json(), "value": value})
    found.content["answers"] = _answers(found, earlier["answers"], source, call, AskedOf.NOMINATION, "")


def _person(
    found: Copied, row: Mapping[str, Any], source: CallDefinition, call: CallDefinition, place: int
) -> dict[str, Any]:
    asked = call.nomination_asks.trainee
    taken: dict[str, Any] = {"row": ""}
    for name in TRAINEE_ASKS:
        value = row.get(name)
        if value in (None, "") or name in NEVER:
            continue
        if name in asked:
            taken[name] = value
            if name in AGES:
                found.check.append(f"trainees.{place}.{name}")
        else:
            found.left_out.append({"name": _of(row, TRAINEE_ASKS[name]), "value": str(value)})
    taken["answers"] = _answers(found, row["answers"], source, call, AskedOf.TRAINEE, row["name"])
    return taken


def _answers(
    found: Copied, answers: Mapping[str, Any], source: CallDefinition, call: CallDefinition, of: AskedOf, person: str
) -> dict[str, Any]:
    """Return the answers to own questions that both calls ask in the same way."""
    own = {one.key: one for one in call.questions_of(of)}
    taken = {
        key: value for key, value in answers.items()
        if key in own and (was := source.question(key)) and was.kind is own[key].kind and fits(own[key], value)
    }  # fmt: skip
    for key, value in answers.items():
        if key not in taken:
            name = source.name_of_question(key)
            found.left_out.append({"name": _of({"name": person}, name) if person else name.to_json(), "value": value})
    return taken


def _of(row: Mapping[str, Any], name: Text) -> dict[str, str]:
    return Text(f"{row['name']} · {name.ko}", f"{row['name']}: {name.pick('en')}").to_json()
