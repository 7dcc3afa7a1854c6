"""The order of a day: sessions with a time follow each other by it, the others stand where they were put."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import time
from typing import Literal, Protocol, TypeVar

Direction = Literal["up", "down"]


class Timed(Protocol):
    """What has a beginning, or none yet."""

    @property
    def starts(self) -> time | None: ...


T = TypeVar("T", bound=Timed)


def arranged(day: Sequence[T]) -> list[T]:
    """Return the sessions of a day with those that have a time in its order.

    A session without a time keeps its place in the row; equal times keep their order.
    """
    timed = iter(sorted((one for one in day if one.starts is not None), key=lambda one: one.starts or time.min))
    return [one if one.starts is None else next(timed) for one in day]


def neighbour(day: Sequence[Timed], index: int, direction: Direction) -> int | None:
    """Return the index that the session at `index` may change places with, or None.

    Two sessions with different times do not change places: their times say which comes first.
    """
    other = index - 1 if direction == "up" else index + 1
    if not 0 <= other < len(day):
        return None
    here, there = day[index].starts, day[other].starts
    return None if here is not None and there is not None and here != there else other
