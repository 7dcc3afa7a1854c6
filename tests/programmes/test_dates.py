"""How the days of a call move to its next edition."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.factories.programmes import POLICY_INTERNSHIP, call_data
from tests.programmes.strategies import definitions
from workflow.core.i18n import Text
from workflow.programmes import drafts
from workflow.programmes.dates import Anchor, days_of, moved, usual_day
from workflow.programmes.definition import CallDefinition

RAILWAY = CallDefinition.model_validate(call_data())
INTERNSHIP = CallDefinition.model_validate(call_data(POLICY_INTERNSHIP))
ANCHORS = st.sampled_from(list(Anchor))
DAYS = st.dates(date(2024, 1, 1), date(2031, 12, 31))


@given(definitions(), ANCHORS, DAYS)
@settings(max_examples=25)
def test_no_two_days_change_their_order(call: CallDefinition, anchor: Anchor, to: date) -> None:
    moves = moved(call, anchor, to)
    assert [move.path for move in moves] == [path for path, _day in days_of(call)]
    for first, second in pairwise(sorted(moves, key=lambda move: move.before)):
        assert first.after < second.after if first.before < second.before else first.after == second.after


@given(definitions(), ANCHORS, DAYS)
@settings(max_examples=25)
def test_the_known_day_moves_as_told_and_the_others_keep_their_weekday(
    call: CallDefinition, anchor: Anchor, to: date
) -> None:
    at = {move.path: move for move in moved(call, anchor, to)}
    known = at["training.from" if anchor is Anchor.TRAINING else "published_on"]
    shift = to - known.before
    assert known.after == to
    for move in at.values():
        together = anchor is Anchor.TRAINING and call.training.includes(move.before)
        if move is known or together:
            assert move.after - move.before == shift
        elif move.before != known.before:
            assert move.after.weekday() == move.before.weekday()
            assert abs((move.after - move.before) - shift) < timedelta(weeks=1)
    assert at["training.to"].after - at["training.from"].after == call.training.ends_on - call.training.starts_on


@given(definitions(), ANCHORS, DAYS)
@settings(max_examples=25)
def test_the_next_edition_is_a_whole_call_with_those_days(call: CallDefinition, anchor: Anchor, to: date) -> None:
    moves = moved(call, anchor, to)
    data = drafts.next_edition(call, [(move.path, str(move.after)) for move in moves], {"code": "NEXT"})
    following = CallDefinition.model_validate({key: value for key, value in data.items() if value is not None})
    assert [day for _path, day in days_of(following)] == [move.after for move in moves]
    assert (following.questions, following.consents, following.eligibility) == (call.questions, call.consents, call.eligibility)
    assert (following.budget_krw, following.record) == (None, {})
    assert following.training.night_count == call.training.night_count


def test_a_year_later_keeps_every_weekday() -> None:
    day = usual_day(RAILWAY, date(2025, 11, 30))
    assert day == date(2026, 10, 25)
    at = {move.path: str(move.after) for move in moved(RAILWAY, Anchor.TRAINING, day)}
    assert at["published_on"] == "2026-07-01"
    assert at["nominations_close_on"] == "2026-07-24"
    assert (at["training.from"], at["training.to"]) == ("2026-10-25", "2026-10-31")
    assert (at["programme_draft.0.date"], at["programme_draft.6.date"]) == ("2026-10-25", "2026-10-31")


def test_days_before_a_training_two_days_later_stay_and_those_after_it_wait_a_week() -> None:
    data = {**call_data(), "phases": {"confirmation": {"from": "2025-09-01", "to": "2025-11-05"}}}
    call = CallDefinition.model_validate(data)
    at = {move.path: str(move.after) for move in moved(call, Anchor.TRAINING, date(2025, 10, 28))}
    assert (at["nominations_close_on"], at["phases.confirmation.from"]) == ("2025-07-25", "2025-09-01")
    assert (at["training.to"], at["phases.confirmation.to"]) == ("2025-11-03", "2025-11-12")


def test_an_old_call_begins_when_its_day_of_publication_is_to_come() -> None:
    day = usual_day(INTERNSHIP, date(2025, 7, 10))
    moves = {move.path: move.after for move in moved(INTERNSHIP, Anchor.TRAINING, day)}
    assert moves["published_on"] >= date(2025, 7, 10)
    assert day.weekday() == INTERNSHIP.training.starts_on.weekday()


@pytest.mark.parametrize(("title", "expected"), [
    ("2017 서울 정책체험 인턴십", "2018 서울 정책체험 인턴십"), ("2016년 11월~2017년 1월", "2017년 11월~2018년 1월"),
    ("서울 2030 도시계획", "서울 2030 도시계획"), ("제20170호", "제20170호"), ("연수", "연수"),
])  # fmt: skip
def test_a_title_names_the_next_year_where_it_names_the_call_s(title: str, expected: str) -> None:
    assert drafts.next_title(Text(title), INTERNSHIP, 1).ko == expected


def test_a_code_names_the_next_year_where_it_names_one() -> None:
    assert [drafts.next_code(code, 1) for code in ("URT-2025", "BUS", "A-2025-2")] == ["URT-2026", "", "A-2026-2"]
