"""Workbooks as people send them: moved, merged, formatted, of another call, endless or broken."""

from __future__ import annotations

import io
import zipfile
from datetime import date
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook

from tests.intake.calls import INTERNSHIP, RAILWAY
from tests.intake.filled import columns, filled, row
from workflow.core.errors import Refused
from workflow.intake.sheet import Line, entries_of, read_lines


def lines(content: bytes) -> list[Line]:
    return read_lines(content, columns(RAILWAY))


def book_of(*rows: dict[str, Any]) -> Any:
    return load_workbook(io.BytesIO(filled(RAILWAY, rows)))


def saved(book: Any) -> bytes:
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def refused(content: bytes) -> str:
    with pytest.raises(Refused) as error:
        lines(content)
    (reason,) = error.value.reasons
    assert reason.field == "file"
    return reason.code


def place_of(sheet: Any, name: str) -> int:
    return next(int(cell.column) for cell in sheet[1] if cell.value == name)


def test_columns_in_another_order_and_more_of_them_are_read_alike() -> None:
    book = book_of(row())
    sheet = book.worksheets[0]
    sheet.insert_cols(1, 2)
    sheet.cell(2, 1).value, sheet.cell(3, 1).value = "메모", "our own note"
    sheet.move_range(f"C1:C{sheet.max_row}", cols=60)
    assert [line.values for line in lines(saved(book))] == [line.values for line in lines(filled(RAILWAY, [row()]))]


def test_a_sheet_without_its_first_row_is_refused() -> None:
    book = book_of(row())
    book.worksheets[0].delete_rows(1)
    assert refused(saved(book)) == "template"


def test_a_sheet_without_one_of_its_columns_is_refused_by_its_name() -> None:
    book = book_of(row())
    book.worksheets[0].delete_cols(place_of(book.worksheets[0], "city"))
    with pytest.raises(Refused, match="missing: City"):
        lines(saved(book))


def test_the_template_of_another_call_is_refused() -> None:
    assert refused(filled(INTERNSHIP, [{"no": 1}])) == "template"


def test_the_template_as_it_was_downloaded_is_empty() -> None:
    assert refused(filled(RAILWAY, [])) == "empty"


def test_a_thousand_rows_are_taken_and_one_more_is_refused() -> None:
    rows = [{"no": n, "trainee.name": f"P {n}"} for n in range(1001)]
    assert len(lines(filled(RAILWAY, rows[:1000]))) == 1000
    assert refused(filled(RAILWAY, rows)) == "too_long"


def test_a_sheet_that_says_it_has_a_million_rows_ends_where_nothing_stands() -> None:
    content = filled(RAILWAY, [row()])
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            part = old.read(name)
            if name == "xl/worksheets/sheet1.xml":
                empty = b"".join(b'<row r="%d"><c r="A%d" s="1"/></row>' % (n, n) for n in range(600, 60000))
                start = part.index(b"<dimension")
                end = part.index(b"/>", start)
                part = part[:start] + b'<dimension ref="A1:XFD1048576"' + part[end:]
                part = part.replace(b"</sheetData>", empty + b"</sheetData>")
            new.writestr(name, part)
    assert [line.row for line in lines(buffer.getvalue())] == [3]


def test_rows_left_empty_between_others_do_not_end_the_sheet() -> None:
    book = book_of(row())
    sheet = book.worksheets[0]
    sheet.cell(30, place_of(sheet, "no")).value = 2
    assert [line.row for line in lines(saved(book))] == [3, 30]


def test_a_formula_counts_by_the_value_that_it_had_and_does_nothing() -> None:
    content = filled(RAILWAY, [row(city='=HYPERLINK("http://x.example","Hanoi")')])
    (line,) = lines(content)
    assert "city" not in line.written  # it was never computed, so it says nothing


def test_merged_cells_say_it_once_for_the_nomination() -> None:
    book = book_of(row(), row(**{"trainee.name": "PHAM BA"}))
    sheet = book.worksheets[0]
    place = sheet.cell(1, place_of(sheet, "city")).column_letter
    sheet.merge_cells(f"{place}3:{place}4")
    (entry,) = entries_of(lines(saved(book)))
    assert (entry.values["city"], len(entry.lines), entry.problems) == ("Hanoi", 2, ())


def test_formats_of_numbers_and_days_are_no_matter() -> None:
    book = book_of(row(no=1.0, **{"milestones.0.date": date(2025, 1, 15), "author.phone": 25550101}))
    sheet = book.worksheets[0]
    sheet.cell(3, place_of(sheet, "milestones.0.date")).number_format = 'yy"년" m"월"'
    sheet.cell(3, place_of(sheet, "no")).number_format = "0.00"
    (line,) = lines(saved(book))
    assert (line.values["no"], line.values["milestones.0.date"], line.values["author.phone"]) == (
        "1", date(2025, 1, 15), "25550101")  # fmt: skip


def test_what_differs_between_the_rows_of_a_nomination_is_said_in_the_second() -> None:
    (entry,) = entries_of(lines(filled(RAILWAY, [row(), row(city="Hue")])))
    assert [(one.row, one.column, one.code) for one in entry.problems] == [(4, "city", "differs")]
    assert entry.values["city"] == "Hanoi"


def test_a_row_without_a_number_is_a_nomination_that_cannot_be_taken() -> None:
    found = entries_of(lines(filled(RAILWAY, [row(no=None), row(no="x" * 21)])))
    assert [[one.code for one in entry.problems] for entry in found] == [["unnumbered"], ["long"]]
    assert [entry.no for entry in found] == ["", "x" * 21]


@pytest.mark.parametrize("content", [
    b"", b"not a workbook", b"PK\x03\x04 broken", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600),  # as encrypted ones begin
    filled(RAILWAY, [])[:2000],
], ids=["empty", "text", "broken", "encrypted", "cut"])  # fmt: skip
def test_a_file_that_is_no_workbook_is_refused(content: bytes) -> None:
    assert refused(content) == "unreadable"


def test_parts_that_are_not_what_they_say_are_refused() -> None:
    content = filled(RAILWAY, [row()])
    for part in ("xl/workbook.xml", "xl/worksheets/sheet1.xml", "[Content_Types].xml"):
        buffer = io.BytesIO()
        with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(buffer, "w") as new:
            for name in old.namelist():
                new.writestr(name, b"<broken" if name == part else old.read(name))
        assert refused(buffer.getvalue()) == "unreadable", part


def test_a_workbook_of_charts_alone_is_refused() -> None:
    book = Workbook()
    book.create_chartsheet("chart")
    book.remove(book.worksheets[0])
    assert refused(saved(book)) == "unreadable"
