import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.factories.worked_set import DEMO
from workflow.accounts.registration_no import check, check_digit, display, normalise
from workflow.core.yamlfile import read

nines = st.text("0123456789", min_size=9, max_size=9).filter(lambda nine: nine.strip("0"))
numbers = nines.map(lambda nine: nine + check_digit(nine))


def test_the_companies_of_the_worked_set_have_right_numbers() -> None:
    companies = read(DEMO / "nominations-2025.yaml").data["companies"]
    assert len(companies) == 7
    assert [check(one["registration_no"]) for one in companies] == [None] * 7


@pytest.mark.parametrize("typed", ["214-81-00011", "2148100011", " 214 81 00011 ", "２１４-８１-０００１１", "214–81–00011"])
def test_a_number_is_kept_as_its_digits(typed: str) -> None:
    assert normalise(typed) == "2148100011"
    assert check(typed) is None
    assert display(normalise(typed)) == "214-81-00011"


@pytest.mark.parametrize("typed", ["214-81-0001", "214-81-000111", "214-81-0001A", "이일사", "٢١٤٨١٠٠٠١١"])
def test_what_is_not_ten_digits_is_refused(typed: str) -> None:
    reason = check(typed)
    assert reason is not None
    assert reason.text.en == "The business registration number has 10 digits. Example: 123-45-67890."
    assert display(typed) == typed


def test_an_empty_number_is_missing() -> None:
    reason = check(" - ", field="company.registration_no")
    assert reason is not None
    assert (reason.code, reason.field) == ("missing", "company.registration_no")


@given(numbers)
def test_a_number_with_its_check_digit_is_right(number: str) -> None:
    assert check(number) is None
    assert normalise(display(number)) == number


@given(numbers, st.integers(0, 9), st.integers(1, 9))
def test_one_wrong_digit_is_caught(number: str, place: int, change: int) -> None:
    wrong = str((int(number[place]) + change) % 10)
    reason = check(number[:place] + wrong + number[place + 1 :])
    assert reason is not None
    assert reason.text.en == "This business registration number is not right; look for a digit that was mistyped."


def test_nothing_but_zeros_is_no_number() -> None:
    assert check_digit("000000000") == "0"
    assert check("000-00-00000") is not None


def test_example_is_nobodys_number() -> None:
    reason = check("123-45-67890")
    assert reason is not None
    assert reason.text.en == "This business registration number is not right; look for a digit that was mistyped."
