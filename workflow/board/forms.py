"""The boundary of the board: notices, when they are published, and what is asked and answered."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, time
from typing import Any

from wtforms import (
    BooleanField,
    DateField,
    MultipleFileField,
    SelectField,
    StringField,
    TextAreaField,
    TimeField,
)
from wtforms.fields import FormField
from wtforms.validators import Optional, ValidationError

from workflow.board.models import Inquiry, Notice
from workflow.core import clock
from workflow.core.errors import Reason
from workflow.core.forms import Asked, VersionedForm
from workflow.core.i18n import LANGUAGES, Text, lazy_pgettext, pgettext
from workflow.core.i18n import gettext as _
from workflow.core.i18n import lazy_gettext as _l
from workflow.programmes.forms.base import pair

START_OF_WORK = time(9)


class PairForm(VersionedForm):
    """A form with texts in both languages, whose reasons name a box as 'title.ko'."""

    def refuse(self, reasons: Iterable[Reason]) -> None:
        others = []
        for reason in reasons:
            name, _dot, language = (reason.field or "").partition(".")
            pair_of = self._fields.get(name)
            if isinstance(pair_of, FormField) and language in LANGUAGES:
                box = pair_of.form[language]
                box.errors = [*box.errors, str(reason.text)]
            else:
                others.append(reason)
        super().refuse(others)


class NoticeForm(PairForm):
    """A notice in both languages; English may follow later."""

    programme = SelectField(lazy_pgettext("board", "Programme"), coerce=int)
    title = pair(_l("Title"), required=True)
    body = pair(lazy_pgettext("board", "Text"), long=True, required=True)
    pinned = BooleanField(_l("Keep it on top of the board"))
    files = MultipleFileField(_l("Add files"))

    @classmethod
    def of(cls, notice: Notice) -> NoticeForm:
        """Fill the form from a notice, whose programme stays."""
        form = cls(data={"title": notice.title.to_json(), "body": notice.body.to_json(), "pinned": notice.pinned,
                         "version": notice.version})
        del form.programme
        return form

    @property
    def said(self) -> tuple[Text, Text]:
        """What was typed: title and text."""
        return both(self.title), both(self.body)

    @property
    def uploads(self) -> list[Any]:
        """The files that were sent; a box that was left empty sends one without a name."""
        return [sent for sent in self.files.data or [] if getattr(sent, "filename", "")]


class PublishForm(VersionedForm):
    """When a notice is to appear: now, or from a day and hour in Korean time on."""

    day = DateField(_l("Publish from"), validators=[Optional()])
    hour = TimeField(_l("At"), validators=[Optional()])

    def validate_hour(self, field: TimeField) -> None:
        """An hour alone would publish at once, which nobody means who writes one."""
        if field.data is not None and self.day.data is None and not self.day.errors:
            raise ValidationError(_("Choose the day too, or leave both empty."))

    @property
    def at(self) -> datetime | None:
        """The moment that was chosen (aware), None for at once."""
        if self.day.data is None:
            return None
        hour = self.hour.data or START_OF_WORK
        return datetime.combine(self.day.data, hour, tzinfo=clock.KST)


class ReasonForm(VersionedForm):
    """A button with a reason that goes into the record."""

    reason = StringField(_l("Reason"))


class AskForm(VersionedForm):
    """What a company asks about a call; `about` is the nomination that it came from."""

    about = StringField(_l("About your nomination"))
    subject = StringField(lazy_pgettext("inquiry", "In one line"), validators=[Asked()])
    text = TextAreaField(lazy_pgettext("inquiry", "Your question"), validators=[Asked()])


class MessageForm(VersionedForm):
    """A further question, or an answer."""

    text = TextAreaField(lazy_pgettext("inquiry", "Message"), validators=[Asked()])


class OnNoticeForm(PairForm):
    """Question and answer as they are to stand on the notice."""

    question = pair(lazy_pgettext("inquiry", "Question"), long=True, required=True)
    answer = pair(lazy_pgettext("inquiry", "Answer"), long=True, required=True)

    @classmethod
    def of(cls, inquiry: Inquiry) -> OnNoticeForm:
        """Fill the form with what stood on the notice last, or else with the last question and answer."""
        return cls(formdata=None, data={
            "question": (inquiry.public_question or Text(_last(inquiry, from_office=False))).to_json(),
            "answer": (inquiry.public_answer or Text(_last(inquiry, from_office=True))).to_json(),
            "version": inquiry.version,
        })


def both(field: FormField) -> Text:
    """Return what a pair of boxes says."""
    return Text(field.form.ko.data or "", field.form.en.data or "")


def programme_choices(programmes: list[Any]) -> list[tuple[int, str]]:
    return [(0, pgettext("board", "Choose a programme"))] + [(one.id, str(one.name)) for one in programmes]


def _last(inquiry: Inquiry, *, from_office: bool) -> str:
    written = [message.text for message in inquiry.messages if message.from_office is from_office]
    return written[-1] if written else ""
