from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflow.screening.years import age_on, months_after

DAYS = st.dates(date(1900, 1, 1), date(2100, 12, 31))


@pytest.mark.parametrize(
    ("day", "months", "after"),
    [
        (date(2025, 9, 27), 6, date(2026, 3, 27)),
        (date(2025, 8, 31), 6, date(2026, 2, 28)),
        (date(2023, 8, 31), 6, date(2024, 2, 29)),
        (date(2025, 12, 31), 1, date(2026, 1, 31)),
        (date(2024, 2, 29), -12, date(2023, 2, 28)),
        (date(2025, 9, 21), -36, date(2022, 9, 21)),
        (date(2025, 9, 21), 0, date(2025, 9, 21)),
        (date(9999, 12, 31), 6, date(9999, 12, 31)),
        (date(1, 1, 1), -12, date(1, 1, 1)),
    ],
)
def test_months_after_end_on_the_same_day_or_the_last_of_the_month(day: date, months: int, after: date) -> None:
    assert months_after(day, months) == after


@given(DAYS, st.integers(0, 240))
def test_months_after_never_passes_the_day_of_the_month_and_misses_it_only_in_short_months(day: date, months: int) -> None:
    after = months_after(day, months)
    assert (after.year * 12 + after.month) - (day.year * 12 + day.month) == months
    assert after.day == day.day or (after.day < day.day and (after + timedelta(days=1)).day == 1)


@given(DAYS, st.integers(0, 60))
def test_full_years_are_over_at_the_latest_the_day_after_so_many_months(day: date, years: int) -> None:
    after = months_after(day, 12 * years)
    assert age_on(day, after + timedelta(days=1)) >= years
    assert age_on(day, after - timedelta(days=1)) == years - 1
