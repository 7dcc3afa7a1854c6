"""The boundary of the reference lists: what staff type about a DAC list, its entries, and a city."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask_wtf.file import FileField
from wtforms import DateField, HiddenField, SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, InputRequired, Length

from workflow.accounts.forms import clean
from workflow.core import countries
from workflow.core.errors import Reason
from workflow.core.forms import VersionedForm
from workflow.core.i18n import Text, current_language, lazy_pgettext
from workflow.core.i18n import lazy_gettext as _l
from workflow.core.web import row_key
from workflow.reference.dac import Head
from workflow.reference.dacfile import CHECKS, GROUPS, LONGEST_NOTE, Check, Group, Recipient
from workflow.reference.models import City

TOO_LONG = _l("This is too long.")
LONGEST_CITY = 120
CHOOSE_FILE = Text("올릴 CSV 파일을 골라 주세요.", "Choose the CSV file to upload.")


def line(label: Any, limit: int, *, required: Any = None, **options: Any) -> StringField:
    """Make a box for one line of at most `limit` characters; `required` says what to do where it is empty."""
    needed = [DataRequired(required)] if required else []
    return StringField(label, [*needed, Length(max=limit, message=TOO_LONG)], [clean], **options)


class ReasonForm(VersionedForm):
    """A change of a list, with its reason."""

    reason = TextAreaField(
        _l("Reason for the change"),
        [DataRequired(_l("Say why it is changed.")), Length(max=500, message=TOO_LONG)],
    )


class ListForm(ReasonForm):
    """What a DAC list says of itself."""

    name = line(_l("Name of the list"), 200, required=_l("Give the list a name."))
    valid_from = DateField(_l("In force from"), [InputRequired(_l("Write the day, such as 2026-01-01."))])
    source = line(lazy_pgettext("list", "Source"), 200, required=_l("Say whose list it is."))
    address = line(_l("Address of the source"), 500)

    def head(self, valid_from: date | None = None) -> Head:
        """Return what was typed; a list that is there keeps its first day."""
        day = valid_from or self.valid_from.data
        assert isinstance(day, date), "asked for by the form"
        return Head(self.name.data or "", day, self.source.data or "", self.address.data or "")

    def show(self, head: Head) -> None:
        """Fill the form from a list."""
        self.name.data, self.source.data, self.address.data = head.name, head.source, head.address
        self.valid_from.data, self.version.data = head.valid_from, str(head.version)


class EntryForm(ReasonForm):
    """A country on a list."""

    iso3 = SelectField(_l("Country"), validators=[DataRequired(_l("Choose the country."))])
    group = SelectField(
        _l("Income group"), choices=[SelectChoice(one.value, text) for one, text in GROUPS.items()]
    )
    check = SelectField(
        _l("How sure it is"), choices=[SelectChoice(one.value, text) for one, text in CHECKS.items()]
    )
    note = line(lazy_pgettext("list", "Note"), LONGEST_NOTE)

    def offer(self, taken: Any) -> None:
        """Set the countries that can be chosen: those that are not on the list."""
        left = [pair for pair in countries.choices(current_language()) if pair[0] not in taken]
        self.iso3.choices = [SelectChoice("", str(_l("Choose"))), *(SelectChoice(code, name) for code, name in left)]

    def fix(self, entry: Recipient) -> None:
        """Keep the country that is being changed."""
        self.iso3.choices = [SelectChoice(entry.iso3, countries.name(entry.iso3, current_language()))]

    def show(self, entry: Recipient) -> None:
        """Fill the form from an entry."""
        self.iso3.data, self.group.data = entry.iso3, entry.group.value
        self.check.data, self.note.data = entry.check.value, entry.note

    def entry(self) -> Recipient:
        """Return what was typed; the form has to be valid."""
        return Recipient(self.iso3.data, Group(self.group.data), Check(self.check.data), self.note.data or "")


class ImportForm(ReasonForm):
    """A list's countries as a file."""

    file = FileField(_l("CSV file"))

    def content(self) -> bytes:
        """Return what was sent, b'' where no file was; noted at the field."""
        sent = self.file.data.read() if self.file.data else b""
        if not sent:
            self.refuse([Reason("file", CHOOSE_FILE, "file")])
        return sent


class CityForm(VersionedForm):
    """The names of a city."""

    name_en = line(_l("English name, as the city writes it"), LONGEST_CITY)
    name_ko = line(_l("Korean name"), LONGEST_CITY)

    def show(self, city: City) -> None:
        """Fill the form from a city."""
        self.name_en.data, self.name_ko.data, self.version.data = city.name_en, city.name_ko, str(city.version)


class MergeForm(VersionedForm):
    """Two records as one: the versions that the page showed; which value each field keeps is in `chosen`."""

    gone_version = HiddenField()

    @property
    def seen_gone_version(self) -> int | None:
        return row_key(str(self.gone_version.data or ""))
