"""Listening to what a stage announces."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from workflow.core import events
from workflow.core.events import Event


@contextmanager
def hearing(*kinds: type[Event]) -> Iterator[list[Event]]:
    """Collect the events of these kinds in the order in which they are announced."""
    heard: list[Event] = []
    listener = heard.append
    for kind in kinds:
        events.on(kind, listener)
    try:
        yield heard
    finally:
        for kind in kinds:
            events._handlers[kind].remove(listener)
