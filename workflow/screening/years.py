"""Full years and months on the calendar, as law counts them. Pure."""

from __future__ import annotations

from calendar import monthrange
from datetime import date


def age_on(birth_date: date, day: date) -> int:
    """Return the age in full years on a day (만 나이), or the full years since any other day.

    Who was born on 29 February is a year older from 1 March of a common year (민법 제160조 제3항).
    """
    return day.year - birth_date.year - ((day.month, day.day) < (birth_date.month, birth_date.day))


def months_after(day: date, months: int) -> date:
    """Return the same day so many months later (earlier, where negative), or the last of a shorter month
    (민법 제160조 제3항). It stays within what a calendar can name."""
    place = min(max(day.year * 12 + day.month - 1 + months, 12), 9999 * 12 + 11)
    year, month = divmod(place, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
