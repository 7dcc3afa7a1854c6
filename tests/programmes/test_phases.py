from datetime import UTC, date, datetime

import pytest

from workflow.core import clock
from workflow.programmes.models import Call
from workflow.programmes.phases import Phase, Standing, standing_of
from workflow.programmes.states import CallState

CLOSES = datetime(2025, 7, 26, 0, 0, tzinfo=clock.KST).astimezone(UTC)


def kst(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=clock.KST)  # type: ignore[arg-type]


def call(state: CallState = CallState.PUBLISHED) -> Call:
    return Call(state=state, published_on=date(2025, 7, 2), closes_at=CLOSES)


@pytest.mark.parametrize(("moment", "phase"), [
    (kst(2025, 7, 1, 23, 59, 59), Phase.COMING),
    (kst(2025, 7, 2, 0, 0, 0), Phase.OPEN),
    (kst(2025, 7, 25, 23, 59, 59), Phase.OPEN),
    (kst(2025, 7, 26, 0, 0, 0), Phase.PAST),
])  # fmt: skip
def test_a_published_call_is_open_from_its_first_day_to_the_end_of_its_last(moment: datetime, phase: Phase) -> None:
    assert standing_of(call(), moment).phase is phase


def test_the_last_second_of_the_closing_day_is_in_time_and_the_next_is_late() -> None:
    assert call().is_open(kst(2025, 7, 25, 23, 59, 59))
    assert not call().is_open(kst(2025, 7, 26, 0, 0, 0))


@pytest.mark.parametrize(("state", "phase"), [(CallState.DRAFT, Phase.DRAFT), (CallState.CLOSED, Phase.CLOSED)])
def test_a_draft_and_a_closed_call_take_nothing_whatever_the_day(state: CallState, phase: Phase) -> None:
    assert standing_of(call(state), kst(2025, 7, 10)).phase is phase
    assert not call(state).is_open(kst(2025, 7, 10))


def standing(moment: datetime) -> Standing:
    return standing_of(call(), moment)


@pytest.mark.parametrize(("moment", "days", "left"), [
    (kst(2025, 7, 10, 9, 0), 15, "15일 15시간 남음"),
    (kst(2025, 7, 24, 9, 0), 1, "1일 15시간 남음"),
    (kst(2025, 7, 25, 0, 0), 0, "1일 0시간 남음"),
    (kst(2025, 7, 25, 18, 30), 0, "5시간 30분 남음"),
    (kst(2025, 7, 25, 23, 59, 30), 0, "1분 미만 남음"),
])  # fmt: skip
def test_time_left_is_told_in_days_and_on_the_last_day_in_hours(moment: datetime, days: int, left: str) -> None:
    assert standing(moment).days_left == days
    assert standing(moment).time_left == left


@pytest.mark.parametrize(("moment", "near"), [
    (kst(2025, 7, 23, 0, 0), False), (kst(2025, 7, 23, 0, 1), True), (kst(2025, 7, 26, 0, 0), False),
])  # fmt: skip
def test_a_deadline_is_near_in_its_last_three_days(moment: datetime, near: bool) -> None:
    assert standing(moment).is_near is near


def test_the_deadline_is_written_as_its_last_minute_in_korean_time() -> None:
    assert standing(kst(2025, 7, 10)).deadline == "2025. 7. 25.(금) 23:59 KST"


def test_the_share_of_time_gone_stays_between_nothing_and_all() -> None:
    assert standing(kst(2025, 6, 1)).share_gone == 0
    assert standing(kst(2025, 7, 14, 0, 0)).share_gone == 50
    assert standing(kst(2025, 9, 1)).share_gone == 100
