"""Days and times in English documents."""

from datetime import date, time

import pytest

from workflow.documents import english


@pytest.mark.parametrize(
    ("first", "last", "expected"),
    [
        (date(2025, 10, 26), date(2025, 11, 1), "26 October to 1 November 2025"),
        (date(2025, 10, 6), date(2025, 10, 12), "6 to 12 October 2025"),
        (date(2025, 12, 29), date(2026, 1, 3), "29 December 2025 to 3 January 2026"),
        (date(2025, 10, 6), date(2025, 10, 6), "6 October 2025"),
    ],
)
def test_long_period_says_month_and_year_once(first, last, expected):
    assert english.long_period(first, last) == expected


def test_days():
    assert english.long_day(date(2025, 10, 31)) == "31 October 2025"
    assert english.short_day(date(2025, 10, 27)) == "27 Oct (Mon)"


def test_hours():
    assert english.hours(time(15, 0), time(17, 30)) == "15:00–17:30"
    assert english.hours(time(9, 5), None) == "09:05"
    assert english.hours(None, None) == ""
