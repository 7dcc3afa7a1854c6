"""Where a nomination stands: the latest stage that has spoken decides."""

from __future__ import annotations

from datetime import datetime

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

from tests.factories.accounts import officer
from tests.factories.nominations import make_nomination
from tests.factories.programmes import make_call
from workflow.core import clock
from workflow.core.db import db, unit_of_work
from workflow.insight import queries, services
from workflow.insight.models import StandingRow
from workflow.insight.said import _said
from workflow.insight.standing import (
    FUNNEL,
    LABELS,
    StageFacts,
    Standing,
    derive,
    for_company,
    funnel,
    of_trainee,
)
from workflow.nominations.line import Milepost
from workflow.nominations.services import withdraw
from workflow.nominations.states import NominationState
from workflow.screening.services import ask_correction, decide, resolve_correction
from workflow.screening.states import ScreeningState
from workflow.selection.states import PlacementState

SUBMITTED = NominationState.SUBMITTED
SEAT, RESERVE, GONE, OUT = (
    PlacementState.SELECTED, PlacementState.RESERVE, PlacementState.GONE, PlacementState.NOT_SELECTED,
)


@pytest.mark.parametrize(("facts", "standing"), [
    (StageFacts(NominationState.DRAFT), Standing.DRAFT),
    (StageFacts(SUBMITTED), Standing.RECEIVED),
    (StageFacts(SUBMITTED, correction_open=True), Standing.CORRECTION),
    (StageFacts(SUBMITTED, ScreeningState.ELIGIBLE), Standing.ELIGIBLE),
    (StageFacts(SUBMITTED, ScreeningState.ELIGIBLE, correction_open=True), Standing.CORRECTION),
    (StageFacts(SUBMITTED, ScreeningState.INELIGIBLE), Standing.INELIGIBLE),
    (StageFacts(SUBMITTED, ScreeningState.ELIGIBLE, announced=True, placements=(RESERVE, SEAT)), Standing.SELECTED),
    (StageFacts(SUBMITTED, ScreeningState.ELIGIBLE, announced=True, placements=(RESERVE, RESERVE)), Standing.RESERVE),
    (StageFacts(SUBMITTED, ScreeningState.ELIGIBLE, announced=True, placements=(OUT,)), Standing.NOT_SELECTED),
    (StageFacts(SUBMITTED, ScreeningState.ELIGIBLE, announced=True, placements=(GONE,)), Standing.WITHDRAWN),
    (StageFacts(SUBMITTED, ScreeningState.INELIGIBLE, announced=True), Standing.INELIGIBLE),
    (StageFacts(SUBMITTED, announced=True), Standing.NOT_SELECTED),
    (StageFacts(SUBMITTED, announced=True, placements=(SEAT,), anyone_completed=True), Standing.COMPLETED),
    (StageFacts(NominationState.WITHDRAWN, announced=True, placements=(GONE,)), Standing.WITHDRAWN),
])
def test_standing_follows_the_latest_stage_that_has_spoken(facts: StageFacts, standing: Standing) -> None:
    assert derive(facts) is standing


def test_a_trainee_stands_by_their_own_place_and_before_it_as_the_nomination() -> None:
    assert of_trainee(Standing.ELIGIBLE, None, completed=False) is Standing.ELIGIBLE
    assert of_trainee(Standing.SELECTED, RESERVE, completed=False) is Standing.RESERVE
    assert of_trainee(Standing.COMPLETED, SEAT, completed=False) is Standing.SELECTED
    assert of_trainee(Standing.COMPLETED, SEAT, completed=True) is Standing.COMPLETED
    assert of_trainee(Standing.SELECTED, GONE, completed=False) is Standing.WITHDRAWN


def test_a_company_is_told_the_result_and_nothing_of_eligibility() -> None:
    assert for_company(Standing.INELIGIBLE, announced=False) is Standing.INELIGIBLE
    assert for_company(Standing.INELIGIBLE, announced=True) is Standing.NOT_SELECTED


def test_every_standing_has_a_word() -> None:
    assert set(LABELS) == set(Standing)


@given(st.dictionaries(st.sampled_from([one.value for one in Standing]), st.integers(0, 50)))
def test_funnel_never_widens(counts: dict[str, int]) -> None:
    numbers = [count for _label, count in funnel(counts)]
    assert numbers == sorted(numbers, reverse=True)
    assert len(numbers) == len(FUNNEL)


@pytest.mark.databases
def test_row_and_counts_follow_each_step(app: Flask) -> None:
    with unit_of_work():
        nomination, person = make_nomination(make_call(), state=SUBMITTED), officer()
        services.refresh(nomination.id)
    call_id = nomination.call_id

    def now() -> tuple[str, dict[str, int]]:
        db.session.expire_all()
        return db.session.get_one(StandingRow, nomination.id).code, queries.counts(call_id)

    assert now() == ("received", {"received": 1})
    with unit_of_work():
        correction = ask_correction(nomination, "the project's evidence", None, actor=person)
    assert now() == ("correction", {"correction": 1})
    with unit_of_work():
        resolve_correction(correction, actor=person)
        decide(nomination, ScreeningState.ELIGIBLE, reason="seen", criterion_verified=2, actor=person)
    assert now() == ("eligible", {"eligible": 1})
    with unit_of_work():
        withdraw(nomination, actor=person, reason="the project ended")
    assert now() == ("withdrawn", {"withdrawn": 1})


def test_rebuilding_gives_what_the_events_gave(app: Flask) -> None:
    with unit_of_work():
        call = make_call()
        for state in (SUBMITTED, SUBMITTED, NominationState.WITHDRAWN, NominationState.DRAFT):
            services.refresh(make_nomination(call, state=state).id)
    before = queries.counts(call.id)
    with unit_of_work():
        services.rebuild(call.id)
    assert queries.counts(call.id) == before == {"received": 2, "withdrawn": 1, "draft": 1}


def test_training_of_a_selected_nomination_is_to_come_until_its_first_day(app: Flask) -> None:
    with unit_of_work():
        nomination = make_nomination(make_call())
    before = _said(nomination, Standing.SELECTED, None)
    clock.move_to(datetime(2025, 10, 26, 0, 0, tzinfo=clock.KST))
    begun = _said(nomination, Standing.SELECTED, None)
    assert before is not None
    assert begun is not None
    assert (before.at, before.state) == (Milepost.RESULT, "done")
    assert (begun.at, begun.state) == (Milepost.TRAINING, "current")
