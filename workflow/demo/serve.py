"""`make run`: start all parts of the demonstration, say where it is, end all of them together.

`python -m workflow.demo.serve`. With nothing in the environment everything is embedded: SQLite, a
broker and a mail catcher of our own, all under `instance/`. DATABASE_URL, REDIS_URL, MAIL_URL,
PUBLIC_URL, INSTANCE_DIR, SECRET_KEY, FIELD_KEYS, CLOCK_START and PORT each replace one part.

A part that dies ends the run with its last words, except the worker, which is started again: the
outbox is the truth, so a new worker simply goes on.
"""

from __future__ import annotations

import os
import signal
import sys
import time
import urllib.error
import urllib.request
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType
from typing import NoReturn

from workflow.config import Settings, SettingsError
from workflow.demo import broker, children, instance, people, revision
from workflow.demo.children import Child
from workflow.demo.net import HOST, free_port, is_free

ROOT = Path(__file__).parent.parent.parent
PORT, MAIL_PORT = 8000, 2525
WORKER = "worker"
ENDINGS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
PATIENCE = 60.0  # seconds until a part that starts must answer
RESTARTS, RESTART_SPAN = 5, 60.0  # so many deaths of the worker in so many seconds end the run


class Ended(Exception):
    """The run was asked to end."""


class LaunchError(Exception):
    """The run cannot start, or cannot go on; the message says why, and what to do where it can."""


@dataclass
class Run:
    """One run: its folder, the environment of its parts, and the parts, in the order of their start."""

    folder: Path
    env: dict[str, str]
    lock: int
    parts: list[Child] = field(default_factory=list)
    deaths: deque[float] = field(default_factory=lambda: deque(maxlen=RESTARTS))
    is_ending: bool = False

    def ask_to_end(self, number: int, frame: FrameType | None) -> None:
        """Note a signal. It only notes: an exception raised here could be lost in what it interrupts."""
        self.is_ending = True

    def pause(self, seconds: float) -> None:
        """Wait a little; raises Ended where the run was asked to end."""
        time.sleep(seconds)
        if self.is_ending:
            raise Ended

    def start(
        self, name: str, command: Sequence[str | Path], when_orphaned: signal.Signals = signal.SIGKILL
    ) -> Child:
        log = self.folder / "log" / f"{name}.log"
        if log.exists():
            log.replace(log.with_suffix(".previous.log"))
        part = children.start(
            name, command, env=self.env, log=log, keep_open=[self.lock], when_orphaned=when_orphaned, cwd=ROOT
        )
        self.parts.append(part)
        return part

    def flask(self, *arguments: str) -> None:
        """Run one of our own commands to its end; raises LaunchError with what it said if it fails."""
        part = self.start(
            f"flask-{arguments[0]}", [sys.executable, "-m", "flask", "--app", "wsgi", *arguments]
        )
        while part.is_running:
            self.pause(0.02)
        self.parts.remove(part)
        if part.process.returncode != 0:
            raise LaunchError(f"flask {' '.join(arguments)} failed:\n{part.last_words()}")

    def may_restart(self) -> bool:
        """Count one more death of the worker; False once it dies again and again."""
        self.deaths.append(time.monotonic())
        return len(self.deaths) < RESTARTS or self.deaths[-1] - self.deaths[0] > RESTART_SPAN

    def end(self) -> None:
        """End what makes work first, and what it needs (broker, mail) after it."""
        children.end([part for part in self.parts if part.name not in ("broker", "mail")])
        children.end(self.parts)


def main() -> int:
    """Run until Ctrl-C or SIGTERM; return 0 then, and 1 when a part fails."""
    if "MAKELEVEL" in os.environ:
        children.die_with_parent(signal.SIGTERM)
    run: Run | None = None
    try:
        port = _port(os.environ.get("PORT"))
        folder = Path(os.environ.get("INSTANCE_DIR") or ROOT / "instance").absolute()
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        lock = instance.take(folder)
        if not is_free(port):
            raise LaunchError(
                f"port {port} is taken by another program. End that one, or choose another port: "
                f"make run PORT={port + 1}"
            )
        run = Run(folder, instance.environment(folder, port, os.environ), lock)
        for number in ENDINGS:
            signal.signal(number, run.ask_to_end)
        _start(run, port)
        _watch(run)
    except (LaunchError, SettingsError, instance.Busy, revision.NoDatabase, OSError) as error:
        print(f"yeonsu: {error}", file=sys.stderr)
        return 1
    except (Ended, KeyboardInterrupt):
        return 0
    finally:
        if run is not None:
            run.end()


def _start(run: Run, port: int) -> None:
    _start_embedded(run)
    settings = Settings.from_environment(run.env)
    instance.keep_environment(run.folder, run.env)
    _prepare_database(run, settings.database_url)
    _start_web(run, port)
    _start_worker(run)
    _start_beat(run)
    print(_welcome(run), flush=True)


