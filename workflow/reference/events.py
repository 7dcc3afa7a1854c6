"""What the stage announces."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from workflow.core.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class DacListChanged(Event):
    """A DAC list was added, changed or taken away; what goes by it on or after `valid_from` may be another."""

    valid_from: date
