"""Writing a call's sheet: the empty template with its lists and notes, and a sheet with its errors in the cells.

Every value is written as text, never as a formula, so a cell that begins with = + - @ does nothing.
"""

from __future__ import annotations

import io
from collections import defaultdict
from collections.abc import Sequence
from typing import Any

import xlsxwriter

from workflow.core.i18n import Text, format_date, pgettext
from workflow.core.i18n import gettext as _
from workflow.intake.cells import how, shown
from workflow.intake.columns import NO, OF_TRAINEE, Column, Kind
from workflow.intake.judging import Judged
from workflow.intake.sheet import FIRST_ROW, MOST_ROWS, Problem
from workflow.programmes.definition import CallDefinition

MARKED_ROWS = 500
"""How many rows have the lists and formats of their columns; more can be typed, and are read alike."""


def template(call: CallDefinition, columns: Sequence[Column]) -> bytes:
    """Return the empty sheet of a call, in the reader's language."""
    return _write(call, columns, [], {})


def with_errors(call: CallDefinition, columns: Sequence[Column], judged: Sequence[Judged]) -> bytes:
    """Return the rows of a sheet as they were written, each problem as a note in its red cell."""
    problems: dict[tuple[int, str], list[Problem]] = defaultdict(list)
    for one in judged:
        for problem in one.problems:
            problems[problem.row, problem.column].append(problem)
    lines = sorted((line for one in judged for line in one.entry.lines), key=lambda line: line.row)
    return _write(call, columns, [(line.row, line.written) for line in lines], problems)


def _write(
    call: CallDefinition, columns: Sequence[Column], rows: Sequence[tuple[int, Any]],
    problems: dict[tuple[int, str], list[Problem]],
) -> bytes:
    buffer = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(buffer, options) as book:
        sheet = book.add_worksheet(_("Nominations"))
        formats = _formats(book)
        ranges = _lists(book, columns)
        _head(sheet, columns, formats)
        _body(sheet, columns, formats, ranges)
        for row, written in rows:
            for place, column in enumerate(columns):
                wrong = problems.get((row, column.name))
                if wrong:
                    sheet.write_string(row - 1, place, written.get(column.name, ""), formats["wrong"])
                    note = "\n".join(str(problem.text) for problem in wrong)
                    sheet.write_comment(row - 1, place, note, {"x_scale": 2, "visible": False, "author": ""})
                elif column.name in written:
                    sheet.write_string(row - 1, place, written[column.name], formats[_of(column)])
        _notes(book, call, columns, formats)
    return buffer.getvalue()


def _formats(book: Any) -> dict[str, Any]:
    head = {"bold": True, "border": 1, "text_wrap": True, "valign": "top"}
    return {
        "nomination": book.add_format({**head, "bg_color": "#e3ecf9"}),
        "trainee": book.add_format({**head, "bg_color": "#e4f3ea"}),
        "text": book.add_format({"num_format": "@", "valign": "top"}),
        "lines": book.add_format({"num_format": "@", "valign": "top", "text_wrap": True}),
        "day": book.add_format({"num_format": "yyyy-mm-dd", "valign": "top"}),
        "wrong": book.add_format({"num_format": "@", "valign": "top", "bg_color": "#fde2e1", "border": 1}),
        "title": book.add_format({"bold": True, "font_size": 14}),
        "plain": book.add_format({"text_wrap": True, "valign": "top"}),
    }  # fmt: skip


def _of(column: Column) -> str:
    return {Kind.DAY: "day", Kind.LINES: "lines"}.get(column.kind, "text")


def _head(sheet: Any, columns: Sequence[Column], formats: dict[str, Any]) -> None:
    for place, column in enumerate(columns):
        sheet.write_string(0, place, column.name)
        label = f"{column.label} *" if column.required else str(column.label)
        sheet.write_string(1, place, label, formats["trainee" if column.of_trainee else "nomination"])
        if note := str(how(column)):
            sheet.write_comment(1, place, note, {"x_scale": 2, "author": ""})
    sheet.set_row(0, None, None, {"hidden": True})
    sheet.set_row(1, 45)
    sheet.freeze_panes(FIRST_ROW - 1, 1)


def _body(sheet: Any, columns: Sequence[Column], formats: dict[str, Any], ranges: dict[str, str]) -> None:
    last = FIRST_ROW - 2 + MARKED_ROWS
    for place, column in enumerate(columns):
        width = 40 if column.kind is Kind.LINES else 12 if column.kind in (Kind.DAY, Kind.YES_NO) else 22
        sheet.set_column(place, place, 14 if column.name == NO else width, formats[_of(column)])
        if source := ranges.get(column.name):
            sheet.data_validation(FIRST_ROW - 1, place, last, place, {
                "validate": "list", "source": source, "error_type": "warning",
                "error_title": str(column.label)[:32], "error_message": _("Choose one of the list."),
            })  # fmt: skip


def _lists(book: Any, columns: Sequence[Column]) -> dict[str, str]:
    """Write what can be chosen on a sheet of its own, and return where, by column."""
    sheet = book.add_worksheet(pgettext("workbook", "Lists"))
    title, found = pgettext("workbook", "Lists"), {}
    yes_no = [str(Text("예", "Yes")), str(Text("아니요", "No"))]
    listed = [column for column in columns if column.options or column.kind is Kind.YES_NO]
    for place, column in enumerate(listed):
        values = [shown(column, key) for key, _text in column.options] or yes_no
        sheet.write_string(0, place, str(column.label))
        for row, value in enumerate(values, 1):
            sheet.write_string(row, place, value)
        letter = xlsxwriter.utility.xl_col_to_name(place)
        found[column.name] = f"='{title}'!${letter}$2:${letter}${len(values) + 1}"
    sheet.set_column(0, max(len(listed) - 1, 0), 30)
    return found


def _notes(book: Any, call: CallDefinition, columns: Sequence[Column], formats: dict[str, Any]) -> None:
    """Say on a sheet of its own how the first one is filled in, column by column."""
    sheet = book.add_worksheet(_("How to fill it in"))
    sheet.set_column(0, 0, 34)
    sheet.set_column(1, 1, 90)
    sheet.write_string(0, 0, str(call.notice_title), formats["title"])
    said = [
        _("Write one trainee a row. Rows with the same nomination number are one nomination."),
        _("What is said of the nomination stands in one of its rows; it need not be repeated."),
        _("Columns with * have to be filled in before the nomination can be submitted."),
        _("The first, hidden row belongs to the program; columns may change places, but keep their first row."),
        _("At most %(rows)s rows at once. Documents are uploaded to the drafts afterwards.", rows=f"{MOST_ROWS:,}"),
        _("Nominations close on %(day)s, Korean time.", day=format_date(call.nominations_close_on)),
    ]
    for row, line in enumerate(said, 2):
        sheet.write_string(row, 0, f"{row - 1}.")
        sheet.write_string(row, 1, line, formats["plain"])
    start = len(said) + 3
    for row, column in enumerate(columns, start):
        of = _("Trainee") if column.name.startswith(OF_TRAINEE) else _("Nomination")
        sheet.write_string(row, 0, f"[{of}] {column.label}{' *' if column.required else ''}", formats["plain"])
        sheet.write_string(row, 1, str(how(column)), formats["plain"])
