"""Reads across stages. Lists page by key and never count what they do not show."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import sqlalchemy as sa

from workflow.core import clock
from workflow.core.db import db
from workflow.core.web import row_key
from workflow.insight.models import StandingCount, StandingRow
from workflow.insight.search import searchable
from workflow.nominations.models import Nomination, Trainee
from workflow.programmes.models import Call
from workflow.programmes.states import CallState
from workflow.screening.queries import count_out

PAGE = 50
_SHOWN = [
    *(column for column in StandingRow.__table__.c if column.name != "search"),
    count_out(StandingRow.__table__.c.nomination_id).label("left_out"),
]
"""What a row of the list shows, and how many of the people are left out; plain rows, since nothing of them is
changed."""

REPORTING_TIME = timedelta(days=90)
"""How long after a training its call stays on the first page: certificates, reports and costs take weeks."""


@dataclass(frozen=True, slots=True)
class Filters:
    """What the list of nominations is narrowed to; as it stands in the page's address."""

    standing: str = ""
    country: str = ""
    criterion: str = ""
    words: str = ""

    @classmethod
    def of(cls, arguments: Any) -> Filters:
        return cls(
            standing=arguments.get("standing", "").strip(), country=arguments.get("country", "").strip(),
            criterion=arguments.get("criterion", "").strip(), words=arguments.get("q", "").strip()[:100],
        )

    def address(self) -> dict[str, str]:
        """Return the filters that are set, as arguments of an address."""
        named = {"standing": self.standing, "country": self.country, "criterion": self.criterion, "q": self.words}
        return {name: value for name, value in named.items() if value}


@dataclass(frozen=True, slots=True)
class Page:
    """Rows of a list with the keys that lead to the pages before and after it."""

    rows: Sequence[Any] = field(default_factory=list)
    newer: int | None = None
    older: int | None = None


def page_of_nominations(call_id: int, filters: Filters, *, before: int | None = None, after: int | None = None) -> Page:
    """Return at most PAGE rows of a call, newest first, drafts left out unless asked for.

    `before` continues below that nomination, `after` above it. One row more than shown is read to
    know whether there is another page.
    """
    query = _narrowed(sa.select(*_SHOWN), call_id, filters)
    if after is not None:
        query = query.where(StandingRow.nomination_id > after).order_by(StandingRow.nomination_id)
    else:
        if before is not None:
            query = query.where(StandingRow.nomination_id < before)
        query = query.order_by(StandingRow.nomination_id.desc())
    rows = list(db.session.execute(query.limit(PAGE + 1)))
    more, rows = len(rows) > PAGE, rows[:PAGE]
    if after is not None:
        rows.reverse()
        return Page(rows, newer=rows[0].nomination_id if rows and more else None,
                    older=rows[-1].nomination_id if rows else None)
    return Page(rows, newer=rows[0].nomination_id if rows and before is not None else None,
                older=rows[-1].nomination_id if rows and more else None)


def every_nomination(call_id: int, filters: Filters) -> Sequence[StandingRow]:
    """Return all rows that the filters leave, in order of receipt, for an export."""
    every = _narrowed(sa.select(StandingRow), call_id, filters)
    return db.session.scalars(every.order_by(StandingRow.nomination_id)).all()


def counts(call_id: int) -> dict[str, int]:
    """Return how many nominations of the call stand where."""
    rows = db.session.execute(
        sa.select(StandingCount.code, StandingCount.count).where(StandingCount.call_id == call_id)
    )
    return {code: count for code, count in rows if count}


def countries_of(call_id: int) -> list[str]:
    """Return the countries nominated in a call, for the filter."""
    return list(db.session.scalars(_COUNTRIES, {"call_id": call_id}))


def trainees_countries_of(call_id: int) -> list[str]:
    """Return the countries of the trainees of a call that asks each for their own, for the filter."""
    of_call = sa.select(Trainee.country).join(Trainee.nomination).where(Nomination.call_id == call_id)
    return list(db.session.scalars(of_call.where(Trainee.country > "").distinct()))


def _countries() -> sa.Select[Any]:
    """Make the statement for `countries_of` once.

    Each step of its recursion jumps to the next country in the index, so the cost is that of the
    countries, not of the nominations.
    """
    of_call = StandingRow.call_id == sa.bindparam("call_id")
    found = (
        sa.select(sa.func.min(StandingRow.country).label("country"))
        .where(of_call, StandingRow.country > "")
        .cte(recursive=True)
    )
    after = (
        sa.select(sa.func.min(StandingRow.country))
        .where(of_call, StandingRow.country > found.c.country)
        .scalar_subquery()
    )
    found = found.union_all(sa.select(after).where(found.c.country.is_not(None)))
    return sa.select(found.c.country).where(found.c.country.is_not(None))


_COUNTRIES = _countries()


def live_calls() -> Sequence[Call]:
    """Return the calls that staff are at work on: published, and their training not long over, in order of deadline."""
    since = clock.today() - REPORTING_TIME
    query = sa.select(Call).where(Call.state == CallState.PUBLISHED, Call.training_to >= since)
    query = query.order_by(Call.closes_at, Call.id)
    return db.session.scalars(query).all()


def _narrowed(query: sa.Select[Any], call_id: int, filters: Filters) -> sa.Select[Any]:
    query = query.where(StandingRow.call_id == call_id)
    query = query.where(StandingRow.code == filters.standing if filters.standing else StandingRow.code != "draft")
    if filters.country:
        of_several = sa.and_(StandingRow.country == "", StandingRow.places.contains(filters.country, autoescape=True))
        query = query.where(sa.or_(StandingRow.country == filters.country, of_several))
    if (criterion := row_key(filters.criterion)) is not None:
        query = query.where(StandingRow.criterion == criterion)
    for word in searchable(filters.words).split():
        query = query.where(StandingRow.search.contains(word, autoescape=True))
    return query
