"""What refers to decisions. Later stages say it through the slot `decisions.references`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from workflow.core import slots
from workflow.meetings.models import Decision

SLOT = "decisions.references"


@dataclass(frozen=True, slots=True)
class Reference:
    """Something that was decided: in a word what it is, what it says, and its page."""

    what: str
    text: str
    url: str


def references_to(decisions: Sequence[Decision]) -> dict[int, list[Reference]]:
    """Return what refers to each of these decisions, by its id. Each stage asks once for all of them.

    A provider takes the ids and answers with references by id; only wiring.py names the providers.
    """
    ids = [one.id for one in decisions]
    found: dict[int, list[Reference]] = {id: [] for id in ids}
    answers: list[Mapping[int, list[Reference]]] = slots.ask(SLOT, ids) if ids else []
    for answer in answers:
        for id, references in answer.items():
            found[id] += references
    return found
