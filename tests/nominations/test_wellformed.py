"""What a draft refuses to keep: only what cannot be read as an answer."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflow.nominations import wellformed
from workflow.programmes.asks import LONG_LIMIT


@pytest.mark.parametrize(
    "typed", ["", "Bogotá", "Nguyễn Thị Minh Hạnh", "Дилшод Ғафуров", "محمد عبد الله", "O'Brien-Smith", "서울"]
)
def test_names_of_every_script_are_taken(typed: str) -> None:
    assert wellformed.check_line(wellformed.clean_line(typed), 200) is None


@pytest.mark.parametrize(
    "typed", ["two\nlines", "two\u2028lines", "nul\x00", "bell\x07", "half \ud83d", "=?utf-8?q?x?=", "x" * 121]
)
def test_a_line_refuses_what_is_no_line(typed: str) -> None:
    found = wellformed.check_line(typed, 120)
    assert found is not None
    assert found.ko
    assert found.en


def test_too_long_says_by_how_much() -> None:
    found = wellformed.check_lines("x" * (LONG_LIMIT + 12), LONG_LIMIT)
    assert found is not None
    assert found.en == "It may have 4,000 characters; it has 12 too many."


def test_several_lines_keep_their_breaks_in_one_form() -> None:
    assert wellformed.clean_lines(" one\r\ntwo\rthree \n") == "one\ntwo\nthree"
    assert wellformed.check_lines("one\n\ttwo", 100) is None


def test_decomposed_letters_are_kept_composed() -> None:
    assert wellformed.clean_line("e\u0301") == "é"


@pytest.mark.parametrize("typed", ["", "+82-2-555-0101", "02-555-0101", "010-1234-5678", "+84 24 3822 0000", "+57 1 555 55 55"])
def test_telephone_numbers_of_every_country_are_taken(typed: str) -> None:
    assert wellformed.check_phone(typed) is None


@pytest.mark.parametrize("typed", ["abc", "12", "+1 202", "전화 없음", "+999 1234 5678 9012 3456"])
def test_what_cannot_be_called_is_refused(typed: str) -> None:
    assert wellformed.check_phone(typed) is not None


@pytest.mark.parametrize(("typed", "taken"), [
    ("", True), ("h.doyun@hanbit.example", True), ("한@한빛.kr", True), ("a@b", False), ("nobody", False),
    ("a@b.kr\nBcc: x@y.kr", False), ("=?utf-8?q?x?=@b.kr", False),
])  # fmt: skip
def test_mail_addresses(typed: str, taken: bool) -> None:
    assert (wellformed.check_email(typed) is None) is taken


@pytest.mark.parametrize(("day", "taken"), [
    (None, True), (date(1900, 1, 1), True), (date(2199, 12, 31), True), (date(1899, 12, 31), False),
    (date(2200, 1, 1), False), (date(25, 7, 25), False),
])  # fmt: skip
def test_days_are_of_a_year_that_people_mean(day: date | None, taken: bool) -> None:
    assert (wellformed.check_day(day) is None) is taken


@given(st.text())
def test_no_text_makes_a_check_fail(typed: str) -> None:
    for check in (wellformed.check_email, wellformed.check_phone):
        check(wellformed.clean_line(typed))
    wellformed.check_line(wellformed.clean_line(typed), 40)
    wellformed.check_lines(wellformed.clean_lines(typed), 40)
