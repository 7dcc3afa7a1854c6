"""What the registers hear, and what hears of them: by the events as they are wired."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from flask import Flask

from tasks.people import gather
from tests.factories.accounts import company_officer, coordinator, officer
from tests.factories.nominations import make_nomination, make_trainee
from tests.factories.people import come_in, person_in
from tests.factories.programmes import call_data, make_call
from workflow.consents.events import TraineeConfirmed
from workflow.core import clock, wake
from workflow.core.audit import SYSTEM
from workflow.core.db import db, unit_of_work
from workflow.core.events import announce
from workflow.nominations import services as nominations
from workflow.nominations.states import NominationState
from workflow.people.models import CityMention, Person, PersonTraining
from workflow.people.services import register, trainings
from workflow.reference.dac import Head, built_in
from workflow.reference.services import dac
from workflow.screening import findings
from workflow.training.events import CompletionSettled

HANH = "NGUYEN THI MINH HANH"


def cities_of(nomination_id: int) -> list[str]:
    mentions = db.session.query(CityMention).filter_by(nomination_id=nomination_id)
    return sorted(one.spelling.written for one in mentions)


def test_a_draft_is_in_no_register_until_it_is_submitted_and_a_corrected_city_is_followed(app: Flask) -> None:
    with unit_of_work():
        member = company_officer()
        draft = make_nomination(make_call(), member.company, city="Hanoi")
        draft_id = draft.id
    with unit_of_work():
        nominations.save_step(draft, {"city": "Ha Noi"}, actor=member)
    assert cities_of(draft_id) == []
    assert db.session.query(Person).count() == 0
    with unit_of_work():
        nominations.submit(draft, actor=member)
    gather()
    assert cities_of(draft_id) == ["Ha Noi"]
    with unit_of_work():
        nominations.correct(draft, {"city": "Hà Nội"}, actor=member, fields=["city"])
    assert cities_of(draft_id) == ["Hà Nội"]
    assert db.session.query(Person).count() == 1


def test_the_name_of_the_passport_is_heard_of(work: Any) -> None:
    nomination = come_in("Hanh N.")
    trainee = nomination.trainees[0]
    trainee.passport_name = HANH
    announce(TraineeConfirmed(
        subject_id=1, actor_id=None, at=clock.now(), trainee_id=trainee.id, nomination_id=nomination.id,
        renamed=True, remarks=False,
    ))  # fmt: skip
    assert person_in(nomination).name == HANH


def test_who_completed_is_known_to_the_register(work: Any) -> None:
    nomination = come_in(HANH)
    trainee, by = nomination.trainees[0], coordinator()
    settled = {"subject_id": 1, "actor_id": by.id, "at": clock.now(), "call_id": nomination.call_id, "trainee_id": trainee.id}
    announce(CompletionSettled(**settled, completed=True))
    row = db.session.query(PersonTraining).one()
    assert (row.person, row.ended_on, row.recorded_by) == (person_in(nomination), nomination.call.training_to, by.id)
    assert row.what.en == "Invited Training for Overseas Urban Railway Officials (URT-2025)"
    announce(CompletionSettled(**settled, completed=False))
    assert db.session.query(PersonTraining).count() == 0


def test_an_earlier_training_of_the_register_is_found_by_the_rule(work: Any) -> None:
    rule = {"rule": "not_trained_within", "years": 3, "on_fail": "flag"}
    data = call_data()
    asks = {**data["nomination_asks"], "trainee": [*data["nomination_asks"]["trainee"], "last_trained_on"]}
    call = make_call(eligibility=[*data["eligibility"], rule], nomination_asks=asks)
    trained, other = come_in(HANH, call=call), come_in("TRAN BAO", call=call)
    trainings.add(person_in(trained), year=None, ended_on=date(2023, 6, 9), what="Seoul 2023", actor=officer())
    found = findings.run(call)
    assert [one.rule for one in found[trained]].count("not_trained_within") == 1
    assert [one.rule for one in found[other]].count("not_trained_within") == 0
    [told] = [one for one in found[trained] if one.rule == "not_trained_within"]
    assert told.trainee_id == trained.trainees[0].id
    assert "9 Jun 2023" in told.text.en


def test_findings_are_due_again_when_the_list_they_go_by_changes(app: Flask) -> None:
    with unit_of_work():
        call = make_call()
        come_in(HANH, call=call)
        make_nomination(call, trainees=[make_trainee()])
        findings.run(call)
        call_id = call.id
    assert not findings.is_due(call_id)
    with unit_of_work():
        dac.begin(built_in(), Head("later", date(2026, 1, 1), "OECD", ""), actor=SYSTEM, reason="new")
    assert not findings.is_due(call_id)  # the call had closed before it began
    with unit_of_work():
        dac.remove(date(2024, 1, 1), "VNM", actor=SYSTEM, reason="left the list")
    assert findings.is_due(call_id)
    with unit_of_work():
        found = findings.run(db.session.get_one(type(call), call_id))
        assert [one.rule for row in found.values() for one in row] == ["dac_recipient"]


def test_a_submission_wakes_the_task_once_it_is_committed(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    woken: list[str] = []
    monkeypatch.setattr(wake, "call", lambda task, *_: woken.append(task))
    with unit_of_work():
        member = company_officer()
        draft = make_nomination(make_call(), member.company)
    with unit_of_work():
        nominations.submit(draft, actor=member)
        assert woken == []
    assert woken.count(register.GATHER) == 1


def test_the_rule_of_earlier_trainings_does_not_wait_for_the_task(work: Any) -> None:
    data, born = call_data(), date(1985, 3, 4)
    rule = {"rule": "not_trained_within", "years": 3, "on_fail": "flag"}
    asks = {**data["nomination_asks"], "trainee": [*data["nomination_asks"]["trainee"], "last_trained_on"]}
    before = come_in(HANH, call=make_call(code="URT-2023"), birth_date=born)
    trainings.add(person_in(before), year=None, ended_on=date(2023, 6, 9), what="Seoul 2023", actor=officer())
    call = make_call(eligibility=[*data["eligibility"], rule], nomination_asks=asks)
    trainee = make_trainee(name=HANH, birth_date=born)
    fresh = make_nomination(call, state=NominationState.SUBMITTED, trainees=[trainee])
    assert "not_trained_within" in [one.rule for one in findings.run(call)[fresh]]
