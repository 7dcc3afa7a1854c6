"""Reading a cell as what its column asks. Pure: a cell gives a value, or says what is wrong with it.

Spreadsheets keep days as dates and numbers as floats, and people type both as text; all of it is taken.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, datetime, time
from typing import Any

from workflow.core import countries
from workflow.core.clock import KST
from workflow.core.i18n import Text
from workflow.intake.columns import HOW, NO_NOTE, Column, Kind
from workflow.nominations import wellformed
from workflow.programmes.questions import as_number

YES = frozenset({"yes", "y", "true", "o", "예", "네", "있음", "가능", "1"})
NO = frozenset({"no", "n", "false", "x", "아니요", "아니오", "없음", "불가", "0"})
WRITTEN_MOMENT = re.compile(r"(.+?)[T\s]+([01]?[0-9]|2[0-3]):([0-5][0-9])(?::([0-5][0-9]))?")
LISTED = 12
CODE_AFTER_NAME = re.compile(r".*\(([A-Z]{3}|[^()]+)\)")


class Unreadable(ValueError):
    """A cell does not say what its column asks."""

    def __init__(self, text: Text) -> None:
        super().__init__(text.pick("en"))
        self.text = text


def written(cell: Any) -> str:
    """Return a cell as people see it: 3.0 is 3, a day is 2025-07-25, nothing is ''."""
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 1e15:
        return str(int(cell))
    if isinstance(cell, datetime):
        return f"{cell:%Y-%m-%d}" if cell.time() == time() else f"{cell:%Y-%m-%d %H:%M:%S}"
    return wellformed.clean_lines(str(cell))


def read(column: Column, cell: Any) -> Any:
    """Return the value of a cell that is not empty. Raises Unreadable."""
    return READERS[column.kind](column, written(cell))


def _line(column: Column, text: str) -> str:
    return wellformed.clean_line(text)


def _day(column: Column, text: str) -> date:
    day = wellformed.read_day(text)
    if day is None:
        raise Unreadable(wellformed.NO_DAY)
    if wrong := wellformed.check_day(day):
        raise Unreadable(wrong)
    return day


def _moment(column: Column, text: str) -> datetime:
    found = WRITTEN_MOMENT.fullmatch(text)
    if not found:
        raise Unreadable(Text("날짜와 시각을 2025-07-10 14:02처럼 적어 주세요.",
                              "Write day and time, such as 2025-07-10 14:02."))  # fmt: skip
    hour, minute, second = int(found[2]), int(found[3]), int(found[4] or 0)
    return datetime.combine(_day(column, found[1]), time(hour, minute, second), KST)


def _yes_no(column: Column, text: str) -> bool:
    said = text.casefold()
    if said in YES or said in NO:
        return said in YES
    raise Unreadable(Text("예 또는 아니요로 적어 주세요.", "Write yes or no."))


def _choice(column: Column, text: str) -> str:
    said = {text.casefold()}
    if found := CODE_AFTER_NAME.fullmatch(text):
        said.add(found[1].casefold())
    for key, name in column.options:
        if said & {key.casefold(), name.ko.casefold(), name.pick("en").casefold()}:
            return key
    ko, en = (", ".join(name.pick(one) for _key, name in column.options[:LISTED]) for one in ("ko", "en"))
    raise Unreadable(Text(f"목록에 없는 값입니다: {text}. 다음 중에서 선택해 주세요: {ko}",
                          f"There is no '{text}' here; choose one of: {en}."))  # fmt: skip


def _country(column: Column, text: str) -> str:
    try:
        return _choice(column, text)
    except Unreadable:
        if countries.is_country(text.upper()):
            return text.upper()
        raise Unreadable(Text(
            f"없는 국가입니다: {text}. 목록에서 선택하거나 세 글자 코드(VNM)를 적어 주세요.",
            f"There is no country '{text}'; choose one of the list or write its code (VNM).",
        )) from None


def _number(column: Column, text: str) -> str:
    if as_number(text) is None:
        raise Unreadable(Text("숫자로 적어 주세요. 예: 1200, 12.5", "Write a number, such as 1200 or 12.5."))
    return text.replace(",", "")


READERS: dict[Kind, Callable[[Column, str], Any]] = {
    Kind.LINE: _line,
    Kind.LINES: lambda column, text: text,
    Kind.DAY: _day,
    Kind.MOMENT: _moment,
    Kind.YES_NO: _yes_no,
    Kind.CHOICE: _choice,
    Kind.COUNTRY: _country,
    Kind.NUMBER: _number,
}


def shown(column: Column, value: Any) -> str:
    """Return a value as a cell shows it in the reader's language: the words of an option, a country's name."""
    if value is None:
        return ""
    option = next((text for key, text in column.options if key == str(value)), None)
    if option is not None:
        return f"{option} ({value})" if column.kind is Kind.COUNTRY else str(option)
    if isinstance(value, bool):
        return str(Text("예", "Yes") if value else Text("아니요", "No"))
    return f"{value:%Y-%m-%d %H:%M}" if isinstance(value, datetime) else str(value)


def how(column: Column) -> Text:
    """Return how a column is filled in, with what the call says of it."""
    kind = HOW.get(column.kind, NO_NOTE)
    return Text(" ".join(filter(None, (column.note.ko, kind.ko))),
                " ".join(filter(None, (column.note.pick("en"), kind.pick("en")))))  # fmt: skip
