"""What the dashboard of a call shows: the funnel, seats against quotas, and the days left."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa

from workflow.core import clock
from workflow.core.db import db
from workflow.core.i18n import gettext as _
from workflow.insight import queries
from workflow.insight.standing import funnel
from workflow.programmes.models import Call
from workflow.selection.models import Placement, SelectionRound
from workflow.selection.quotas import seat_rows
from workflow.selection.states import ROUND, PlacementState, RoundState


@dataclass(frozen=True, slots=True)
class Deadline:
    """A date of the call and the days until it; negative once it has passed."""

    label: str
    day: date
    days: int


@dataclass(frozen=True, slots=True)
class Board:
    """Everything that the dashboard draws."""

    funnel: list[tuple[str, int]]
    seats: list[tuple[str, int, int | None, str]]
    deadlines: list[Deadline]
    counts: dict[str, int]
    round_label: str
    round_tone: str


def deadlines(call: Call, now: datetime) -> list[Deadline]:
    """Return the dates of the call with the days left until each, counted in Korean days."""
    today = now.astimezone(clock.KST).date()
    dates = [
        (_("Nominations close"), call.definition.nominations_close_on),
        (_("Training begins"), call.training_from),
        (_("Training ends"), call.training_to),
    ]
    return [Deadline(label, day, (day - today).days) for label, day in dates]


def read(call: Call, now: datetime) -> Board:
    counts = queries.counts(call.id)
    round_label, round_tone = round_tag(call)
    return Board(
        funnel=funnel(counts), seats=_seats(call), deadlines=deadlines(call, now), counts=counts,
        round_label=round_label, round_tone=round_tone,
    )


def round_tag(call: Call) -> tuple[str, str]:
    """Return the word and the tone for how far the selection of the call is; no word before it was sent up."""
    state = db.session.scalar(sa.select(SelectionRound.state).where(SelectionRound.call_id == call.id)) or RoundState.OPEN
    if state is RoundState.OPEN:
        return "", "neutral"
    return str(ROUND.label(state)), ROUND.tone(state)


def _seats(call: Call) -> list[tuple[str, int, int | None, str]]:
    """Return (quota, used, cap, how the cap comes about); before the announcement nothing is used."""
    held: list[Any] = list(
        db.session.execute(
            sa.select(Placement.unit, sa.func.count())
            .where(Placement.call_id == call.id, Placement.state == PlacementState.SELECTED)
            .group_by(Placement.unit)
        )
    )
    round_ = db.session.scalar(sa.select(SelectionRound).where(SelectionRound.call_id == call.id))
    return seat_rows(call, round_, sum(count for _unit, count in held), len(held))
