"""Certificates: numbers without gap, printed, awarded or not, reissued, void."""

from __future__ import annotations

from datetime import date

import pytest
import sqlalchemy as sa
from flask import Flask

from tests.factories.accounts import approver, coordinator, officer
from tests.factories.documents import (
    announced_selection,
    jobs_ordered,
    make_certificate,
    make_coming,
    make_completion,
)
from tests.factories.nominations import make_nomination, make_trainee
from tests.factories.programmes import make_call
from tests.support.hearing import hearing
from tests.support.threads import at_once
from workflow.accounts.models import User
from workflow.core.audit import AuditEntry
from workflow.core.db import db, unit_of_work
from workflow.core.errors import NotAllowed, Refused
from workflow.core.numbers import NumberCounter
from workflow.documents import building, jobs, queries
from workflow.documents.events import CertificateAwarded
from workflow.documents.facts import CertificateFacts
from workflow.documents.models import Document
from workflow.documents.services import certificates, register
from workflow.documents.states import DocumentKind, DocumentState
from workflow.nominations.models import Trainee
from workflow.programmes.models import Call
from workflow.selection import promotions
from workflow.selection import queries as selections
from workflow.training.models import Completion


@pytest.fixture
def call(app: Flask) -> Call:
    with unit_of_work():
        return make_call()


def test_numbers_follow_the_seats_and_bear_the_ceremony(call: Call) -> None:
    with unit_of_work():
        trainees = make_coming(call, people=3)
        made = certificates.prepare_certificates(call, actor=coordinator())
    assert [one.number for one in made] == ["2025-0001", "2025-0002", "2025-0003"]
    assert [one.people for one in made] == [[one.id] for one in trainees]
    said = building.facts_of(made[0])
    assert isinstance(said, CertificateFacts)
    assert (said.number, said.awarded_on) == ("2025-0001", date(2025, 10, 31))
    assert said.verify_url == f"http://localhost/verify/{made[0].code}"
    assert len(made[0].code) == 26
    assert jobs_ordered() == [jobs.job_key(one) for one in made]


def test_preparing_again_gives_nobody_a_second_number(call: Call) -> None:
    with unit_of_work():
        make_coming(call, people=2)
        first = [one.id for one in certificates.prepare_certificates(call, actor=coordinator())]
    with unit_of_work():
        again = [one.id for one in certificates.prepare_certificates(call, actor=coordinator())]
    assert again == first
    assert db.session.query(NumberCounter).filter_by(series="certificate").one().last == 2


def test_number_of_a_preparation_that_failed_is_given_again(call: Call) -> None:
    with unit_of_work():
        first, second = make_coming(call, people=2)

    def fail() -> None:
        with unit_of_work():
            certificates.prepare_certificate(first, actor=coordinator())
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    with unit_of_work():
        assert certificates.prepare_certificate(second, actor=coordinator()).number == "2025-0001"


def test_only_who_comes_gets_one_and_only_within_the_training(call: Call) -> None:
    with unit_of_work():
        waiting = make_nomination(call, trainees=[make_trainee()]).trainees[0]
        (coming,) = make_coming(call, people=1)
    with pytest.raises(Refused, match="who comes"), unit_of_work():
        certificates.prepare_certificate(waiting, actor=coordinator())
    with pytest.raises(Refused) as refused, unit_of_work():
        certificates.prepare_certificate(coming, actor=coordinator(), awarded_on=date(2025, 11, 2))
    assert refused.value.reasons[0].field == "awarded_on"
    with pytest.raises(NotAllowed), unit_of_work():
        certificates.prepare_certificate(coming, actor=approver())


def test_printed_only_when_its_pdf_is_there(call: Call) -> None:
    with unit_of_work():
        first, second = make_coming(call, people=2)
        make_certificate(first, with_file=False)
        make_certificate(second)
    with pytest.raises(Refused, match="still being made"), unit_of_work():
        certificates.mark_printed(queries.in_force(f"certificate:{first.id}"), actor=coordinator())
    with unit_of_work():
        assert certificates.mark_all_printed(call, actor=coordinator()) == 1
    assert [one.state for one in queries.certificates_of(call.id)] == [DocumentState.PREPARED, DocumentState.PRINTED]


def test_awarded_only_to_who_completed(call: Call) -> None:
    with unit_of_work():
        (trainee,) = make_coming(call, people=1)
        document = make_certificate(trainee, DocumentState.PRINTED)
    with pytest.raises(Refused, match="not settled yet"), unit_of_work():
        certificates.award(document, actor=coordinator())
    with unit_of_work():
        row = make_completion(trainee, completed=False)
    with pytest.raises(Refused, match="has not completed"), unit_of_work():
        certificates.award(document, actor=coordinator())
    with unit_of_work() as session, hearing(CertificateAwarded) as heard:
        session.get_one(Completion, row.id).completed = True
        certificates.award(document, actor=coordinator())
        assert [(one.subject_id, one.trainee_id) for one in heard] == [(document.id, trainee.id)]
    assert (document.state, document.awarded_on) == (DocumentState.AWARDED, date(2025, 10, 31))


