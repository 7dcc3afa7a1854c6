"""Rows of the outbox: written once, waiting for others, done again by staff, and woken after the commit."""

from __future__ import annotations

import contextvars
import threading
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from types import SimpleNamespace

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.exc import IntegrityError

from tests.factories.accounts import committee_member, officer
from workflow.core import audit, clock, outbox, wake
from workflow.core.db import db, unit_of_work
from workflow.core.errors import NotAllowed, Refused, Stale
from workflow.core.outbox import OutboxRow, OutboxState, enqueue, release, resend, waited_for


@pytest.fixture(autouse=True)
def woken(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[tuple[str, ...]]]:
    """The wake-ups, instead of sending them."""
    calls: list[tuple[str, ...]] = []
    monkeypatch.setattr(wake, "call", lambda *task: calls.append(task))
    return calls


def in_parallel(work: Callable[[str], None], names: Iterable[str]) -> None:
    with ThreadPoolExecutor(max_workers=16) as pool:
        for done in [pool.submit(contextvars.Context().run, work, name) for name in names]:
            done.result()


def row(key: str) -> OutboxRow:
    return db.session.scalars(sa.select(OutboxRow).where(OutboxRow.key == key)).one()


def finish(key: str) -> int:
    """Mark a row as done, as the worker does, and return how many rows that released."""
    with unit_of_work():
        one = row(key)
        one.state, one.due_at, one.done_at = OutboxState.DONE, None, clock.now()
        db.session.flush()
        return release(key)


def fail(key: str) -> None:
    with unit_of_work():
        one = row(key)
        one.state, one.due_at, one.last_error, one.attempts = OutboxState.FAILED, None, "no such mailbox", 3


@pytest.mark.databases
def test_row_is_due_at_once_in_real_time(app: Flask, woken: list[tuple[str, ...]]) -> None:
    before = clock.real_now()
    with unit_of_work():
        made = enqueue("document", "letter:1", {"id": 1}, topic="call:URT-2025", about=SimpleNamespace(id=7))
        assert woken == []
    assert woken == [("outbox.drain", "document")]
    assert (made.state, made.attempts, made.payload) == (OutboxState.QUEUED, 0, {"id": 1})
    assert made.due_at is not None
    assert before <= made.due_at <= clock.real_now()
    assert made.created_at.year == 2025  # people read the product's clock
    assert (made.topic, made.about_type, made.about_id) == ("call:URT-2025", "SimpleNamespace", 7)


@pytest.mark.databases
def test_same_key_twice_makes_one_row(app: Flask, woken: list[tuple[str, ...]]) -> None:
    with unit_of_work():
        first = enqueue("document", "letter:1", {"id": 1}).id
    with unit_of_work():
        assert enqueue("document", "letter:1", {"id": 2}).id == first
    assert row("letter:1").payload == {"id": 1}
    assert woken == [("outbox.drain", "document")]


def test_undone_transaction_leaves_no_row_and_wakes_nobody(app: Flask, woken: list[tuple[str, ...]]) -> None:
    def enqueue_and_fail() -> None:
        with unit_of_work():
            enqueue("document", "letter:1", {})
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        enqueue_and_fail()
    assert woken == []
    assert db.session.scalar(sa.select(sa.func.count(OutboxRow.id))) == 0


def test_many_rows_of_a_unit_of_work_wake_once_a_kind(app: Flask, woken: list[tuple[str, ...]]) -> None:
    with unit_of_work():
        for number in range(14):
            enqueue("document", f"letter:{number}", {})
            enqueue("archive", f"archive:{number}", {})
    assert woken == [("outbox.drain", "document"), ("outbox.drain", "archive")]


@pytest.mark.databases
def test_row_waits_until_all_that_it_needs_is_done(app: Flask, woken: list[tuple[str, ...]]) -> None:
    with unit_of_work():
        enqueue("document", "letter:1", {})
        enqueue("document", "letter:2", {})
        mail = enqueue("notice", "mail:1", {}, after=["letter:1", "letter:2"])
    assert (mail.state, mail.due_at) == (OutboxState.WAITING, None)
    woken.clear()
    assert finish("letter:1") == 0
    assert waited_for([mail.id]) == {mail.id: [("letter:2", OutboxState.QUEUED)]}
    assert finish("letter:2") == 1
    assert row("mail:1").state is OutboxState.QUEUED
    assert woken == [("outbox.drain", "notice")]
    assert waited_for([mail.id]) == {}


@pytest.mark.databases
def test_two_documents_that_are_finished_at_once_release_their_mail(app: Flask) -> None:
    """Each alone would find the other unfinished, as neither sees what the other has not committed."""
    with unit_of_work():
        for number in range(6):
            enqueue("document", f"letter:{number}", {})
        enqueue("notice", "mail:1", {}, after=[f"letter:{number}" for number in range(6)])
    together = threading.Barrier(6)

    def work(key: str) -> None:
        with app.app_context():
            row(key)
            together.wait()
            finish(key)

    in_parallel(work, [f"letter:{number}" for number in range(6)])
    db.session.rollback()
    assert row("mail:1").state is OutboxState.QUEUED


