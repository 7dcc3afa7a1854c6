"""The promise of mail, with real parts: a broker, workers, beat and a mail server, killed while they work."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import psutil
import pytest
import sqlalchemy as sa
from flask import Flask

from tests.support.servers import Beat, MailServer, Valkey, Worker, environment, wait_until
from workflow.app import create_app
from workflow.config import Settings
from workflow.core.db import db, unit_of_work
from workflow.core.mail import enqueue_mail
from workflow.core.outbox import OutboxRow, OutboxState

MAILS = 200
WORKER_KILLS = 6
BROKER_KILLS = 2
DELAY = 0.05
"""Seconds between the mail server's keeping of a message and its answer: what a kill has to hit."""


class Unawaited(Worker):
    """A worker whose start is not waited for, so that the other one is on its own meanwhile."""

    def is_ready(self) -> bool:
        return True


@dataclass
class System:
    """A running installation, and the test's own application on the same database."""

    app: Flask
    env: dict[str, str]
    folder: Path
    broker: Valkey
    mail: MailServer

    def worker(self, name: str) -> Worker:
        return Worker(self.folder, self.env, processes=1, name=name)

    def unawaited(self, name: str) -> Worker:
        return Unawaited(self.folder, self.env, processes=1, name=name)

    def count(self, *states: OutboxState) -> int:
        db.session.rollback()
        counted = sa.select(sa.func.count(OutboxRow.id)).where(OutboxRow.state.in_(states))
        return db.session.scalars(counted).one()

    def put(self, first: int, many: int) -> None:
        with unit_of_work():
            for number in range(first, first + many):
                enqueue_mail(
                    f"test:{number}", to=f"person{number}@company.example", subject=f"선정 결과 알림 {number}",
                    text="안녕하십니까.", html="<p>안녕하십니까.</p>", language="ko",
                )  # fmt: skip


@pytest.fixture
def system(database: str, tmp_path: Path) -> Iterator[System]:
    folder = tmp_path / "instance"
    with Valkey(folder) as broker, MailServer(folder, "--delay", str(DELAY)) as mail:
        env = environment(
            folder, DATABASE_URL=database, REDIS_URL=broker.url, MAIL_URL=mail.url,
            OUTBOX_LEASE_SECONDS="3", OUTBOX_SWEEP_SECONDS="1",
        )  # fmt: skip
        app = create_app(Settings.from_environment(env))
        with app.app_context():
            yield System(app, env, folder, broker, mail)
            db.session.remove()
            db.engine.dispose()


@pytest.mark.slow
@pytest.mark.timeout(240)
@pytest.mark.databases
def test_killed_workers_and_brokers_lose_no_mail(
    system: System, record_property: Callable[[str, object], None]
) -> None:
    """Two workers of one process each, so that a kill can interrupt one sending and no more."""
    started = time.monotonic()
    system.put(0, MAILS)
    with Beat(system.folder, system.env), system.unawaited("one") as one, system.unawaited("two") as two:
        for kill in range(WORKER_KILLS):
            done = system.count(OutboxState.DONE)
            wait_until(
                lambda done=done: system.count(OutboxState.DONE) >= done + 10, "mails are sent", patience=60
            )
            victim = wait_for_sender([one, two])
            victim.kill()
            if kill < BROKER_KILLS:
                system.broker.kill()
                system.broker.start()
            victim.start()
        wait_until(lambda: system.count(OutboxState.DONE) == MAILS, "all mails are sent", patience=60)

    letters = system.mail.letters()
    copies = Counter(letter.message_id for letter in letters)
    duplicates = len(letters) - len(copies)
    record_property("seconds", round(time.monotonic() - started, 1))
    record_property("duplicates", duplicates)
    assert len(copies) == MAILS
    assert len({letter.subject for letter in letters}) == MAILS
    assert duplicates <= WORKER_KILLS
    for message_id, many in copies.items():
        if many > 1:
            twins = {system.mail.open(letter).source for letter in letters if letter.message_id == message_id}
            assert len(twins) == 1, "a duplicate is the same message, byte for byte"


def wait_for_sender(workers: list[Worker]) -> Worker:
    """Return one of the workers at a moment at which it is sending a mail."""
    found: list[Worker] = []
    wait_until(
        lambda: found.extend(filter(is_sending, workers)) or found, "a mail is being sent", patience=60
    )
    return found[0]


def is_sending(worker: Worker) -> bool:
    if not worker.is_running:
        return False
    assert worker.child is not None
    processes = {child.pid for child in psutil.Process(worker.child.process.pid).children(recursive=True)}
    db.session.rollback()
    owners = db.session.scalars(
        sa.select(OutboxRow.lease_owner).where(OutboxRow.state == OutboxState.SENDING)
    )
    return any(int(str(owner).split(":")[1]) in processes for owner in owners)


@pytest.mark.slow
def test_worker_and_beat_find_their_way_back_to_a_broker_that_was_killed(system: System) -> None:
    with Beat(system.folder, system.env), system.worker("one"):
        system.put(0, 1)
        wait_until(lambda: system.count(OutboxState.DONE) == 1, "the first mail is sent")
        system.broker.kill()
        started = time.monotonic()
        system.put(1, 3)  # committed at once, although nobody can be woken
        assert time.monotonic() - started < 2
        time.sleep(1)
        system.broker.start()
        wait_until(lambda: system.count(OutboxState.DONE) == 4, "beat and worker work again", patience=60)


@pytest.mark.slow
def test_worker_that_starts_after_all_was_killed_goes_on_at_once(system: System) -> None:
    """No beat runs, and the wake-ups were lost with a broker that kept nothing."""
    system.broker.kill()
    system.put(0, 3)
    system.broker.start()
    with system.worker("one"):
        wait_until(lambda: system.count(OutboxState.DONE) == 3, "the mails are sent")
