"""Working off the outbox: claims, leases, back-off, and what becomes of each way to end."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from workflow.core import clock, outbox_worker, wake
from workflow.core.db import db, in_unit_of_work, unit_of_work
from workflow.core.outbox import OutboxRow, OutboxState, enqueue
from workflow.core.outbox_worker import (
    Final,
    Handler,
    Job,
    LeaseLost,
    Temporary,
    Unavailable,
    back_off,
    claim,
    drain,
    extend,
    sweep,
)

LEASE = timedelta(minutes=5)


class Probe(Handler):
    """A handler that does what the test says and notes what it was asked."""

    act: Callable[[Job], Any] = staticmethod(lambda job: None)
    ran: list[str]
    recorded: list[tuple[str, Any]]
    gave_up: list[tuple[str, str]]
    closed: int

    def run(self, job: Job) -> Any:
        assert not in_unit_of_work()
        self.ran.append(job.key)
        return self.act(job)

    def record(self, job: Job, result: Any) -> None:
        assert in_unit_of_work()
        self.recorded.append((job.key, result))

    def failed(self, job: Job, error: str) -> None:
        assert in_unit_of_work()
        self.gave_up.append((job.key, error))

    def close(self) -> None:
        type(self).closed += 1


@pytest.fixture
def woken(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, ...]]:
    calls: list[tuple[str, ...]] = []
    monkeypatch.setattr(wake, "call", lambda *task: calls.append(task))
    return calls


@pytest.fixture
def probe(monkeypatch: pytest.MonkeyPatch, woken: list[tuple[str, ...]]) -> type[Probe]:
    made = type("ThisProbe", (Probe,), {"ran": [], "recorded": [], "gave_up": [], "closed": 0})
    monkeypatch.setitem(outbox_worker._handlers, "probe", made)
    return made


@pytest.fixture
def later(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[timedelta], None]]:
    """Let real time pass."""
    real, passed = clock.real_now, [timedelta(0)]
    monkeypatch.setattr(clock, "real_now", lambda: real() + passed[0])

    def pass_by(span: timedelta) -> None:
        passed[0] += span

    return pass_by


def put(*keys: str) -> None:
    with unit_of_work():
        for key in keys:
            enqueue("probe", key, {"name": key})


def row(key: str) -> OutboxRow:
    db.session.rollback()
    return db.session.scalars(sa.select(OutboxRow).where(OutboxRow.key == key)).one()


def raising(error: Exception) -> Callable[[Job], Any]:
    def act(job: Job) -> Any:
        raise error

    return staticmethod(act)


@pytest.mark.databases
def test_claim_is_committed_before_anything_is_done(app: Flask, probe: type[Probe]) -> None:
    put("a", "b")
    (job,) = claim("probe", owner="me", lease=LEASE)
    assert (job.key, job.payload, job.attempts) == ("a", {"name": "a"}, 1)
    with db.engine.connect() as other:
        seen = other.execute(sa.text("SELECT state, lease_owner FROM outbox WHERE key = 'a'")).one()
    assert tuple(seen) == ("running", "me")
    assert [job.key for job in claim("probe", owner="you", lease=LEASE, limit=5)] == ["b"]


@pytest.mark.databases
def test_concurrent_workers_share_the_rows_and_none_is_taken_twice(app: Flask, probe: type[Probe]) -> None:
    put(*(f"row:{number:02}" for number in range(40)))
    taken: list[str] = []
    together = threading.Barrier(8)

    def work(owner: str) -> None:
        with app.app_context():
            together.wait()
            while jobs := claim("probe", owner=owner, lease=LEASE, limit=2):
                taken.extend(job.key for job in jobs)

    workers = [threading.Thread(target=work, args=(f"worker {number}",)) for number in range(8)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert sorted(taken) == [f"row:{number:02}" for number in range(40)]


@pytest.mark.databases
def test_row_under_a_lease_is_left_alone_and_taken_again_when_it_ends(
    app: Flask, probe: type[Probe], later: Callable[[timedelta], None]
) -> None:
    put("a")
    (first,) = claim("probe", owner="killed", lease=LEASE)
    later(LEASE - timedelta(seconds=1))
    assert claim("probe", owner="next", lease=LEASE) == []
    later(timedelta(seconds=2))
    (second,) = claim("probe", owner="next", lease=LEASE)
    assert (second.id, second.attempts) == (first.id, 2)


@pytest.mark.databases
def test_result_of_a_worker_whose_lease_ended_is_void(
    app: Flask, probe: type[Probe], later: Callable[[timedelta], None]
) -> None:
    def overtaken(job: Job) -> str:
        later(LEASE + timedelta(hours=1))
        claim("probe", owner="the other", lease=LEASE)
        return "late"

    probe.act = staticmethod(overtaken)
    put("a")
    assert drain("probe") == 1
    assert probe.recorded == []
    assert (row("a").state, row("a").lease_owner) == (OutboxState.RUNNING, "the other")


def test_lease_can_start_anew_while_it_is_held(
    app: Flask, probe: type[Probe], later: Callable[[timedelta], None]
) -> None:
    put("a")
    (job,) = claim("probe", owner="me", lease=LEASE)
    later(LEASE - timedelta(seconds=1))
    extend(job)
    later(LEASE - timedelta(seconds=1))
    assert claim("probe", owner="you", lease=LEASE) == []
    later(timedelta(seconds=2))
    claim("probe", owner="you", lease=LEASE)
    with pytest.raises(LeaseLost):
        extend(job)


def test_demonstration_clock_neither_ends_a_lease_nor_hurries_a_row(app: Flask, probe: type[Probe]) -> None:
    put("a", "b")
    claim("probe", owner="me", lease=LEASE)
    probe.act = raising(Temporary("later"))
    drain("probe")
    clock.move_to(clock.now() + timedelta(days=30))
    assert claim("probe", owner="you", lease=LEASE) == []


@pytest.mark.databases
def test_drain_does_each_row_once_and_records_in_the_same_unit_of_work(
    app: Flask, probe: type[Probe]
) -> None:
    probe.act = staticmethod(lambda job: job.key.upper())
    put("a", "b", "c")
    assert drain("probe") == 3
    assert probe.recorded == [("a", "A"), ("b", "B"), ("c", "C")]
    assert probe.closed == 1
    done = row("a")
    assert (done.state, done.attempts, done.due_at, done.lease_owner) == (OutboxState.DONE, 1, None, None)
    assert done.done_at is not None
    assert done.done_at.year == 2025
    assert drain("probe") == 0


def test_drain_calls_others_in_when_more_is_due(
    app: Flask, probe: type[Probe], woken: list[tuple[str, ...]]
) -> None:
    put("a", "b", "c")
    woken.clear()
    drain("probe")
    assert woken == [("outbox.drain", "probe")]
    put("d")
    woken.clear()
    drain("probe")
    assert woken == []


def test_drain_takes_no_more_than_a_run(app: Flask, probe: type[Probe]) -> None:
    put(*(f"row:{number:02}" for number in range(outbox_worker.ROWS_A_RUN + 3)))
    assert drain("probe") == outbox_worker.ROWS_A_RUN
    assert drain("probe") == 3


def test_drain_of_a_kind_without_a_handler_fails(app: Flask) -> None:
    with pytest.raises(KeyError):
        drain("nobody's")


def test_waiting_row_is_queued_with_the_result_that_it_waits_for(
    app: Flask, probe: type[Probe], woken: list[tuple[str, ...]]
) -> None:
    with unit_of_work():
        enqueue("probe", "letter", {})
        enqueue("notice", "mail", {}, after="letter")
    woken.clear()
    drain("probe")
    assert row("mail").state is OutboxState.QUEUED
    assert woken == [("outbox.drain", "notice")]


def test_result_that_cannot_be_recorded_releases_nothing(app: Flask, probe: type[Probe]) -> None:
    def refuse(self: Probe, job: Job, result: Any) -> None:
        raise RuntimeError("the register refuses it")

    probe.record = refuse  # type: ignore[method-assign]
    with unit_of_work():
        enqueue("probe", "letter", {})
        enqueue("notice", "mail", {}, after="letter")
    drain("probe")
    assert (row("letter").state, row("mail").state) == (OutboxState.QUEUED, OutboxState.WAITING)
    assert row("letter").last_error == "RuntimeError: the register refuses it"


@pytest.mark.parametrize(
    ("attempts", "minutes"),
    [(1, 1), (2, 2), (3, 4), (4, 8), (5, 16), (6, 32), (7, 60), (8, 60), (12, 60), (100000, 60)],
)
def test_pause_doubles_up_to_an_hour(attempts: int, minutes: int) -> None:
    assert back_off(attempts) == timedelta(minutes=minutes)


@pytest.mark.databases
def test_temporary_failure_is_tried_again_after_a_pause(
    app: Flask, probe: type[Probe], later: Callable[[timedelta], None]
) -> None:
    probe.act = raising(Temporary("451 busy\r\n try later\0"))
    put("a")
    drain("probe")
    assert (row("a").state, row("a").last_error) == (OutboxState.QUEUED, "451 busy try later")
    assert drain("probe") == 0
    later(timedelta(seconds=61))
    probe.act = staticmethod(lambda job: "at last")
    assert drain("probe") == 1
    assert (row("a").state, row("a").attempts, row("a").last_error) == (OutboxState.DONE, 2, "")


def test_temporary_failure_counts_as_final_in_the_end(
    app: Flask, probe: type[Probe], later: Callable[[timedelta], None]
) -> None:
    probe.act = raising(Temporary("451 busy"))
    put("a")
    for _ in range(outbox_worker.ATTEMPTS):
        assert drain("probe") == 1
        later(timedelta(hours=2))
    assert drain("probe") == 0
    assert (row("a").state, row("a").attempts) == (OutboxState.FAILED, outbox_worker.ATTEMPTS)
    assert probe.gave_up == [("a", "451 busy")]


def test_final_failure_is_not_tried_again(app: Flask, probe: type[Probe]) -> None:
    probe.act = raising(Final("550 no such mailbox"))
    put("a", "b")
    assert drain("probe") == 2
    assert (row("a").state, row("a").last_error) == (OutboxState.FAILED, "550 no such mailbox")
    assert probe.gave_up == [("a", "550 no such mailbox"), ("b", "550 no such mailbox")]


def test_failure_without_words_still_has_a_reason(app: Flask, probe: type[Probe]) -> None:
    probe.act = raising(Final())
    put("a")
    drain("probe")
    assert (row("a").state, row("a").last_error) == (OutboxState.FAILED, "unknown")


def test_unforeseen_error_is_a_temporary_failure(app: Flask, probe: type[Probe]) -> None:
    probe.act = raising(ZeroDivisionError("division by zero"))
    put("a")
    drain("probe")
    assert (row("a").state, row("a").last_error) == (
        OutboxState.QUEUED,
        "ZeroDivisionError: division by zero",
    )


def test_server_that_is_away_counts_no_attempt_and_ends_the_run(
    app: Flask, probe: type[Probe], woken: list[tuple[str, ...]], later: Callable[[timedelta], None]
) -> None:
    probe.act = raising(Unavailable("the mail server does not answer"))
    put("a", "b")
    woken.clear()
    for _ in range(20):
        assert drain("probe") == 1
        later(timedelta(seconds=61))
    assert {row(key).state for key in "ab"} == {OutboxState.QUEUED}
    assert {row(key).attempts for key in "ab"} == {0}
    assert woken == []
    probe.act = staticmethod(lambda job: None)
    assert drain("probe") == 2


def test_row_that_kills_its_worker_each_time_is_given_up(
    app: Flask, probe: type[Probe], later: Callable[[timedelta], None]
) -> None:
    put("a")
    for _ in range(outbox_worker.ATTEMPTS):
        assert len(claim("probe", owner="killed", lease=LEASE)) == 1
        later(LEASE)
    assert drain("probe") == 1
    assert probe.ran == []
    assert row("a").state is OutboxState.FAILED


def test_sweep_wakes_for_overdue_rows_of_any_kind_and_for_ended_leases(
    app: Flask, probe: type[Probe], woken: list[tuple[str, ...]], later: Callable[[timedelta], None]
) -> None:
    put("a")
    with unit_of_work():
        enqueue("other", "b", {})
    woken.clear()
    assert sweep() == ["other", "probe"]
    assert woken == [("outbox.drain", "other"), ("outbox.drain", "probe")]
    claim("probe", owner="killed", lease=LEASE)
    assert sweep() == ["other"]
    later(LEASE)
    assert sweep() == ["other", "probe"]


def test_sweep_queues_a_row_whose_release_was_missed(app: Flask, probe: type[Probe]) -> None:
    with unit_of_work():
        enqueue("probe", "letter", {})
        enqueue("probe", "mail", {}, after="letter")
    with unit_of_work():
        letter = db.session.scalars(sa.select(OutboxRow).where(OutboxRow.key == "letter")).one()
        letter.state, letter.due_at, letter.done_at = OutboxState.DONE, None, clock.now()
    assert sweep() == ["probe"]
    assert row("mail").state is OutboxState.QUEUED