@pytest.mark.databases
def test_same_key_from_many_at_once_makes_one_row(app: Flask) -> None:
    made: list[int] = []
    together = threading.Barrier(8)

    def work(name: str) -> None:
        with app.app_context():
            together.wait()
            with unit_of_work():
                made.append(enqueue("document", "letter:1", {"by": name}).id)

    in_parallel(work, [str(number) for number in range(8)])
    assert made == [row("letter:1").id] * 8


def test_row_after_one_that_is_done_does_not_wait(app: Flask) -> None:
    with unit_of_work():
        enqueue("document", "letter:1", {})
    finish("letter:1")
    with unit_of_work():
        assert enqueue("notice", "mail:1", {}, after="letter:1").state is OutboxState.QUEUED


def test_row_may_wait_for_one_that_is_written_later(app: Flask) -> None:
    with unit_of_work():
        mail = enqueue("notice", "mail:1", {}, after="letter:1")
        assert waited_for([mail.id]) == {mail.id: [("letter:1", None)]}
        enqueue("document", "letter:1", {})
    finish("letter:1")
    assert row("mail:1").state is OutboxState.QUEUED


def test_failed_document_holds_its_mail_until_it_is_made_after_all(app: Flask) -> None:
    with unit_of_work():
        enqueue("document", "letter:1", {})
        mail = enqueue("notice", "mail:1", {}, after="letter:1")
    fail("letter:1")
    assert waited_for([mail.id]) == {mail.id: [("letter:1", OutboxState.FAILED)]}
    with unit_of_work():
        assert release() == 0
    with unit_of_work():
        resend(row("letter:1").id, actor=audit.SYSTEM)
    finish("letter:1")
    assert row("mail:1").state is OutboxState.QUEUED


def test_resend_queues_a_failed_row_again_and_says_who_did_it(
    app: Flask, woken: list[tuple[str, ...]]
) -> None:
    with unit_of_work():
        enqueue("document", "letter:1", {})
        actor = officer(name="김담당")
    fail("letter:1")
    woken.clear()
    with unit_of_work():
        resend(row("letter:1").id, actor=actor)
    again = row("letter:1")
    assert (again.state, again.attempts, again.last_error) == (OutboxState.QUEUED, 0, "no such mailbox")
    assert woken == [("outbox.drain", "document")]
    entry = db.session.scalars(sa.select(audit.AuditEntry)).one()
    assert (entry.verb, entry.actor_name, entry.subject_type, entry.subject_id) == (
        "outbox.resend", "김담당", "OutboxRow", again.id,
    )  # fmt: skip


def test_resend_is_refused_unless_the_row_failed(app: Flask) -> None:
    with unit_of_work():
        made = enqueue("document", "letter:1", {})
    with pytest.raises(Refused), unit_of_work():
        resend(made.id, actor=audit.SYSTEM)


def test_resend_from_a_page_that_is_out_of_date_is_stale(app: Flask) -> None:
    with unit_of_work():
        made = enqueue("document", "letter:1", {})
    shown = made.version - 1
    fail("letter:1")
    with pytest.raises(Stale), unit_of_work():
        resend(made.id, actor=audit.SYSTEM, version=shown)


def test_resend_is_not_for_everybody(app: Flask) -> None:
    with unit_of_work():
        made = enqueue("document", "letter:1", {})
        member = committee_member()
    fail("letter:1")
    with pytest.raises(NotAllowed), unit_of_work():
        resend(made.id, actor=member)


@pytest.mark.databases
@pytest.mark.parametrize(
    "broken",
    [
        {"state": "waiting"},  # and still due
        {"state": "running"},  # and nobody's
        {"state": "failed", "due_at": None},  # and no reason
        {"state": "done", "due_at": None},  # and no moment
        {"state": "sending", "lease_owner": "me"},  # and no content
        {"state": "sent"},
        {"kind": "mail"},  # and to nobody
        {"recipient": "a@b.example", "subject": "x", "language": "ko", "draft": b"x"},  # and no mail
        {"attempts": -1},
    ],
)
def test_database_refuses_a_state_that_its_columns_contradict(app: Flask, broken: dict[str, object]) -> None:
    with unit_of_work():
        enqueue("document", "letter:1", {})
    with pytest.raises(IntegrityError), unit_of_work():
        db.session.connection().execute(
            sa.text("UPDATE outbox SET " + ", ".join(f"{name} = :{name}" for name in broken)), broken
        )


def test_due_kinds_ignore_what_lies_ahead(app: Flask) -> None:
    with unit_of_work():
        enqueue("document", "letter:1", {})
        enqueue("notice", "mail:1", {}).due_at = clock.real_now() + timedelta(minutes=1)
    assert outbox.due_kinds() == ["document"]
