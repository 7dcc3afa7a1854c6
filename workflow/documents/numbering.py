"""Numbers of letters as an office's approval system gives them: read from one line, or from pasted rows. Pure.

A row is `처리과명-일련번호 <TAB> 수신 <TAB> 결재일 <TAB> 시행일 <TAB> 결재권자 <TAB> 공개구분`. The recipient may be
left out where there is a row for each letter in their order, and what is left out at the end of a row is
as in the row above it. `수신자 참조` as the recipient gives one number to all letters.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date

from workflow.core.errors import Reason, Refused
from workflow.core.i18n import Text
from workflow.documents.rules import COMPANY_SIGNS

NUMBER = re.compile(r"(?P<unit>\S(?:.{0,58}\S)?)\s*-\s*(?P<serial>[0-9]{1,9})")
DAY = re.compile(r"(\d{4})\s*[.\-/년]\s*(\d{1,2})\s*[.\-/월]\s*(\d{1,2})\s*[.일]?\s*(?:\([월화수목금토일]\))?")
DISCLOSURE = re.compile(r"공개|(?:부분공개|비공개)\([1-8](?:,[1-8]){0,7}\)")
EVERYBODY = frozenset({"수신자참조", "전체"})
NOT_OF_NAMES = re.compile("|".join(map(re.escape, (*COMPANY_SIGNS, "대표이사", "대표", "귀하"))) + r"|\s")
LONGEST_APPROVER = 120


@dataclass(frozen=True, slots=True)
class OfficeNumber:
    """What an office's own system says of a letter that it has approved; the year is that of its enforcement."""

    unit: str
    serial: int
    approved_on: date
    enforced_on: date
    approver: str = ""
    disclosure: str = ""

    @property
    def number(self) -> str:
        return f"{self.unit}-{self.serial}"

    @property
    def year(self) -> int:
        return self.enforced_on.year


@dataclass(frozen=True, slots=True)
class _Row:
    """A pasted row, with what it leaves out as None."""

    unit: str
    serial: int
    recipient: str
    approved_on: date | None = None
    enforced_on: date | None = None
    approver: str | None = None
    disclosure: str | None = None


def read_number(typed: str) -> tuple[str, int]:
    """Return unit and serial of '설계총괄과-12345'. Raises Refused for the field 'number'."""
    found = NUMBER.fullmatch(unicodedata.normalize("NFC", typed).strip())
    if found is None or not int(found["serial"]):
        raise Refused.because(
            "number", ko="'설계총괄과-12345'처럼 처리과명과 일련번호를 붙임표로 이어 적어 주세요.",
            en="Write the unit and its serial number with a hyphen, as 설계총괄과-12345.", field="number",
        )
    return found["unit"], int(found["serial"])


def read_day(typed: str) -> date | None:
    """Return the day of '2025. 9. 10.(수)', '2025-09-10' or '2025년 9월 10일'; None where it is none."""
    if found := DAY.fullmatch(typed.strip()):
        with suppress(ValueError):
            return date(*(int(part) for part in found.groups()))
    return None


def disclosure_name(written: str) -> Text:
    """Return '공개', '부분공개(6)' or '비공개(5)' as readers of either language know it; anything else as it stands."""
    kind, _paren, items = written.partition("(")
    english = {"공개": "open", "부분공개": "open in part", "비공개": "closed"}.get(kind)
    if english is None:
        return Text(written, written)
    return Text(written, f"{english} (item {items.rstrip(')')})" if items else english)


def is_disclosure(typed: str) -> bool:
    """Tell whether it is 공개, or 부분공개 or 비공개 with its items: '부분공개(6)'."""
    return DISCLOSURE.fullmatch(typed) is not None


def read_rows(pasted: str, letters: Mapping[int, str], defaults: OfficeNumber) -> dict[int, OfficeNumber]:
    """Return the number of each letter from pasted rows.

    `letters` are those that wait, by id in their order, each with its recipient; `defaults` says what
    the first row leaves out. Raises Refused for the field 'rows' with every line that is not to be used.
    """
    lines = [(number, line) for number, line in enumerate(pasted.splitlines(), start=1) if line.strip()]
    problems: list[Reason] = []
    rows: list[tuple[int, _Row]] = []
    for at, line in lines:
        try:
            rows.append((at, _read_row(line)))
        except Refused as refused:
            problems += [_on_line(at, reason.text) for reason in refused.reasons]
    if not lines:
        problems.append(Reason("rows", Text("번호를 한 줄에 하나씩 붙여 넣어 주세요.", "Paste a row for each letter."), "rows"))
    if problems:
        raise Refused(problems)
    found: dict[int, OfficeNumber] = {}
    above = defaults
    for (at, row), ids in zip(rows, _letters_of(rows, letters, problems), strict=True):
        above = _completed(row, above)
        if any(id in found for id in ids):
            problems.append(_on_line(at, Text("이 수신자의 번호가 두 번 나옵니다.", "This recipient stands here twice.")))
        found.update(dict.fromkeys(ids, above))
    if problems:
        raise Refused(problems)
    return found


