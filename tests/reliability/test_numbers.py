"""200 certificates at the same moment, a third of them aborted at the last, over HTTP with two processes.

The same is done with two ways of numbering that look right and are not: one gives numbers twice, the
other leaves gaps, and the test sees both.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

import pytest
import sqlalchemy as sa

from tests.factories.accounts import UserFactory
from tests.factories.nominations import make_nomination, make_trainee
from tests.factories.programmes import make_call
from tests.factories.selection import make_placement
from tests.reliability.conftest import PASSWORD, Installation
from tests.support.threads import at_once
from tests.support.visitor import Answer, Visitor
from tests.support.wsgi.headers import ABORT
from workflow.accounts.roles import Role
from workflow.core import audit
from workflow.core.audit import AuditEntry
from workflow.core.db import db, unit_of_work
from workflow.core.numbers import NumberCounter
from workflow.core.outbox import OutboxRow
from workflow.documents.models import Document
from workflow.nominations.states import NominationState

CERTIFICATES = 200
ABORTED = range(0, CERTIFICATES, 3)
ISSUED = CERTIFICATES - len(ABORTED)
OFFICERS = 4
"""People who press; each from many tabs, since one address may sign in 30 times a minute."""

pytestmark = [pytest.mark.slow, pytest.mark.timeout(240), pytest.mark.databases]


@dataclass(frozen=True)
class Batch:
    """Who gets a certificate, and who issues them."""

    page: str
    trainees: tuple[int, ...]
    officers: tuple[str, ...]

    def run(self, url: str) -> list[Answer]:
        """Issue all of them at the same moment; each third request fails just before its commit."""
        people = [Visitor(url).sign_in(email, PASSWORD) for email in self.officers]
        tokens = [one.get(self.page).value("csrf_token") for one in people]

        def press(number: int) -> Answer:
            mine = number % len(people)
            return people[mine].tab().post(
                f"/manage/trainees/{self.trainees[number]}/certificate", {"csrf_token": tokens[mine]},
                headers={ABORT: "1"} if number in ABORTED else {},
            )  # fmt: skip

        answers = at_once(len(self.trainees), press, patience=120)
        assert [one for one in answers if not isinstance(one, Answer)] == []
        return [one for one in answers if isinstance(one, Answer)]


@pytest.fixture
def batch(installation: Installation) -> Batch:
    with unit_of_work():
        call = make_call()
        people = [UserFactory(roles=[Role.OFFICER]) for _ in range(OFFICERS)]
        trainees = []
        for _ in range(CERTIFICATES // 10):
            coming = [make_trainee(n) for n in range(10)]
            make_nomination(call, state=NominationState.SUBMITTED, trainees=coming)
            trainees += coming
        for order, one in enumerate(trainees, start=1):
            make_placement(one, order=order)
    installation.give_passwords(people)
    ids = tuple(one.id for one in trainees)
    return Batch(f"/manage/calls/{call.code}/certificates", ids, tuple(one.email for one in people))


def numbers() -> list[int]:
    db.session.rollback()
    return sorted(number or 0 for number in db.session.scalars(sa.select(Document.number_serial)))


def test_numbers_have_no_gap_and_no_double_when_a_third_is_aborted(installation: Installation, batch: Batch) -> None:
    with installation.serve("observed") as web:
        answers = batch.run(web.url)

    assert numbers() == list(range(1, ISSUED + 1))
    assert Counter(one.status for one in answers) == {303: ISSUED, 500: len(ABORTED)}
    assert all(answers[number].status == 500 for number in ABORTED)
    assert len({one.process for one in answers}) == 2
    documents = db.session.scalars(sa.select(Document)).all()
    assert {one.number for one in documents} == {f"2025-{number:04d}" for number in range(1, ISSUED + 1)}
    assert {one.trainee_id for one in documents} == {
        id for number, id in enumerate(batch.trainees) if number not in ABORTED
    }
    assert db.session.scalars(sa.select(NumberCounter.last).where(NumberCounter.series == "certificate")).one() == ISSUED
    assert db.session.scalar(sa.select(sa.func.count()).select_from(OutboxRow)) == ISSUED
    prepared = sa.select(sa.func.count()).where(AuditEntry.verb == "certificate.prepare")
    assert db.session.scalar(prepared) == ISSUED
    assert audit.first_broken(db.session()) is None


def test_numbers_that_are_read_before_the_transaction_are_given_twice(
    installation: Installation, batch: Batch
) -> None:
    with unit_of_work() as session:  # the table's own rule would turn each double into a failure
        session.execute(sa.text("DROP INDEX uq_document_certificate_number"))
    with installation.serve("counted") as web:
        batch.run(web.url)
    assert max(Counter(numbers()).values()) > 1


def test_numbers_of_a_sequence_leave_gaps(installation: Installation, batch: Batch) -> None:
    with installation.serve("sequence") as web:
        batch.run(web.url)
    assert len(numbers()) == len(set(numbers())) == ISSUED
    assert numbers() != list(range(1, ISSUED + 1))
    assert numbers()[-1] > ISSUED
