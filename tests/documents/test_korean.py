"""Item marks, dates, money, 붙임 and 끝., each against what the rules of official letters print."""

from datetime import date, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflow.documents import korean
from workflow.documents.korean import Item, Table


@pytest.mark.parametrize(
    ("level", "first_three", "fourteenth"),
    [
        (1, ["1.", "2.", "3."], "14."),
        (2, ["가.", "나.", "다."], "하."),
        (3, ["1)", "2)", "3)"], "14)"),
        (4, ["가)", "나)", "다)"], "하)"),
        (5, ["(1)", "(2)", "(3)"], "(14)"),
        (6, ["(가)", "(나)", "(다)"], "(하)"),
        (7, ["①", "②", "③"], "⑭"),
        (8, ["㉮", "㉯", "㉰"], "㉻"),
    ],
)
def test_mark_of_each_level(level, first_three, fourteenth):
    assert [korean.mark(level, position) for position in (1, 2, 3)] == first_three
    assert korean.mark(level, 14) == fourteenth


def test_mark_characters_of_the_last_levels_are_the_prescribed_ones():
    assert korean.mark(7, 1) == "\u2460"
    assert korean.mark(8, 1) == "\u326e"
    assert len(korean.mark(5, 1)) == len(korean.mark(6, 1)) == 3


def test_mark_after_ha_goes_on_with_geo():
    assert [korean.mark(2, position) for position in (14, 15, 16, 28, 29, 84)] == [
        "하.",
        "거.",
        "너.",
        "허.",
        "고.",
        "히.",
    ]
    assert korean.mark(4, 15) == "거)"
    assert korean.mark(6, 15) == "(거)"


def test_mark_of_circled_numbers_goes_on_to_fifty():
    assert [korean.mark(7, position) for position in (20, 21, 35, 36, 50)] == ["⑳", "㉑", "㉟", "㊱", "㊿"]


@pytest.mark.parametrize(("level", "position"), [(0, 1), (9, 1), (1, 0), (2, 85), (7, 51), (8, 15)])
def test_mark_that_does_not_exist_is_refused(level, position):
    with pytest.raises(ValueError, match=r"\d"):
        korean.mark(level, position)


@given(level=st.sampled_from([2, 4, 6]), position=st.integers(1, 84))
def test_mark_is_never_given_twice_on_a_level(level, position):
    others = {korean.mark(level, other) for other in range(1, 85) if other != position}
    assert korean.mark(level, position) not in others


def test_written_items_are_indented_two_ta_a_level_and_one_after_the_mark():
    body = [
        Item("관련: 공고"),
        Item("알려 드리니", (Item("선정 결과", (Item("베트남"), Item("이집트"))), Item("연수기간"))),
    ]
    assert korean.written(korean.marked(body)) == [
        "1. 관련: 공고",
        "2. 알려 드리니",
        "  가. 선정 결과",
        "    1) 베트남",
        "    2) 이집트",
        "  나. 연수기간",
    ]


def test_written_single_item_takes_no_mark():
    body = [Item("첫째", (Item("하나뿐인 항목"),)), Item("둘째")]
    assert korean.written(korean.marked(body)) == ["1. 첫째", "  하나뿐인 항목", "2. 둘째"]
    assert korean.written(korean.marked([Item("하나뿐인 본문")])) == ["하나뿐인 본문"]


def test_written_table_becomes_items_of_the_next_level():
    table = Table(
        "hand-ins", "제출서류", ("서류", "기한"), (("가", "나"), ("다", "라")), ("가: 나까지", "다: 라까지")
    )
    assert korean.written(korean.marked([Item("관련"), Item("제출서류", table=table)])) == [
        "1. 관련",
        "2. 제출서류",
        "  가. 가: 나까지",
        "  나. 다: 라까지",
    ]


def test_ended_stands_two_ta_after_the_last_letter():
    assert korean.ended(["1. 관련", "2. 알립니다."]) == ["1. 관련", "2. 알립니다.  끝."]


def test_ended_after_a_full_table_stands_below_at_the_left():
    assert korean.ended(["| 표 |"], after_table=True) == ["| 표 |", "  끝."]


def test_enclosures_one_takes_no_number_and_no_colon():
    assert korean.ended(korean.enclosures(["계획서"])) == ["붙임  계획서 1부.  끝."]


