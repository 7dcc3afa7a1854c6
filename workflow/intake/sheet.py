"""Reading an uploaded workbook into lines, and lines into nominations. Pure but for the bytes it is given.

The first row of the sheet names the columns for us (it is hidden in the template), the second for people;
answers begin in the third. Columns may stand in any order, and others beside them are left alone.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from openpyxl import load_workbook

from workflow.core.errors import Reason, Refused
from workflow.core.i18n import Text
from workflow.intake import cells
from workflow.intake.columns import NO, OF_TRAINEE, Column

FIRST_ROW = 3
MOST_ROWS = 1000
MOST_COLUMNS = 400
EMPTY_ROWS = 50
"""After so many empty rows a sheet is over: some say that they are a million rows long."""


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong in a cell: `row` as the spreadsheet counts, `column` by its machine name. With a
    problem that is not `mendable` later, its nomination cannot even be kept as a draft."""

    row: int
    column: str
    code: str
    text: Text
    mendable: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """A row of the sheet: what stands in each cell that is not empty, and the value of each that can be read."""

    row: int
    written: Mapping[str, str]
    values: Mapping[str, Any]
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True)
class Entry:
    """The lines of one nomination: what is said of it, once, and of each trainee in the order of the rows.
    A row without a number, '' as `no`, is an entry of its own: whose it is, nobody knows yet."""

    no: str
    lines: tuple[Line, ...]
    values: Mapping[str, Any] = field(default_factory=dict)
    where: Mapping[str, int] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()

    @property
    def row(self) -> int:
        return self.lines[0].row

    def row_of(self, column: str, place: int | None) -> int:
        """Return the row of a cell: of the trainee at `place`, or where the nomination's answer stands."""
        if place is not None:
            return self.lines[min(place, len(self.lines) - 1)].row
        return self.where.get(column, self.lines[-1].row if column == NO else self.row)


def read_lines(content: bytes, columns: Sequence[Column]) -> list[Line]:
    """Return the lines of a workbook. Raises Refused where it is none of this call's template."""
    known = {column.name: column for column in columns}
    rows = _rows(content)
    names = [cells.written(cell) for cell in rows[0]] if rows else []
    places = {place: known[name] for place, name in enumerate(names) if name in known}
    missing = [column for column in columns if column.name not in names]
    if not places or missing:
        ko, en = (", ".join(column.label.pick(one) for column in missing[:5]) for one in ("ko", "en"))
        raise _refused("template",
                       f"이 공고의 양식이 아니거나 양식이 바뀌었습니다(없는 열: {ko}). 새 양식을 내려받아 옮겨 적어 주세요.",
                       f"This is not the template of this call, or it has changed (missing: {en}). "
                       "Download it again and move your rows over.")  # fmt: skip
    found = [_line(number, row, places) for number, row in enumerate(rows[FIRST_ROW - 1:], FIRST_ROW)]
    lines = [line for line in found if line.written]
    if not lines:
        raise _refused("empty", "적은 내용이 없습니다. 세 번째 행부터 연수생을 한 명씩 적어 주세요.",
                       "There is nothing in it yet. Write one trainee a row, from the third row on.")
    return lines


def entries_of(lines: Iterable[Line]) -> list[Entry]:
    """Put the lines of each nomination together, in the order of the sheet."""
    grouped: dict[str | int, list[Line]] = {}
    for line in lines:
        grouped.setdefault(line.written.get(NO) or line.row, []).append(line)
    return [_entry(key if isinstance(key, str) else "", own) for key, own in grouped.items()]


def _entry(no: str, lines: list[Line]) -> Entry:
    """What is said of the nomination may stand in any of its rows, but not differ between them."""
    values: dict[str, Any] = {}
    where: dict[str, int] = {}
    problems = [problem for line in lines for problem in line.problems]
    if not no:
        problems.append(Problem(lines[0].row, NO, UNNUMBERED, Text(
            "추천 번호를 적어 주세요. 같은 번호의 행이 한 추천서가 됩니다.",
            "Give the number of the nomination: rows with the same number are one.")))  # fmt: skip
    if len(no) > LONGEST_NO:
        problems.append(Problem(lines[0].row, NO, "long", Text(
            f"추천 번호는 {LONGEST_NO}자까지입니다.", f"The number may have at most {LONGEST_NO} characters.")))  # fmt: skip
    for line in lines:
        for name, value in line.values.items():
            if name.startswith(OF_TRAINEE) or name == NO:
                continue
            if name in values and values[name] != value:
                problems.append(Problem(line.row, name, "differs", Text(
                    f"같은 추천서의 {where[name]}행과 다릅니다. 한 행에만 적거나 같게 적어 주세요.",
                    f"This differs from row {where[name]} of the same nomination; write it once, or alike.",
                )))  # fmt: skip
            elif name not in values:
                values[name], where[name] = value, line.row
        for problem in line.problems:
            where.setdefault(problem.column, problem.row)
    return Entry(no, tuple(lines), values, where, tuple(problems))


LONGEST_NO = 20
UNNUMBERED = "unnumbered"


def _line(number: int, row: Sequence[Any], places: Mapping[int, Column]) -> Line:
    written, values, problems = {}, {}, []
    for place, column in places.items():
        cell = row[place] if place < len(row) else None
        text = cells.written(cell)
        if not text:
            continue
        written[column.name] = text
        try:
            values[column.name] = cells.read(column, cell)
        except cells.Unreadable as error:
            problems.append(Problem(number, column.name, f"no_{column.kind.value}", error.text))
    return Line(number, written, values, tuple(problems))


def _rows(content: bytes) -> list[tuple[Any, ...]]:
    """Return the rows of the first sheet up to its end, formulas by the value that they had."""
    try:
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=True, keep_links=False)
        return _until_end(book.worksheets[0].iter_rows(max_col=MOST_COLUMNS, values_only=True))
    except Refused:
        raise
    except Exception as error:  # what is inside is anybody's, and the library trips over it in a dozen ways
        raise _refused("unreadable", "열 수 없는 파일입니다. 내려받은 양식(.xlsx)에 적어 올려 주세요.",
                       "This file cannot be opened. Fill in the template (.xlsx) and upload it.") from error


def _until_end(rows: Iterable[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
    found: list[tuple[Any, ...]] = []
    empty = 0
    for row in rows:
        found.append(row)
        empty = 0 if any(cell is not None for cell in row) else empty + 1
        if empty >= EMPTY_ROWS:
            break
        if len(found) - empty > MOST_ROWS + FIRST_ROW - 1:
            raise _refused("too_long", f"한 번에 {MOST_ROWS:,}행까지 올릴 수 있습니다. 나누어 올려 주세요.",
                           f"At most {MOST_ROWS:,} rows can be uploaded at once. Divide them.")
    return found


def _refused(code: str, ko: str, en: str) -> Refused:
    return Refused([Reason(code, Text(ko, en), "file")])
