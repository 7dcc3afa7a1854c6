"""A nomination's answers as plain values, for the rules: apart from the database and from the pages.

The names are those of the questions (`programmes/asks.py`); `answers` are those to the call's own
questions, and `files` counts the documents handed in, both by key. An empty text or None is no answer.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from workflow.programmes.asks import NOMINATION_ASKS, TRAINEE_ASKS


@dataclass(frozen=True, slots=True)
class AuthorAnswers:
    """Who wrote the nomination, to be asked about it."""

    name: str = ""
    email: str = ""
    phone: str = ""


@dataclass(frozen=True, slots=True)
class MilestoneAnswers:
    """A dated row of the company's project."""

    date: dt.date | None = None
    what: str = ""


@dataclass(frozen=True, slots=True)
class TraineeAnswers:
    """A person put forward. `key` is what findings name the person by, unique in the call."""

    key: str = ""
    name: str = ""
    country: str = ""
    city: str = ""
    position: str = ""
    duties: str = ""
    reason: str = ""
    category: str = ""
    english: bool | None = None
    birth_date: dt.date | None = None
    public_official: bool | None = None
    field_of_work: str = ""
    in_post_since: dt.date | None = None
    english_level: str = ""
    last_trained_on: dt.date | None = None
    passport_expires_on: dt.date | None = None
    answers: Mapping[str, Any] = field(default_factory=dict)
    files: Mapping[str, int] = field(default_factory=dict)

    def answer(self, name: str) -> Any:
        """Return the answer to a question of the catalogue or of the call's own, None where there is none."""
        return self.answers.get(name) if name not in TRAINEE_ASKS else getattr(self, name)


@dataclass(frozen=True, slots=True)
class NominationAnswers:
    """All that a nomination answers. `country` is a code of ISO 3166-1 alpha-3, `criterion` a number."""

    author: AuthorAnswers = field(default_factory=AuthorAnswers)
    route: str = ""
    country: str = ""
    city: str = ""
    organisation: str = ""
    city_profile: str = ""
    railway_plan: str = ""
    criterion: int | None = None
    milestones: tuple[MilestoneAnswers, ...] = ()
    trainees: tuple[TraineeAnswers, ...] = ()
    duties_acknowledged: frozenset[str] = frozenset()
    answers: Mapping[str, Any] = field(default_factory=dict)
    files: Mapping[str, int] = field(default_factory=dict)

    def answer(self, name: str) -> Any:
        """Return the answer to a question of the catalogue or of the call's own, None where there is none."""
        return self.answers.get(name) if name not in NOMINATION_ASKS else getattr(self, name)
