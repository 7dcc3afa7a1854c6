"""The draft programme by day, the attachments, and the first form of a new call."""

from __future__ import annotations

from collections.abc import Iterable
from types import MappingProxyType
from typing import Any

from wtforms import FileField

from workflow.core.errors import Reason
from workflow.core.forms import VersionedForm
from workflow.core.i18n import lazy_gettext as _l
from workflow.programmes.definition import CallDefinition
from workflow.programmes.fields import on_one_line
from workflow.programmes.forms.base import DayBox, Row, SectionForm, Words, pair, plain, rows


class PointRow(Row):
    ko = Words(_l("Point in Korean"), required=True)
    en = Words(_l("Point in English"))
    host = Words(_l("Host institution (Korean / English)"))


class DayRow(Row):
    date = DayBox(_l("Day"), required=True)
    theme = pair(_l("Theme"), required=True)
    hosts = Words(_l("Host institutions of the day (Korean / English), parted by commas"))
    points = rows(PointRow, _l("Points of the day"))


class ProgrammeForm(SectionForm):
    """The draft programme (일정(안)), which the itinerary later begins from."""

    key = "programme"
    title = _l("Draft programme")
    days = rows(DayRow, _l("Days"))

    paths = MappingProxyType({"programme_draft": "days"})

    @classmethod
    def filled(cls, call: CallDefinition) -> dict[str, Any]:
        return {"days": [
            {
                **day, "points": [{**point, "host": on_one_line(point["host"])} for point in day["items"]],
                "hosts": ", ".join(map(on_one_line, day["hosts"])),
            }
            for day in call.model_dump(mode="json")["programme_draft"]
        ]}  # fmt: skip

    def changes(self, call: CallDefinition) -> dict[str, Any]:
        days = plain(self.days)
        return {"programme_draft": [
            {
                "date": day.get("date", ""), "theme": day["theme"], "items": day["points"],
                "hosts": [host.strip() for host in day.get("hosts", "").split(",") if host.strip()],
            }
            for day in sorted(days, key=lambda day: day.get("date", ""))
        ]}  # fmt: skip

    def sort_days(self) -> None:
        """Put the days in order, so that what was typed stands where the data has it."""
        self.days.entries.sort(key=lambda entry: plain(entry.form.date) or "")

    def _path_in_form(self, path: str) -> str:
        return super()._path_in_form(path).replace(".items.", ".points.")


class AttachmentForm(VersionedForm):
    """A file to put beside the notice, with its title."""

    title = pair(_l("Title of the file"), required=True)
    file = FileField(_l("File"))

    def refuse(self, reasons: Iterable[Reason]) -> None:
        """Show a reason about the title beside its Korean box."""
        for reason in reasons:
            if reason.field == "title":
                self.title.form.ko.errors = [*self.title.form.ko.errors, str(reason.text)]
            else:
                super().refuse([reason])


class NewCallForm(SectionForm):
    """What a new call needs at least; all else is blank, or as it usually is."""

    key = "new"
    title = _l("New call")

    code = Words(_l("Code of the call"), required=True)
    programme = pair(_l("Programme title"), required=True)
    notice_title = pair(_l("Notice title"), required=True)
    purpose = pair(_l("Purpose"), long=True, required=True)
    unit = pair(_l("Issuing unit"), required=True)
    published_on = DayBox(_l("Day of publication"), required=True)
    nominations_close_on = DayBox(_l("Closing day"), required=True)
    training_from = DayBox(_l("First day of the training"), required=True)
    training_to = DayBox(_l("Last day of the training"), required=True)

    paths = MappingProxyType({
        "issuing_unit": "unit", "training.from": "training_from", "training.to": "training_to",
        "training": "training_from",
    })

    @property
    def written(self) -> dict[str, Any]:
        """What was typed, as it stands in a call file."""
        return {
            "code": plain(self.code), "programme": plain(self.programme),
            "notice_title": plain(self.notice_title), "purpose": plain(self.purpose), "issuing_unit": plain(self.unit),
            "published_on": plain(self.published_on), "nominations_close_on": plain(self.nominations_close_on),
            "training": {"from": plain(self.training_from), "to": plain(self.training_to)},
        }  # fmt: skip
