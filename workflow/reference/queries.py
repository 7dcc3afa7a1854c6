"""Reads of the reference lists."""

from __future__ import annotations

from datetime import date

from workflow.reference import dac
from workflow.reference.dac import RecipientList


def list_in_force(day: date) -> RecipientList | None:
    """Return the list in force on a day; None where the day is before every list."""
    return dac.built_in() if dac.in_force([dac.built_in().head], day) else None
