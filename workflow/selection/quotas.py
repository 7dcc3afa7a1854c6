"""Seats against the quotas of a call, with what the meeting granted beyond them."""

from __future__ import annotations

from workflow.core.i18n import gettext as _
from workflow.programmes.models import Call
from workflow.selection import queries
from workflow.selection.models import SelectionRound
from workflow.selection.seats import Cap


def seat_rows(
    call: Call, round_: SelectionRound | None, trainees: int, countries: int, *, tried: dict[Cap, int | None] | None = None
) -> list[tuple[str, int, int | None, str]]:
    """Return (quota, seats in use, cap, how the cap comes about) for trainees and for countries.

    `tried` are quotas that stand in the place of the call's, for what-if. Nothing is read but the round.
    """
    quotas = call.definition.quotas
    return [
        (label, used, *_cap(cap, (tried or {}).get(cap) or quota, round_))
        for label, used, cap, quota in (
            (_("Trainees"), trainees, Cap.TRAINEES, quotas.trainees),
            (_("Countries"), countries, Cap.COUNTRIES, quotas.countries),
        )
    ]


def _cap(cap: Cap, quota: int | None, round_: SelectionRound | None) -> tuple[int | None, str]:
    granted = [one.granted for one in queries.exceptions_of(round_) if one.stands]
    extra = sum(one.extra for one in granted if one.cap == cap)
    if quota is None or not extra:
        return quota, ""
    return quota + extra, _("quota %(quota)s + exception %(extra)s", quota=quota, extra=extra)
