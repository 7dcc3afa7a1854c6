"""The register of people: who is found in it, who is put into it, and merges."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import pytest
from flask import Flask

from tasks.people import gather
from tests.factories.accounts import company_officer, officer
from tests.factories.nominations import make_nomination, make_trainee
from tests.factories.people import come_in, person_in
from tests.factories.programmes import make_call
from tests.support.counting import statements
from workflow.core import clock
from workflow.core.audit import SYSTEM, AuditEntry
from workflow.core.db import db, unit_of_work
from workflow.core.errors import Refused, Stale
from workflow.core.i18n import Text
from workflow.nominations import services as nominations
from workflow.nominations.states import NominationState
from workflow.people import queries
from workflow.people.matching import Likeness
from workflow.people.models import CityMention, Person, PersonPair, PersonTrainee, PersonTraining
from workflow.people.services import merging, register, trainings
from workflow.programmes.models import Call
from workflow.reference.merging import GONE, KEPT
from workflow.reference.models import City, CitySpelling

HANH, BORN = "NGUYEN THI MINH HANH", date(1985, 3, 2)


def pairs() -> list[tuple[int, int]]:
    return [(one.id, other.id) for one, other, _why in queries.pairs(0)[0]]


@pytest.mark.databases
def test_the_task_takes_people_and_cities_of_a_submission_into_the_registers(app: Flask) -> None:
    with unit_of_work():
        member = company_officer()
        trainees = [make_trainee(0, birth_date=BORN), make_trainee(1, name="TRAN BAO")]
        draft = make_nomination(make_call(), member.company, trainees=trainees)
        assert db.session.query(Person).count() == 0
    with unit_of_work():
        nominations.submit(draft, actor=member)
    assert db.session.query(Person).count() == 0
    gather()
    people = db.session.query(Person).order_by(Person.id).all()
    assert [(one.name, one.country, one.birth_date, one.organisation) for one in people] == [
        (HANH, "VNM", BORN, "Metropolitan Railway Board"), ("TRAN BAO", "VNM", None, "Metropolitan Railway Board"),
    ]  # fmt: skip
    assert [(one.country, one.name_en, one.confirmed_at) for one in db.session.query(City)] == [("VNM", "Hanoi", None)]
    assert db.session.query(CityMention).count() == 1


def test_what_agrees_exactly_is_one_person_and_the_latest_post_is_kept(work: Any) -> None:
    first = come_in(HANH, birth_date=BORN, position="engineer")
    again = come_in("Nguyen Thi Minh Hanh", birth_date=BORN, position="director", organisation="Ministry")
    person = person_in(first)
    assert person_in(again) is person
    assert (person.name, person.position, person.organisation) == (HANH, "director", "Ministry")
    assert pairs() == []


def test_what_is_only_likely_is_a_suggestion_and_never_merged_by_itself(work: Any) -> None:
    first, second, third = come_in(HANH, birth_date=BORN), come_in("Hạnh Nguyễn Thị Minh"), come_in("LE VAN AN")
    one, other, stranger = map(person_in, (first, second, third))
    assert len({one.id, other.id, stranger.id}) == 3
    assert pairs() == [(one.id, other.id)]
    assert [(like.id, why) for like, why in queries.like(other)] == [(one.id, Likeness.NAME)]
    assert queries.like(stranger) == []


def test_another_date_of_birth_is_another_person(work: Any) -> None:
    come_in(HANH, birth_date=BORN)
    come_in(HANH, birth_date=date(1979, 12, 1))
    assert db.session.query(Person).count() == 2
    assert pairs() == []


def test_two_trainees_of_one_nomination_are_compared_too(work: Any) -> None:
    both = come_in("RAHMAN ABDUL", "Abdul RAHMAN", country="BGD", city="Dhaka")
    assert pairs() == [(person_in(both, 0).id, person_in(both, 1).id)]


def test_taking_a_nomination_in_again_adds_nothing(work: Any) -> None:
    nomination = come_in(HANH, "TRAN BAO", city="Hue")
    register.enlist(nomination)
    kept = [db.session.query(model).count() for model in (Person, PersonTrainee, City, CitySpelling, CityMention)]
    assert kept == [2, 2, 1, 1, 1]


@pytest.mark.parametrize("known", [1, 30])
def test_taking_in_reads_the_same_however_many_people_are_known(work: Any, known: int) -> None:
    for _n in range(known):
        come_in(HANH, "TRAN BAO")
    nomination = make_nomination(
        db.session.query(Call).one(), state=NominationState.SUBMITTED,
        trainees=[make_trainee(0), make_trainee(1, name="TRAN BAO")],
    )  # fmt: skip
    with statements() as sent:
        register.enlist(nomination)
    assert len([one for one in sent if one.startswith("SELECT")]) == 4, sent  # links, candidates, spellings, mentions


def test_a_name_that_hundreds_share_makes_few_suggestions(work: Any) -> None:
    for _n in range(25):
        come_in(HANH)
    last = db.session.query(Person).order_by(Person.id.desc()).first()
    assert len(queries.like(last)) == register.PAIRS_AT_MOST


def test_who_agrees_exactly_is_found_among_many_of_the_same_name(work: Any) -> None:
    first = person_in(come_in(HANH, birth_date=BORN))
    for _n in range(register.CANDIDATES // 2):
        come_in(HANH, HANH)
    assert person_in(come_in(HANH, birth_date=BORN)) is first


def test_people_are_merged_field_by_field_and_split_again(work: Any) -> None:
    actor = officer()
    first = come_in(HANH, position="engineer", organisation="Board A")
    second = come_in("Hanh Nguyen", position="director", organisation="Board B", birth_date=BORN)
    kept, gone = person_in(first), person_in(second)
    training = trainings.add(gone, year=2019, ended_on=None, what="Seoul 2019", actor=actor)
    merge = merging.merge(
        kept, gone, {"name": KEPT, "position": GONE, "birth_date": GONE}, actor=actor, version=1, gone_version=1
    )
    db.session.refresh(training)
    assert (kept.name, kept.position, kept.organisation, kept.birth_date) == (HANH, "director", "Board A", BORN)
    assert gone.merged_into_id == kept.id
    assert training.person_id == kept.id
    assert {one.nomination_id for one in queries.trainees_of(kept)} == {first.id, second.id}
    assert [row.person.id for row in queries.people(queries.Filters(), 0)[0]] == [kept.id]
    register.change(kept, register.About(HANH, "VNM", BORN, "Board C", "director"), actor=actor)
    merging.split(merge, actor=actor)
    db.session.refresh(training)
    assert (kept.name, kept.position, kept.organisation, kept.birth_date) == (HANH, "engineer", "Board C", None)
    assert gone.merged_into_id is None
    assert training.person_id == gone.id
    assert [one.nomination_id for one in queries.trainees_of(gone)] == [second.id]
    with pytest.raises(Refused):
        merging.split(merge, actor=actor)


def test_the_record_of_a_merge_names_fields_and_no_personal_data(app: Flask) -> None:
    with unit_of_work():
        kept, gone = person_in(come_in(HANH)), person_in(come_in("Hanh Nguyen Thi Minh", position="director"))
        kept_id, gone_id = kept.id, gone.id
    with unit_of_work():
        merging.merge(kept, gone, {"position": GONE}, actor=SYSTEM)
    told = db.session.query(AuditEntry).filter(AuditEntry.verb.like("person.%")).order_by(AuditEntry.id).all()
    assert [(one.verb, one.subject_id, one.before, one.after) for one in told] == [
        ("person.merge", kept_id, {}, {"with": gone_id, "fields": ["position"]}),
        ("person.merge_into", gone_id, {}, {"into": kept_id}),
    ]


def test_who_was_merged_away_is_still_found_by_that_name(work: Any) -> None:
    kept, gone = person_in(come_in(HANH, birth_date=BORN)), person_in(come_in("Hanh N.", birth_date=BORN))
    merging.merge(kept, gone, {}, actor=SYSTEM)
    again = come_in("HANH N.", birth_date=BORN)
    assert person_in(again) is kept
    likely = come_in("N. HANH")
    assert [one.id for one, _why in queries.like(person_in(likely))] == [kept.id]


def test_a_merge_of_an_old_page_or_of_a_merged_record_is_refused(work: Any) -> None:
    one, two, three = (person_in(come_in(name)) for name in (HANH, "Hanh Nguyen Thi Minh", "Minh Hanh Thi Nguyen"))
    with pytest.raises(Stale):
        merging.merge(one, two, {}, actor=SYSTEM, version=7, gone_version=1)
    first = merging.merge(one, two, {}, actor=SYSTEM)
    with pytest.raises(Refused):
        merging.merge(three, two, {}, actor=SYSTEM)
    with pytest.raises(Refused):
        merging.merge(one, one, {}, actor=SYSTEM)
    merging.merge(three, one, {}, actor=SYSTEM)
    with pytest.raises(Refused):  # the later merge has to be undone first
        merging.split(first, actor=SYSTEM)
    assert queries.root_of(two) is three


def test_two_who_were_told_apart_are_not_suggested_again(work: Any) -> None:
    one, other = person_in(come_in(HANH)), person_in(come_in("Hanh Nguyen Thi Minh"))
    register.tell_apart(other, one, actor=SYSTEM)
    assert queries.open_pairs() == 0
    register.change(one, register.About(HANH, "VNM", None, "elsewhere"), actor=SYSTEM)
    register.change(other, register.About(HANH, "VNM"), actor=SYSTEM)
    assert queries.open_pairs() == 0
    assert db.session.query(PersonPair).count() == 1


def test_a_corrected_name_looks_for_the_same_person_anew(work: Any) -> None:
    one, other = person_in(come_in(HANH)), person_in(come_in("TRAN BAO"))
    register.change(other, register.About("Hạnh Nguyễn Thị Minh", "VNM"), actor=SYSTEM)
    assert pairs() == [(one.id, other.id)]
    register.change(other, register.About("TRAN BAO", "VNM"), actor=SYSTEM)
    assert pairs() == []
    with pytest.raises(Refused):
        register.change(other, register.About(" "), actor=SYSTEM)


def test_the_name_of_the_passport_is_followed_and_the_typed_one_still_found(work: Any) -> None:
    nomination = come_in("Hanh Ng", birth_date=BORN)
    person = person_in(nomination)
    nomination.trainees[0].passport_name = HANH
    register.follow_passport(nomination.trainees[0])
    assert person.name == HANH
    assert person_in(come_in("Hanh Ng", birth_date=BORN)) is person
    assert person_in(come_in(HANH, birth_date=BORN)) is person


def test_what_came_in_before_the_register_is_gathered_once(app: Flask) -> None:
    with unit_of_work():
        call = make_call()
        for state in NominationState:
            make_nomination(call, state=state, trainees=[make_trainee(0, name=f"PERSON {state}"), make_trainee(1, name="")])
    gather()
    gather()
    assert sorted(one.name for one in db.session.query(Person)) == ["PERSON submitted", "PERSON withdrawn"]


def trained_in(**values: Any) -> dict[int, date]:
    """Return what is known of a person's trainings before the call of 2025, whose first day is 11 August."""
    nomination = come_in(HANH)
    trainings.add(person_in(nomination), **{"year": None, "ended_on": None, "what": "Seoul", "actor": SYSTEM, **values})
    return queries.last_trained(nomination.call)


