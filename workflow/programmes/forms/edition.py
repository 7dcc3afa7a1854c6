"""The form of the next edition of a call: its code and title, and where every day moves."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from datetime import date
from typing import Any, NamedTuple

from wtforms import BooleanField, Field, RadioField

from workflow.core.i18n import format_date
from workflow.core.i18n import gettext as _
from workflow.core.i18n import lazy_gettext as _l
from workflow.programmes import dates, drafts
from workflow.programmes.definition import CallDefinition
from workflow.programmes.forms.base import DayBox, SectionForm, Words, pair, plain
from workflow.programmes.rules import AMENDED


class Line(NamedTuple):
    """A day of the call as it is, and the box of where it moves."""

    name: str
    before: str
    after: Field


class EditionForm(SectionForm):
    """`anchor` is the day that is known; from it the others are worked out, and each can be changed."""

    key = "edition"
    title = _l("Next edition of a call")

    code = Words(_l("Code of the call"), required=True)
    notice_title = pair(_l("Notice title"), required=True)
    anchor = RadioField(_l("What is known"), validate_choice=False, choices=[
        (dates.Anchor.TRAINING.value, _l("the first day of the training")),
        (dates.Anchor.PUBLICATION.value, _l("the day of publication")),
    ])  # fmt: skip
    anchor_day = DayBox(_l("That day in the new edition"), required=True)
    attachments = BooleanField(_l("Copy the attachments of the notice"))

    source: CallDefinition

    @classmethod
    def following(cls, source: CallDefinition, today: date) -> EditionForm:
        """Make the form for the edition after `source`: as sent, else as a year later would be."""
        day = dates.usual_day(source, today)
        boxes = {_box(path): DayBox(_name(source, path)) for path, _day in dates.days_of(source)}
        moved = dates.moved(source, dates.Anchor.TRAINING, day)
        years = day.year - source.training.starts_on.year
        form: EditionForm = type(cls.__name__, (cls,), boxes)(data={
            "code": drafts.next_code(source.code, years), "attachments": True,
            "notice_title": drafts.next_title(source.notice_title, source, years).to_json(),
            "anchor": dates.Anchor.TRAINING.value, "anchor_day": str(day),
            **{_box(move.path): str(move.after) for move in moved},
        })  # fmt: skip
        del form.reason, form.version
        form.source = source
        return form

    @property
    def lines(self) -> list[Line]:
        return [Line(_name(self.source, path), format_date(day), self[_box(path)]) for path, day in dates.days_of(self.source)]

    def move_days(self) -> None:
        """Work out all days again from the one that is known, and the year of the title with them."""
        with suppress(ValueError, OverflowError):  # a day that is none is refused when the call is made
            to = date.fromisoformat(plain(self.anchor_day) or "")
            anchor = dates.Anchor(self.anchor.data or "")
            for move in dates.moved(self.source, anchor, to):
                self[_box(move.path)].data = str(move.after)

    @property
    def days(self) -> Iterable[tuple[str, str]]:
        """The days as they stand in the boxes, by their path."""
        return [(path, plain(self[_box(path)]) or "") for path, _day in dates.days_of(self.source)]

    @property
    def written(self) -> dict[str, Any]:
        """The data of the new edition."""
        named = {"code": plain(self.code), "notice_title": plain(self.notice_title)}
        return drafts.next_edition(self.source, self.days, named)

    def _path_in_form(self, path: str) -> str:
        if path in ("training", "training.nights", "training.days"):
            return _box("training.to")
        return _box(path) if _box(path) in self._fields else path


def _box(path: str) -> str:
    return path.replace(".", "_")


def _name(call: CallDefinition, path: str) -> str:
    if path in AMENDED:
        return str(AMENDED[path])
    place = int(path.split(".")[1])
    return _("Draft programme, day %(number)s: %(theme)s", number=place + 1, theme=call.programme_draft[place].theme)
