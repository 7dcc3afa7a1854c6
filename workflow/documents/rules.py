"""Rules of letters on plain values: until when things are asked for, and what stands on the envelope. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from workflow.core.errors import Reason
from workflow.core.i18n import Text

COMPANY_SIGNS = ("㈜", "(주)", "주식회사", "유한회사", "(유)")
SATURDAY = 5
LONGEST_WAIT = {"reply_by": 10, "papers_by": 20}


@dataclass(frozen=True, slots=True)
class Deadlines:
    """Until when a letter asks for the reply, the papers and the flights, and for word of an absence."""

    reply_by: date
    papers_by: date
    absent_by: date
    travel_by: date


def default_deadlines(today: date, training_from: date) -> Deadlines:
    """Return dates for a letter of `today` that leave each step its share of the time until the training.

    Ours, after the rhythm of real letters; an officer may change each. They fall on working days.
    """
    left = max(0, (training_from - today).days)
    return Deadlines(
        reply_by=_working_day(today, min(LONGEST_WAIT["reply_by"], left // 5)),
        papers_by=_working_day(today, min(LONGEST_WAIT["papers_by"], left // 3)),
        absent_by=_working_day(today, left // 2),
        travel_by=_working_day(today, left * 2 // 3),
    )


def _working_day(today: date, days: int) -> date:
    """Return the day so many days on, or the Friday before it, never before `today`."""
    day = today + timedelta(days=days)
    return max(today, day - timedelta(days=max(0, day.weekday() - SATURDAY + 1)))


def deadline_problems(deadlines: Deadlines, today: date, training_from: date) -> list[Reason]:
    """Say which dates cannot stand in a letter of `today`, by field."""
    found = []
    for field in ("reply_by", "papers_by", "absent_by", "travel_by"):
        day: date = getattr(deadlines, field)
        if not today <= day < training_from:
            found.append(Reason("deadline", Text(
                f"오늘부터 연수 시작({training_from:%Y-%m-%d}) 전까지의 날짜로 정해 주세요.",
                f"Choose a day from today until before the training begins ({training_from:%Y-%m-%d}).",
            ), field))
    return found


def is_company(name: str) -> bool:
    """Tell whether a name is a company's by the sign that Korean law asks for in it."""
    return any(sign in name for sign in COMPANY_SIGNS)


def recipient(name: str) -> str:
    """Return what stands after 수신 for a nominator: its head."""
    return f"{name} 대표이사" if is_company(name) else f"{name} 대표"


def addressee(name: str) -> str:
    """Return how the text calls the reader: 귀사 to a company, 귀 기관 to any other nominator."""
    return "귀사" if is_company(name) else "귀 기관"
