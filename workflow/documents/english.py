"""How documents in English write days and times. Pure."""

from __future__ import annotations

from datetime import date, time


def long_day(value: date) -> str:
    """Write a day: '31 October 2025'."""
    return f"{value.day} {value:%B} {value.year}"


def long_period(first: date, last: date) -> str:
    """Write a period, saying month and year once where both ends share them."""
    if first == last:
        return long_day(first)
    if (first.year, first.month) == (last.year, last.month):
        return f"{first.day} to {long_day(last)}"
    if first.year == last.year:
        return f"{first.day} {first:%B} to {long_day(last)}"
    return f"{long_day(first)} to {long_day(last)}"


def short_day(value: date) -> str:
    """Write a day of a programme: '27 Oct (Mon)'."""
    return f"{value.day} {value:%b} ({value:%a})"


def hours(start: time | None, end: time | None) -> str:
    """Write a time on the 24-hour clock: '15:00–17:30', '15:00', or nothing where none is set."""
    if start is None:
        return ""
    return f"{start:%H:%M}–{end:%H:%M}" if end else f"{start:%H:%M}"
