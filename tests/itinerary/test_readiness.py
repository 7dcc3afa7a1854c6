from dataclasses import dataclass
from datetime import time
from typing import Any

import pytest

from workflow.core.i18n import Text
from workflow.itinerary.categories import Category
from workflow.itinerary.readiness import OpenPoint, open_points, points_of
from workflow.itinerary.states import SessionState


@dataclass(frozen=True)
class Host:
    name: Text


@dataclass(frozen=True)
class Planned:
    starts: time | None
    title: Text
    place: Text
    category: Category
    state: SessionState
    host: Any


def planned(**values: Any) -> Planned:
    """Return a session at which nothing is open, but for `values`."""
    return Planned(**{
        "starts": time(9), "title": Text("견학", "Visit"), "place": Text("지축", "Jichuk"), "category": Category.SITE,
        "state": SessionState.CONFIRMED, "host": Host(Text("서울교통공사", "Seoul Metro")), **values,
    })


@pytest.mark.parametrize(("session", "points"), [
    (planned(), []),
    (planned(starts=None), [OpenPoint.NO_TIME]),
    (planned(host=None), [OpenPoint.NO_HOST]),
    (planned(host=None, category=Category.LECTURE), []),
    (planned(state=SessionState.UNCONFIRMED), [OpenPoint.HOST_UNCONFIRMED]),
    (planned(title=Text("견학")), [OpenPoint.NO_ENGLISH]),
    (planned(place=Text("지축")), [OpenPoint.NO_ENGLISH]),
    (planned(host=Host(Text("서울교통공사"))), [OpenPoint.NO_ENGLISH]),
])  # fmt: skip
def test_what_is_open_at_a_session(session: Planned, points: list[OpenPoint]) -> None:
    assert points_of(session) == points


def test_open_points_are_grouped_the_most_pressing_first() -> None:
    one, other = planned(title=Text("강의")), planned(starts=None, title=Text("견학"))
    found = open_points([one, other])
    assert [(each.point, each.sessions) for each in found] == [
        (OpenPoint.NO_TIME, (other,)), (OpenPoint.NO_ENGLISH, (one, other)),
    ]  # fmt: skip
    assert open_points([planned()]) == []
