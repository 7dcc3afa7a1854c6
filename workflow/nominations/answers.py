"""A nomination's answers as plain values, for the rules: apart from the database and from the pages.

The names are those of the questions (`programmes/asks.py`). An empty text or None is no answer.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field


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