def _read_row(line: str) -> _Row:
    cells = [unicodedata.normalize("NFC", cell).strip() for cell in line.split("\t")]
    unit, serial = read_number(cells[0])
    rest = cells[1:]
    recipient = rest.pop(0) if rest and not read_day(rest[0]) else ""
    days, texts = rest[:2], rest[2:]
    if any(typed and read_day(typed) is None for typed in days):
        raise _refused("날짜는 '2025. 9. 10.' 또는 '2025-09-10'처럼 적어 주세요.", "Write days as 2025-09-10.")
    if len(texts) > 2:
        raise _refused("칸이 여섯 개를 넘습니다.", "There are more than six cells.")
    disclosure = texts[1] if len(texts) > 1 else ""
    if disclosure and not is_disclosure(disclosure):
        raise _refused("공개 구분은 '공개', '부분공개(6)', '비공개(5)'처럼 적어 주세요.",
                       "Write the disclosure as 공개, 부분공개(6) or 비공개(5).")  # fmt: skip
    if texts and len(texts[0]) > LONGEST_APPROVER:
        raise _refused(f"결재권자는 {LONGEST_APPROVER}자까지 적을 수 있습니다.",
                       f"At most {LONGEST_APPROVER} characters fit the approver.")  # fmt: skip
    approved, enforced = (read_day(days[n]) if len(days) > n else None for n in range(2))
    return _Row(unit, serial, recipient, approved, enforced, (texts[0] if texts else "") or None, disclosure or None)


def _completed(row: _Row, above: OfficeNumber) -> OfficeNumber:
    given = {
        name: value
        for name in ("approved_on", "enforced_on", "approver", "disclosure")
        if (value := getattr(row, name)) is not None
    }
    if row.approved_on and not row.enforced_on:  # one day alone is the day of both
        given["enforced_on"] = row.approved_on
    return replace(above, unit=row.unit, serial=row.serial, **given)


def _letters_of(
    rows: Sequence[tuple[int, _Row]], letters: Mapping[int, str], problems: list[Reason]
) -> Iterator[list[int]]:
    """Yield the letters that each row is for, by its recipient or else by its place."""
    by_name: dict[str, list[int]] = {}
    for id, name in letters.items():
        by_name.setdefault(_bare(name), []).append(id)
    in_order = not any(row.recipient for _at, row in rows)
    if in_order and len(rows) != len(letters):
        text = Text(
            f"번호를 기다리는 공문은 {len(letters)}건인데 {len(rows)}줄입니다. 줄마다 수신을 적거나 건수를 맞춰 주세요.",
            f"{len(letters)} letters wait, but there are {len(rows)} rows. Name the recipients, or give a row for each.",
        )
        problems.append(Reason("rows", text, "rows"))
    ids = list(letters)
    for place, (at, row) in enumerate(rows):
        name = _bare(row.recipient)
        if name in EVERYBODY:
            yield ids
        elif in_order:
            yield ids[place : place + 1]
        elif len(found := by_name.get(name, [])) == 1:
            yield found
        else:
            problems.append(_on_line(at, Text(
                f"번호를 기다리는 공문 가운데 수신이 '{row.recipient}'인 것이 {len(found)}건입니다.",
                f"{len(found)} of the letters that wait go to '{row.recipient}'.",
            )))
            yield []


def _bare(name: str) -> str:
    """Return a name without the signs of a company and its head, as it may be written in another system."""
    return NOT_OF_NAMES.sub("", unicodedata.normalize("NFC", name)).casefold()


def _on_line(at: int, text: Text) -> Reason:
    return Reason("rows", Text(f"{at}번째 줄: {text.ko}", f"Line {at}: {text.en}"), "rows")


def _refused(ko: str, en: str) -> Refused:
    return Refused.because("row", ko=ko, en=en)
