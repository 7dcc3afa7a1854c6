"""How long `make run` takes from the command to the first answered page, at its second start."""

from __future__ import annotations

import fcntl
import os
import subprocess
import tempfile
import time
import urllib.error
import urllib.request
from pathlib import Path

from tests.support.servers import ROOT, environment, wait_until
from workflow.demo.net import HOST, free_port

LIMIT = 5  # seconds


def seconds_to_first_page() -> float:
    """Start the demonstration twice in a folder of its own and return the seconds of the second start."""
    with tempfile.TemporaryDirectory(prefix="yeonsu-start-") as name:
        _start(Path(name))
        return _start(Path(name))


def _start(folder: Path) -> float:
    port = free_port()
    env = environment(folder / "instance", PORT=str(port))
    del env["SECRET_KEY"]
    begun = time.monotonic()
    run = subprocess.Popen(["make", "--silent", "run"], cwd=ROOT, env=env, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
    try:
        wait_until(lambda: _answers(port) or run.poll() is not None, "the first page", patience=300)
        assert run.poll() is None, "make run ended"
        return time.monotonic() - begun
    finally:
        run.terminate()
        run.wait()
        wait_until(lambda: not _is_held(folder / "instance" / "parts.lock"), "all parts have ended")


def _answers(port: int) -> bool:
    try:
        with urllib.request.urlopen(f"http://{HOST}:{port}/"):
            return True
    except (OSError, urllib.error.URLError):
        return False


def _is_held(lock: Path) -> bool:
    handle = os.open(lock, os.O_RDWR)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    finally:
        os.close(handle)
    return False
