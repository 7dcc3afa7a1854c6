"""An itinerary as plain values: what a release keeps, word for word, and what later stages print."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, time
from functools import cache
from typing import Any

from pydantic import TypeAdapter

from workflow.core.i18n import Text
from workflow.itinerary.categories import Category

NOTHING = Text("")


@dataclass(frozen=True, slots=True)
class FrozenSession:
    """A session of a day. `id` is the working session's, so that releases can be compared."""

    id: int
    title: Text
    category: Category
    starts: time | None = None
    ends: time | None = None
    place: Text = NOTHING
    host: Text = NOTHING


@dataclass(frozen=True, slots=True)
class FrozenDay:
    """A day with its theme and its sessions in their order."""

    day: date
    theme: Text = NOTHING
    sessions: tuple[FrozenSession, ...] = ()


@dataclass(frozen=True, slots=True)
class FrozenItinerary:
    """A whole itinerary in both languages; times are Korean wall time."""

    programme: Text
    training_from: date
    training_to: date
    tentative: bool
    days: tuple[FrozenDay, ...] = ()

    @property
    def sessions(self) -> tuple[FrozenSession, ...]:
        return tuple(session for day in self.days for session in day.sessions)

    def to_json(self) -> dict[str, Any]:
        """Return the itinerary as plain JSON values; days and times in ISO 8601."""
        values: dict[str, Any] = _adapter().dump_python(self, mode="json")
        return values

    @classmethod
    def from_json(cls, values: Mapping[str, Any]) -> FrozenItinerary:
        """Return the itinerary that `to_json` wrote. Raises pydantic.ValidationError, a ValueError."""
        return _adapter().validate_python(dict(values))

    def digest(self) -> str:
        """Return the SHA-256 of what is said, in hex: a page's token of what its reader has seen."""
        written = json.dumps(self.to_json(), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        return hashlib.sha256(written.encode()).hexdigest()


@cache
def _adapter() -> TypeAdapter[FrozenItinerary]:
    """Make the reader and writer once: it compiles the schema."""
    return TypeAdapter(FrozenItinerary)
