"""The parts of a running system, for tests that need them for real: started, killed, started again.

Every part is a process group of its own under one folder, logs to `<folder>/log/`, and dies with
the test process whatever happens to it. `kill()` is `kill -9` of the part and all that it started.
"""

from __future__ import annotations

import os
import secrets
import sys
import time
import urllib.error
import urllib.request
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

from workflow.demo import broker, children, mailbox
from workflow.demo.net import HOST, free_port, is_free

ROOT = Path(__file__).parent.parent.parent
PATIENCE = 30.0
TO_START = 120.0  # a machine that does other work beside starts slowly; nothing is measured here
OURS = (
    *("DATABASE_URL", "REDIS_URL", "MAIL_URL", "PUBLIC_URL", "INSTANCE_DIR", "SECRET_KEY", "FIELD_KEYS"),
    *("CLOCK_START", "DEMONSTRATION", "YEONSU_ENV", "PORT"),
)


def environment(folder: Path, **values: str) -> dict[str, str]:
    """Return the environment of a system that keeps its files in `folder`, with these values set."""
    outside = {name: value for name, value in os.environ.items() if name not in OURS}
    return {**outside, "INSTANCE_DIR": str(folder), "SECRET_KEY": "a key of the tests", **values}


def wait_until(condition: Callable[[], object], what: str, patience: float = PATIENCE) -> None:
    """Wait until `condition()` is true; fails the test, naming `what`, after `patience` seconds."""
    deadline = time.monotonic() + patience
    while not condition():
        if time.monotonic() > deadline:
            raise AssertionError(f"not within {patience:.0f} seconds: {what}")
        time.sleep(0.02)


class Part(ABC):
    """A process of the system. As a context manager it runs inside the block and is ended after it."""

    name: str
    folder: Path
    env: Mapping[str, str]
    child: children.Child | None = None

    @abstractmethod
    def command(self) -> Sequence[str | Path]: ...

    @abstractmethod
    def is_ready(self) -> bool: ...

    def start(self) -> Self:
        """Start it and wait until it is ready."""
        log = self.folder / "log" / f"{self.name}.log"
        log.unlink(missing_ok=True)
        self.child = children.start(self.name, self.command(), env=self.env, log=log, cwd=ROOT)
        wait_until(lambda: self.is_ready() or not self.is_running, f"{self.name} is ready", TO_START)
        assert self.is_running, f"{self.name} ended: {self.said()}"
        return self

    @property
    def is_running(self) -> bool:
        return self.child is not None and self.child.is_running

    def said(self) -> str:
        """Return what it wrote to its log since its start."""
        return self.child.log.read_text(errors="replace") if self.child else ""

    def kill(self) -> None:
        """`kill -9`."""
        if self.child is not None:
            self.child.kill()

    def end(self) -> None:
        if self.child is not None:
            children.end([self.child])

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.end()


class Web(Part):
    """gunicorn with several processes; `url` is its address, `application` whom it serves."""

    name = "web"

    def __init__(
        self, folder: Path, env: Mapping[str, str], processes: int = 2, threads: int = 16,
        application: str = "wsgi:app",
    ) -> None:  # fmt: skip
        self.folder, self.port, self.application = folder, free_port(), application
        self.url = f"http://{HOST}:{self.port}"
        self.env = {"PUBLIC_URL": self.url, **env}
        self.options = ("--workers", str(processes), "--worker-class", "gthread", "--threads", str(threads))

    def command(self) -> Sequence[str | Path]:
        return [
            *(sys.executable, "-m", "gunicorn", self.application, "--bind", f"{HOST}:{self.port}"),
            *("--no-control-socket", *self.options),
        ]

    def is_ready(self) -> bool:
        try:
            with urllib.request.urlopen(self.url, timeout=PATIENCE):
                return True
        except urllib.error.HTTPError:
            return True  # it answers; what it answers is the test's matter
        except OSError:
            return False


class Worker(Part):
    """A Celery worker."""

    def __init__(self, folder: Path, env: Mapping[str, str], processes: int = 2, name: str = "worker") -> None:
        self.folder, self.env, self.processes, self.name = folder, env, processes, name

    def command(self) -> Sequence[str | Path]:
        return [
            *(sys.executable, "-m", "celery", "-A", "celery_worker", "worker", "--loglevel", "INFO"),
            *("--concurrency", str(self.processes), "--without-mingle", "--without-gossip"),
            *("--hostname", f"{self.name}@{self.folder.name}"),
        ]

    def is_ready(self) -> bool:
        return " ready." in self.said()


class Beat(Part):
    """Celery's clock, which wakes the sweepers."""

    name = "beat"

    def __init__(self, folder: Path, env: Mapping[str, str]) -> None:
        self.folder, self.env = folder, env

    def command(self) -> Sequence[str | Path]:
        return [
            *(sys.executable, "-m", "celery", "-A", "celery_worker", "beat", "--loglevel", "INFO"),
            "--pidfile=",
        ]

    def is_ready(self) -> bool:
        return "Starting" in self.said()


class Valkey(Part):
    """The broker, with an append-only file; it comes back at the same address."""

    name = "broker"

    def __init__(self, folder: Path) -> None:
        self.folder, self.env = folder, os.environ
        self.broker = broker.Broker(port=free_port(), password=secrets.token_urlsafe(12))
        self.url = self.broker.url

    def command(self) -> Sequence[str | Path]:
        data = self.folder / "broker"
        data.mkdir(parents=True, exist_ok=True)
        return broker.command(self.broker, data)

    def is_ready(self) -> bool:
        return self.broker.answers()


class MailServer(Part):
    """The mail catcher, with the faults it is asked for (the options of workflow.demo.mailcatcher)."""

    name = "mail"

    def __init__(self, folder: Path, *faults: str) -> None:
        self.folder, self.env, self.port, self.faults = folder, os.environ, free_port(), faults
        self.url = f"smtp://{HOST}:{self.port}"
        self.mail = folder / "mail"

    def command(self) -> Sequence[str | Path]:
        return [
            *(sys.executable, "-m", "workflow.demo.mailcatcher", "--folder", str(self.mail)),
            *("--port", str(self.port), *self.faults),
        ]

    def is_ready(self) -> bool:
        return not is_free(self.port)

    def letters(self) -> list[mailbox.Letter]:
        """Return what has arrived, newest first."""
        return mailbox.letters(self.mail)

    def open(self, letter: mailbox.Letter) -> mailbox.OpenLetter:
        return mailbox.open_letter(self.mail, letter.key)
