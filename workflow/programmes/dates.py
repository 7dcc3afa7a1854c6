"""How the dates of a call move to the next edition: pure.

One new day is given, the first day of the training or the day of publication, and moves by exactly the
distance to the old one. What comes before it moves by whole weeks, rounded down, what comes after it by
whole weeks, rounded up: every day keeps its weekday, and no two change their order. The days of the
training move as one block with its first day.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Any

from workflow.programmes.definition import CallDefinition

WEEK = timedelta(weeks=1)
YEAR = timedelta(weeks=52)


class Anchor(StrEnum):
    """The day that is known of the next edition."""

    TRAINING = "training"
    PUBLICATION = "publication"


@dataclass(frozen=True, slots=True)
class Move:
    """A day of the call at its `path` in the data, before and after."""

    path: str
    before: date
    after: date


def days_of(call: CallDefinition) -> list[tuple[str, date]]:
    """Return every day that a call holds, as (path, day), in the order of the year's work."""
    found: list[tuple[str, date]] = [("published_on", call.published_on), ("nominations_close_on", call.nominations_close_on)]
    for name, window in call.phases.named:
        for place, day in (("from", window.starts_on), ("to", window.ends_on)):
            if day is not None:
                found.append((f"phases.{name}.{place}", day))
    found += [("training.from", call.training.starts_on), ("training.to", call.training.ends_on)]
    return found + [(f"programme_draft.{index}.date", day.day) for index, day in enumerate(call.programme_draft)]


def moved(call: CallDefinition, anchor: Anchor, to: date) -> list[Move]:
    """Return where every day of the call moves when the day of `anchor` moves to `to`."""
    training = call.training
    first, last = (
        (training.starts_on, training.ends_on) if anchor is Anchor.TRAINING else (call.published_on, call.published_on)
    )
    shift = to - first
    down = WEEK * (shift // WEEK)
    up = -(WEEK * (-shift // WEEK))

    def after(path: str, day: date) -> date:
        in_training = path.startswith("training.")
        if anchor is Anchor.TRAINING and in_training:
            return day + shift
        if day < first:
            return day + down
        return day + (shift if day <= last else up)

    return [Move(path, day, after(path, day)) for path, day in days_of(call)]


def usual_day(call: CallDefinition, today: date) -> date:
    """Return the first day of the training a year later, on the same weekday; as many years later as it
    takes for the day of publication not to have passed by `today`."""
    years = 1
    while call.published_on + years * YEAR < today:
        years += 1
    return call.training.starts_on + years * YEAR


def with_days(data: dict[str, Any], days: Iterable[tuple[str, str]]) -> dict[str, Any]:
    """Return the data of a call with those days, written as given, at their paths; `data` is changed."""
    for path, day in days:
        node: Any = data
        *way, last = path.split(".")
        for part in way:
            node = node[int(part)] if part.isdecimal() else node[part]
        node[last] = day
    return data
