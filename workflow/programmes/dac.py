"""The OECD DAC list of ODA recipients: which countries count as developing on a given day.

Source: `data/dac_recipients.csv`, the list for the flows of 2024 and 2025 as revised in 2025. Each
row carries the list it belongs to and the day from which that list is valid. A list is complete:
a country that is not in the list in force has left it, so a new list is added as new rows with a
later `valid_from` and the old rows stay for calls of their time. The column `check` says how sure
our copy is: A agreed by two sources, B member sure, its income group of 2022, C and D from memory.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from workflow.core.i18n import Text

SOURCE = Path(__file__).parent / "data" / "dac_recipients.csv"


@dataclass(frozen=True, slots=True)
class DacEntry:
    """A country on a list. `group` is LDC, Other LIC, LMIC or UMIC."""

    iso3: str
    name: Text
    group: str
    list_name: str
    valid_from: date
    check: str
    note: str

    @property
    def is_confirmed(self) -> bool:
        """Whether our copy of the row was agreed by sources rather than written from memory."""
        return self.check in ("A", "B")


@dataclass(frozen=True, slots=True)
class DacList:
    """One list, in force from `valid_from` until the next one begins."""

    name: str
    valid_from: date
    entries: Mapping[str, DacEntry]


@cache
def lists() -> tuple[DacList, ...]:
    """Return every list that is stored, the oldest first."""
    with SOURCE.open(encoding="utf-8", newline="") as handle:
        entries = [_entry(row) for row in csv.DictReader(handle)]
    by_start: dict[date, dict[str, DacEntry]] = {}
    for entry in entries:
        by_start.setdefault(entry.valid_from, {})[entry.iso3] = entry
    return tuple(
        DacList(next(iter(members.values())).list_name, start, members)
        for start, members in sorted(by_start.items())
    )


def list_in_force(on: date) -> DacList | None:
    """Return the list in force on a day, or None where the day is before every list that is stored."""
    return next((one for one in reversed(lists()) if one.valid_from <= on), None)


def recipient(iso3: str, on: date) -> DacEntry | None:
    """Return the country's entry in the list in force on a day; None where it is not on that list.

    None is also the answer where no list of that time is stored: ask `list_in_force` to tell.
    """
    current = list_in_force(on)
    return current.entries.get(iso3) if current else None


def _entry(row: Mapping[str, str]) -> DacEntry:
    return DacEntry(
        iso3=row["iso3"],
        name=Text(row["name_ko"], row["name_en"]),
        group=row["group"],
        list_name=row["list"],
        valid_from=date.fromisoformat(row["valid_from"]),
        check=row["check"],
        note=row["note"],
    )
