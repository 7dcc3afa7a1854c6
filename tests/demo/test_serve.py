"""The launcher, as `make run` starts it: what it says, what it starts, how all of it ends."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import psutil
import pytest

from tests.support.servers import ROOT, environment, wait_until
from workflow.demo import serve
from workflow.demo.net import HOST, free_port, is_free
from workflow.demo.people import PEOPLE

pytestmark = [pytest.mark.slow, pytest.mark.timeout(600)]

PARTS = {"broker", "mail", "web", "worker", "beat"}
FIRST = {"flask-db", "flask-demo"}  # run once, before the parts that stay


class Launched:
    """A launcher on a folder of its own."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.port, self.said = folder, free_port(), folder / "said"
        self.process: subprocess.Popen[bytes] | None = None

    def start(self, **values: str) -> subprocess.Popen[bytes]:
        env = environment(self.folder / "instance", **{"PORT": str(self.port), **values})
        del env["SECRET_KEY"]
        self.said.unlink(missing_ok=True)
        with self.said.open("wb") as output:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "workflow.demo.serve"],
                cwd=ROOT, env=env, stdin=subprocess.DEVNULL, stdout=output, stderr=subprocess.STDOUT,
            )  # fmt: skip
        return self.process

    def start_and_wait(self) -> subprocess.Popen[bytes]:
        process = self.start()
        wait_until(lambda: "Ctrl-C" in self.text() or process.poll() is not None, "all parts are up", patience=180)
        assert process.poll() is None, self.text()
        return process

    def text(self) -> str:
        return self.said.read_text()

    def parts(self) -> list[psutil.Process]:
        """Return all processes that the launcher has started, and theirs."""
        assert self.process is not None
        return psutil.Process(self.process.pid).children(recursive=True)

    def having(self, *words: str) -> list[psutil.Process]:
        """Return the processes whose command has these words, the first started first."""
        found = []
        for part in self.parts():
            with suppress(psutil.NoSuchProcess):
                if set(words) <= set(part.cmdline()):
                    found.append(part)
        return found


def have_ended(parts: list[psutil.Process]) -> bool:
    return not any(part.is_running() and part.status() != psutil.STATUS_ZOMBIE for part in parts)


@pytest.fixture
def launched(tmp_path: Path) -> Iterator[Launched]:
    launcher = Launched(tmp_path)
    yield launcher
    if launcher.process is not None and launcher.process.poll() is None:
        launcher.process.terminate()
        launcher.process.wait(timeout=60)


def test_run_answers_says_where_it_is_and_ends_with_all_its_parts(launched: Launched) -> None:
    process = launched.start_and_wait()
    address = f"http://{HOST}:{launched.port}"
    with urllib.request.urlopen(address) as answer:
        assert answer.status == 200
    assert f"Yeonsu is ready at {address}\n" in launched.text()
    assert all(person.email in launched.text() for person in PEOPLE)
    assert {path.stem for path in (launched.folder / "instance" / "log").iterdir()} == PARTS | FIRST
    parts = launched.parts()
    process.send_signal(signal.SIGINT)
    assert process.wait(timeout=60) == 0
    assert have_ended(parts)
    assert is_free(launched.port)


@pytest.mark.parametrize("moment", ["Preparing", "Loading", "ready"])
def test_run_ends_whenever_it_is_asked_to(launched: Launched, moment: str) -> None:
    process = launched.start()
    wait_until(lambda: moment in launched.text(), moment, patience=180)
    parts = launched.parts()
    for _ in range(3):
        process.send_signal(signal.SIGTERM)
    assert process.wait(timeout=60) == 0
    assert have_ended(parts)
    assert "Traceback" not in launched.text()


def test_killed_run_leaves_nothing_behind_and_the_next_start_works(launched: Launched) -> None:
    process = launched.start_and_wait()
    parts = launched.parts()
    process.kill()
    process.wait()
    launched.start_and_wait()
    assert have_ended(parts)
    assert "Loading" not in launched.text()  # the demonstration is loaded at the first start only


def test_worker_that_dies_is_started_again_and_another_part_ends_the_run(launched: Launched) -> None:
    process = launched.start_and_wait()
    worker = launched.having("celery", "worker")[0]
    worker.kill()
    wait_until(lambda: "starting it again" in launched.text(), "the death is noticed")
    wait_until(lambda: set(launched.having("celery", "worker")) - {worker}, "there is another worker")
    launched.having("workflow.demo.mailcatcher")[0].kill()
    assert process.wait(timeout=60) == 1
    assert "mail ended (SIGKILL), so all is ended" in launched.text()


def test_second_run_on_the_same_folder_is_refused(launched: Launched) -> None:
    first = launched.start_and_wait()
    port = launched.port
    launched.port = free_port()
    second = launched.start()
    assert second.wait(timeout=60) == 1
    assert f"running already, as process {first.pid}" in launched.text()
    launched.process, launched.port = first, port


def test_taken_port_is_named_with_another_to_choose(launched: Launched) -> None:
    with socket.create_server((HOST, launched.port)):
        assert launched.start().wait(timeout=60) == 1
    assert launched.text() == (
        f"yeonsu: port {launched.port} is taken by another program. End that one, or choose another port: "
        f"make run PORT={launched.port + 1}\n"
    )


@pytest.mark.parametrize("port", ["eight", "0", "65536", "-1", "８０"])
def test_port_that_is_none_is_refused(launched: Launched, port: str) -> None:
    assert launched.start(PORT=port).wait(timeout=60) == 1
    assert launched.text() == f"yeonsu: PORT: write a number from 1 to 65535, not {port!r}\n"


def test_database_that_does_not_answer_is_named(launched: Launched) -> None:
    env = {"DATABASE_URL": "postgresql://nobody@127.0.0.1:1/none", "REDIS_URL": "redis://x", "MAIL_URL": "smtp://x"}
    assert launched.start(**env).wait(timeout=60) == 1
    assert launched.text().startswith("yeonsu: the database does not answer: ")


def test_setting_that_is_wrong_is_named(launched: Launched) -> None:
    env = {"CLOCK_START": "July", "REDIS_URL": "redis://x", "MAIL_URL": "smtp://x"}
    assert launched.start(**env).wait(timeout=60) == 1
    assert launched.text() == (
        "yeonsu: CLOCK_START: write a moment with its zone, such as 2025-07-03T09:00:00+09:00\n"
    )


def test_worker_may_die_now_and_then_but_not_again_and_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    now = 0.0
    monkeypatch.setattr(serve.time, "monotonic", lambda: now)
    run = serve.Run(tmp_path, dict(os.environ), lock=0)
    for _ in range(20):
        now += serve.RESTART_SPAN + 1
        assert run.may_restart()
    assert [run.may_restart() for _ in range(serve.RESTARTS - 1)] == [True, True, True, False]
