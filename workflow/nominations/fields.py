"""The kinds of fields a nomination is made of. Each refuses only what cannot be read as an answer and
shows again what was typed; an empty answer is always taken."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from datetime import date, time
from functools import cache
from typing import Any

from markupsafe import Markup, escape
from wtforms import DateField, FieldList, RadioField, SelectField, StringField, TextAreaField
from wtforms.fields import SelectChoice
from wtforms.validators import ValidationError
from wtforms.widgets import html_params

from workflow.core import countries
from workflow.core.i18n import Text, current_language, sentence
from workflow.core.i18n import gettext as _
from workflow.nominations import wellformed

Check = Callable[[str], Text | None]

WRITTEN_TIME = re.compile(r"([01]?[0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9])?")


class LineField(StringField):
    """An answer of one line; `check` adds what its kind asks, such as a mail address."""

    def __init__(self, label: Any, limit: int, check: Check | None = None, **values: Any) -> None:
        super().__init__(label, **values)
        self.limit, self.check = limit, check

    def process_formdata(self, valuelist: Sequence[str]) -> None:
        if valuelist:
            self.data = wellformed.clean_line(valuelist[0])

    def pre_validate(self, form: Any) -> None:
        value = self.data or ""
        _refuse(wellformed.check_line(value, self.limit) or (self.check(value) if self.check else None))


class LinesField(TextAreaField):
    """An answer of several lines."""

    def __init__(self, label: Any, limit: int, **values: Any) -> None:
        super().__init__(label, **values)
        self.limit = limit

    def process_formdata(self, valuelist: Sequence[str]) -> None:
        if valuelist:
            self.data = wellformed.clean_lines(valuelist[0])

    def pre_validate(self, form: Any) -> None:
        _refuse(wellformed.check_lines(self.data or "", self.limit))


class DayField(DateField):
    """A day, as the browser's calendar gives it or as it is written by hand: 2025-07-25, 2025. 7. 25. `check` adds
    which days it can be."""

    def __init__(self, label: Any, check: Callable[[date], Text | None] | None = None, **values: Any) -> None:
        super().__init__(label, **values)
        self.check = check

    def process_formdata(self, valuelist: Sequence[str]) -> None:
        written = valuelist[0].strip() if valuelist else ""
        self.data = None
        if not written:
            return
        self.data = wellformed.read_day(written)
        if self.data is None:
            raise ValueError(str(wellformed.NO_DAY))

    def pre_validate(self, form: Any) -> None:
        wrong = wellformed.check_day(self.data)
        _refuse(wrong or (self.check(self.data) if self.check and self.data else None))


class TimeOfDayField(StringField):
    """A time of the Korean day, to the minute or the second: 14:02, 23:59:59."""

    def process_formdata(self, valuelist: Sequence[str]) -> None:
        if valuelist:
            self.data = valuelist[0].strip()

    def pre_validate(self, form: Any) -> None:
        if self.data and self.time is None:
            raise ValidationError(_("Write the time as 14:02 or 14:02:11."))

    @property
    def time(self) -> time | None:
        """The time that was written, or None where it cannot be read."""
        if not WRITTEN_TIME.fullmatch(self.data or ""):
            return None
        hour, minute, second = (int(part) for part in f"{self.data}:0".split(":")[:3])
        return time(hour, minute, second)


class YesNoField(RadioField):
    """A question answered yes or no; None while it is open."""

    ANSWERS = {"yes": True, "no": False}  # noqa: RUF012 - never changed

    def __init__(self, label: Any, **values: Any) -> None:
        choices = [SelectChoice("yes", _("Yes")), SelectChoice("no", _("No"))]
        super().__init__(label, choices=choices, coerce=self._answer, validate_choice=False, **values)

    @classmethod
    def _answer(cls, value: Any) -> bool | None:
        return value if isinstance(value, bool) else cls.ANSWERS.get(value)

    def pre_validate(self, form: Any) -> None:
        if self.data is None and any(self.raw_data or ()):
            raise ValidationError(str(wellformed.NOT_LISTED))


class ChoiceField(SelectField):
    """One of a list, or none yet."""

    def __init__(self, label: Any, options: Iterable[tuple[str, Any]], **values: Any) -> None:
        choices = [SelectChoice("", _("Choose")), *(SelectChoice(key, sentence(text)) for key, text in options)]
        super().__init__(label, choices=choices, validate_choice=False, **values)

    def process_data(self, value: Any) -> None:
        self.data = "" if value is None else str(value)

    def pre_validate(self, form: Any) -> None:
        if self.data and self.data not in {choice.value for choice in self.choices}:
            raise ValidationError(str(wellformed.NOT_LISTED))


class NumberChoiceField(ChoiceField):
    """One of a list that is numbered, such as a call's criteria."""

    @property
    def number(self) -> int | None:
        return int(self.data) if self.data else None


