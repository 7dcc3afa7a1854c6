"""What a stage announces and later stages react to, within the same transaction."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """Something happened to the row `subject_id`, by `actor_id` (None: the system), at `at` (UTC)."""

    subject_id: int
    actor_id: int | None
    at: datetime


_handlers: dict[type[Event], list[Callable[[Any], None]]] = defaultdict(list)


def on(event: type[Event], handler: Callable[[Any], None]) -> None:
    """Have `handler` called for each `event`; only wiring.py says who hears what, and in which order."""
    if handler not in _handlers[event]:
        _handlers[event].append(handler)


def announce(event: Event) -> None:
    """Call the handlers of this event in their order; one that raises undoes the transaction."""
    for handler in _handlers[type(event)]:
        handler(event)
