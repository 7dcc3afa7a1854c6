from datetime import date, timedelta

import pytest

from workflow.core import countries
from workflow.programmes import dac

STARTS = date(2024, 1, 1)


def test_a_country_on_the_list_in_force_is_a_recipient() -> None:
    entry = dac.recipient("VNM", date(2025, 7, 25))
    assert entry is not None
    assert entry.name.en == "Viet Nam"
    assert entry.group == "LMIC"
    assert entry.list_name == "2024-25 flows (OECD DAC), rev. 2025"


@pytest.mark.parametrize("code", ["POL", "KOR", "ZZZ", ""])
def test_a_country_that_is_not_on_the_list_is_none(code: str) -> None:
    assert dac.recipient(code, date(2025, 7, 25)) is None


def test_a_list_is_in_force_from_its_first_day() -> None:
    assert dac.recipient("VNM", STARTS) is not None
    assert dac.recipient("VNM", STARTS - timedelta(days=1)) is None
    assert dac.list_in_force(STARTS - timedelta(days=1)) is None
    assert dac.list_in_force(STARTS).valid_from == STARTS  # type: ignore[union-attr]


def test_every_entry_is_a_country_we_know() -> None:
    for one in dac.lists():
        assert one.entries
        for entry in one.entries.values():
            assert countries.is_country(entry.iso3)
            assert entry.group in ("LDC", "Other LIC", "LMIC", "UMIC")


def test_entries_from_memory_are_not_confirmed() -> None:
    assert dac.recipient("KEN", STARTS).is_confirmed  # type: ignore[union-attr]
    assert not dac.recipient("NRU", STARTS).is_confirmed  # type: ignore[union-attr]
