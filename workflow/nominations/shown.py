"""A nomination as people read it: names instead of codes, in the reader's language."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from flask import url_for

from workflow.core import countries
from workflow.core.i18n import current_language, format_date, sentence
from workflow.core.i18n import gettext as _
from workflow.nominations.comparison import keyed
from workflow.nominations.content import answers_of, content_of
from workflow.nominations.documents import documents_of, other_files, out_of_force
from workflow.nominations.models import Nomination, NominationFile, Trainee
from workflow.nominations.questions import as_day, asked_of_nomination, asked_of_trainee
from workflow.nominations.steps import name_of, place_asks
from workflow.programmes.asks import CALENDAR_ASKS, ENGLISH_LEVELS, label
from workflow.programmes.definition import CallDefinition
from workflow.programmes.questions import Question, QuestionKind

Pairs = list[tuple[str, str]]
Files = list[dict[str, Any]]
Documents = list[tuple[str, Files]]
"""The name of a document, and the files handed in for it."""


@dataclass(frozen=True, slots=True)
class Person:
    """A trainee: how lists name the person, and what is said of them."""

    name: str
    pairs: Pairs
    documents: Documents = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Shown:
    """What a nomination says, part by part, in the order of the form; a part that is not asked is empty.

    `files` are those that no question asked for, `history` those that were replaced or removed.
    """

    author: Pairs
    place: Pairs
    milestones: Pairs
    people: list[Person]
    duties: list[str]
    files: Files = field(default_factory=list)
    documents: Documents = field(default_factory=list)
    history: Files = field(default_factory=list)


def shown(nomination: Nomination) -> Shown:
    """Return what a nomination says; template global `nomination_shown`."""
    call, answers = nomination.call.definition, answers_of(nomination)
    own = asked_of_nomination(call, answers)
    now = said(
        content_of(nomination), call, own,
        [asked_of_trainee(call, answers, place) for place in range(len(nomination.trainees))],
        {
            (one.question.key, one.place): [as_item(file) for file in one.files]
            for one in documents_of(nomination)
        },
        [as_item(one) for one in other_files(nomination)],
    )  # fmt: skip
    return replace(now, history=[as_item(one) for one in out_of_force(nomination)])


def said(
    content: Mapping[str, Any],
    call: CallDefinition,
    own: Sequence[Question],
    of_trainees: Sequence[Sequence[Question]],
    documents: Mapping[tuple[str, int | None], Files],
    files: Files,
) -> Shown:
    """Return what content says. `own` are the call's own questions asked of the nomination, `of_trainees`
    those asked of each trainee; `documents` the files by the key of their question and the trainee's place."""
    asks = call.nomination_asks
    names = [name for name in asks.trainee if name != "name"]
    taken = [duty for duty in call.company_duties if duty.key in content["duties_acknowledged"]]
    people = [
        Person(
            row["name"],
            [*_pairs("trainee", names, row, call), *_own_pairs(asked, row["answers"])],
            _documents(asked, documents, place),
        )
        for place, (row, asked) in enumerate(zip(content["trainees"], of_trainees, strict=True))
    ]  # fmt: skip
    return Shown(
        author=[(str(label("author", name)), content["author"][name]) for name in asks.author],
        place=[*_pairs("nomination", place_asks(call), content, call), *_own_pairs(own, content["answers"])],
        milestones=[(format_date(row["date"]) or _("(no date yet)"), row["what"]) for row in content["milestones"]],
        people=people,
        duties=[str(duty.text) for duty in taken],
        files=files,
        documents=_documents(own, documents, None),
    )


def person(trainee: Trainee, call: CallDefinition) -> Person:
    """Return what the catalogue's questions say of one trainee, the name apart."""
    names = [name for name in call.nomination_asks.trainee if name != "name"]
    return Person(trainee.name, _pairs("trainee", names, {n: getattr(trainee, n) for n in names}, call))


def as_item(one: NominationFile) -> dict[str, Any]:
    """Return a file as the macro `file_list` takes it, with its id; its page shows it and hands it out."""
    note = format_date(one.attached_at)
    if one.removed_at is not None:
        note = _("taken out %(day)s", day=format_date(one.removed_at))
    return {
        "id": one.id, "name": one.file.name, "size": one.file.size, "note": note,
        "url": url_for("nominations.preview", id=one.nomination_id, file_id=one.id),
    }  # fmt: skip


def title_of(nomination: Nomination) -> str:
    """Return how pages call a nomination: country and city, or else the organisation."""
    place = str(countries.place(nomination.country, nomination.city))
    return place or nomination.organisation or _("Nomination without a country yet")


