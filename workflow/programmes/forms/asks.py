"""The section about the questions of the catalogue: which are asked, when, and what is said beside each."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Any

from wtforms import FormField, SelectField

from workflow.core.i18n import Text
from workflow.core.i18n import lazy_gettext as _l
from workflow.programmes import asks
from workflow.programmes.definition import CallDefinition
from workflow.programmes.forms.base import LongWords, Row, SectionForm, Words, plain, rows
from workflow.programmes.parts import Asks

CATALOGUES: Mapping[str, Mapping[str, Text]] = {
    "author": asks.AUTHOR_ASKS,
    "nomination": asks.NOMINATION_ASKS,
    "trainee": asks.TRAINEE_ASKS,
}

GROUP_LABELS = {
    "author": _l("The nominating officer"),
    "nomination": _l("Country, city and organisation"),
    "trainee": _l("Each trainee"),
}

WHEN = [
    ("", _l("not asked")), ("required", _l("asked, required")), ("optional", _l("asked, may stay empty")),
]  # fmt: skip
WHEN_TRAINEE = [
    *WHEN,
    ("confirmation", _l("asked when participation is confirmed, required")),
    ("confirmation_optional", _l("asked when participation is confirmed, may stay empty")),
]


def _group(name: str) -> FormField:
    """Make the rows of a group: one for each question of the catalogue, under its name."""
    choices = WHEN_TRAINEE if name == "trainee" else WHEN
    boxes = {
        question: FormField(type("AskRow", (Row,), {
            "asked": SelectField(label, validate_choice=False, choices=choices),
            "ko": LongWords(_l("Help in Korean")), "en": LongWords(_l("Help in English")),
        }), label)
        for question, label in CATALOGUES[name].items()
    }  # fmt: skip
    return FormField(type("AskRows", (Row,), boxes), GROUP_LABELS[name])


class FieldOfWorkRow(Row):
    ko = Words(_l("Field in Korean"), required=True)
    en = Words(_l("Field in English"))


class AsksForm(SectionForm):
    """What the form asks of the author, of the nomination and of each trainee, out of the catalogue."""

    key = "asks"
    title = _l("What is asked")
    amends = True
    author = _group("author")
    nomination = _group("nomination")
    trainee = _group("trainee")
    fields_of_work = rows(FieldOfWorkRow, _l("Fields of work to choose from"))

    names = MappingProxyType({f"nomination_asks.{group}": label for group, label in GROUP_LABELS.items()})

    @classmethod
    def filled(cls, call: CallDefinition) -> dict[str, Any]:
        asked = call.nomination_asks
        found: dict[str, Any] = {
            group: {name: _said_of(asked, group, name) for name in catalogue}
            for group, catalogue in CATALOGUES.items()
        }
        return {**found, "fields_of_work": call.model_dump(mode="json")["fields_of_work"]}

    def changes(self, call: CallDefinition) -> dict[str, Any]:
        said: dict[str, Any] = {"optional": [], "help": {}}
        before = call.nomination_asks
        for group in CATALOGUES:
            answers = {row.short_name: (row.form.asked.data or "", row.form) for row in self[group].form}
            said[group] = in_order(
                (name for name, (when, _) in answers.items() if when in ("required", "optional")), getattr(before, group)
            )
            for name, (when, row) in answers.items():
                if when.endswith("optional"):
                    said["optional"].append(f"{group}.{name}")
                if words := {language: text for language in ("ko", "en") if (text := plain(row[language]))}:
                    said["help"][f"{group}.{name}"] = words
            if group == "trainee":
                later = (name for name, (when, _) in answers.items() if when.startswith("confirmation"))
                said["confirmation"] = in_order(later, before.confirmation)
        said["optional"] = in_order(said["optional"], before.optional)
        return {"nomination_asks": said, "fields_of_work": plain(self.fields_of_work)}

    def _path_in_form(self, path: str) -> str:
        help = path.removeprefix("nomination_asks.help.")
        return f"{help}.ko" if help != path else path


def _said_of(asked: Asks, group: str, name: str) -> dict[str, str]:
    optional = f"{group}.{name}" in asked.optional
    when = ""
    if name in getattr(asked, group):
        when = "optional" if optional else "required"
    elif group == "trainee" and name in asked.confirmation:
        when = "confirmation_optional" if optional else "confirmation"
    help = asked.help_of(group, name)
    return {"asked": when, **(help.to_json() if help else {})}


def in_order(chosen: Iterable[str], before: Iterable[str]) -> list[str]:
    """Return what was chosen: what was there before in its order, then what is new."""
    ticked, known = list(chosen), [str(name) for name in before]
    return [*(name for name in known if name in ticked), *(name for name in ticked if name not in known)]
