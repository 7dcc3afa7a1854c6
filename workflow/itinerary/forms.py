"""The boundary of the itinerary: a session, a day's theme, a host institution, and the board's buttons."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, time
from typing import ClassVar

from wtforms import HiddenField, SelectChoice, SelectField
from wtforms.validators import InputRequired

from workflow.core.forms import Form, VersionedForm
from workflow.core.i18n import Text, lazy_pgettext
from workflow.core.i18n import lazy_gettext as _l
from workflow.itinerary.categories import LABELS, Category, counts_by_default
from workflow.itinerary.content import LONGEST, Content
from workflow.itinerary.models import HostInstitution, Session
from workflow.nominations.fields import ChoiceField, DayField, LineField, TimeOfDayField

BY_CATEGORY, COUNTS, COUNTS_NOT = "", "yes", "no"


class Marked:
    """Marks a field as required; what is missing is said by the rules, with all else that is wrong."""

    field_flags: ClassVar[dict[str, bool]] = {"required": True}

    def __call__(self, form: object, field: object) -> None:
        """Leave the answer to the rules."""


class SessionForm(VersionedForm):
    """A session as it is planned."""

    title_ko = LineField(_l("Title in Korean"), LONGEST, validators=[Marked()])
    title_en = LineField(_l("Title in English"), LONGEST)
    category = SelectField(lazy_pgettext("session", "Category"))
    day = DayField(_l("Day"), validators=[InputRequired(_l("Write the day."))])
    starts = TimeOfDayField(_l("Starts"))
    ends = TimeOfDayField(_l("Ends"))
    place_ko = LineField(_l("Place in Korean"), LONGEST)
    place_en = LineField(_l("Place in English"), LONGEST)
    host = SelectField(_l("Host institution"))
    new_host_ko = LineField(_l("New institution, in Korean"), LONGEST)
    new_host_en = LineField(_l("New institution, in English"), LONGEST)
    counts = SelectField(lazy_pgettext("session", "Attendance"), choices=[
        SelectChoice(BY_CATEGORY, _l("As its category says")), SelectChoice(COUNTS, _l("Counts")),
        SelectChoice(COUNTS_NOT, _l("Does not count")),
    ])

    def offer(self, hosts: Iterable[HostInstitution]) -> None:
        """Set what can be chosen."""
        self.category.choices = [SelectChoice(one.value, str(LABELS[one])) for one in Category]
        known = [SelectChoice(str(host.id), str(host.name)) for host in hosts]
        self.host.choices = [SelectChoice("", str(Text("없음", "None"))), *known]

    def show(self, session: Session) -> None:
        """Fill the form from a session that is kept."""
        as_category = session.counts == counts_by_default(session.category)
        values = {
            "title_ko": session.title.ko, "title_en": session.title.en, "category": session.category.value,
            "day": session.day, "starts": _written(session.starts), "ends": _written(session.ends),
            "place_ko": session.place.ko, "place_en": session.place.en, "host": str(session.host_id or ""),
            "counts": BY_CATEGORY if as_category else COUNTS if session.counts else COUNTS_NOT,
            "version": session.version,
        }
        for name, value in values.items():
            self[name].data = value

    def content(self) -> Content:
        """Return what was typed; the form has to be valid."""
        assert isinstance(self.day.data, date)
        return Content(
            day=self.day.data, starts=_minute(self.starts.time), ends=_minute(self.ends.time),
            title=Text(self.title_ko.data or "", self.title_en.data or ""),
            place=Text(self.place_ko.data or "", self.place_en.data or ""),
            category=Category(self.category.data), host_id=int(self.host.data) if self.host.data else None,
            new_host=Text(self.new_host_ko.data or "", self.new_host_en.data or ""),
            counts={COUNTS: True, COUNTS_NOT: False}.get(self.counts.data),
        )


class ThemeForm(VersionedForm):
    """What a day is about."""

    theme_ko = LineField(_l("Theme in Korean"), LONGEST)
    theme_en = LineField(_l("Theme in English"), LONGEST)


class HostForm(VersionedForm):
    """The names of a host institution."""

    name_ko = LineField(_l("Name in Korean"), LONGEST, validators=[Marked()])
    name_en = LineField(_l("Name in English"), LONGEST)


class MoveForm(VersionedForm):
    """A button that moves a session: up or down in its day, or to another day."""

    direction = ChoiceField(_l("Direction"), [("up", _l("Up")), ("down", _l("Down"))])
    day = DayField(_l("Day"))


class ReleaseForm(Form):
    """The button that releases; `seen` is what its page showed."""

    seen = HiddenField()


def _written(moment: time | None) -> str:
    return f"{moment:%H:%M}" if moment else ""


def _minute(moment: time | None) -> time | None:
    return moment.replace(second=0) if moment else None
