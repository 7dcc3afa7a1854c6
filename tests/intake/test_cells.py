"""A cell is read as its column asks, whatever way a spreadsheet or a person wrote it."""

from __future__ import annotations

from contextlib import suppress
from datetime import date, datetime
from typing import Any

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.intake.calls import INTERNSHIP, RAILWAY, asking
from workflow.core.clock import KST
from workflow.core.i18n import Text
from workflow.intake.cells import Unreadable, read, shown, written
from workflow.intake.columns import Column, Kind, columns_of

LABEL = Text("항목", "Item")
CHOICES = (("standard", Text("표준궤", "standard gauge")), ("broad", Text("광궤", "broad gauge")))
COLUMNS = {kind: Column("x", LABEL, kind, CHOICES if kind is Kind.CHOICE else ()) for kind in Kind}
DAYS = st.dates(date(1900, 1, 1), date(2100, 12, 31))


def value(kind: Kind, cell: Any) -> Any:
    return read(COLUMNS[kind], cell)


@pytest.mark.parametrize(("kind", "cell", "expected"), [
    (Kind.LINE, 3.0, "3"), (Kind.LINE, 10212345678, "10212345678"), (Kind.LINE, "  Ha Noi ", "Ha Noi"),
    (Kind.LINE, datetime.fromisoformat("2025-07-10"), "2025-07-10"), (Kind.LINE, True, "TRUE"),
    (Kind.LINES, "one\r\ntwo", "one\ntwo"),
    (Kind.DAY, datetime.fromisoformat("2025-07-10"), date(2025, 7, 10)), (Kind.DAY, date(2025, 7, 10), date(2025, 7, 10)),
    (Kind.DAY, "2025-7-1", date(2025, 7, 1)), (Kind.DAY, "2025. 7. 1.", date(2025, 7, 1)),
    (Kind.DAY, "2025년 7월 1일", date(2025, 7, 1)), (Kind.DAY, "20250701", date(2025, 7, 1)),
    (Kind.DAY, 20250701.0, date(2025, 7, 1)), (Kind.DAY, "2025/07/01", date(2025, 7, 1)),
    (Kind.MOMENT, datetime.fromisoformat("2025-07-10T14:02"), datetime(2025, 7, 10, 14, 2, tzinfo=KST)),
    (Kind.MOMENT, "2025. 7. 10. 9:05", datetime(2025, 7, 10, 9, 5, tzinfo=KST)),
    (Kind.MOMENT, "2025-07-10T14:02:03", datetime(2025, 7, 10, 14, 2, 3, tzinfo=KST)),
    (Kind.YES_NO, True, True), (Kind.YES_NO, 0, False), (Kind.YES_NO, "예", True), (Kind.YES_NO, "아니오", False),
    (Kind.YES_NO, "아니요", False), (Kind.YES_NO, "네", True), (Kind.YES_NO, "YES", True), (Kind.YES_NO, "x", False),
    (Kind.CHOICE, "broad", "broad"), (Kind.CHOICE, "광궤", "broad"), (Kind.CHOICE, "Broad Gauge", "broad"),
    (Kind.NUMBER, 12.5, "12.5"), (Kind.NUMBER, 1200.0, "1200"), (Kind.NUMBER, "1,200", "1200"),
    (Kind.NUMBER, -3, "-3"),
])  # fmt: skip
def test_a_cell_is_read_as_its_column_asks(kind: Kind, cell: Any, expected: Any) -> None:
    assert value(kind, cell) == expected


@pytest.mark.parametrize(("kind", "cell"), [
    (Kind.DAY, "2025-02-30"), (Kind.DAY, "10 July"), (Kind.DAY, 45000), (Kind.DAY, "0001-01-01"), (Kind.DAY, True),
    (Kind.MOMENT, "2025-07-10"), (Kind.MOMENT, "2025-07-10 25:00"), (Kind.MOMENT, "14:02"),
    (Kind.YES_NO, "maybe"), (Kind.YES_NO, 2), (Kind.CHOICE, "narrow"), (Kind.CHOICE, "-"),
    (Kind.NUMBER, "ten"), (Kind.NUMBER, "1e400"), (Kind.NUMBER, "NaN"), (Kind.NUMBER, "9" * 40), (Kind.NUMBER, True),
])  # fmt: skip
def test_what_cannot_be_read_is_said(kind: Kind, cell: Any) -> None:
    with pytest.raises(Unreadable) as unreadable:
        value(kind, cell)
    assert unreadable.value.text.ko
    assert unreadable.value.text.en


def country() -> Column:
    return next(one for one in columns_of(RAILWAY, by_staff=False) if one.name == "country")


@pytest.mark.parametrize("cell", ["VNM", "vnm", "베트남", "Vietnam", "베트남 (VNM)", "Vietnam (VNM)"])
def test_a_country_is_known_by_its_code_and_both_its_names(cell: str) -> None:
    assert read(country(), cell) == "VNM"


@pytest.mark.parametrize("language", ["ko", "en"])
def test_every_choice_of_a_template_is_read_back_as_its_key(app: Flask, language: str) -> None:
    calls = (RAILWAY, INTERNSHIP, asking("gauge"))
    with app.test_request_context(headers={"Accept-Language": language}):
        for call in calls:
            for column in columns_of(call, by_staff=True):
                for key, _text in column.options:
                    assert read(column, shown(column, key)) == key, (column.name, key)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(day=DAYS, hour=st.integers(0, 23), minute=st.integers(0, 59), yes=st.booleans(),
       number=st.decimals(-10**9, 10**9, places=3), line=st.text(st.characters(codec="utf-8"), max_size=60))  # fmt: skip
def test_what_is_shown_is_read_back(
    app: Flask, day: date, hour: int, minute: int, yes: bool, number: Any, line: str
) -> None:
    moment = datetime(day.year, day.month, day.day, hour, minute, tzinfo=KST)
    text = read(COLUMNS[Kind.LINE], line)
    lines = read(COLUMNS[Kind.LINES], line)
    said = read(COLUMNS[Kind.NUMBER], format(number, "f"))
    values = ((Kind.DAY, day), (Kind.MOMENT, moment), (Kind.YES_NO, yes), (Kind.NUMBER, said), (Kind.LINE, text),
              (Kind.LINES, lines))  # fmt: skip
    for kind, one in values:
        assert read(COLUMNS[kind], shown(COLUMNS[kind], one)) == one


@settings(max_examples=100)
@given(st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.dates(), st.datetimes(), st.text(max_size=40)))
def test_no_cell_does_more_than_give_a_value_or_say_why_not(cell: Any) -> None:
    for kind in Kind:
        if written(cell):
            with suppress(Unreadable):
                value(kind, cell)
