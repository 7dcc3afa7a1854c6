import re
from datetime import date, timedelta

from workflow.core import countries
from workflow.reference.dac import Head, built_in, in_force, remark, source_of
from workflow.reference.dacfile import Group

STARTS = date(2024, 1, 1)


def head(day: date) -> Head:
    return Head("a list", day, "OECD", "https://www.oecd.org")


def test_the_built_in_list_holds_what_the_oecd_lists() -> None:
    kept = built_in()
    assert kept.head.name == "2024-25 flows (OECD DAC), rev. 2025"
    assert kept.head.valid_from == STARTS
    assert kept.head.is_built_in
    assert len(kept.recipients) == 141
    assert kept.recipients["VNM"].group is Group.LMIC
    assert not {"POL", "KOR", "ZZZ", ""} & set(kept.recipients)


def test_every_recipient_is_a_country_we_know() -> None:
    assert all(countries.is_country(code) and code == one.iso3 for code, one in built_in().recipients.items())


def test_entries_from_memory_are_not_confirmed() -> None:
    assert built_in().recipients["KEN"].is_confirmed
    assert not built_in().recipients["NRU"].is_confirmed


def test_a_list_is_in_force_from_its_first_day_until_the_next_one() -> None:
    old, new = head(STARTS), head(date(2026, 1, 1))
    assert in_force([new, old], STARTS - timedelta(days=1)) is None
    assert in_force([new, old], STARTS) is old
    assert in_force([new, old], date(2025, 12, 31)) is old
    assert in_force([new, old], date(2026, 1, 1)) is new
    assert in_force([], STARTS) is None


def test_a_finding_names_the_list_and_its_first_day() -> None:
    said = source_of(built_in().head)
    assert said.ko == "OECD DAC 수원국 목록(2024~2025년 원조 실적 적용, 2025년 개정, 2024. 1. 1.(월)부터 유효)"
    assert said.en.endswith("in force from 1 Jan 2024 (Mon))")


def test_every_note_that_comes_with_the_program_is_in_both_languages() -> None:
    notes = [remark(one) for one in built_in().recipients.values() if one.note]
    assert len(notes) > 20
    assert all(re.search("[가-힣]", note.ko) and not re.search("[가-힣]", note.en) for note in notes)
