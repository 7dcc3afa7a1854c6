"""Waking tasks: a broker that is away, silent or strange never harms who calls."""

from __future__ import annotations

import logging
import socket
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from redis import Redis

from tests.conftest import make_settings
from tests.support.servers import Valkey
from tests.support.smtp import ScriptedServer
from workflow.core import wake
from workflow.core.wake import Periodic, broker


def app_for(redis_url: str, folder: Path) -> Flask:
    app = Flask("test")
    app.extensions["settings"] = make_settings(folder, "sqlite://", redis_url=redis_url)
    wake.init_app(app)
    return app


@pytest.fixture
def table(monkeypatch: pytest.MonkeyPatch) -> Iterator[dict[str, Periodic]]:
    periodic: dict[str, Periodic] = {}
    monkeypatch.setattr(wake, "_periodic", periodic)
    return periodic


def test_wake_up_reaches_the_queue_of_the_worker(tmp_path: Path) -> None:
    with Valkey(tmp_path) as valkey, app_for(valkey.url, tmp_path).app_context():
        assert wake.call("outbox.drain", "mail")
        with Redis.from_url(valkey.url) as queue:
            (message,) = queue.lrange(wake.QUEUE, 0, -1)
    assert b'"task": "outbox.drain"' in message


def test_wake_up_works_again_when_a_killed_broker_is_back(tmp_path: Path) -> None:
    with Valkey(tmp_path) as valkey, app_for(valkey.url, tmp_path).app_context():
        assert wake.call("outbox.sweep")
        valkey.kill()
        assert not wake.call("outbox.sweep")
        valkey.start()
        assert wake.call("outbox.sweep")


def test_broker_that_refuses_costs_nothing_and_is_logged(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    started = time.monotonic()
    with app_for("redis://127.0.0.1:1/0", tmp_path).app_context(), caplog.at_level(logging.WARNING):
        assert not wake.call("outbox.drain", "mail")
    assert time.monotonic() - started < 0.5
    assert "broker away" in caplog.text


def test_broker_that_never_answers_costs_a_second(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        url = f"redis://127.0.0.1:{silent.getsockname()[1]}/0"
        started = time.monotonic()
        with app_for(url, tmp_path).app_context():
            assert not wake.call("outbox.drain", "mail")
    assert time.monotonic() - started < 2 * wake.PATIENCE


def test_what_is_no_broker_at_all_is_survived(tmp_path: Path) -> None:
    with ScriptedServer() as server:
        url = server.url.replace("smtp://", "redis://")
        with app_for(url, tmp_path).app_context():
            assert not wake.call("outbox.drain", "mail")


def test_wrong_password_is_survived(tmp_path: Path) -> None:
    with Valkey(tmp_path) as valkey:
        url = valkey.url.replace(valkey.broker.password, "wrong")
        with app_for(url, tmp_path).app_context():
            assert not wake.call("outbox.drain", "mail")


def test_argument_that_json_cannot_carry_is_logged_and_survived(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with app_for("memory://", tmp_path).app_context(), caplog.at_level(logging.ERROR):
        assert not wake.call("outbox.drain", object())
    assert "wake-up not sent: outbox.drain" in caplog.text


@pytest.mark.parametrize(
    ("redis_url", "broker_url"),
    [
        ("redis://:secret@redis.example:6379/1", "redis://:secret@redis.example:6379/1"),
        ("rediss://redis.example/0", "rediss://redis.example/0"),
        ("unix:///run/redis/redis.sock?db=2", "redis+socket:///run/redis/redis.sock?virtual_host=2"),
        ("redis+socket:///run/redis/redis.sock", "redis+socket:///run/redis/redis.sock"),
    ],
)
def test_address_of_the_broker_is_told_as_celery_writes_it(redis_url: str, broker_url: str) -> None:
    assert broker(redis_url)["broker_url"] == broker_url


def test_periodic_tasks_are_kept_once_each_by_name(table: dict[str, Periodic]) -> None:
    wake.every(timedelta(hours=1), "notifications.remind")
    wake.every(timedelta(minutes=10), "notifications.remind")
    wake.every(timedelta(hours=6), "files.sweep")
    assert wake.periodic() == [
        Periodic("notifications.remind", timedelta(minutes=10)),
        Periodic("files.sweep", timedelta(hours=6)),
    ]


def test_all_periodic_tasks_can_be_woken_at_once(
    table: dict[str, Periodic], monkeypatch: pytest.MonkeyPatch
) -> None:
    woken: list[str] = []
    monkeypatch.setattr(wake, "call", woken.append)
    wake.every(timedelta(hours=1), "notifications.remind")
    wake.every(timedelta(hours=6), "files.sweep")
    wake.call_periodic()
    assert woken == ["notifications.remind", "files.sweep"]
