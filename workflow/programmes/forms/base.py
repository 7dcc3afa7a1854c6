"""What the sections of a call's editor are made of.

A section's form holds a part of the call's data. It checks nothing itself: what was typed is turned
into data as it would stand in a call file, the whole call is validated, and what the definition says
of a path ('routes.0.ko') is shown beside the field that the path leads to.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Iterator, Mapping
from itertools import count
from types import MappingProxyType
from typing import Any, ClassVar

from babel.support import LazyProxy
from wtforms import (
    BooleanField,
    Field,
    FieldList,
    Form,
    FormField,
    HiddenField,
    RadioField,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms import SelectMultipleField as _SelectMultipleField
from wtforms.widgets import CheckboxInput, DateInput, ListWidget, TimeInput

from workflow.core.errors import Reason
from workflow.core.forms import VersionedForm
from workflow.core.i18n import gettext as _
from workflow.core.i18n import lazy_gettext as _l
from workflow.programmes.definition import CallDefinition
from workflow.programmes.explain import EMPTY_BOX
from workflow.programmes.models import Call
from workflow.programmes.rules import REASON_MISSING

LONGEST_NUMBER = 12


class Words(StringField):
    """Text on one line. `required` marks it; the call's definition asks for it."""

    def __init__(self, label: Any = None, *, required: bool = False, **options: Any) -> None:
        super().__init__(label, **options)
        if required:
            self.flags.required = True

    @property
    def plain(self) -> Any:
        """What stands in the data: None where nothing was typed."""
        return (self.data or "").strip() or None


class LongWords(TextAreaField):
    """Text on several lines."""

    def __init__(self, label: Any = None, *, required: bool = False, **options: Any) -> None:
        super().__init__(label, **options)
        if required:
            self.flags.required = True

    @property
    def plain(self) -> Any:
        return (self.data or "").replace("\r\n", "\n").strip() or None


class Number(Words):
    """A whole number, kept as typed where it is none, so that the definition says so."""

    def __init__(self, label: Any = None, **options: Any) -> None:
        super().__init__(label, render_kw={"inputmode": "numeric"}, **options)

    @property
    def plain(self) -> Any:
        typed = str(self.data if self.data is not None else "").strip().replace(",", "")
        if re.fullmatch(r"-?[0-9]+", typed) and len(typed) <= LONGEST_NUMBER:
            return int(typed)
        return typed or None


class DayBox(Words):
    """A day, written 2025-07-25."""

    widget = DateInput()


class TimeBox(Words):
    """A time of the day, written 18:00."""

    widget = TimeInput()


