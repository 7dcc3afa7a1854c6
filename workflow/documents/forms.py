"""The boundary of documents: letter numbers one by one or pasted, what letters ask for by when, reasons, days."""

from __future__ import annotations

from datetime import date
from typing import Any, BinaryIO

from werkzeug.datastructures import FileStorage
from wtforms import FileField, TextAreaField
from wtforms.validators import InputRequired, Length

from workflow.core.forms import Form, VersionedForm
from workflow.core.i18n import lazy_gettext as _l
from workflow.documents.models import Document, LetterTerms
from workflow.documents.numbering import LONGEST_APPROVER, OfficeNumber, read_number
from workflow.documents.rules import Deadlines
from workflow.nominations.fields import DayField, LineField

PASTED_LIMIT = 20_000
CHOOSE = _l("Choose the day.")


class ActionForm(VersionedForm):
    """A button: who presses it must have seen the present version."""


class ReasonForm(VersionedForm):
    """A button with its reason; that there is one, and how long it is, is the service's rule."""

    reason = TextAreaField(_l("Reason"))


class FileForm(VersionedForm):
    """The office's own PDF of a letter."""

    office_file = FileField(_l("The office's own PDF"))

    @property
    def sent(self) -> tuple[BinaryIO, str] | None:
        """The file that was sent, with its name; None where none was chosen."""
        sent: Any = self.office_file.data
        was_sent = isinstance(sent, FileStorage) and bool(sent.filename)  # a form may send a text in its place
        return (sent.stream, sent.filename) if was_sent else None


class NumberForm(FileForm):
    """What the office's own system says of one letter."""

    number = LineField(_l("Letter number"), 80, validators=[InputRequired(_l("Write the number, as 설계총괄과-12345."))])
    approved_on = DayField(_l("Approved on"), validators=[InputRequired(CHOOSE)])
    enforced_on = DayField(_l("In force from"), validators=[InputRequired(CHOOSE)])
    approver = LineField(_l("Approver"), LONGEST_APPROVER)
    disclosure = LineField(_l("Disclosure"), 40)

    @classmethod
    def for_letter(cls, letter: Document, today: date) -> NumberForm:
        """Return the form with what the letter has, or today's date where it has no number."""
        return cls(formdata=None, data={
            "version": letter.version, "number": letter.number or "", "approved_on": letter.approved_on or today,
            "enforced_on": letter.enforced_on or today, "approver": letter.approver, "disclosure": letter.disclosure,
        })  # fmt: skip

    @property
    def office(self) -> OfficeNumber:
        """What was typed; the form has to be valid. Raises Refused for a number that cannot be read."""
        unit, serial = read_number(self.number.data or "")
        return OfficeNumber(
            unit, serial, _day(self.approved_on), _day(self.enforced_on), self.approver.data or "",
            (self.disclosure.data or "").replace(" ", ""),
        )  # fmt: skip


class RowsForm(Form):
    """Numbers of all letters that wait, as rows pasted from another system."""

    rows = TextAreaField(_l("Rows"), validators=[Length(max=PASTED_LIMIT, message=_l("Too much was pasted at once."))])


class TermsForm(VersionedForm):
    """What letters ask for by when, and the internal plan they refer to."""

    reply_by = DayField(_l("Reply by"), validators=[InputRequired(CHOOSE)])
    papers_by = DayField(_l("Passports and consents by"), validators=[InputRequired(CHOOSE)])
    absent_by = DayField(_l("Absence or replacement told by"), validators=[InputRequired(CHOOSE)])
    travel_by = DayField(_l("Flights, diet and health by"), validators=[InputRequired(CHOOSE)])
    plan_title = LineField(_l("Title of the internal plan"), 200)
    plan_number = LineField(_l("Number of the internal plan"), 80)
    plan_on = DayField(_l("Date of the internal plan"))

    @classmethod
    def of(cls, terms: LetterTerms) -> TermsForm:
        return cls(formdata=None, obj=terms)

    @property
    def deadlines(self) -> Deadlines:
        """The dates that were typed; the form has to be valid."""
        return Deadlines(_day(self.reply_by), _day(self.papers_by), _day(self.absent_by), _day(self.travel_by))


class PrepareForm(Form):
    """The day of the ceremony that certificates bear."""

    awarded_on = DayField(_l("Day of the award"), validators=[InputRequired(CHOOSE)])


def _day(field: DayField) -> date:
    assert isinstance(field.data, date)
    return field.data
