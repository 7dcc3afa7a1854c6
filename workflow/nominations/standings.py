"""Where nominations and their trainees stand, as staff are told: one word, the same on every page of theirs.

The last stage that knows says it through two slots; what a company is told of its own is in `line`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from workflow.core import slots

NOMINATIONS = "standing.nominations"
TRAINEES = "standing.trainees"


@dataclass(frozen=True, slots=True)
class Word:
    """A standing as its tag shows it."""

    label: Any
    tone: str


def of_nominations(ids: Sequence[int]) -> dict[int, Word]:
    """Return where these nominations stand, by id; nothing for one that no list shows yet."""
    return _asked(NOMINATIONS, ids)


def of_trainees(ids: Sequence[int]) -> dict[int, Word]:
    """Return where these trainees stand, by id: as their nomination does, and each by themselves once the result
    is announced."""
    return _asked(TRAINEES, ids)


def _asked(slot: str, ids: Sequence[int]) -> dict[int, Word]:
    return {id: word for said in slots.ask(slot, ids) for id, word in said.items()}
