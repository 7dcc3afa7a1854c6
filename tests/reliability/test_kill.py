"""The promise of mail, with real parts: a broker, workers, beat and a mail server, killed while they work."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

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
def test_killed_worker_and_broker_lose_no_mail(
    system: System, record_property: Callable[[str, object], None]
) -> None:
    """One worker with one process, so that each kill can interrupt one sending and no more."""
    started = time.monotonic()
    system.put(0, MAILS)
    worker = system.worker("one")
    with Beat(system.folder, system.env), worker:
        for kill in range(WORKER_KILLS):
            done = system.count(OutboxState.DONE)
            wait_until(lambda done=done: system.count(OutboxState.DONE) >= done + 10, "mails are sent")
            wait_until(lambda: system.count(OutboxState.SENDING), "a mail is being sent")
            worker.kill()
            if kill < BROKER_KILLS:
                system.broker.kill()
                system.broker.start()
            worker.start()
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
