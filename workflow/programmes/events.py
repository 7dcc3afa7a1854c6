"""What the stage announces."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from workflow.core.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class CallPublished(Event):
    """The notice of a call became public."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CallAmended(Event):
    """A published call was changed, for a stated reason."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DeadlineExtended(Event):
    """A published call takes nominations until later than was announced: until before `closes_at` (UTC)."""

    closes_at: datetime
    reason: str