class Checks(_SelectMultipleField):
    """Several of a catalogue, as check boxes."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()

    def __init__(self, label: Any = None, **options: Any) -> None:
        super().__init__(label, validate_choice=False, **options)


class Row(Form):
    """A row of a list, or a pair. One in which nothing was written is left out."""

    says_its_name: ClassVar[bool] = False
    """Whether its boxes bear its name in their labels, so that a list of errors does not say it again."""

    @property
    def called(self) -> str:
        """What the row is about, for a list of errors, which tells rows by their number and this."""
        return ""

    @property
    def is_blank(self) -> bool:
        return not any(
            field.form.is_blank is False if isinstance(field, FormField)
            else bool(field.entries) if isinstance(field, FieldList)
            else isinstance(field, Words | LongWords) and field.plain is not None
            for field in self
        )  # fmt: skip


def pair(label: Any, *, long: bool = False, required: bool = False) -> FormField:
    """Make a text in both languages; each box is labelled with the name and its language."""
    kind = LongWords if long else Words
    boxes = {
        "ko": kind(LazyProxy(_in_korean, label, enable_cache=False), required=required),
        "en": kind(LazyProxy(_in_english, label, enable_cache=False)),
    }
    return FormField(type("Pair", (Row,), {**boxes, "says_its_name": True}), label)


def _in_korean(label: Any) -> str:
    return _("%(name)s (Korean)", name=label)


def _in_english(label: Any) -> str:
    return _("%(name)s (English)", name=label)


def rows(kind: type[Row], label: Any) -> FieldList:
    """Make a list whose rows can be added and removed."""
    return FieldList(FormField(kind), label)


def plain(field: Field) -> Any:
    """Return what a field says, as it would stand in a call file; None where it says nothing."""
    if isinstance(field, FormField):
        return plain_row(field.form)
    if isinstance(field, FieldList):
        return [plain(entry) for entry in field.entries]
    if isinstance(field, Words | LongWords):
        return field.plain
    return field.data if isinstance(field, BooleanField) else field.data or None


def plain_row(form: Form) -> dict[str, Any]:
    """Return what a row or a pair says, without what is empty."""
    said = {field.short_name: plain(field) for field in form}
    return {name: value for name, value in said.items() if value is not None}


class SectionForm(VersionedForm):
    """A section of a call: filled from it, and read back as changes of its data."""

    key: ClassVar[str]
    title: ClassVar[Any]
    paths: ClassVar[Mapping[str, str]] = {}
    """Where the data's path is not the form's: path in the data -> path in the form."""
    names: ClassVar[Mapping[str, Any]] = {}
    """How a path is called that has no box of its own: path in the data -> label."""
    amends: ClassVar[bool] = False
    """Whether it holds what a published call changes with a reason only."""

    used: Mapping[str, Iterable[str]] = MappingProxyType({})
    """Keys that were ever published, by their list (queries.keys_used), which fresh ones keep clear of."""

    reason = LongWords(_l("Reason for the amendment"), required=True)

    @classmethod
    def of(cls, call: Call) -> SectionForm:
        """Make the form: as sent where it was sent, else filled from the call."""
        form = cls.offering(call.definition)(data={**cls.filled(call.definition), "version": call.version})
        if not (cls.amends and call.state != "draft"):
            del form.reason
        return form

    @classmethod
    def offering(cls, call: CallDefinition) -> type[SectionForm]:
        """Return the form's class with the choices that the call itself offers."""
        return cls

    @property
    def unsaid(self) -> list[Reason]:
        """What is told together with any other refusal: that the reason is missing, which a saved change will need."""
        return [REASON_MISSING] if "reason" in self and not self.given_reason else []

    @property
    def given_reason(self) -> str:
        return (self.reason.data or "").strip() if "reason" in self else ""

    @classmethod
    def filled(cls, call: CallDefinition) -> dict[str, Any]:
        """Return what the boxes show of the call."""
        raise NotImplementedError

    def changes(self, call: CallDefinition) -> dict[str, Any]:
        """Return the top-level keys that the section writes; None takes one out."""
        raise NotImplementedError

    def drop_blank_rows(self) -> None:
        """Leave out rows in which nothing was written, so that rows and data have the same places."""
        for field in self:
            _drop_blank(field)

    def edit_rows(self, add: str | None, remove: str | None) -> bool:
        """Add a row to the list of that name, or remove the row of that name; tell whether either
        was asked for. This is how lists grow without JavaScript.
        """
        for found in list(_lists(self)):
            if add == found.name:
                found.append_entry()
            kept = [entry for entry in found.entries if entry.name != remove]
            found.entries[:] = kept
        return bool(add or remove)

    def refuse(self, reasons: Iterable[Reason]) -> None:
        """Show each reason beside the field that its path leads to, the others above the form."""
        for reason in reasons:
            way = self._way(reason.field or "")
            leaf = way[-1] if way else None
            if leaf is None:
                named = self.names.get(reason.field or "", reason.field)
                self.form_errors.append(_("%(field)s: %(text)s", field=named, text=reason.text)
                                        if named else str(reason.text))  # fmt: skip
                continue
            text = _asked_for(leaf) if reason.text == EMPTY_BOX else str(reason.text)
            if text not in (leaf.errors or ()):  # what a box stands for may be missing twice
                leaf.errors = [*(leaf.errors or ()), text]
            for field in way[:-1][::-1]:
                if isinstance(field, FieldList):  # a list says that something is wrong within it
                    own = [text for text in field.errors if isinstance(text, str)]
                    field.errors = [*own, *(entry.errors for entry in field.entries)]

    def _way(self, path: str) -> list[Field]:
        """Return the fields from the form down to the one that the path leads to; [] where there is none."""
        node: Any = self
        way: list[Field] = []
        for part in self._path_in_form(path).split("."):
            node = _below(node, part)
            if node is None:
                break
            way.append(node)
        if path in self.names:
            return []
        if way and isinstance(way[-1], FormField):
            way += _first_box(way[-1])
        return way if way and not isinstance(way[-1], HiddenField) else []

    def _path_in_form(self, path: str) -> str:
        for of_data in sorted(self.paths, key=len, reverse=True):
            if path == of_data or path.startswith(of_data + "."):
                return self.paths[of_data] + path[len(of_data):]
        return path


def _asked_for(box: Field) -> str:
    """Say of an empty box what is to be done with it: a day is picked and a choice made, anything else written."""
    if isinstance(box, DayBox):
        return _("Choose a date.")
    if isinstance(box, SelectField | RadioField | _SelectMultipleField | BooleanField):
        return _("Please choose.")
    return str(EMPTY_BOX)


def _below(node: Any, part: str) -> Field | None:
    if isinstance(node, FormField):
        node = node.form
    if isinstance(node, FieldList):
        index = int(part) if part.isdecimal() else len(node.entries)
        return node.entries[index] if index < len(node.entries) else None
    return node._fields.get(part) if isinstance(node, Form) else None


def _first_box(field: FormField) -> list[Field]:
    """Return the way to the first visible box of a pair or a row, which stands for all of it."""
    for below in field.form:
        if isinstance(below, HiddenField):
            continue
        return [below, *_first_box(below)] if isinstance(below, FormField) else [below]
    return []


def _lists(form: Iterable[Field]) -> Iterator[FieldList]:
    for field in form:
        if isinstance(field, FieldList):
            yield field
            for entry in field.entries:
                if isinstance(entry, FormField):
                    yield from _lists(entry.form)


def _drop_blank(field: Field) -> None:
    if not isinstance(field, FieldList):
        return
    for entry in field.entries:
        if isinstance(entry, FormField):
            for below in entry.form:
                _drop_blank(below)
    field.entries[:] = [
        entry for entry in field.entries
        if not (entry.form.is_blank if isinstance(entry, FormField) else plain(entry) is None)
    ]  # fmt: skip


def with_keys(found: list[dict[str, Any]], prefix: str, used: Iterable[str] = ()) -> list[dict[str, Any]]:
    """Give each row without a key one that no row has or ever had (`used`); keys name rows to nominations,
    not to people."""
    taken = {*used, *(str(row.get("key")) for row in found)}
    for row in found:
        if not row.get("key"):
            row["key"] = fresh_key(prefix, taken)
            taken.add(row["key"])
    return found


def fresh_key(prefix: str, taken: Container[str]) -> str:
    """Return the first of prefix_1, prefix_2, … that is not taken."""
    return next(key for number in count(1) if (key := f"{prefix}_{number}") not in taken)
