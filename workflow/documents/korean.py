"""How Korean offices write: item marks, dates, money, 붙임 and 끝. Pure, no database.

Source of the rules: 「행정업무의 운영 및 혁신에 관한 규정」 and its 시행규칙, with the house style of the
City of Seoul's letters. One 타 is half the width of a Hangul syllable; in plain text it is one space.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, time

SYLLABLES = "가나다라마바사아자차카타파하"
VOWEL_STEPS = (0, 4, 8, 13, 18, 20)  # 가 거 고 구 그 기: after 하. comes 거.
CIRCLED_NUMBERS = ((1, 20, 0x2460), (21, 35, 0x3251), (36, 50, 0x32B1))  # Unicode has them in three places
WEEKDAYS = "월화수목금토일"
DIGITS = "영일이삼사오육칠팔구"
TEN_UNITS = ("", "십", "백", "천")
MYRIAD_UNITS = ("", "만", "억", "조", "경")
FIRST_HANGUL, LAST_HANGUL, FINALS = 0xAC00, 0xD7A3, 28
DIGITS_WITH_FINAL = "013678"  # 영 일 삼 육 칠 팔 end in a consonant when read
END = "끝."
TA = " "
HANGUL = TA * 2


@dataclass(frozen=True, slots=True)
class Table:
    """A table under an item; `kind` names its columns' widths, `lines` say its rows where none can be pasted."""

    kind: str
    caption: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Item:
    """An item of a letter's body before it has its mark."""

    text: str
    children: tuple[Item, ...] = ()
    table: Table | None = None


@dataclass(frozen=True, slots=True)
class MarkedItem:
    """An item with its level (1 to 8) and its mark, which is empty where it stands alone."""

    level: int
    mark: str
    text: str
    children: tuple[MarkedItem, ...] = ()
    table: Table | None = None


def mark(level: int, position: int) -> str:
    """Return the mark of the item at `position` (1 is the first) on `level` (1 to 8).

    The levels are 1. 가. 1) 가) (1) (가) ① ㉮. Raises ValueError where no such mark exists.
    """
    if position < 1:
        raise ValueError(f"items are counted from 1, not {position}")
    match level:
        case 1:
            return f"{position}."
        case 2:
            return f"{_syllable(position)}."
        case 3:
            return f"{position})"
        case 4:
            return f"{_syllable(position)})"
        case 5:
            return f"({position})"
        case 6:
            return f"({_syllable(position)})"
        case 7:
            return _circled_number(position)
        case 8:
            return _circled_syllable(position)
        case _:
            raise ValueError(f"a letter has the levels 1 to 8, not {level}")


def marked(items: Sequence[Item], level: int = 1) -> tuple[MarkedItem, ...]:
    """Give each item its mark; a single item takes none."""
    alone = len(items) == 1
    return tuple(
        MarkedItem(
            level=level,
            mark="" if alone else mark(level, position),
            text=item.text,
            children=marked(item.children, level + 1),
            table=item.table,
        )
        for position, item in enumerate(items, start=1)
    )


def written(items: Iterable[MarkedItem]) -> list[str]:
    """Return the items as lines of plain text: 2타 deeper for each level, 1타 after the mark."""
    lines: list[str] = []
    for item in items:
        lines.append(_line(item.level, item.mark, item.text))
        lines.extend(written(item.children))
        if item.table:
            rows = marked([Item(line) for line in item.table.lines], item.level + 1)
            lines.extend(written(rows))
    return lines


def ended(lines: Sequence[str], *, after_table: bool = False) -> list[str]:
    """Add 끝.: 2타 after the last letter, or below a full table that ends the text, 2타 from the left."""
    if after_table or not lines:
        return [*lines, f"{HANGUL}{END}"]
    return [*lines[:-1], f"{lines[-1]}{HANGUL}{END}"]


def enclosed(titles: Sequence[str], copies: Sequence[int] | None = None) -> tuple[MarkedItem, ...]:
    """Return what follows 붙임: each title with its number of copies, numbered where there are several."""
    counts = copies or [1] * len(titles)
    return marked([Item(f"{title} {count}부.") for title, count in zip(titles, counts, strict=True)])


def enclosures(titles: Sequence[str], copies: Sequence[int] | None = None) -> list[str]:
    """Return the 붙임 block without colon, its entries aligned; 끝. is added by `ended`."""
    hanging = HANGUL * 3  # 붙임 is two syllables, then 2타
    entries = written(enclosed(titles, copies))
    return [(hanging if position else f"붙임{HANGUL}") + entry for position, entry in enumerate(entries)]


