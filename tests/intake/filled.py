"""Filling in a template as people do: openpyxl opens what was downloaded and writes below its headings."""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping
from typing import Any

from openpyxl import load_workbook

from workflow.intake import workbook
from workflow.intake.columns import Column, columns_of
from workflow.intake.sheet import FIRST_ROW
from workflow.programmes.definition import CallDefinition


def fill_in(template: bytes, rows: Iterable[Mapping[str, Any]]) -> bytes:
    """Return the workbook with these rows: values by the machine names of their columns."""
    book = load_workbook(io.BytesIO(template))
    sheet = book.worksheets[0]
    places = {cell.value: cell.column for cell in sheet[1]}
    for number, row in enumerate(rows, FIRST_ROW):
        for name, value in row.items():
            sheet.cell(number, places[name]).value = value
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def filled(call: CallDefinition, rows: Iterable[Mapping[str, Any]], *, by_staff: bool = False) -> bytes:
    """Return the template of a call with these rows."""
    return fill_in(workbook.template(call, columns(call, by_staff=by_staff)), rows)


def columns(call: CallDefinition, *, by_staff: bool = False) -> tuple[Column, ...]:
    return columns_of(call, by_staff=by_staff)


def cells_of(content: bytes) -> dict[tuple[int, str], tuple[Any, str]]:
    """Return what stands in each cell of a workbook's first sheet, and its note, by row and machine name."""
    sheet = load_workbook(io.BytesIO(content)).worksheets[0]
    names = [cell.value for cell in sheet[1]]
    return {
        (cell.row, names[cell.column - 1]): (cell.value, cell.comment.text if cell.comment else "")
        for row in sheet.iter_rows(min_row=FIRST_ROW, max_col=len(names))
        for cell in row
        if cell.value is not None or cell.comment
    }


def row(**changes: Any) -> dict[str, Any]:
    """A row that is complete for URT-2025: its nomination and one trainee. None leaves a cell empty."""
    return {
        "no": "1", "author.name": "한도윤", "author.email": "h.doyun@hanbit.example", "author.phone": "02-555-0101",
        "route": "company", "country": "VNM", "city": "Hanoi", "organisation": "Metropolitan Railway Board",
        "city_profile": "8.5 million people", "railway_plan": "Lines 2A and 3", "criterion": 2,
        "milestones.0.date": "2025-01-15", "milestones.0.what": "memorandum signed",
        "trainee.name": "NGUYEN THI MINH HANH", "trainee.position": "Director of Planning",
        "trainee.duties": "network planning", "trainee.reason": "leads it", "trainee.category": "policy_manager",
        "trainee.english": "예", **changes,
    }  # fmt: skip


def paper_row(**changes: Any) -> dict[str, Any]:
    """As `row`, of a nomination that came on paper."""
    return row(**{"registration_no": "214-81-00011", "received": "2025-07-04 14:02", **changes})
