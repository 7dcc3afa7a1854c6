"""What became of the people of a company and of a country, year by year."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from tests.factories.accounts import CompanyFactory
from tests.factories.itinerary import make_session
from tests.factories.nominations import make_nomination, make_trainee
from tests.factories.programmes import make_call
from tests.factories.selection import make_placement
from tests.factories.training import make_roll
from tests.support.counting import statements
from workflow.accounts.models import Company
from workflow.core import clock
from workflow.core.db import db
from workflow.core.i18n import Text
from workflow.insight import scorecard
from workflow.insight.scorecard import Counts
from workflow.nominations.models import Nomination, Trainee
from workflow.nominations.states import NominationState
from workflow.programmes.models import Call
from workflow.screening.models import Screening, TraineeScreening
from workflow.screening.states import ScreeningState, TraineeState
from workflow.selection.models import Placement, Vacancy
from workflow.selection.states import PlacementState, VacancyState
from workflow.training.models import Completion


def call_of(year: int) -> Call:
    call = make_call(code=f"URT-{year}")
    call.training_from, call.training_to = date(year, 9, 14), date(year, 9, 20)
    return call


def nominated(
    call: Call, company: Company, people: int = 2, *, screened: ScreeningState | None = None,
    state: NominationState = NominationState.SUBMITTED, **values: Any,
) -> list[Trainee]:
    trainees = [make_trainee(n) for n in range(people)]
    nomination: Nomination = make_nomination(call, company, state=state, trainees=trainees, **values)
    if screened is not None:
        db.session.add(Screening(nomination_id=nomination.id, state=screened, reason="seen", decided_at=clock.now()))
    db.session.flush()
    return trainees


def declined(trainee: Trainee, filled_by: Placement | None = None) -> None:
    """Have a trainee give up the seat they had; a reserve may have taken it."""
    placement = make_placement(trainee, PlacementState.GONE)
    db.session.add(Vacancy(
        call_id=placement.call_id, freed_id=placement.id, opened_at=clock.now(), why=Text("사유", "reason"),
        state=VacancyState.FILLED if filled_by else VacancyState.OPEN, filled_id=filled_by.id if filled_by else None,
    ))
    db.session.flush()


def at_session(trainee: Trainee, present: bool) -> None:
    make_roll(make_session(trainee.nomination.call), [trainee.id], [trainee.id] if present else [])


def attended(trainee: Trainee, present: bool, *, completed: bool = False) -> None:
    at_session(trainee, present)
    db.session.add(Completion(
        trainee_id=trainee.id, call_id=trainee.nomination.call_id, completed=completed, attended=int(present), sessions=1,
        reason=Text("수", "counts"), settled_at=clock.now(),
    ))
    db.session.flush()


def test_company_without_a_nomination_that_came_in_has_no_card(work: Any) -> None:
    company = CompanyFactory()
    nominated(call_of(2025), company, state=NominationState.DRAFT)
    card = scorecard.of_company(company.id)
    assert not card
    assert card.total == Counts()


@pytest.mark.databases
def test_each_end_of_a_nomination_is_counted_in_its_column(work: Any) -> None:
    call, company = call_of(2025), CompanyFactory()
    eligible = ScreeningState.ELIGIBLE
    came, stayed_away = nominated(call, company, screened=eligible)
    make_placement(came)
    make_placement(stayed_away, order=2)
    attended(came, True, completed=True)
    attended(stayed_away, False)
    [promoted] = nominated(call, company, 1, screened=eligible)
    [gave_up, left_reserves] = nominated(call, company, screened=eligible)
    declined(gave_up, filled_by=make_placement(promoted, order=3))
    make_placement(left_reserves, PlacementState.GONE)
    [reserve] = nominated(call, company, 1, screened=eligible)
    make_placement(reserve, PlacementState.RESERVE)
    nominated(call, company, 1, screened=ScreeningState.INELIGIBLE)
    nominated(call, company, 1, state=NominationState.WITHDRAWN)
    assert scorecard.of_company(company.id).years == [
        (2025, Counts(nominated=8, eligible=6, selected=4, withdrew=3, replaced=1, came=1, completed=1)),
    ]


def test_who_declined_and_whose_nomination_was_withdrawn_withdrew_once(work: Any) -> None:
    company = CompanyFactory()
    [trainee] = nominated(call_of(2025), company, 1, state=NominationState.WITHDRAWN)
    declined(trainee)
    assert scorecard.of_company(company.id).total == Counts(nominated=1, selected=1, withdrew=1)


def test_who_is_left_out_of_an_eligible_nomination_was_not_found_eligible(work: Any) -> None:
    company = CompanyFactory()
    left_out, _other = nominated(call_of(2025), company, screened=ScreeningState.ELIGIBLE)
    db.session.add(TraineeScreening(
        trainee_id=left_out.id, state=TraineeState.LEFT_OUT, reason="came last year", decided_at=clock.now()
    ))
    db.session.flush()
    assert scorecard.of_company(company.id).total == Counts(nominated=2, eligible=1)


def test_who_was_at_several_sessions_came_once(work: Any) -> None:
    company = CompanyFactory()
    [trainee] = nominated(call_of(2025), company, 1)
    make_placement(trainee)
    attended(trainee, True)
    at_session(trainee, True)
    at_session(trainee, False)
    assert scorecard.of_company(company.id).total == Counts(nominated=1, selected=1, came=1)


def test_years_stand_newest_first_and_add_up(work: Any) -> None:
    company, other = CompanyFactory(), CompanyFactory()
    for year, people in ((2024, 1), (2025, 2), (2023, 3)):
        nominated(call_of(year), company, people)
    nominated(call_of(2022), other)
    card = scorecard.of_company(company.id)
    assert card.years == [(2025, Counts(2)), (2024, Counts(1)), (2023, Counts(3))]
    assert card.total == Counts(nominated=6)


@pytest.mark.databases
def test_country_is_that_of_each_trainee(work: Any) -> None:
    call = call_of(2025)
    nominated(call, CompanyFactory(), 2, country="VNM", screened=ScreeningState.ELIGIBLE)
    mixed = nominated(call, CompanyFactory(), 2, country="")
    mixed[0].country, mixed[1].country = "VNM", "COL"
    db.session.flush()
    assert scorecard.of_countries(["VNM", "COL", "KEN"]) == {
        "COL": scorecard.Scorecard([(2025, Counts(nominated=1))]),
        "VNM": scorecard.Scorecard([(2025, Counts(nominated=3, eligible=2))]),
    }
    assert scorecard.of_countries([]) == {}


@pytest.mark.parametrize("years", [1, 4])
def test_one_statement_whatever_the_number_of_years(work: Any, years: int) -> None:
    company = CompanyFactory()
    for year in range(2020, 2020 + years):
        nominated(call_of(year), company)
    db.session.expire_all()
    company_id = company.id
    with statements() as sent:
        assert len(scorecard.of_company(company_id).years) == years
        assert len(scorecard.of_countries(["VNM"])["VNM"].years) == years
    assert len(sent) == 2, sent


def test_company_is_told_nothing_of_eligibility() -> None:
    assert scorecard.FOR_COMPANIES == ("nominated", "selected", "withdrew", "replaced", "came", "completed")
