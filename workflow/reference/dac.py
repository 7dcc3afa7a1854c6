"""The OECD DAC list of ODA recipients as plain values: which countries count as developing on a given day.

A list is complete: a country that is not in the list in force has left it. The list for the flows of 2024
and 2025, as revised in 2025, comes with the program (`data/dac_recipients.csv`), so that no installation can
be without one: it is there before anything is loaded, and no migration or forgotten command can leave it
out. What an office adds or changes is kept in its database (`models.DacList`); a list that is kept there
stands in the place of the built-in one with the same first day.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from workflow.core.i18n import Text, format_date
from workflow.reference.dacfile import Recipient, read

FILE = Path(__file__).parent / "data" / "dac_recipients.csv"
SOURCE = "OECD Development Assistance Committee (DAC)"
NAME = Text("2024~2025년 원조 실적 적용, 2025년 개정", "2024-25 flows (OECD DAC), rev. 2025")
ADDRESS = "https://www.oecd.org/en/topics/sub-issues/oda-eligibility-and-conditions/dac-list-of-oda-recipients.html"


@dataclass(frozen=True, slots=True)
class Head:
    """What a list says of itself. `version` is 0 for the list that comes with the program."""

    name: str
    valid_from: date
    source: str
    address: str
    version: int = 0

    @property
    def is_built_in(self) -> bool:
        return self.version == 0

    @property
    def text(self) -> Text:
        """How the list is called: the built-in one in both languages, also where an office has changed it."""
        return NAME if self.name == NAME.en else Text(self.name, self.name)


@dataclass(frozen=True, slots=True)
class RecipientList:
    """One list, in force from its `valid_from` until the next one begins; the recipients by their code."""

    head: Head
    recipients: Mapping[str, Recipient]


@cache
def built_in() -> RecipientList:
    """Return the list that comes with the program."""
    recipients = {one.iso3: one for one in read(FILE.read_bytes())}
    return RecipientList(Head(NAME.en, date(2024, 1, 1), SOURCE, ADDRESS), recipients)


@cache
def _notes() -> Mapping[str, str]:
    """Return the Korean of the notes that come with the program."""
    return {row["note"]: row["note_ko"] for row in csv.DictReader(FILE.read_text("utf-8").splitlines()) if row["note"]}


def remark(entry: Recipient) -> Text:
    """Return the note of an entry, in both languages where it came with the program, else as it was written."""
    return Text(_notes().get(entry.note, entry.note), entry.note)


def in_force(heads: Iterable[Head], day: date) -> Head | None:
    """Return the list in force on a day, or None where the day is before every list."""
    return max((one for one in heads if one.valid_from <= day), key=lambda one: one.valid_from, default=None)


def source_of(head: Head) -> Text:
    """Return how a finding names the list that it goes by."""
    ko, en, name = format_date(head.valid_from, "ko"), format_date(head.valid_from, "en"), head.text
    return Text(
        f"OECD DAC 수원국 목록({name.ko}, {ko}부터 유효)",
        f"OECD DAC list of ODA recipients ({name.en}, in force from {en})",
    )