def value(name: str, given: Any, call: CallDefinition) -> str:
    """Return an answer as people read it; '' where there is none."""
    if given is None or given == "":
        return ""
    if isinstance(given, bool):
        return _("Yes") if given else _("No")
    if name in CALENDAR_ASKS and isinstance(given, str):
        given = as_day(given) or given
    if isinstance(given, date):
        return format_date(given)
    if name == "country":
        return countries.name(given, current_language()) if countries.is_country(given) else str(given)
    if name == "english_level":
        return sentence(ENGLISH_LEVELS.get(given, given))
    named: Any = {"route": call.route, "criterion": call.criterion, "category": call.category}.get(name)
    found = named(given) if named else None
    if found is not None:
        return f"{found.number}. {sentence(found.text)}" if name == "criterion" else sentence(found.text)
    if name == "field_of_work":
        return sentence(next((one for one in call.fields_of_work if one.ko == given), given))
    return str(given)


def own_value(question: Question | None, given: Any) -> str:
    """Return the answer to a question of the call's own as people read it; a table goes line by line.

    Where there is no such question any more, the answer stands as it was kept.
    """
    if given is None or given == "":
        return ""
    if isinstance(given, bool):
        return _("Yes") if given else _("No")
    if isinstance(given, list):
        return "\n".join(f"{place}. {_row(question, row)}" for place, row in enumerate(given, 1))
    kind = question.kind if question else None
    if question is not None and kind is QuestionKind.CHOICE and (option := question.option(given)):
        return sentence(option.text)
    if kind is QuestionKind.DATE and (day := as_day(str(given))):
        return format_date(day)
    return str(given)


def _row(question: Question | None, row: Any) -> str:
    columns = {one.key: one for one in question.columns} if question else {}
    if not isinstance(row, Mapping):
        return str(row)
    parts = []
    for key, given in row.items():
        column = columns.get(key)
        day = as_day(given) if column is not None and column.kind == "date" else None
        if given:
            parts.append(f"{column.text if column else key}: {format_date(day) if day else given}")
    return " · ".join(parts)


def differences(
    paths: Iterable[str], mine: Mapping[str, Any], theirs: Mapping[str, Any], call: CallDefinition
) -> list[tuple[str, str, str]]:
    """Return (question, as it is stored now, as it was typed) for each path of a colleague's change."""
    return [
        (str(name_of(placed(path, mine, theirs), call)), at(path, theirs, call), at(path, mine, call))
        for path in paths
    ]  # fmt: skip


def placed(path: str, mine: Mapping[str, Any], theirs: Mapping[str, Any]) -> str:
    """Return a path of `comparison.flat`, whose rows go by id, with the row's place on the page instead."""
    name, *rest = path.split(".")
    if name not in ("milestones", "trainees"):
        return path
    rows = list(keyed(theirs[name])) + [key for key in keyed(mine[name]) if key not in keyed(theirs[name])]
    place = rows.index(rest[0]) if rest[0] in rows else len(rows)
    return ".".join([name, str(place), *rest[1:]])


def at(path: str, content: Mapping[str, Any], call: CallDefinition) -> str:
    """Return how the answer at a path of `comparison.flat` reads in this content."""
    name, *rest = path.split(".")
    if name in ("milestones", "trainees"):
        row = keyed(content.get(name, [])).get(rest[0])
        if row is None:
            return _("(the row is not there)")
        name, rest, content = rest[1], rest[2:], row
    found: Any = content.get(name)
    if name == "answers":
        return own_value(call.question(rest[0]), (found or {}).get(rest[0]))
    if rest:
        found = (found or {}).get(rest[0])
    if isinstance(found, list):
        return ", ".join(str(duty.text) for duty in call.company_duties if duty.key in found)
    return value(name, found, call)


def _pairs(group: str, names: Iterable[str], content: Mapping[str, Any], call: CallDefinition) -> Pairs:
    return [(str(label(group, name)), value(name, content[name], call)) for name in names]


def _own_pairs(asked: Iterable[Question], answers: Mapping[str, Any]) -> Pairs:
    return [(str(one.text), own_value(one, answers.get(one.key))) for one in asked if not one.is_file]


def _documents(
    asked: Iterable[Question], given: Mapping[tuple[str, int | None], Files], place: int | None
) -> Documents:
    return [(str(one.text), given.get((one.key, place), [])) for one in asked if one.is_file]
