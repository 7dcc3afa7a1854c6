"""One trainee is left out or admitted: what stands, who decides it until when, and what the rules said then."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import product
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from tests.conftest import Client
from tests.factories.accounts import approver, officer
from tests.factories.meetings import make_decision, make_meeting
from tests.factories.nominations import make_nomination, make_trainee
from tests.factories.programmes import call_data, make_call
from tests.factories.selection import make_eligible, make_scores
from workflow.accounts.models import User
from workflow.approvals import services as approvals
from workflow.approvals.models import Approval
from workflow.core import clock
from workflow.core.audit import AuditEntry
from workflow.core.db import db, unit_of_work
from workflow.core.errors import NotAllowed, Refused, Stale
from workflow.core.i18n import Text
from workflow.meetings.states import DecisionKind
from workflow.nominations.models import Nomination, Trainee
from workflow.nominations.states import NominationState
from workflow.screening import findings, panels, queries
from workflow.screening.case import Outcome
from workflow.screening.models import Finding, Screening, TraineeScreening
from workflow.screening.services import decide, decide_trainee
from workflow.screening.states import ScreeningState, TraineeState
from workflow.screening.trainees import ScreenedTrainee, Verdict, verdict
from workflow.selection import services as selection
from workflow.selection.models import SelectionRound
from workflow.selection.states import RoundState

BY_RULES, LEFT_OUT, ADMITTED = TraineeState
AGE = [{"rule": "age_at_most", "years": 49, "on": "first_day_of_training", "on_fail": "exclude"}]


class Scene:
    """A call that takes nobody of 50, its officer, and an eligible nomination of one too old and one young enough."""

    def __init__(self) -> None:
        with unit_of_work():
            asks = call_data("urban-railway-2025")["nomination_asks"]
            asks = {**asks, "trainee": [*asks["trainee"], "birth_date"]}
            self.call = make_call(eligibility=AGE, nomination_asks=asks)
            self.officer: User = officer(language="en")
            self.nomination: Nomination = make_eligible(self.call, "A", "VNM")
            self.old, self.young = self.nomination.trainees
            self.old.birth_date, self.young.birth_date = date(1960, 1, 1), date(1985, 1, 1)
            findings.run(self.call)

    def decide(self, trainee: Trainee, state: TraineeState, reason: str = "looked at", **values: Any) -> None:
        with unit_of_work():
            decide_trainee(trainee, state, reason=reason, **{"actor": self.officer, **values})

    def find(self, state: ScreeningState) -> None:
        with unit_of_work():
            decide(self.nomination, state, reason="looked at", criterion_verified=2, actor=self.officer)

    def of(self, trainee: Trainee) -> ScreenedTrainee:
        screened = queries.trainees_of([self.nomination.id])[self.nomination.id]
        return next(one for one in screened if one.trainee.id == trainee.id)

    def send_up(self) -> None:
        with unit_of_work():
            make_scores({self.nomination: 80})
            selection.submit(self.call, actor=self.officer)

    def page(self, client: Client) -> str:
        return client.sign_in(self.officer).get(f"/manage/nominations/{self.nomination.id}").text


@pytest.fixture
def scene(app: Flask) -> Scene:
    return Scene()


def test_decision_goes_before_the_rules() -> None:
    assert {(state, excluded): verdict(state, excluded=excluded) for state in TraineeState for excluded in (False, True)} == {
        (BY_RULES, False): Verdict.ELIGIBLE, (BY_RULES, True): Verdict.EXCLUDED,
        (LEFT_OUT, False): Verdict.LEFT_OUT, (LEFT_OUT, True): Verdict.LEFT_OUT,
        (ADMITTED, False): Verdict.ADMITTED, (ADMITTED, True): Verdict.ADMITTED,
    }  # fmt: skip
    assert [one for one in Verdict if one.is_out] == [Verdict.EXCLUDED, Verdict.LEFT_OUT]


@pytest.mark.databases
def test_database_counts_out_whom_the_verdict_says_is_out(app: Flask) -> None:
    """Every state, none among them, with every finding that a trainee can have."""
    cases = list(product([None, *TraineeState], [None, *Outcome]))
    with unit_of_work():
        nomination = make_nomination(
            make_call(), state=NominationState.SUBMITTED, trainees=[make_trainee(n) for n in range(len(cases))]
        )
        for trainee, (state, outcome) in zip(nomination.trainees, cases, strict=True):
            if state:
                db.session.add(TraineeScreening(trainee_id=trainee.id, state=state, reason="r", decided_at=clock.now()))
            if outcome:
                db.session.add(Finding(nomination_id=nomination.id, trainee_id=trainee.id, rule="r", outcome=outcome.value,
                                       text=Text("가", "a"), source=Text("나", "b"), found_at=clock.now()))
    screened = queries.trainees_of([nomination.id])[nomination.id]
    out = {one.trainee.id for one in screened if one.verdict.is_out}
    counted = sa.select(Trainee.id).outerjoin(TraineeScreening, TraineeScreening.trainee_id == Trainee.id)
    assert set(db.session.scalars(counted.where(queries.is_out()))) == out
    assert set(db.session.scalars(counted.where(~queries.is_out()))) == {one.id for one in nomination.trainees} - out
    assert db.session.scalar(sa.select(queries.count_out(Nomination.__table__.c.id))) == len(out) == 6


def test_who_is_left_out_says_why(scene: Scene) -> None:
    assert scene.of(scene.old).why_out.en == (
        "left out by a rule of the call: 65 years old on the first day of training, 26 Oct 2025 (Sun) (at most 49)"
    )
    assert scene.of(scene.young).why_out is None
    scene.decide(scene.old, ADMITTED, "the only expert of the line")
    scene.decide(scene.young, LEFT_OUT, "the same person as last year")
    assert scene.of(scene.old).why_out is None
    assert scene.of(scene.young).why_out == Text(
        "담당자가 요건검토에서 제외: the same person as last year",
        "left out at screening by the officer: the same person as last year",
    )


def test_decision_keeps_who_when_and_why_and_is_audited(scene: Scene) -> None:
    scene.decide(scene.old, ADMITTED, " the only expert ")
    row = scene.of(scene.old).decided
    assert (row.state, row.reason, row.decided_by) == (ADMITTED, "the only expert", scene.officer.id)
    assert clock.now() - row.decided_at < timedelta(minutes=1)
    assert [one["rule"] for one in row.found] == ["age_at_most"]
    entry = db.session.scalars(sa.select(AuditEntry).order_by(AuditEntry.id.desc()).limit(1)).one()
    assert (entry.verb, entry.subject_type, entry.reason) == ("trainee_screening.admit", "TraineeScreening", "the only expert")


@pytest.mark.parametrize(("state", "reason", "code"), [
    (BY_RULES, " ", "reason"), (ADMITTED, "all the same", "not_excluded"), (BY_RULES, "as before", "state"),
])
def test_decision_that_cannot_be_is_refused(scene: Scene, state: TraineeState, reason: str, code: str) -> None:
    with pytest.raises(Refused) as refused:
        scene.decide(scene.young, state, reason)
    assert [one.code for one in refused.value.reasons] == [code]
    assert scene.of(scene.young).verdict is Verdict.ELIGIBLE


def test_only_an_officer_decides(scene: Scene) -> None:
    with unit_of_work():
        other = approver()
    with pytest.raises(NotAllowed):
        scene.decide(scene.old, ADMITTED, actor=other)


def test_officer_with_an_old_page_is_told(scene: Scene) -> None:
    scene.decide(scene.old, ADMITTED, version=0)
    with pytest.raises(Stale):
        scene.decide(scene.old, LEFT_OUT, version=0)
    assert scene.of(scene.old).state is ADMITTED


def test_decision_is_changed_and_taken_back_with_new_reasons(scene: Scene) -> None:
    for state in (ADMITTED, ADMITTED, LEFT_OUT, ADMITTED, BY_RULES):
        scene.decide(scene.old, state, f"now {state}")
    row = scene.of(scene.old).decided
    assert (row.state, row.reason, row.version) == (BY_RULES, "now by_rules", 5)
    assert scene.of(scene.old).verdict is Verdict.EXCLUDED


def test_last_trainee_of_an_eligible_nomination_stays_until_the_nomination_is_ineligible(scene: Scene) -> None:
    with pytest.raises(Refused, match="Find the nomination ineligible first"):
        scene.decide(scene.young, LEFT_OUT)
    scene.find(ScreeningState.INELIGIBLE)
    scene.decide(scene.young, LEFT_OUT)
    with pytest.raises(Refused, match="All its trainees are left out"):
        scene.find(ScreeningState.ELIGIBLE)
    scene.decide(scene.old, ADMITTED)
    scene.find(ScreeningState.ELIGIBLE)
    with pytest.raises(Refused, match="Nobody else is left"):
        scene.decide(scene.old, BY_RULES)


def test_nothing_is_decided_once_the_proposal_was_sent_up_until_it_is_returned(scene: Scene) -> None:
    scene.send_up()
    with pytest.raises(Refused, match="frozen"):
        scene.decide(scene.old, ADMITTED)
    with pytest.raises(Refused, match="frozen"):
        scene.find(ScreeningState.INELIGIBLE)
    with unit_of_work():
        approvals.return_(db.session.scalars(sa.select(Approval)).one(), actor=approver(), reason="look at A-A again")
    scene.decide(scene.old, ADMITTED)
    assert scene.of(scene.old).verdict is Verdict.ADMITTED


def test_trainee_of_a_withdrawn_nomination_is_not_decided_on(scene: Scene) -> None:
    with unit_of_work():
        scene.nomination.state = NominationState.WITHDRAWN
        scene.nomination.withdrawn_at = clock.now()
    with pytest.raises(Refused, match="withdrawn"):
        scene.decide(scene.young, LEFT_OUT)


def test_exception_names_the_decision_of_a_meeting_and_takes_its_reason(scene: Scene, app: Flask) -> None:
    with unit_of_work():
        meeting = make_meeting(scene.call, scene.officer)
        on_rule = make_decision(meeting, scene.officer, DecisionKind.ELIGIBILITY, reason="no other expert")
        on_quota = make_decision(meeting, scene.officer)
    with pytest.raises(Refused) as refused:
        scene.decide(scene.old, ADMITTED, by=on_quota)
    assert refused.value.reasons[0].field == "decision"
    scene.decide(scene.old, ADMITTED, "", by=on_rule)
    row = scene.of(scene.old).decided
    assert (row.reason, row.decision_id) == ("no other expert", on_rule.id)
    with app.test_request_context():
        (reference,) = panels.admitted_by_decision([on_rule.id])[on_rule.id]
    assert reference.text.endswith("A-A")
    assert reference.url.endswith(f"#trainee-{scene.old.id}")
    scene.decide(scene.old, LEFT_OUT, "he cannot come", by=on_rule)
    assert scene.of(scene.old).decided.decision_id is None


def test_decision_stays_when_the_findings_change_and_says_what_they_were(scene: Scene, client: Client) -> None:
    scene.decide(scene.old, ADMITTED, "the only expert")
    assert scene.of(scene.old).said_before is None
    with unit_of_work():
        findings.run(scene.call)
    assert scene.of(scene.old).said_before is None
    with unit_of_work():
        scene.old.birth_date = date(1961, 1, 1)
        findings.run(scene.call)
    assert scene.of(scene.old).verdict is Verdict.ADMITTED
    page = scene.page(client)
    assert "The findings have changed since this decision" in page
    assert "65 years old" in page
    assert "64 years old" in page


def test_decision_without_a_finding_says_so_when_one_comes(scene: Scene, client: Client) -> None:
    with unit_of_work():
        scene.old.birth_date = date(1990, 1, 1)
        findings.run(scene.call)
    scene.decide(scene.young, LEFT_OUT, "her ministry recalled her")
    with unit_of_work():
        scene.young.birth_date = date(1950, 1, 1)
        findings.run(scene.call)
    assert "When it was made there was no finding about this trainee." in scene.page(client)


def test_page_shows_each_trainee_s_verdict_with_its_reason_and_who_decided(scene: Scene, client: Client) -> None:
    page = scene.page(client)
    assert "Left out by a rule" in page
    assert "Left out by an officer" not in page
    assert "Admit as an exception" in page
    scene.decide(scene.old, ADMITTED, "the only expert")
    scene.decide(scene.young, LEFT_OUT, "the same person as last year")
    page = scene.page(client)
    assert "Left out by an officer" in page
    assert page.count("the same person as last year") == 3  # in short, beside the trainee, in the form to change it
    assert "the only expert" in page
    assert page.count(f"{scene.officer.name} · ") == 2
    assert "All trainees are left out" not in page


def test_page_says_that_nobody_is_left(scene: Scene, client: Client) -> None:
    with unit_of_work():
        scene.young.birth_date = date(1950, 1, 1)
        findings.run(scene.call)
    assert "All trainees are left out" in scene.page(client)


def test_page_takes_a_decision_and_keeps_what_was_typed_when_it_is_refused(scene: Scene, client: Client) -> None:
    address = f"/manage/trainees/{scene.old.id}/decision"
    client.sign_in(scene.officer)
    refused = client.post(address, data={"version": "0", "decision": "admitted", "reason": " ", "by": "0"})
    assert refused.status_code == 422
    assert "Write the reason for the decision." in refused.text
    unread = client.post(address, data={"version": "0", "decision": "promoted", "reason": "kept words", "by": "0"})
    assert unread.status_code == 422
    assert "kept words" in unread.text
    done = client.post(address, data={"version": "0", "decision": "admitted", "reason": "the only expert", "by": "0"})
    assert (done.status_code, done.location) == (303, f"/manage/nominations/{scene.nomination.id}#trainee-{scene.old.id}")
    assert scene.of(scene.old).verdict is Verdict.ADMITTED
    assert client.post(address, data={"version": "0", "decision": "left_out", "reason": "no", "by": "0"}).status_code == 409


def test_page_offers_nothing_once_the_proposal_was_sent_up(scene: Scene, client: Client) -> None:
    assert "Decide on this trainee" in scene.page(client)
    scene.send_up()
    page = scene.page(client)
    assert "Decide on this trainee" not in page
    assert "Record the decision" not in page
    assert "The proposal is frozen for approval." in page


def test_a_colleague_s_faster_decision_is_shown_beside_what_was_typed(scene: Scene, client: Client) -> None:
    address = f"/manage/nominations/{scene.nomination.id}/decision"
    sent = {"version": "1", "decision": "ineligible", "criterion_verified": "2", "reason": "no project there"}
    scene.find(ScreeningState.ELIGIBLE)
    stale = client.sign_in(scene.officer).post(address, data=sent)
    assert stale.status_code == 409
    assert f"{scene.officer.name} changed this meanwhile, so nothing was saved." in stale.text
    assert stale.text.count("no project there") == 2  # beside what stands, and in the form
    assert "Saved now" in stale.text
    assert f'href="/manage/nominations/{scene.nomination.id}">Open the page as it stands now' in stale.text
    assert 'name="version" type="hidden" value="2"' in stale.text
    assert client.post(address, data={**sent, "version": "2"}).status_code == 303


def test_nothing_is_decided_on_what_was_announced(scene: Scene, client: Client) -> None:
    scene.send_up()
    with unit_of_work():
        round_ = db.session.scalars(sa.select(SelectionRound)).one()
        round_.state, round_.announced_at = RoundState.ANNOUNCED, clock.now()
    page = scene.page(client)
    assert "or the company withdraws the nomination; the seat then goes to a reserve." in page
    assert "Record the decision" not in page
    address = f"/manage/nominations/{scene.nomination.id}/decision"
    sent = {"version": "1", "decision": "ineligible", "criterion_verified": "2", "reason": "typed before it was known"}
    refused = client.post(address, data=sent)
    assert refused.status_code == 422
    assert "typed before it was known" in refused.text
    assert queries.screening_of(scene.nomination.id).state is ScreeningState.ELIGIBLE


def test_nomination_s_own_decision_stands_for_all_others(scene: Scene) -> None:
    scene.decide(scene.old, ADMITTED)
    found = db.session.scalars(sa.select(Screening).where(Screening.nomination_id == scene.nomination.id)).one()
    assert (found.state, found.version) == (ScreeningState.ELIGIBLE, 1)