def test_settled_by_completion_with_the_reason_of_who_did_not(call: Call) -> None:
    with unit_of_work():
        trainees = make_coming(call, people=3)
        for trainee in trainees:
            make_certificate(trainee, DocumentState.PRINTED)
        make_completion(trainees[0])
        make_completion(trainees[1], completed=False)
    with unit_of_work():
        settled = certificates.settle(call, actor=coordinator())
    assert settled == certificates.Settled(awarded=1, withheld=1, open=1)
    found = queries.certificates_of(call.id)
    assert [one.state.value for one in found] == ["awarded", "not_awarded", "printed"]
    assert found[1].withheld_reason == "미수료: 일정 10회"


def test_not_awarded_can_be_awarded_after_a_correction(call: Call) -> None:
    with unit_of_work():
        (trainee,) = make_coming(call, people=1)
        document = make_certificate(trainee, DocumentState.NOT_AWARDED)
        make_completion(trainee)
    with unit_of_work():
        certificates.award(document, actor=coordinator())
    assert document.state is DocumentState.AWARDED


def test_withholding_needs_its_reason(call: Call) -> None:
    with unit_of_work():
        (trainee,) = make_coming(call, people=1)
        document = make_certificate(trainee, DocumentState.PRINTED)
    with pytest.raises(Refused) as refused, unit_of_work():
        certificates.withhold(document, "  ", actor=coordinator())
    assert refused.value.reasons[0].field == "reason"


def test_reissued_has_its_own_number_and_code_and_the_same_day(call: Call) -> None:
    with unit_of_work():
        (trainee,) = make_coming(call, people=1)
        document = certificates.prepare_certificate(trainee, actor=coordinator(), awarded_on=date(2025, 10, 30))
        document.file = make_certificate(trainee).file
        document.state = DocumentState.PRINTED
        code = document.code
    with unit_of_work():
        trainee.name = "RIGHT NAME"
        made = certificates.reissue(document, "성명 오기", actor=coordinator())
    said = building.facts_of(made)
    assert isinstance(said, CertificateFacts)
    assert (made.number, said.name, said.awarded_on) == ("2025-0002", "RIGHT NAME", date(2025, 10, 30))
    assert made.code != code
    assert document.state is DocumentState.VOID


def test_void_needs_an_officer_and_a_reason_and_keeps_the_number(call: Call) -> None:
    with unit_of_work():
        (trainee,) = make_coming(call, people=1)
        document = make_certificate(trainee, DocumentState.AWARDED)
    with pytest.raises(NotAllowed), unit_of_work():
        register.void(document, "잘못", actor=coordinator())
    with pytest.raises(Refused), unit_of_work():
        register.void(document, " ", actor=officer())
    with unit_of_work():
        register.void(document, "잘못", actor=officer())
    assert (document.state, document.number, document.void_reason) == (DocumentState.VOID, "2025-0001", "잘못")


def test_certificate_of_who_gives_the_seat_up_is_void(app: Flask) -> None:
    selection = announced_selection(letters={"number": "internal"})
    with unit_of_work():
        made = certificates.prepare_certificates(selection.call, actor=selection.coordinator)
        ids = {one.trainee_id: one.id for one in made}
        place = selections.placements_of(selection.call.id)[0]
        promotions.decline(place, actor=selection.officer, reason="불참")
    assert db.session.get_one(Document, ids[place.trainee_id]).state is DocumentState.VOID


def test_every_step_is_in_the_record(call: Call) -> None:
    with unit_of_work():
        (trainee,) = make_coming(call, people=1)
        document = make_certificate(trainee, DocumentState.PREPARED)
        make_completion(trainee)
    with unit_of_work():
        certificates.mark_printed(document, actor=coordinator())
        certificates.award(document, actor=coordinator())
        register.void(document, "분실", actor=officer())
    of_documents = sa.select(AuditEntry.verb).where(AuditEntry.subject_type == "Document").order_by(AuditEntry.id)
    assert list(db.session.scalars(of_documents)) == [
        "certificate.prepare", "certificate.print", "certificate.award", "certificate.void",
    ]  # fmt: skip


@pytest.mark.databases
def test_certificates_prepared_at_once_have_no_gap_and_no_double(app: Flask) -> None:
    """Each of eight trainees is asked for by two people at the same moment, and every third attempt is undone."""
    with unit_of_work():
        call = make_call()
        trainees = [one.id for one in make_coming(call, people=8)]
        people = [coordinator().id for _ in range(2)]
    db.session.remove()

    def prepare(place: int) -> int:
        with app.app_context():
            with unit_of_work() as session:
                trainee = session.get_one(Trainee, trainees[place % 8])
                person = session.get_one(User, people[place // 8])
                made = certificates.prepare_certificate(trainee, actor=person)
                serial = made.number_serial
                if place % 3 == 2:
                    raise ZeroDivisionError
            return serial or 0

    results = at_once(16, prepare)
    assert all(isinstance(one, int | ZeroDivisionError) for one in results), results
    found = db.session.execute(
        sa.select(Document.trainee_id, Document.number_serial).where(Document.kind == DocumentKind.CERTIFICATE)
    ).all()
    assert sorted(serial for _trainee, serial in found) == list(range(1, len(found) + 1))
    assert len({trainee for trainee, _serial in found}) == len(found)
    assert len(found) >= 5