def _start_embedded(run: Run) -> None:
    """Start the broker and the mail catcher, unless the environment names others."""
    waiting = []
    if not run.env.get("REDIS_URL"):
        data = run.folder / "broker"
        own = broker.at(data)
        if own.answers():  # left behind by a launcher that was killed
            own.shut_down()
        run.env["REDIS_URL"] = own.url
        part = run.start("broker", broker.command(own, data), when_orphaned=signal.SIGTERM)
        waiting.append((part, own.answers))
    if not run.env.get("MAIL_URL"):
        port = MAIL_PORT if is_free(MAIL_PORT) else free_port()
        run.env["MAIL_URL"] = f"smtp://{HOST}:{port}"
        folder = run.folder / "mail"
        command = [sys.executable, "-m", "workflow.demo.mailcatcher", "--folder", str(folder)]
        part = run.start("mail", [*command, "--port", str(port)])
        waiting.append((part, lambda: not is_free(port)))
    for part, answers in waiting:
        _wait_for(run, part, answers)


def _prepare_database(run: Run, database_url: str) -> None:
    """Migrate where needed, and load the demonstration into a database that was empty.

    The note says that loading is due until it is done, so a first start that was cut short is made
    good by the next; a database that held data before never gets the demonstration.
    """
    due = run.folder / "demonstration.due"
    stands_at = revision.current(database_url)
    if stands_at is None:
        instance.write_private(due, database_url)
    if stands_at != revision.newest():
        print("Preparing the database ...", flush=True)
        run.flask("db", "upgrade")
    if due.exists() and due.read_text() == database_url:
        print("Loading the demonstration ...", flush=True)
        run.flask("demo", "load")
        due.unlink()


def _start_web(run: Run, port: int) -> None:
    """Start gunicorn and wait for the first page.

    It reads the application once, before its processes part (--preload), so what is wrong with it
    ends the start at once. When orphaned it is asked to end, as only it frees the port at once.
    """
    command = [sys.executable, "-m", "gunicorn", "wsgi:app", "--bind", f"{HOST}:{port}", "--preload"]
    command += ["--workers", "2", "--worker-class", "gthread", "--threads", "4"]
    web = run.start("web", [*command, "--graceful-timeout", "5", "--no-control-socket"], signal.SIGTERM)
    _wait_for(run, web, lambda: _page_answers(port, web.log))


def _start_worker(run: Run) -> None:
    command = [sys.executable, "-m", "celery", "-A", "celery_worker", "worker", "--loglevel", "INFO"]
    run.start(WORKER, [*command, "--concurrency", "2", "--without-mingle", "--without-gossip"])


def _start_beat(run: Run) -> None:
    command = [sys.executable, "-m", "celery", "-A", "celery_worker", "beat", "--loglevel", "INFO"]
    run.start("beat", [*command, "--pidfile="])


def _wait_for(run: Run, part: Child, answers: Callable[[], bool]) -> None:
    """Wait until a part answers; raises LaunchError when it dies or takes too long."""
    deadline = time.monotonic() + PATIENCE
    while not answers():
        if not part.is_running:
            raise _death_of(part)
        if time.monotonic() > deadline:
            raise LaunchError(f"{part.name} does not answer after {PATIENCE:.0f} seconds; see {part.log}")
        run.pause(0.02)


def _page_answers(port: int, log: Path) -> bool:
    """Tell whether the first page is there; raises LaunchError where it comes with an error."""
    try:
        with urllib.request.urlopen(f"http://{HOST}:{port}/", timeout=5):
            return True
    except urllib.error.HTTPError as error:
        raise LaunchError(f"the first page answers {error.code}; see {log}") from error
    except OSError:
        return False


def _watch(run: Run) -> NoReturn:
    """Go on until a part dies; the worker is started again, unless it dies again and again."""
    while True:
        run.pause(0.2)
        for part in [part for part in run.parts if not part.is_running]:
            if part.name != WORKER or not run.may_restart():
                raise _death_of(part)
            print(f"The worker died ({_status(part)}); starting it again.", file=sys.stderr, flush=True)
            part.kill()
            run.parts.remove(part)
            _start_worker(run)


def _death_of(part: Child) -> LaunchError:
    return LaunchError(
        f"{part.name} ended ({_status(part)}), so all is ended. Its last words, from {part.log}:\n"
        f"{part.last_words()}"
    )


def _status(part: Child) -> str:
    code = part.process.returncode
    return f"exit status {code}" if code >= 0 else signal.Signals(-code).name


def _welcome(run: Run) -> str:
    address = run.env["PUBLIC_URL"]
    accounts = "\n".join(f"  {person.role:<13}{person.email}" for person in people.PEOPLE)
    return f"""
Yeonsu is ready at {address}

  One account for each role; the password of all is {people.PASSWORD}
{accounts}

  {address}/demo moves the clock and shows the mail that was sent.
  Logs are in {run.folder / "log"}. Ctrl-C ends all of it.
"""


def _port(given: str | None) -> int:
    if not given:
        return PORT
    if not (given.isascii() and given.isdecimal()) or not 0 < int(given) < 65536:
        raise LaunchError(f"PORT: write a number from 1 to 65535, not {given!r}")
    return int(given)


if __name__ == "__main__":
    sys.exit(main())