def test_enclosures_several_are_numbered_and_aligned():
    lines = korean.ended(korean.enclosures(["연수생 명단", "연수일정(안)", "제출서식"], [1, 1, 2]))
    assert lines == [
        "붙임  1. 연수생 명단 1부.",
        "      2. 연수일정(안) 1부.",
        "      3. 제출서식 2부.  끝.",
    ]


def test_day_with_and_without_its_weekday():
    assert korean.day(date(2025, 7, 25)) == "2025. 7. 25.(금)"
    assert korean.day(date(2025, 7, 25), weekday=False) == "2025. 7. 25."
    assert korean.long_day(date(2025, 10, 31)) == "2025년 10월 31일"


@pytest.mark.parametrize(
    ("first", "last", "plain", "with_weekdays"),
    [
        (date(2025, 7, 25), date(2025, 7, 31), "2025. 7. 25.~7. 31.", "2025. 7. 25.(금)~7. 31.(목)"),
        (date(2025, 10, 26), date(2025, 11, 1), "2025. 10. 26.~11. 1.", "2025. 10. 26.(일)~11. 1.(토)"),
        (
            date(2025, 12, 29),
            date(2026, 1, 3),
            "2025. 12. 29.~2026. 1. 3.",
            "2025. 12. 29.(월)~2026. 1. 3.(토)",
        ),
        (date(2025, 7, 25), date(2025, 7, 25), "2025. 7. 25.", "2025. 7. 25.(금)"),
    ],
)
def test_period(first, last, plain, with_weekdays):
    assert korean.period(first, last) == plain
    assert korean.period(first, last, weekday=True) == with_weekdays


def test_nights_and_days():
    assert korean.nights(date(2025, 10, 26), date(2025, 11, 1)) == "6박 7일"
    assert korean.nights(date(2025, 10, 26), date(2025, 10, 26)) == "1일"


def test_hours():
    assert korean.hours(time(15, 0), time(17, 30)) == "15:00~17:30"
    assert korean.hours(time(9, 5), None) == "09:05"
    assert korean.hours(None, None) == ""


@pytest.mark.parametrize(
    ("amount", "expected"),
    [
        (113_560, "금113,560원(금일십일만삼천오백육십원)"),
        (0, "금0원(금영원)"),
        (10_000, "금10,000원(금일만원)"),
        (1_004, "금1,004원(금일천사원)"),
        (4_567_000, "금4,567,000원(금사백오십육만칠천원)"),
        (100_000_000, "금100,000,000원(금일억원)"),
        (1_030_000_500, "금1,030,000,500원(금일십억삼천만오백원)"),
    ],
)
def test_money(amount, expected):
    assert korean.money(amount) == expected


def test_money_in_the_newer_form_drops_the_prefix():
    assert korean.money(113_560, prefix=False) == "113,560원(일십일만삼천오백육십원)"


@pytest.mark.parametrize("amount", [-1, 10**20])
def test_money_out_of_range_is_refused(amount):
    with pytest.raises(ValueError, match=r"Hangul|beyond"):
        korean.money(amount)


def _read_back(words: str) -> int:
    """Read Hangul back into a number by its units; the independent side of the property below."""
    total, myriad, digit = 0, 0, 0
    for letter in words:
        if letter in korean.DIGITS:
            digit = korean.DIGITS.index(letter)
        elif letter in "십백천":
            myriad += digit * 10 ** (1 + "십백천".index(letter))
            digit = 0
        else:
            total += (myriad + digit) * 10_000 ** (1 + "만억조경".index(letter))
            myriad = digit = 0
    return total + myriad + digit


@given(st.integers(0, 10**20 - 1))
def test_hangul_number_reads_back_as_the_same_number(number):
    assert _read_back(korean.hangul_number(number)) == number


def test_spaced_agency_name():
    assert korean.spaced("서울특별시") == "서 울 특 별 시"
    assert korean.spaced("서울 특별시") == "서 울 특 별 시"


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("초청연수", "를"),
        ("과정", "을"),
        ("「초청연수」", "를"),
        ("연수(3기)", "를"),
        ("2026", "을"),
        ("2025", "를"),
        ("Training", "을(를)"),
        ("", "을(를)"),
    ],
)
def test_particle_agrees_with_the_last_sound(word, expected):
    assert korean.particle(word, "을", "를") == expected
