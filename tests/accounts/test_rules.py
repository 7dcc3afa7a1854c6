"""The lock after five failures; addresses, names and passwords."""

from __future__ import annotations

import unicodedata
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflow.accounts.rules import (
    FAILURES,
    FORGOTTEN,
    REST,
    Attempts,
    check_address,
    check_name,
    check_password,
    normal_address,
    normal_password,
)

START = datetime(2025, 7, 10, tzinfo=UTC)
GAPS = st.lists(st.timedeltas(timedelta(0), timedelta(days=2)), max_size=40)


def test_fifth_failure_in_a_row_locks_for_fifteen_minutes() -> None:
    attempts = Attempts()
    for number in range(1, 5):
        attempts = attempts.after_failure(START)
        assert (attempts.failures, attempts.locked_until) == (number, None)
    attempts = attempts.after_failure(START)
    assert attempts.locked_until == START + timedelta(minutes=15)
    assert attempts.is_locked(START + timedelta(minutes=14, seconds=59))
    assert not attempts.is_locked(START + timedelta(minutes=15))


def test_failures_while_locked_do_not_make_it_longer() -> None:
    locked = Attempts(5, START + REST, START)
    assert locked.after_failure(START + timedelta(minutes=14)) == locked


def test_counting_begins_anew_after_a_lock_and_after_a_day() -> None:
    assert Attempts(5, START + REST, START).after_failure(START + REST).failures == 1
    assert Attempts(4, None, START).after_failure(START + FORGOTTEN).failures == 1
    assert Attempts(4, None, START).after_failure(START + FORGOTTEN - timedelta(seconds=1)).failures == 5


@given(GAPS)
def test_lock_stands_exactly_when_five_failures_came_in_a_row(gaps: list[timedelta]) -> None:
    """A plain model: the moments of the failures that count, forgotten after a lock or a day's pause."""
    attempts, now, counted, until = Attempts(), START, [], None
    for gap in gaps:
        now += gap
        if until is not None and now < until:
            assert attempts.is_locked(now)
        else:
            if until is not None or (counted and now - counted[-1] >= FORGOTTEN):
                counted, until = [], None
            counted.append(now)
            if len(counted) == FAILURES:
                until = now + REST
        attempts = attempts.after_failure(now)
        assert attempts.failures == len(counted)
        assert attempts.locked_until == until
        assert 1 <= attempts.failures <= FAILURES


@pytest.mark.parametrize("typed", [
    "kim@city.example", " Kim.Seoyeon@City.Example ", "a+b@sub.company.co.kr", "한글@예시.kr",
])
def test_address_that_can_be_written_to(typed: str) -> None:
    assert check_address(typed) is None


@pytest.mark.parametrize("typed", [
    "", "kim", "kim@", "@city.example", "kim@localhost", "a b@city.example", "kim@city.example\nBcc: x@y.kr",
    "kim@city..example", "=?utf-8?q?a?=@city.example", "kim@city.example, lee@city.example", "x" * 250 + "@city.example",
])
def test_address_that_cannot_be_written_to(typed: str) -> None:
    reason = check_address(typed)
    assert reason is not None
    assert reason.field == "email"
    assert reason.text.en == "This is not a mail address. Example: name@company.co.kr"


def test_address_is_kept_in_one_form() -> None:
    assert normal_address(" Kim@City.Example ") == "kim@city.example"


@pytest.mark.parametrize(("typed", "said"), [
    ("", "The password needs 10 characters or more; this one has 0."),
    ("123456789", "The password needs 10 characters or more; this one has 9."),
    ("x" * 201, "The password may have up to 200 characters; this one has 201."),
    ("Kim@City.Example", "The mail address cannot be the password. Choose another one."),
])
def test_password_that_is_refused_says_why(typed: str, said: str) -> None:
    reason = check_password(typed, "kim@city.example")
    assert reason is not None
    assert (reason.field, reason.text.en) == ("password", said)


@pytest.mark.parametrize("typed", ["aaaaaaaaaa", "1234567890", "한강을 건너는 전차", " " * 10, "x" * 200])
def test_only_the_length_of_a_password_counts(typed: str) -> None:
    assert check_password(typed, "kim@city.example") is None


def test_korean_letters_typed_apart_are_the_same_password() -> None:
    composed = "전차역앞에서만나요둘이"
    apart = unicodedata.normalize("NFD", composed)
    assert composed != apart
    assert normal_password(composed) == normal_password(apart)


@pytest.mark.parametrize(("typed", "fits"), [
    ("한빛철도㈜", True), ("Nguyễn Thị Minh Hạnh", True), ("O'Neill & Co. (서울)", True), ("حسن", True),
    ("", False), ("  ", False), ("김\n철수", False), ("=?utf-8?b?x?=", False), ("가" * 121, False), ("김\0철수", False),
])
def test_name_goes_into_mails_and_letters(typed: str, fits: bool) -> None:
    reason = check_name(typed, "name_ko")
    assert (reason is None) is fits
    assert reason is None or reason.field == "name_ko"


@pytest.mark.parametrize(("typed", "fits"), [
    ("Hanbit Rail Co., Ltd.", True), ("3M (Korea) & Söhne", True), ("한빛철도", False), ("Hanbit 철도", False),
    ("Hanbit 😀", False), ("2025", False), ("...", False),
])
def test_english_name_of_a_company_is_in_latin_letters(typed: str, fits: bool) -> None:
    assert (check_name(typed, "name_en") is None) is fits


@pytest.mark.parametrize("typed", ["😀", "한도윤 😀", "-"])
def test_name_is_made_of_letters(typed: str) -> None:
    assert check_name(typed) is not None
