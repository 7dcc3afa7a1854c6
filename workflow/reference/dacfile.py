"""A DAC list as a CSV file: the one that comes with the program, one that staff upload, and the download.

    iso3,group,check,note
    VNM,LMIC,B,2024-25 group rests on 2022 GNI

`iso3` and `group` have to be there; other columns are not read. Names of countries come from CLDR.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from workflow.core import countries
from workflow.core.i18n import Text
from workflow.core.yamlfile import FileProblem, FileRefused

LARGEST = 1024 * 1024
LONGEST_NOTE = 500
COLUMNS = ("iso3", "group", "check", "note")


class Group(StrEnum):
    """The column of the list that a country stands in."""

    LDC = "LDC"
    OTHER_LIC = "Other LIC"
    LMIC = "LMIC"
    UMIC = "UMIC"


class Check(StrEnum):
    """How sure our copy of an entry is."""

    AGREED = "A"
    MEMBER = "B"
    UNSURE = "C"
    LEAVING = "D"


GROUPS = {
    Group.LDC: Text("최빈개발도상국(LDC)", "Least developed (LDC)"),
    Group.OTHER_LIC: Text("기타 저소득국", "Other low income"),
    Group.LMIC: Text("중저소득국(LMIC)", "Lower middle income (LMIC)"),
    Group.UMIC: Text("고중소득국(UMIC)", "Upper middle income (UMIC)"),
}

CHECKS = {
    Check.AGREED: Text("확인됨", "confirmed"),
    Check.MEMBER: Text("수원국임은 확인됨, 소득그룹은 이전 자료", "recipient confirmed, group of an earlier year"),
    Check.UNSURE: Text("확인 필요", "to be checked"),
    Check.LEAVING: Text("제외 여부 확인 필요", "check whether it has left"),
}


@dataclass(frozen=True, slots=True)
class Recipient:
    """A country on a list, by its code of ISO 3166-1 alpha-3."""

    iso3: str
    group: Group
    check: Check = Check.AGREED
    note: str = ""

    @property
    def is_confirmed(self) -> bool:
        """Whether it is sure that the country is on the list."""
        return self.check in (Check.AGREED, Check.MEMBER)


def read(content: bytes) -> list[Recipient]:
    """Return the recipients in a file, in its order. Raises FileRefused with every problem and its line."""
    rows = csv.reader(io.StringIO(_decoded(content), newline=""), strict=True)
    try:
        numbered = [(rows.line_num, [cell.strip() for cell in row]) for row in rows if any(map(str.strip, row))]
    except csv.Error:
        raise _refused(rows.line_num, "", Text("CSV 형식이 아닙니다. 따옴표를 확인해 주세요.",
                                               "This is no CSV; look at the quotes.")) from None
    if not numbered:
        raise _refused(1, "", Text("빈 파일입니다.", "The file is empty."))
    (first, heads), *body = numbered
    if missing := [name for name in ("iso3", "group") if name not in heads]:
        raise _refused(first, missing[0], Text(
            f"첫 줄에 '{missing[0]}' 열이 없습니다. 열 이름은 {', '.join(COLUMNS)}입니다.",
            f"The first line has no column '{missing[0]}'. The columns are {', '.join(COLUMNS)}."))
    entries = [(line, dict(zip(heads, cells, strict=False))) for line, cells in body]
    if problems := list(_problems(entries)):
        raise FileRefused(problems)
    if not entries:
        raise _refused(first, "", Text("국가가 하나도 없습니다.", "There is no country in it."))
    return [recipient_of(cells) for _line, cells in entries]


def written(recipients: Iterable[Recipient]) -> str:
    """Return the file that `read` takes, in the order of the codes."""
    made = io.StringIO()
    rows = csv.writer(made, lineterminator="\n")
    rows.writerow(COLUMNS)
    rows.writerows((one.iso3, one.group, one.check, one.note) for one in sorted(recipients, key=lambda one: one.iso3))
    return made.getvalue()


def recipient_of(cells: Mapping[str, str]) -> Recipient:
    """Make a recipient of cells that were checked."""
    return Recipient(
        cells["iso3"], Group(cells["group"]), Check(cells.get("check") or Check.AGREED), cells.get("note") or ""
    )


def wrong_cells(cells: Mapping[str, str]) -> Iterator[tuple[str, Text]]:
    """Yield what is wrong with an entry: the column, and the text."""
    if not countries.is_country(cells.get("iso3")):
        yield "iso3", Text(
            "국가 코드는 ISO 3166-1의 영문 대문자 세 글자로 적어 주세요(예: VNM).",
            "Write the country's code of ISO 3166-1 in three capitals, such as VNM.",
        )
    if cells.get("group") not in set(Group):
        known = ", ".join(Group)
        yield "group", Text(f"소득그룹은 {known} 중 하나여야 합니다.", f"The group is one of {known}.")
    if (cells.get("check") or Check.AGREED) not in set(Check):
        yield "check", Text("check 열은 A, B, C, D 중 하나이거나 비워 둡니다.", "The column check is A, B, C, D or empty.")
    note = cells.get("note") or ""
    if len(note) > LONGEST_NOTE or not note.isprintable():
        yield "note", Text(
            f"비고는 제어문자 없이 {LONGEST_NOTE}자까지 적을 수 있습니다.",
            f"The note may have {LONGEST_NOTE} characters, none of them a control character.",
        )


def _problems(entries: Iterable[tuple[int, Mapping[str, str]]]) -> Iterator[FileProblem]:
    seen: dict[str, int] = {}
    for line, cells in entries:
        yield from (FileProblem(line, column, text) for column, text in wrong_cells(cells))
        iso3 = cells.get("iso3", "")
        if iso3 in seen:
            yield FileProblem(line, "iso3", Text(
                f"{seen[iso3]}번째 줄에도 있는 국가입니다: {iso3}", f"{iso3} stands on line {seen[iso3]} too."))
        elif iso3:
            seen[iso3] = line


def _decoded(content: bytes) -> str:
    """Read what spreadsheets write: UTF-8, or the older Korean encoding."""
    if len(content) > LARGEST:
        raise _refused(1, "", Text("파일이 1MB를 넘습니다.", "The file is larger than 1 MB."))
    for encoding in ("utf-8-sig", "cp949"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise _refused(1, "", Text("UTF-8로 저장한 CSV 파일을 올려 주세요.", "Upload a CSV file that is saved as UTF-8."))


def _refused(line: int, key: str, text: Text) -> FileRefused:
    return FileRefused([FileProblem(line, key, text)])