@cache
def _country_options(language: str) -> str:
    return "".join(
        f'<option value="{code}">{escape(name)}</option>' for code, name in countries.choices(language)
    )


class _CountrySelect:
    """Writes the 250 options from one string a language: a list of trainees has many such fields."""

    multiple = False  # as of the select of WTForms; the macro `field` knows a select by it

    def __call__(self, field: Any, **attributes: Any) -> Markup:
        options = _country_options(current_language())
        if field.data in countries.NOBODY_COMES_FROM:  # chosen otherwise, and shown all the same
            options += f'<option value="{field.data}">{escape(countries.name(field.data, current_language()))}</option>'
        if field.data:
            options = options.replace(f'value="{field.data}"', f'value="{field.data}" selected', 1)
        params = html_params(id=field.id, name=field.name, required=bool(field.flags.required), **attributes)
        return Markup(f'<select {params}><option value="">{escape(_("Choose"))}</option>{options}</select>')  # noqa: S704


class CountryField(ChoiceField):
    """A country by its code, chosen by its name in the reader's language."""

    widget = _CountrySelect()

    def __init__(self, label: Any, **values: Any) -> None:
        super().__init__(label, (), **values)

    def pre_validate(self, form: Any) -> None:
        if self.data and not countries.is_country(self.data):
            raise ValidationError(str(wellformed.NOT_LISTED))


class Rows(FieldList):
    """Rows that can be added up to `most` (None: as many as one likes).

    More than that are taken and shown: a draft may hold what its call does not accept, and the rules
    say so. HARD_LIMIT keeps a request from making rows without end. Rows `in_parts` are kept answer by
    answer; the others, of a table, are one answer together.
    """

    HARD_LIMIT = 200
    entries: list[Any]
    errors: Sequence[Any]

    def __init__(
        self, row: Any, label: Any, most: int | None = None, *, in_parts: bool = False, **values: Any
    ) -> None:
        super().__init__(row, label, min_entries=1, max_entries=None, **values)
        self.most, self.in_parts = most, in_parts

    def process(self, formdata: Any, data: Any = None, **values: Any) -> None:
        """Read the rows from what was sent, or else from `data`.

        Never from both: rows go by their place, and a row that was taken away would lend its answers
        to the next. `max_entries` is set afterwards: it stands for the button 'add', not for a cut.
        """
        self.max_entries = self.HARD_LIMIT if formdata else None
        super().process(formdata, [] if formdata or data is None else data, **values)
        self.max_entries = self.most

    def gather_errors(self) -> None:
        """Let the list know the errors of its rows, as it does by itself when it validates."""
        own = [error for error in self.errors if isinstance(error, str)]
        below = [entry.errors for entry in self.entries]
        self.errors = [*(below if any(below) else []), *own]

    def _extract_indices(self, prefix: str, formdata: Any) -> Iterable[int]:
        place = re.compile(rf"{re.escape(prefix)}-([0-9]{{1,6}})-")
        return (int(found[1]) for name in formdata if (found := place.match(name)))

    def add(self) -> None:
        """Give one empty row more, up to `most`."""
        if self.most is not None and len(self.entries) >= self.most:
            return
        self.max_entries = None
        self.append_entry()
        self.max_entries = self.most

    def remove(self, name: str) -> None:
        """Take away the row of that name; one row always stays."""
        self.entries = [entry for entry in self.entries if entry.name != name]
        if not self.entries:
            self.add()


def _refuse(text: Text | None) -> None:
    if text is not None:
        raise ValidationError(str(text))
