from dataclasses import dataclass
from datetime import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflow.itinerary.order import Direction, arranged, neighbour


@dataclass(frozen=True)
class One:
    key: int
    starts: time | None


def day(*hours: int | None) -> list[One]:
    return [One(key, None if hour is None else time(hour)) for key, hour in enumerate(hours)]


def test_sessions_with_a_time_follow_each_other_and_the_others_keep_their_place() -> None:
    assert [one.key for one in arranged(day(14, None, 9, 11))] == [2, 1, 3, 0]


@given(st.lists(st.none() | st.integers(0, 23), max_size=12))
def test_arranging_loses_nothing_and_keeps_equal_times_in_their_order(hours: list[int | None]) -> None:
    before = day(*hours)
    after = arranged(before)
    assert sorted(one.key for one in after) == [one.key for one in before]
    timed = [(one.starts, one.key) for one in after if one.starts is not None]
    assert timed == sorted(timed)
    assert all(before[place] is one for place, one in enumerate(after) if one.starts is None)
    assert arranged(after) == after


@pytest.mark.parametrize(("hours", "index", "direction", "there"), [
    ((None, None), 0, "up", None),
    ((None, None), 0, "down", 1),
    ((None, None), 1, "down", None),
    ((9, None), 1, "up", 0),
    ((9, 11), 1, "up", None),
    ((9, 9), 1, "up", 0),
])  # fmt: skip
def test_a_session_moves_where_its_time_allows(
    hours: tuple[int | None, ...], index: int, direction: Direction, there: int | None
) -> None:
    assert neighbour(day(*hours), index, direction) == there


@given(st.lists(st.none() | st.integers(0, 3), min_size=2, max_size=8), st.integers(0, 7), st.sampled_from(["up", "down"]))
def test_changing_places_never_breaks_the_order_of_times(
    hours: list[int | None], index: int, direction: Direction
) -> None:
    sessions = arranged(day(*hours))
    index %= len(sessions)
    there = neighbour(sessions, index, direction)
    if there is not None:
        sessions[index], sessions[there] = sessions[there], sessions[index]
        moved = [one.starts for one in sessions if one.starts is not None]
        assert moved == sorted(moved)
