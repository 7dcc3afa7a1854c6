"""Who has a seat: what selection, a later stage, tells through a slot."""

from __future__ import annotations

from dataclasses import dataclass

from workflow.core.slots import ask

SLOT = "trainees.seated"


@dataclass(frozen=True, slots=True)
class Seats:
    """The trainees who have a seat, by id, once the result of a call is announced."""

    trainees: frozenset[int]


def seats_of(call_id: int) -> frozenset[int] | None:
    """Return who has a seat in a call, None before the result is announced."""
    told = ask(SLOT, call_id)
    return told[0].trainees if told else None


def is_seated(call_id: int, trainee_id: int) -> bool:
    """Tell whether a trainee was selected and it is announced: the moment of confirmation has come."""
    return trainee_id in (seats_of(call_id) or ())
