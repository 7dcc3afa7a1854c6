"""What the stage announces."""

from __future__ import annotations

from dataclasses import dataclass

from workflow.core.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class ItineraryReleased(Event):
    """A frozen version of the itinerary was given out; `subject_id` is the release."""

    call_id: int
    number: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionRemoved(Event):
    """A session is about to be taken out of the working itinerary; whoever still needs it refuses."""

    call_id: int
