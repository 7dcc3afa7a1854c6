"""The form of a step as it is read: its fields by path, what is wrong in it, and the answers in it.

A draft may be partial: what can be read is an answer, and what cannot keeps its field from being one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from flask_wtf import FlaskForm
from wtforms import Field, FormField, HiddenField, StringField

from workflow.core.errors import Reason
from workflow.core.forms import Form
from workflow.core.i18n import Text
from workflow.nominations.fields import ChoiceField, NumberChoiceField, Rows
from workflow.nominations.ownfields import OwnWords, WrittenDayField
from workflow.nominations.steps import name_of, says_enough
from workflow.programmes.definition import CallDefinition


class Words(OwnWords, FlaskForm.Meta):
    """Ours, with the token against forgery."""


class StepForm(Form):
    """The form of one step. `seen` is what its page showed, so that a colleague's change is noticed."""

    Meta = Words
    seen = HiddenField()

    call: CallDefinition

    def __init__(self, **values: Any) -> None:
        super().__init__(**values)
        self.refused: list[Reason] = []

    def refuse(self, reasons: Iterable[Reason]) -> None:
        """Show each reason beside the field that its path names ('trainees.0.name'), else above the form."""
        for reason in reasons:
            self.refused.append(reason)
            field = self.at(reason.field or "")
            if field is None:
                self.form_errors.append(str(reason.text))
            else:
                field.errors = [*field.errors, str(reason.text)]
        for rows in rows_below(self._fields):
            rows.gather_errors()

    def at(self, path: str) -> Field | None:
        """Return the field of a path, or None where this step has no such field."""
        found: Any = None
        fields: Mapping[str, Any] = self._fields
        for part in path.split("."):
            found = fields.get(part)
            if found is None:
                return None
            if isinstance(found, FormField):
                fields = found.form._fields
            elif isinstance(found, Rows):
                fields = {str(index): entry for index, entry in enumerate(found.entries)}
            else:
                fields = {}
        return None if isinstance(found, FormField) else found

    def problems(self) -> list[tuple[str, Text, str]]:
        """Return (id of the field, its name, what is wrong) of all that is to be mended, in its order.

        Where an answer is only missing, its name says enough and the third is empty.
        """
        if self.refused:
            return [
                (_id(reason.field), name_of(reason.field, self.call), "" if says_enough(reason) else str(reason.text))
                for reason in self.refused
                if self.at(reason.field or "") is not None
            ]
        return [(_id(path), name_of(path, self.call), str(text)) for path, text in _errors("", self._fields)]

    def given(self) -> dict[str, Any]:
        """Return what was answered: one value for each question of this step but those that cannot be read."""
        left_out = {"seen", "csrf_token"}
        return {n: answer_of(field) for n, field in self._fields.items() if n not in left_out and _readable(field)}


def _id(path: str | None) -> str:
    return (path or "").replace(".", "-")


def _errors(above: str, fields: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield (path, text) of each error below, in the order of the form."""
    for name, field in fields.items():
        path = f"{above}{name}"
        if isinstance(field, FormField):
            yield from _errors(f"{path}.", field.form._fields)
            continue
        if isinstance(field, Rows):
            yield from _errors(f"{path}.", {str(index): entry for index, entry in enumerate(field.entries)})
        yield from ((path, text) for text in field.errors if isinstance(text, str))


def _readable(field: Field) -> bool:
    """Tell whether a value can be read from a field; a group and the rows of people are read in part."""
    in_parts = isinstance(field, FormField) or (isinstance(field, Rows) and field.in_parts)
    return in_parts or not field.errors


def answer_of(field: Field) -> Any:
    """Return what was answered in a field, as `content` holds it."""
    if isinstance(field, FormField):
        return {name: answer_of(below) for name, below in field.form._fields.items() if _readable(below)}
    if isinstance(field, Rows):
        return [row for row in map(answer_of, field.entries) if not is_empty(row)]
    if isinstance(field, NumberChoiceField):
        return field.number
    if isinstance(field, WrittenDayField):
        return field.written
    return field.data or "" if isinstance(field, StringField | ChoiceField) else field.data


def is_empty(row: Mapping[str, Any]) -> bool:
    """Tell whether nothing is answered in a row; that it is stored already is no answer."""
    return all(
        is_empty(value) if isinstance(value, Mapping) else value in ("", None, [])
        for name, value in row.items() if name != "row"
    )  # fmt: skip


def rows_below(fields: Mapping[str, Field]) -> Iterator[Rows]:
    """Yield every list of rows of a form, those within others first."""
    for field in fields.values():
        if isinstance(field, FormField):
            yield from rows_below(field.form._fields)
        elif isinstance(field, Rows):
            for entry in field.entries:
                yield from rows_below(entry.form._fields)
            yield field
