"""The worked sets: calls with all that happens to them in the demonstration, as files and days. Plain data."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from workflow.core.clock import KST
from workflow.programmes.callfile import read_call
from workflow.programmes.definition import CallDefinition

FILES = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Days:
    """The moments to which the demonstration's clock moves when an office has come that far."""

    screening: datetime
    examination: datetime
    approval: datetime
    announced: datetime
    planned: datetime
    last_hour: datetime
    over: datetime


@dataclass(frozen=True, slots=True)
class Recipients:
    """The list of developing countries in force at the time of a call, where the program has none so old."""

    file: Path
    valid_from: date
    name: str
    source: str


@dataclass(frozen=True, slots=True)
class WorkedSet:
    """A call by the name of its file, and the year in the names of those with its nominations, the
    officers' decisions and the members' totals."""

    call: str
    year: int
    days: Days
    recipients: Recipients | None = None

    def definition(self) -> CallDefinition:
        return read_call(FILES / f"{self.call}.yaml")

    @property
    def nominations(self) -> Path:
        return FILES / f"nominations-{self.year}.yaml"

    @property
    def decisions(self) -> Path:
        return FILES / f"decisions-{self.year}.yaml"

    @property
    def scores(self) -> Path:
        return FILES / f"scores-{self.year}.yaml"


def _day(year: int, month: int, day: int, hour: int) -> datetime:
    return datetime(year, month, day, hour, tzinfo=KST)


SETS = (
    WorkedSet(
        "urban-railway-2025", 2025,
        days=Days(
            screening=_day(2025, 7, 28, 9), examination=_day(2025, 8, 1, 9), approval=_day(2025, 8, 8, 9),
            announced=_day(2025, 8, 11, 9), planned=_day(2025, 10, 20, 9), last_hour=_day(2025, 10, 31, 18),
            over=_day(2025, 11, 3, 9),
        ),
    ),
    WorkedSet(
        "policy-internship-2017", 2017,
        days=Days(
            screening=_day(2016, 12, 5, 9), examination=_day(2016, 12, 7, 9), approval=_day(2016, 12, 14, 9),
            announced=_day(2016, 12, 15, 9), planned=_day(2017, 1, 5, 9), last_hour=_day(2017, 1, 26, 18),
            over=_day(2017, 1, 27, 9),
        ),
        recipients=Recipients(
            FILES / "dac-2014.csv", date(2014, 1, 1), "2014-16 flows (견본: 연수생 국가만)", "OECD DAC (견본)"
        ),
    ),
)  # fmt: skip
"""In the order in which they are offered; the first is the demonstration's own."""
