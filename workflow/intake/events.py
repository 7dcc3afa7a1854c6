"""What the stage announces."""

from __future__ import annotations

from dataclasses import dataclass

from workflow.core.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetTaken(Event):
    """The nominations of an uploaded sheet were taken; `subject_id` is the sheet's."""
