"""Until when letters ask for things, and what stands on the envelope."""

from __future__ import annotations

from dataclasses import astuple
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflow.documents import rules
from workflow.documents.rules import Deadlines, deadline_problems, default_deadlines

TRAINING = date(2025, 10, 26)


def test_default_dates_leave_each_step_its_time() -> None:
    assert default_deadlines(date(2025, 9, 10), TRAINING) == Deadlines(
        reply_by=date(2025, 9, 19), papers_by=date(2025, 9, 25), absent_by=date(2025, 10, 3), travel_by=date(2025, 10, 10)
    )


@given(st.dates(date(2020, 1, 1), date(2030, 12, 31)), st.integers(1, 200))
def test_default_dates_are_in_order_in_time_and_on_working_days(today: date, days: int) -> None:
    found = default_deadlines(today, today + timedelta(days=days))
    assert today <= found.reply_by <= found.papers_by
    assert found.absent_by <= found.travel_by < today + timedelta(days=days)
    assert all(day == today or day.weekday() < 5 for day in astuple(found))
    assert deadline_problems(found, today, today + timedelta(days=days)) == []


def test_dates_in_the_past_or_after_the_training_are_refused_by_field() -> None:
    today = date(2025, 9, 10)
    wrong = Deadlines(today - timedelta(days=1), today, TRAINING, TRAINING - timedelta(days=1))
    assert [one.field for one in deadline_problems(wrong, today, TRAINING)] == ["reply_by", "absent_by"]


@pytest.mark.parametrize(
    ("name", "recipient", "addressee"),
    [
        ("한빛철도엔지니어링㈜", "한빛철도엔지니어링㈜ 대표이사", "귀사"),
        ("주식회사 한빛", "주식회사 한빛 대표이사", "귀사"),
        ("서울시립대학교", "서울시립대학교 대표", "귀 기관"),
    ],
)
def test_recipient_is_the_head_of_the_nominator(name: str, recipient: str, addressee: str) -> None:
    assert (rules.recipient(name), rules.addressee(name)) == (recipient, addressee)
