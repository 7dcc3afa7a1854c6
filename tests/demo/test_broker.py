"""The embedded broker."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
import redis

from tests.support.servers import Valkey, wait_until
from workflow.demo import broker
from workflow.demo.net import is_free


@pytest.fixture
def valkey(tmp_path: Path) -> Iterator[Valkey]:
    with Valkey(tmp_path) as part:
        yield part


def test_broker_answers_only_to_its_password(valkey: Valkey) -> None:
    assert valkey.broker.answers()
    assert not replace(valkey.broker, password="another").answers()
    with pytest.raises(redis.AuthenticationError):
        redis.Redis(host="127.0.0.1", port=valkey.broker.port).ping()


def test_queued_value_survives_kill_9(valkey: Valkey) -> None:
    redis.from_url(valkey.url).rpush("queue", "one")
    wait_until(lambda: b"one" in b"".join(path.read_bytes() for path in valkey.folder.rglob("*.incr.aof")), "it is written")
    valkey.kill()
    assert not valkey.broker.answers()
    valkey.start()
    assert redis.from_url(valkey.url).lrange("queue", 0, -1) == [b"one"]


def test_broker_left_behind_can_be_shut_down(valkey: Valkey) -> None:
    valkey.broker.shut_down()
    assert is_free(valkey.broker.port)
    wait_until(lambda: not valkey.is_running, "it has ended")


def test_address_stays_the_same_and_is_private(tmp_path: Path) -> None:
    first = broker.at(tmp_path / "broker")
    assert broker.at(tmp_path / "broker") == first
    assert (tmp_path / "broker" / "broker.json").stat().st_mode & 0o777 == 0o600
    assert (tmp_path / "broker").stat().st_mode & 0o777 == 0o700


def test_address_moves_when_another_program_has_the_port(valkey: Valkey, tmp_path: Path) -> None:
    taken = broker.Broker(port=valkey.broker.port, password="not its password")
    folder = tmp_path / "other"
    folder.mkdir()
    (folder / "broker.json").write_text(f'{{"port": {taken.port}, "password": "{taken.password}"}}')
    assert broker.at(folder).port != taken.port


def test_start_survives_an_append_only_file_that_was_cut_short(valkey: Valkey) -> None:
    redis.from_url(valkey.url).rpush("queue", "one", "two")
    valkey.end()
    [file] = valkey.folder.rglob("*.incr.aof")
    with file.open("ab") as cut:
        cut.write(b"*3\r\n$5\r\nRPUSH\r\n$5\r\nque")
    valkey.start()
    assert redis.from_url(valkey.url).llen("queue") == 2


def test_program_comes_with_the_package(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    program, settings = broker.command(broker.Broker(1, "x"), tmp_path / "data")
    assert os.access(program, os.X_OK)
    assert subprocess.run([program, "--version"], stdout=subprocess.DEVNULL, check=False).returncode == 0
    assert Path(settings).stat().st_mode & 0o777 == 0o600