def day(value: date, *, weekday: bool = True) -> str:
    """Write a day: '2025. 7. 25.(금)', or '2025. 7. 25.' without its weekday."""
    return f"{value.year}. {month_day(value, weekday)}"


def month_day(value: date, weekday: bool = True) -> str:
    """Write a day without its year: '7. 25.(금)'."""
    written_day = f"{value.month}. {value.day}."
    return f"{written_day}({WEEKDAYS[value.weekday()]})" if weekday else written_day


def long_day(value: date) -> str:
    """Write a day as certificates do: '2025년 10월 31일'."""
    return f"{value.year}년 {value.month}월 {value.day}일"


def period(first: date, last: date, *, weekday: bool = False) -> str:
    """Write a period: '2025. 7. 25.~7. 31.'; the year of the end only where it differs."""
    if first == last:
        return day(first, weekday=weekday)
    end = day(last, weekday=weekday) if last.year != first.year else month_day(last, weekday)
    return f"{day(first, weekday=weekday)}~{end}"


def nights(first: date, last: date) -> str:
    """Write the length of a stay: '6박 7일'; one day is '1일'."""
    stay = (last - first).days
    return f"{stay}박 {stay + 1}일" if stay else "1일"


def hours(start: time | None, end: time | None) -> str:
    """Write a time on the 24-hour clock: '15:00~17:30', '15:00', or nothing where none is set."""
    if start is None:
        return ""
    return f"{start:%H:%M}~{end:%H:%M}" if end else f"{start:%H:%M}"


def money(amount: int, *, prefix: bool = True) -> str:
    """Write won in figures and Hangul: '금113,560원(금일십일만삼천오백육십원)'.

    `prefix` False drops 금, as a newer form does. Raises ValueError for a negative amount.
    """
    gold = "금" if prefix else ""
    return f"{gold}{amount:,}원({gold}{hangul_number(amount)}원)"


def hangul_number(number: int) -> str:
    """Read a whole number in Hangul, each 일 written, as money asks: 113560 is 일십일만삼천오백육십."""
    if number < 0:
        raise ValueError("a number is written in Hangul from 0 on")
    if number == 0:
        return DIGITS[0]
    if number >= 10 ** (4 * len(MYRIAD_UNITS)):
        raise ValueError(f"{number} is beyond the largest unit, {MYRIAD_UNITS[-1]}")
    words = []
    for unit in MYRIAD_UNITS:
        number, part = divmod(number, 10_000)
        if part:
            words.append(_below_ten_thousand(part) + unit)
    return "".join(reversed(words))


def spaced(name: str) -> str:
    """Space a name as the head of a letter does: '서 울 특 별 시'."""
    return " ".join(name.replace(" ", ""))


def particle(word: str, after_consonant: str, after_vowel: str) -> str:
    """Choose between 을/를, 이/가, 은/는 by how `word` ends; both, as '을(를)', where it cannot be told."""
    last = next((letter for letter in reversed(word) if letter.isalnum()), "")
    if last and FIRST_HANGUL <= ord(last) <= LAST_HANGUL:
        return after_consonant if (ord(last) - FIRST_HANGUL) % FINALS else after_vowel
    if last and last in "0123456789":
        return after_consonant if last in DIGITS_WITH_FINAL else after_vowel
    return f"{after_consonant}({after_vowel})"


def _syllable(position: int) -> str:
    """Return the syllable that counts `position`: 가 to 하, then 거 to 허, 고 to 호 and so on."""
    rounds, index = divmod(position - 1, len(SYLLABLES))
    if rounds >= len(VOWEL_STEPS):
        raise ValueError(f"there is no mark for item {position}")
    return chr(ord(SYLLABLES[index]) + VOWEL_STEPS[rounds] * FINALS)


def _circled_number(position: int) -> str:
    for first, last, start in CIRCLED_NUMBERS:
        if first <= position <= last:
            return chr(start + position - first)
    raise ValueError(f"there is no circled number {position}")


def _circled_syllable(position: int) -> str:
    """㉮ to ㉻: Unicode has the first fourteen only."""
    if position > len(SYLLABLES):
        raise ValueError(f"there is no circled syllable for item {position}")
    return chr(0x326E + position - 1)


def _line(level: int, item_mark: str, text: str) -> str:
    return HANGUL * (level - 1) + (f"{item_mark}{TA}{text}" if item_mark else text)


def _below_ten_thousand(number: int) -> str:
    words = []
    for unit in TEN_UNITS:
        number, digit = divmod(number, 10)
        if digit:
            words.append(DIGITS[digit] + unit)
    return "".join(reversed(words))
