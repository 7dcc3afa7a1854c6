"""Officers' decisions and corrections: who, when, with which reasons."""

from __future__ import annotations

from datetime import date

import pytest
from flask import Flask

from tests.factories.accounts import approver, company_officer, officer
from tests.factories.nominations import make_nomination, make_trainee
from tests.factories.programmes import POLICY_INTERNSHIP, make_call
from workflow.accounts.models import User
from workflow.core.db import db, unit_of_work
from workflow.core.errors import NotAllowed, Refused, Stale
from workflow.nominations.models import Nomination
from workflow.nominations.states import NominationState
from workflow.screening import findings, queries
from workflow.screening.models import Finding, TraineeVerification
from workflow.screening.services import answer_correction, ask_correction, decide, resolve_correction
from workflow.screening.states import CorrectionState, ScreeningState

ELIGIBLE, INELIGIBLE = ScreeningState.ELIGIBLE, ScreeningState.INELIGIBLE


@pytest.fixture
def person(app: Flask) -> User:
    with unit_of_work():
        return officer()


@pytest.fixture
def nomination(app: Flask) -> Nomination:
    with unit_of_work():
        return make_nomination(make_call(), state=NominationState.SUBMITTED)


def test_decision_keeps_criterion_categories_and_reason(nomination: Nomination, person: User) -> None:
    trainee = nomination.trainees[0].id
    with unit_of_work():
        decide(nomination, ELIGIBLE, reason=" evidence seen ", criterion_verified=1,
               categories={trainee: "railway_officer"}, actor=person)
    screening = queries.screening_of(nomination.id)
    assert (screening.state, screening.criterion_verified, screening.reason, screening.decided_by) == (
        ELIGIBLE, 1, "evidence seen", person.id,
    )
    assert db.session.get_one(TraineeVerification, trainee).category == "railway_officer"


@pytest.mark.parametrize(("values", "field"), [
    ({"reason": " ", "criterion_verified": 1}, "reason"),
    ({"reason": "seen"}, "criterion_verified"),
    ({"reason": "seen", "criterion_verified": 9}, "criterion_verified"),
])
def test_decision_without_reason_or_criterion_is_refused(
    nomination: Nomination, person: User, values: dict[str, object], field: str
) -> None:
    with pytest.raises(Refused) as refused, unit_of_work():
        decide(nomination, ELIGIBLE, actor=person, **values)
    assert [one.field for one in refused.value.reasons] == [field]


def test_ineligible_needs_no_criterion(nomination: Nomination, person: User) -> None:
    with unit_of_work():
        decide(nomination, INELIGIBLE, reason="no project", actor=person)
    assert queries.screening_of(nomination.id).state is INELIGIBLE


def test_only_an_officer_decides(nomination: Nomination) -> None:
    with unit_of_work():
        other = approver()
    with pytest.raises(NotAllowed), unit_of_work():
        decide(nomination, INELIGIBLE, reason="no", actor=other)


def test_second_officer_with_an_old_page_is_told(nomination: Nomination, person: User) -> None:
    with unit_of_work():
        decide(nomination, ELIGIBLE, reason="seen", criterion_verified=2, actor=person, version=0)
    with pytest.raises(Stale), unit_of_work():
        decide(nomination, INELIGIBLE, reason="not seen", actor=person, version=0)
    assert queries.screening_of(nomination.id).state is ELIGIBLE


def test_decision_can_be_changed_with_a_new_reason(nomination: Nomination, person: User) -> None:
    for decision in (ELIGIBLE, INELIGIBLE, ELIGIBLE):
        with unit_of_work():
            decide(nomination, decision, reason="looked again", criterion_verified=2, actor=person)
    assert queries.screening_of(nomination.id).version == 3


def test_withdrawn_nomination_cannot_be_decided(person: User) -> None:
    with unit_of_work():
        withdrawn = make_nomination(make_call(), state=NominationState.WITHDRAWN)
    with pytest.raises(Refused, match="withdrawn"), unit_of_work():
        decide(withdrawn, INELIGIBLE, reason="no", actor=person)


def test_rule_that_excludes_keeps_a_nomination_from_being_eligible(person: User) -> None:
    with unit_of_work():
        call = make_call(eligibility=[{"rule": "dac_recipient", "on_fail": "exclude"},
                                      {"rule": "criterion_claimed", "on_fail": "flag"}])
        poland = make_nomination(call, country="POL", state=NominationState.SUBMITTED)
        findings.run(call)
    with pytest.raises(Refused, match="excludes it"), unit_of_work():
        decide(poland, ELIGIBLE, reason="seen", criterion_verified=2, actor=person)
    with unit_of_work():
        decide(poland, INELIGIBLE, reason="not on the list", actor=person)


def test_findings_are_made_anew_and_not_twice(person: User) -> None:
    with unit_of_work():
        call = make_call()
        make_nomination(call, country="POL", state=NominationState.SUBMITTED)
        findings.run(call)
        findings.run(call)
    assert [one.rule for one in db.session.query(Finding)] == ["dac_recipient"]


def test_finding_names_the_trainee_it_is_about(person: User) -> None:
    with unit_of_work():
        call = make_call(POLICY_INTERNSHIP)
        old = make_trainee(name="OLD HAND", country="VNM", birth_date=date(1960, 1, 1), public_official=True,
                           category="", field_of_work="환경")
        make_nomination(call, country="", criterion=None, milestones=[], trainees=[old], route="institution",
                        state=NominationState.SUBMITTED)
        findings.run(call)
    about = {one.rule: one.trainee.name for one in db.session.query(Finding).filter_by(outcome="exclude")}
    assert about == {"age_at_most": "OLD HAND"}


def test_findings_are_due_after_something_came_in(nomination: Nomination) -> None:
    with unit_of_work():
        findings.mark_due(nomination.call_id)
    assert findings.is_due(nomination.call_id)
    assert findings.due_calls() == [nomination.call_id]
    with unit_of_work():
        findings.run(nomination.call)
    assert not findings.is_due(nomination.call_id)


def test_correction_is_asked_answered_and_resolved(nomination: Nomination, person: User) -> None:
    with unit_of_work():
        theirs = company_officer(company=nomination.company)
        correction = ask_correction(nomination, "add the contract", date(2025, 7, 20), actor=person)
    with unit_of_work():
        answer_correction(correction, "attached", actor=theirs)
    with unit_of_work():
        resolve_correction(correction, actor=person)
    assert (correction.state, correction.answer) == (CorrectionState.RESOLVED, "attached")


@pytest.mark.parametrize(("request_", "due", "field"), [
    ("", None, "request"), ("mend it", date(2025, 7, 9), "due_on"),
])
def test_correction_without_a_text_or_with_a_past_day_is_refused(
    nomination: Nomination, person: User, request_: str, due: date | None, field: str
) -> None:
    with pytest.raises(Refused) as refused, unit_of_work():
        ask_correction(nomination, request_, due, actor=person)
    assert [one.field for one in refused.value.reasons] == [field]
