"""What a reader of the proposal tries out: other quotas, somebody left out. It stands in the address."""

from __future__ import annotations

from dataclasses import dataclass

from werkzeug.datastructures import MultiDict

from workflow.core.errors import Reason
from workflow.core.i18n import Text
from workflow.core.i18n import gettext as _
from workflow.programmes.parts import WithinCountry
from workflow.selection.forms import CAP_LABELS
from workflow.selection.seats import Cap

TRIED = {
    "countries": CAP_LABELS[Cap.COUNTRIES], "trainees": CAP_LABELS[Cap.TRAINEES],
    "per_country": CAP_LABELS[Cap.PER_COUNTRY], "per_company": CAP_LABELS[Cap.PER_COMPANY],
}
"""The quotas that can be tried, by their names in the address."""


@dataclass(frozen=True, slots=True)
class WhatIf:
    """What the reader tries out, as it stands in the address."""

    countries: int | None
    trainees: int | None
    per_country: int | None
    per_company: int | None
    without: tuple[str, ...]
    within_country: WithinCountry | None
    unread: tuple[tuple[str, str], ...] = ()

    @classmethod
    def of(cls, arguments: MultiDict[str, str]) -> WhatIf:
        within = arguments.get("within_country", "")
        typed = {name: arguments.get(name, "").strip() for name in ("countries", "trainees", "per_country", "per_company")}
        return cls(
            **{name: _count(value) for name, value in typed.items()},
            without=tuple(key for value in arguments.getlist("without") for key in value.replace(",", " ").split()),
            within_country=WithinCountry(within) if within in set(WithinCountry) else None,
            unread=tuple((name, value) for name, value in typed.items() if value and _count(value) is None),
        )

    @property
    def is_tried(self) -> bool:
        return self != WhatIf(None, None, None, None, (), None)

    @property
    def quotas(self) -> dict[Cap, int | None]:
        return {
            Cap.COUNTRIES: self.countries, Cap.TRAINEES: self.trainees, Cap.PER_COUNTRY: self.per_country,
            Cap.PER_COMPANY: self.per_company,
        }

    def misread(self) -> list[Reason]:
        """Return what was typed as a quota and is none, by the field of the page."""
        return [
            Reason("count", Text.of(_("%(field)s: %(typed)s is not a whole number from 1 to 999.",
                                      field=TRIED[name], typed=typed)), name)
            for name, typed in self.unread
        ]  # fmt: skip


def _count(value: str) -> int | None:
    """Return the number from 1 to 999 that was typed, or None."""
    return int(value) if value.isdecimal() and 0 < int(value) < 1000 else None
