"""What became, over the years, of the people whom a company nominated, or who were nominated from a country.

Everything is counted in people and read from the stages' own states in one statement, however many the
years: a year is the one in which the training of the call begins.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from functools import cache
from typing import Any

import sqlalchemy as sa

from workflow.core.db import db
from workflow.core.i18n import lazy_pgettext
from workflow.nominations.models import Nomination, Trainee
from workflow.nominations.states import CAME_IN, NominationState
from workflow.programmes.models import Call
from workflow.screening.models import Screening, TraineeScreening
from workflow.screening.queries import is_out
from workflow.screening.states import ScreeningState
from workflow.selection.models import Placement, Vacancy
from workflow.selection.states import PlacementState, VacancyState
from workflow.training.models import Attendance, Completion


@dataclass(frozen=True, slots=True)
class Counts:
    """People: nominated (추천), found eligible and not left out, given a seat at any time, who withdrew or declined, whose
    freed seat went to a reserve, who came to any session, who completed."""

    nominated: int = 0
    eligible: int = 0
    selected: int = 0
    withdrew: int = 0
    replaced: int = 0
    came: int = 0
    completed: int = 0

    def __add__(self, other: Counts) -> Counts:
        return Counts(*(getattr(self, one.name) + getattr(other, one.name) for one in fields(Counts)))


LABELS: dict[str, Any] = {
    "nominated": lazy_pgettext("scorecard", "Nominated"),
    "eligible": lazy_pgettext("scorecard", "Eligible"),
    "selected": lazy_pgettext("scorecard", "Selected"),
    "withdrew": lazy_pgettext("scorecard", "Withdrew"),
    "replaced": lazy_pgettext("scorecard", "Replaced"),
    "came": lazy_pgettext("scorecard", "Attended"),
    "completed": lazy_pgettext("scorecard", "Completed"),
}
"""The columns of a scorecard, in their order."""

FOR_COMPANIES = tuple(name for name in LABELS if name != "eligible")
"""What a company is shown of itself: of eligibility it is told nothing."""


@dataclass(frozen=True, slots=True)
class Scorecard:
    """Counts of each year, the newest first."""

    years: Sequence[tuple[int, Counts]] = ()

    def __bool__(self) -> bool:
        return bool(self.years)

    @property
    def total(self) -> Counts:
        return sum((counts for _year, counts in self.years), Counts())


def of_company(company_id: int) -> Scorecard:
    """Return the scorecard of a company, of all its nominations that came in. One statement."""
    rows = db.session.execute(_counted().where(Nomination.company_id == company_id))
    return Scorecard([(int(row[0]), Counts(*row[1:])) for row in rows])


def of_countries(codes: Iterable[str]) -> dict[str, Scorecard]:
    """Return the scorecard of each of these countries (ISO 3166-1 alpha-3) that anybody came from. One statement."""
    asked = sorted(set(codes))
    country = sa.func.coalesce(sa.func.nullif(Trainee.country, ""), Nomination.country)
    concerned = sa.union(  # each by its index: an OR of both would look at every trainee there is
        sa.select(Nomination.id).where(Nomination.country.in_(asked)),
        sa.select(Trainee.nomination_id).where(Trainee.country.in_(asked)),
    )
    found = _counted().add_columns(country).where(Nomination.id.in_(concerned), country.in_(asked)).group_by(country)
    years: dict[str, list[tuple[int, Counts]]] = defaultdict(list)
    for row in db.session.execute(found):
        years[row[-1]].append((int(row[0]), Counts(*row[1:-1])))
    return {code: Scorecard(years[code]) for code in asked if code in years}


@cache
def _counted() -> sa.Select[Any]:
    """Select the year and the columns of Counts in their order, for trainees of nominations that came in.

    Made once: making the statement costs more than running it for most companies.
    """
    year = sa.extract("year", Call.training_from)
    eligible = sa.and_(Screening.state == ScreeningState.ELIGIBLE, ~is_out())
    gone = sa.or_(Nomination.state == NominationState.WITHDRAWN, Placement.state == PlacementState.GONE)
    seated = sa.or_(Placement.state == PlacementState.SELECTED, Vacancy.id.is_not(None))
    present = sa.exists().where(Attendance.trainee_id == Trainee.id, Attendance.present)
    counted: sa.Select[Any] = (
        sa.select(
            year, sa.func.count(Trainee.id), _those(eligible), _those(seated),
            _those(gone), _those(Vacancy.state == VacancyState.FILLED), _those(present), _those(Completion.completed),
        )
        .select_from(Trainee)
        .join(Nomination, Nomination.id == Trainee.nomination_id)
        .join(Call, Call.id == Nomination.call_id)
        .outerjoin(Screening, Screening.nomination_id == Nomination.id)
        .outerjoin(TraineeScreening, TraineeScreening.trainee_id == Trainee.id)
        .outerjoin(Placement, Placement.trainee_id == Trainee.id)
        .outerjoin(Vacancy, Vacancy.freed_id == Placement.id)
        .outerjoin(Completion, Completion.trainee_id == Trainee.id)
        .where(Nomination.state.in_(CAME_IN))
        .group_by(year)
        .order_by(year.desc())
    )
    return counted


def _those(condition: Any) -> sa.ColumnElement[Any]:
    return sa.func.sum(sa.case((condition, 1), else_=0))
