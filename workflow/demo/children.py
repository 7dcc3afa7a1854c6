"""Child processes of the launcher: started in their own group, logged to a file, ended together.

A child never outlives the launcher: on Linux the kernel signals it when its parent dies, even of
`kill -9`. Children also inherit the lock on the instance folder, so a next start knows from the lock
alone whether anything of the last run is still there; no pid file can go stale.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import pwd
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from subprocess import Popen, TimeoutExpired

PR_SET_PDEATHSIG = 1
_libc = ctypes.CDLL(None, use_errno=True) if sys.platform == "linux" else None


@dataclass
class Child:
    """A running part: its name for people, its process (leader of its own group), its log."""

    name: str
    process: Popen[bytes]
    log: Path

    @property
    def is_running(self) -> bool:
        return self.process.poll() is None

    def last_words(self, lines: int = 30) -> str:
        """Return the end of its log, for a message about its death."""
        return "\n".join(self.log.read_text(errors="replace").splitlines()[-lines:])

    def kill(self) -> None:
        """End it and all that it started, at once (SIGKILL)."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()


def start(
    name: str,
    command: Sequence[str | Path],
    *,
    env: Mapping[str, str],
    log: Path,
    cwd: Path | None = None,
    keep_open: Sequence[int] = (),
    when_orphaned: signal.Signals = signal.SIGKILL,
    user: str | None = None,
) -> Child:
    """Start `command` in a process group of its own, its output appended to `log`.

    `keep_open` are file descriptors it inherits. `when_orphaned` is what it receives should this
    process die without ending it. `user` is whom it runs as, where this process may choose.
    Raises OSError where it cannot be started.
    """
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("ab") as output:
        process = Popen(
            [str(part) for part in command],
            env=dict(env),
            cwd=cwd,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            pass_fds=tuple(keep_open),
            preexec_fn=_die_with_parent(when_orphaned),
            user=user,
            group=user and _group_of(user),
            extra_groups=[] if user else None,
        )
    return Child(name, process, log)


def end(children: Iterable[Child], patience: float = 10.0) -> None:
    """Ask the children to end (SIGTERM), wait `patience` seconds for all, then insist (SIGKILL)."""
    running = [child for child in children if child.is_running]
    for child in running:
        child.process.terminate()
    deadline = time.monotonic() + patience
    for child in running:
        with contextlib.suppress(TimeoutExpired):
            child.process.wait(timeout=max(0.0, deadline - time.monotonic()))
        child.kill()


def die_with_parent(number: signal.Signals) -> None:
    """Have the kernel send this process `number` when its parent dies; does nothing outside Linux."""
    if _libc is not None:
        _libc.prctl(PR_SET_PDEATHSIG, int(number), 0, 0, 0)


def _die_with_parent(number: signal.Signals) -> Callable[[], None]:
    parent = os.getpid()

    def prepare() -> None:
        die_with_parent(number)
        if os.getppid() != parent:  # it died before the wish was known to the kernel
            os._exit(1)

    return prepare


def _group_of(user: str) -> int:
    return pwd.getpwnam(user).pw_gid