def test_the_last_training_before_a_call_is_known(work: Any) -> None:
    nomination = come_in(HANH, "TRAN BAO")
    call, person = nomination.call, person_in(nomination)
    first, other = (one.id for one in nomination.trainees)
    assert queries.last_trained(call) == {}
    trainings.add(person, year=2019, ended_on=None, what="Seoul 2019", actor=SYSTEM)
    assert queries.last_trained(call) == {first: date(2019, 12, 31)}
    trainings.add(person, year=None, ended_on=date(2023, 6, 9), what="Seoul 2023", actor=SYSTEM)
    assert queries.last_trained(call) == {first: date(2023, 6, 9)}
    trainings.add(person_in(nomination, 1), year=2025, ended_on=None, what="Spring 2025", actor=SYSTEM)
    before = date.fromordinal(call.training_from.toordinal() - 1)
    assert queries.last_trained(call) == {first: date(2023, 6, 9), other: before}
    clock.move_to(datetime(2025, 12, 1, tzinfo=clock.KST))
    trainings.settled(nomination.trainees[0], True, ended_on=call.training_to, what=Text("철도", "rail"), actor_id=None)
    assert queries.last_trained(call)[first] == date(2023, 6, 9)  # this training itself does not count


def test_a_settled_training_is_kept_once_and_taken_back(work: Any) -> None:
    trainee = come_in(HANH).trainees[0]
    for what in ("rail", "urban rail"):
        trainings.settled(trainee, True, ended_on=date(2025, 8, 20), what=Text(what, what), actor_id=None)
    row = db.session.query(PersonTraining).one()
    assert (row.year, row.what.en, row.person.name) == (2025, "urban rail", HANH)
    with pytest.raises(Refused):
        trainings.remove(row, actor=SYSTEM)
    trainings.settled(trainee, False, ended_on=date(2025, 8, 20), what=Text("rail"), actor_id=None)
    assert db.session.query(PersonTraining).count() == 0


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"year": 1979, "ended_on": None, "what": "x"}, "year"), ({"year": 2026, "ended_on": None, "what": "x"}, "year"),
        ({"year": None, "ended_on": None, "what": "x"}, "year"), ({"year": 2020, "ended_on": None, "what": " "}, "what"),
        ({"year": None, "ended_on": date(2025, 7, 11), "what": "x"}, "ended_on"),
    ],
)  # fmt: skip
def test_a_training_that_cannot_be_is_refused(work: Any, values: dict[str, Any], field: str) -> None:
    with pytest.raises(Refused) as refused:
        trainings.add(person_in(come_in(HANH)), actor=SYSTEM, **values)
    assert [one.field for one in refused.value.reasons] == [field]
