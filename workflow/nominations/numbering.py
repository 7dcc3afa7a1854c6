"""Receipt numbers (접수번호): 설계총괄과-2025-0001, gapless for each issuing unit and year."""

from __future__ import annotations

from datetime import datetime

from workflow.core.clock import KST
from workflow.core.numbers import next_number
from workflow.programmes.definition import CallDefinition

SERIES = "receipt"
UNIT_LENGTH = 40


def next_receipt(call: CallDefinition, received: datetime) -> str:
    """Take the next receipt number of the call's unit in the Korean year of `received` (aware).

    The number is given only if the caller's transaction commits; a late one is never numbered, so
    the series has no gap. Numbers follow the order of registration, not of the moments of receipt.
    """
    unit, year = unit_of(call), received.astimezone(KST).year
    return f"{unit}-{year}-{next_number(SERIES, unit, year):04d}"


def unit_of(call: CallDefinition) -> str:
    """Return the unit's short Korean name; where none is given, the last word of its full name."""
    unit = call.issuing_unit
    name = unit.short.ko if unit.short else unit.ko.split()[-1]
    return name[:UNIT_LENGTH]
