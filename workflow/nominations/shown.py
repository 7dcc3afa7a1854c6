"""A nomination as people read it: names instead of codes, in the reader's language."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from flask import url_for

from workflow.core import countries
from workflow.core.i18n import current_language, format_date
from workflow.core.i18n import gettext as _
from workflow.nominations.comparison import keyed
from workflow.nominations.content import content_of
from workflow.nominations.models import Nomination, Trainee
from workflow.nominations.steps import name_of, place_asks
from workflow.programmes.asks import label
from workflow.programmes.definition import CallDefinition

Pairs = list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Person:
    """A trainee: how lists name the person, and what is said of them."""

    name: str
    pairs: Pairs


@dataclass(frozen=True, slots=True)
class Shown:
    """What a nomination says, part by part, in the order of the form; a part that is not asked is empty."""

    author: Pairs
    place: Pairs
    milestones: Pairs
    people: list[Person]
    duties: list[str]
    files: list[dict[str, Any]] = field(default_factory=list)


def shown(nomination: Nomination) -> Shown:
    """Return what a nomination says; template global `nomination_shown`."""
    call, content = nomination.call.definition, content_of(nomination)
    asks = call.nomination_asks
    taken = [duty for duty in call.company_duties if duty.key in nomination.duties_acknowledged]
    return Shown(
        author=[(str(label("author", name)), content["author"][name]) for name in asks.author],
        place=_pairs("nomination", place_asks(call), content, call),
        milestones=[(format_date(one.date) or _("(no date yet)"), one.what) for one in nomination.milestones],
        people=[person(trainee, call) for trainee in nomination.trainees],
        duties=[str(duty.text) for duty in taken],
        files=files_of(nomination),
    )


def person(trainee: Trainee, call: CallDefinition) -> Person:
    """Return what is said of one trainee, the name apart."""
    names = [name for name in call.nomination_asks.trainee if name != "name"]
    return Person(trainee.name, _pairs("trainee", names, {n: getattr(trainee, n) for n in names}, call))


def files_of(nomination: Nomination) -> list[dict[str, Any]]:
    """Return the attached files as the macro `file_list` takes them, with their ids."""
    return [
        {
            "id": one.id, "name": one.file.name, "size": one.file.size, "note": format_date(one.attached_at),
            "url": url_for("nominations.download", id=nomination.id, file_id=one.id),
        }
        for one in nomination.files
    ]  # fmt: skip


def title_of(nomination: Nomination) -> str:
    """Return how pages call a nomination: country and city, or else the organisation."""
    country = countries.text(nomination.country) if countries.is_country(nomination.country) else ""
    place = " ".join(part for part in (str(country), nomination.city) if part)
    return place or nomination.organisation or _("Nomination without a country yet")


def value(name: str, given: Any, call: CallDefinition) -> str:
    """Return an answer as people read it; '' where there is none."""
    if given is None or given == "":
        return ""
    if isinstance(given, bool):
        return _("Yes") if given else _("No")
    if isinstance(given, date):
        return format_date(given)
    if name == "country":
        return countries.name(given, current_language()) if countries.is_country(given) else str(given)
    named: Any = {"route": call.route, "criterion": call.criterion, "category": call.category}.get(name)
    found = named(given) if named else None
    if found is not None:
        return f"{found.number}. {found.text}" if name == "criterion" else str(found.text)
    if name == "field_of_work":
        return str(next((one for one in call.fields_of_work if one.ko == given), given))
    return str(given)


def differences(
    paths: Iterable[str], mine: Mapping[str, Any], theirs: Mapping[str, Any], call: CallDefinition
) -> list[tuple[str, str, str]]:
    """Return (question, as it is stored now, as it was typed) for each path of a colleague's change."""
    return [
        (_named(path, mine, theirs), _at(path, theirs, call), _at(path, mine, call)) for path in paths
    ]


def _pairs(group: str, names: Iterable[str], content: Mapping[str, Any], call: CallDefinition) -> Pairs:
    return [(str(label(group, name)), value(name, content[name], call)) for name in names]


def _named(path: str, mine: Mapping[str, Any], theirs: Mapping[str, Any]) -> str:
    """Name a path of `comparison.flat`, whose rows go by id, by the row's place on the page."""
    name, *rest = path.split(".")
    if name not in ("milestones", "trainees"):
        return str(name_of(path))
    rows = list(keyed(theirs[name])) + [key for key in keyed(mine[name]) if key not in keyed(theirs[name])]
    place = rows.index(rest[0]) if rest[0] in rows else len(rows)
    return str(name_of(".".join([name, str(place), *rest[1:]])))


def _at(path: str, content: Mapping[str, Any], call: CallDefinition) -> str:
    name, *rest = path.split(".")
    found: Any = content[name]
    if name in ("milestones", "trainees"):
        row = keyed(found).get(rest[0])
        return value(rest[1], row[rest[1]], call) if row else _("(the row is not there)")
    if rest:
        found = found[rest[0]]
    if isinstance(found, list):
        return ", ".join(str(duty.text) for duty in call.company_duties if duty.key in found)
    return value(name, found, call)



