"""The boundary of meetings: what is written about one, and its decisions."""

from __future__ import annotations

from collections.abc import Iterable

from flask import g
from wtforms import DateField, Form, SelectField, StringField, TextAreaField
from wtforms.fields import FieldList, FormField
from wtforms.validators import Optional

from workflow.core.errors import Reason
from workflow.core.forms import Asked, VersionedForm
from workflow.core.i18n import LANGUAGES, Text, lazy_pgettext, pgettext
from workflow.core.i18n import lazy_gettext as _l
from workflow.meetings import queries
from workflow.meetings.models import Decision, Meeting
from workflow.meetings.services.meetings import Content, Member
from workflow.meetings.states import KIND_LABELS, DecisionKind
from workflow.programmes.forms.base import pair

FIRST_ROWS = 3
"""How many empty rows a new meeting begins with."""


def _staff() -> list[tuple[int, str]]:
    """Return who of the staff can be chosen; read once a request, however many rows there are."""
    if "meeting_staff" not in g:
        g.meeting_staff = queries.staff_choices()
    known: list[tuple[int, str]] = g.meeting_staff
    return known


def _staff_choices() -> list[tuple[int, str]]:
    return [(0, pgettext("meeting", "from outside")), *_staff()]


class MemberRow(Form):
    """Somebody who takes part; of one of the staff the account says the name."""

    user = SelectField(lazy_pgettext("meeting", "Staff"), coerce=int, choices=_staff_choices, validate_choice=False)
    name = StringField(lazy_pgettext("meeting", "Name"))
    organisation = StringField(lazy_pgettext("meeting", "Organisation"))
    role = StringField(lazy_pgettext("meeting", "Role"))

    def member(self) -> Member:
        """Return what the row says."""
        name = dict(_staff()).get(self.user.data or 0)
        return Member(name or (self.name.data or "").strip(), (self.organisation.data or "").strip(),
                      (self.role.data or "").strip(), self.user.data if name else None)


class AgendaRow(Form):
    """A point of the agenda and what was said about it."""

    title = StringField(lazy_pgettext("meeting", "Point"))
    said = TextAreaField(_l("What was said"))


class MeetingForm(VersionedForm):
    """All that is written about a meeting, its decisions apart."""

    title = StringField(lazy_pgettext("meeting", "Meeting"))
    held_on = DateField(_l("Day"), validators=[Optional()])
    place = StringField(lazy_pgettext("meeting", "Place"))
    members = FieldList(FormField(MemberRow), lazy_pgettext("meeting", "Members"))
    agenda = FieldList(FormField(AgendaRow), _l("Agenda"))
    minutes = TextAreaField(lazy_pgettext("meeting", "Minutes"))

    @classmethod
    def of(cls, meeting: Meeting | None) -> MeetingForm:
        """Fill the form from a meeting, or with empty rows for a new one."""
        if meeting is None:
            return cls(data={"members": [{}] * FIRST_ROWS, "agenda": [{}] * FIRST_ROWS})
        return cls(data={
            "title": meeting.title, "held_on": meeting.held_on, "place": meeting.place, "minutes": meeting.minutes,
            "version": meeting.version, "agenda": [{"title": one.title, "said": one.said} for one in meeting.agenda],
            "members": [{"user": one.user_id or 0, "name": one.name, "organisation": one.organisation, "role": one.role}
                        for one in meeting.members],
        })

    def edit_rows(self, add: str | None, remove: str | None) -> bool:
        """Add a row to the list of that name, or remove the row of that name; tell whether either was asked for."""
        for found in (self.members, self.agenda):
            if add == found.name:
                found.append_entry()
            found.entries[:] = [entry for entry in found.entries if entry.name != remove]
        return bool(add or remove)

    @property
    def content(self) -> Content:
        """What was typed."""
        return Content(
            self.title.data or "", self.held_on.data, self.place.data or "",
            tuple(row.form.member() for row in self.members),
            tuple((row.form.title.data or "", row.form.said.data or "") for row in self.agenda), self.minutes.data or "",
        )


def _kinds() -> list[tuple[str, str]]:
    return [(one.value, str(KIND_LABELS[one])) for one in DecisionKind]


class DecisionForm(VersionedForm):
    """What was decided and why."""

    kind = SelectField(lazy_pgettext("decision", "Kind"), choices=_kinds)
    text = pair(lazy_pgettext("decision", "Decision"), long=True, required=True)
    reason = TextAreaField(_l("Reason"), validators=[Asked()])

    @classmethod
    def of(cls, decision: Decision | None) -> DecisionForm:
        if decision is None:
            return cls()
        return cls(data={"kind": decision.kind.value, "text": decision.text.to_json(), "reason": decision.reason,
                         "version": decision.version})

    @property
    def said(self) -> tuple[DecisionKind, Text, str]:
        """What was typed: kind, text, reason."""
        words = Text(self.text.form.ko.data or "", self.text.form.en.data or "")
        return DecisionKind(self.kind.data), words, self.reason.data or ""

    def refuse(self, reasons: Iterable[Reason]) -> None:
        others = []
        for reason in reasons:
            name, _dot, language = (reason.field or "").partition(".")
            if name == "text" and language in LANGUAGES:
                box = self.text.form[language]
                box.errors = [*box.errors, str(reason.text)]
            else:
                others.append(reason)
        super().refuse(others)


class ReasonForm(VersionedForm):
    """A button with a reason that goes into the record."""

    reason = StringField(_l("Reason"))
