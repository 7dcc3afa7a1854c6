"""Gapless numbers: what is not committed was never given."""

from __future__ import annotations

import threading

import pytest
from flask import Flask

from workflow.core.db import unit_of_work
from workflow.core.numbers import next_number


@pytest.mark.databases
def test_series_count_apart_by_unit_and_year(app: Flask) -> None:
    with unit_of_work():
        given = [next_number("receipt", unit, year) for unit, year in [("A", 2025), ("A", 2025), ("B", 2025), ("A", 2026)]]
    assert given == [1, 2, 1, 1]


@pytest.mark.databases
def test_number_of_a_failed_transaction_is_given_to_the_next(app: Flask) -> None:
    def fail() -> None:
        with unit_of_work():
            assert next_number("receipt", "A", 2025) == 1
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    with unit_of_work():
        assert next_number("receipt", "A", 2025) == 1


@pytest.mark.databases
def test_numbers_have_no_gap_and_no_double_when_a_third_aborts(app: Flask) -> None:
    given: list[int] = []

    def issue(n: int) -> None:
        with app.app_context():
            try:
                with unit_of_work():
                    number = next_number("certificate", "A", 2025)
                    if n % 3 == 0:
                        raise ZeroDivisionError
            except ZeroDivisionError:
                return
            given.append(number)

    threads = [threading.Thread(target=issue, args=(n,)) for n in range(24)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(given) == list(range(1, 17))
