"""Numbers as an office's own system gives them, one by one and as pasted rows."""

from __future__ import annotations

from datetime import date

import pytest

from workflow.core.errors import Refused
from workflow.core.i18n import Text
from workflow.documents.numbering import (
    OfficeNumber,
    disclosure_name,
    is_disclosure,
    read_day,
    read_number,
    read_rows,
)

LETTERS = {7: "한빛철도엔지니어링㈜", 8: "동해모빌리티㈜", 9: "누리교통기술㈜"}
TODAY = date(2025, 9, 10)
DEFAULTS = OfficeNumber("", 0, TODAY, TODAY, "", "부분공개(6)")


def rows(pasted: str) -> dict[int, OfficeNumber]:
    return read_rows(pasted, LETTERS, DEFAULTS)


def lines_refused(pasted: str) -> list[str]:
    with pytest.raises(Refused) as refused:
        rows(pasted)
    assert {reason.field for reason in refused.value.reasons} == {"rows"}
    return [reason.text.en for reason in refused.value.reasons]


@pytest.mark.parametrize(
    ("typed", "unit", "serial"),
    [
        ("설계총괄과-12345", "설계총괄과", 12345),
        (" 설계총괄과 - 7 ", "설계총괄과", 7),
        ("도시기반시설본부 설계-과-31", "도시기반시설본부 설계-과", 31),
        ("\u1109\u1165\u11af\u1100\u1168\u1109\u1169\u1109\u1165-1", "설계소서", 1),  # decomposed Hangul
    ],
)
def test_number_is_unit_and_serial(typed: str, unit: str, serial: int) -> None:
    assert read_number(typed) == (unit, serial)


@pytest.mark.parametrize("typed", ["", "12345", "설계총괄과", "과-", "-5", "설계총괄과-0", "과-12a", "과-1234567890"])
def test_number_that_is_none_is_refused_with_an_example(typed: str) -> None:
    with pytest.raises(Refused) as refused:
        read_number(typed)
    assert refused.value.reasons[0].field == "number"
    assert "설계총괄과-12345" in refused.value.reasons[0].text.ko


@pytest.mark.parametrize("typed", ["2025. 9. 10.(수)", "2025. 9. 10.", "2025-09-10", "2025.9.10", "2025/9/10", "2025년 9월 10일"])
def test_day_is_read_as_offices_write_it(typed: str) -> None:
    assert read_day(typed) == TODAY


@pytest.mark.parametrize("typed", ["", "9. 10.", "2025-13-01", "어제", "2025-02-30"])
def test_day_that_is_none(typed: str) -> None:
    assert read_day(typed) is None


def test_disclosure_names_its_items_where_it_is_not_wholly_public() -> None:
    assert [one for one in ("공개", "부분공개(6)", "비공개(5,6)", "부분공개", "비공개(9)", "공개(1)") if is_disclosure(one)] == [
        "공개", "부분공개(6)", "비공개(5,6)",
    ]  # fmt: skip


def test_rows_are_matched_by_recipient_whatever_its_signs() -> None:
    found = rows(
        "설계총괄과-3\t(주)누리교통기술 대표이사\t2025-09-09\t2025-09-10\t이한강\t부분공개(5,6)\n"
        "설계총괄과-1\t한빛철도엔지니어링\n"
    )
    assert found == {
        9: OfficeNumber("설계총괄과", 3, date(2025, 9, 9), TODAY, "이한강", "부분공개(5,6)"),
        7: OfficeNumber("설계총괄과", 1, date(2025, 9, 9), TODAY, "이한강", "부분공개(5,6)"),  # as in the row above
    }


def test_rows_without_recipients_follow_the_letters() -> None:
    found = rows("과-1\t2025-09-08\n과-2\n과-3\t2025-09-09\t2025-09-10\n")
    assert [(id, one.serial, one.approved_on.day, one.enforced_on.day) for id, one in found.items()] == [
        (7, 1, 8, 8), (8, 2, 8, 8), (9, 3, 9, 10),
    ]  # fmt: skip


def test_one_number_goes_to_all_where_the_head_says_so() -> None:
    found = rows("과-5\t수신자 참조")
    assert {id: one.number for id, one in found.items()} == {7: "과-5", 8: "과-5", 9: "과-5"}


@pytest.mark.parametrize(
    ("pasted", "said"),
    [
        ("", ["Paste a row for each letter."]),
        ("과-1\n과-2", ["3 letters wait, but there are 2 rows. Name the recipients, or give a row for each."]),
        ("과-1\t없는회사", ["Line 1: 0 of the letters that wait go to '없는회사'."]),
        ("과-1\t누리교통기술\n\n과-2\t누리교통기술㈜", ["Line 3: This recipient stands here twice."]),
        ("누리\t누리교통기술\n과-2\t동해모빌리티\t2025-09-09\t내일", [
            "Line 1: Write the unit and its serial number with a hyphen, as 설계총괄과-12345.",
            "Line 2: Write days as 2025-09-10.",
        ]),
        ("과-2\t동해모빌리티\t2025-09-09\t2025-09-09\t이한강\t몰래", [
            "Line 1: Write the disclosure as 공개, 부분공개(6) or 비공개(5).",
        ]),
        ("과-2\t동해모빌리티\t2025-09-09\t2025-09-09\t이한강\t공개\t더", ["Line 1: There are more than six cells."]),
    ],
)  # fmt: skip
def test_every_line_that_cannot_be_used_is_told(pasted: str, said: list[str]) -> None:
    assert lines_refused(pasted) == said


@pytest.mark.parametrize(("written", "english"), [
    ("공개", "open"), ("부분공개(6)", "open in part (item 6)"), ("비공개(5,6)", "closed (item 5,6)"), ("", ""),
])
def test_disclosure_is_named_in_both_languages(written: str, english: str) -> None:
    assert disclosure_name(written) == Text(written, english)
