"""The boundary of selection: sheets of scores, what-if, and reasons."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from werkzeug.datastructures import MultiDict
from wtforms import IntegerField, SelectField, StringField, TextAreaField
from wtforms.validators import DataRequired, Length, NumberRange

from workflow.core.errors import Refused
from workflow.core.forms import Form, VersionedForm
from workflow.core.i18n import Text
from workflow.core.i18n import gettext as _
from workflow.core.i18n import lazy_gettext as _l
from workflow.meetings.models import Decision
from workflow.meetings.wording import name_of
from workflow.programmes.parts import WithinCountry
from workflow.selection.models import AgreedPlace
from workflow.selection.seats import Cap
from workflow.selection.services import parse_total

LAST_PLACE = 100_000
WITHIN_LABELS = {
    WithinCountry.POOL: _l("All trainees of a country compete"),
    WithinCountry.BEST_NOMINATION: _l("Only the best nomination of a country"),
    WithinCountry.PER_CITY: _l("Cities count as countries do"),
}
CAP_LABELS = {
    Cap.COUNTRIES: _l("Countries"),
    Cap.TRAINEES: _l("Trainees"),
    Cap.PER_COUNTRY: _l("Trainees per country"),
    Cap.PER_COMPANY: _l("Trainees per company"),
}


class ActionForm(VersionedForm):
    """A button: who presses it must have seen the present version."""


class ReasonForm(VersionedForm):
    """A button with a reason that goes into the record."""

    reason = StringField(_l("Reason"), validators=[Length(max=500)])
    reserve = StringField(_l("Reserve"))


class ExceptionForm(Form):
    """What the meeting grants beyond a cap; `owners` are the countries and companies with a cap of their own,
    `decisions` those of the meetings that grant an exception."""

    cap = SelectField(_l("Cap"), choices=[(cap.value, label) for cap, label in CAP_LABELS.items()])
    code = SelectField(_l("Whose cap"))
    extra = IntegerField(_l("How many more"), validators=[DataRequired(), NumberRange(1, 100)])
    decision = SelectField(_l("By decision"), coerce=int, default=0)
    reason = TextAreaField(_l("Reason"), validators=[Length(max=500)])

    def __init__(
        self, owners: Mapping[Cap, Mapping[str, Text]], decisions: Sequence[Decision], *args: Any, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        named = [(code, str(name)) for group in owners.values() for code, name in group.items()]
        self.code.choices = [("", _("Nobody's own: countries, or trainees in all")), *named]
        self.decision.choices = [(0, _("no decision named")), *((one.id, name_of(one)) for one in decisions)]


@dataclass(slots=True)
class SheetRow:
    """One line of a sheet of scores as it was typed, with what is wrong with it."""

    nomination_id: int
    total: str = ""
    recused: bool = False
    error: str = ""
    hundredths: int | None = None

    @property
    def is_empty(self) -> bool:
        return not self.total.strip() and not self.recused


@dataclass(slots=True)
class Sheet:
    """A member's sheet of scores: one row for each nomination, kept as typed when a row is wrong."""

    rows: list[SheetRow] = field(default_factory=list)

    @classmethod
    def typed(cls, nomination_ids: list[int], values: MultiDict[str, Any]) -> Sheet:
        """Read the rows from a posted form and check each of them."""
        sheet = cls()
        for nomination_id in nomination_ids:
            row = SheetRow(nomination_id, values.get(f"total-{nomination_id}", ""), f"recused-{nomination_id}" in values)
            if row.total.strip() and not row.recused:
                try:
                    row.hundredths = parse_total(row.total)
                except Refused as refused:
                    row.error = str(refused.reasons[0].text)
            sheet.rows.append(row)
        return sheet

    @property
    def is_wrong(self) -> bool:
        return any(row.error for row in self.rows)


@dataclass(frozen=True, slots=True)
class PlaceRow:
    """One line of an agreed order as it was typed."""

    nomination_id: int
    place: str = ""
    reason: str = ""

    def number(self) -> int:
        """Return the place. Raises Refused where it is no number from 1."""
        place = self.place.strip()
        if not (place.isascii() and place.isdecimal()) or not 0 < int(place) < LAST_PLACE:
            raise Refused.because("place", ko="순위는 1 이상의 숫자로 적어 주세요.", en="Write a place as a number from 1.",
                                  field="place")
        return int(place)


@dataclass(frozen=True, slots=True)
class AgreedOrder:
    """The order that a meeting agreed on, by nomination; kept as typed when a row is wrong."""

    rows: dict[int, PlaceRow]

    @classmethod
    def typed(cls, nomination_ids: list[int], values: MultiDict[str, Any]) -> AgreedOrder:
        """Read the rows from a posted form."""
        return cls({
            one: PlaceRow(one, values.get(f"place-{one}", ""), values.get(f"reason-{one}", "")) for one in nomination_ids
        })

    @classmethod
    def kept(cls, places: dict[int, AgreedPlace]) -> AgreedOrder:
        return cls({one.nomination_id: PlaceRow(one.nomination_id, str(one.place), one.reason) for one in places.values()})

    def given(self) -> list[PlaceRow]:
        """Return the rows that have a place."""
        return [row for row in self.rows.values() if row.place.strip()]
