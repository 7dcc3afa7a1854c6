"""The instance folder of the embedded default: its locks, its secrets, its environment.

Two locks keep two launchers, or a launcher and what a killed one left, from working on one folder:
`launcher.lock` is held by the launcher alone, `parts.lock` by all its children too. Locks end with
the processes that hold them, so none can go stale.
"""

from __future__ import annotations

import base64
import fcntl
import json
import os
import secrets
import time
from collections.abc import Mapping
from pathlib import Path

LOCKS = ("launcher.lock", "parts.lock")
CLOCK_START = "2025-07-03T09:00:00+09:00"  # the morning after the call of 2025 was published


class Busy(Exception):
    """Another run has the folder; the message says what to do."""


def take(folder: Path, patience: float = 15.0) -> int:
    """Take the folder for this run and return the lock that every child is to inherit.

    Waits up to `patience` seconds for the parts of a run that was killed to end. Raises Busy when
    another launcher is at work on it, or when such a part does not end. The locks last as long as
    this process, whatever becomes of it.
    """
    alone, parts = (os.open(folder / name, os.O_RDWR | os.O_CREAT, 0o600) for name in LOCKS)
    try:
        if not _lock(alone):
            holder = os.pread(alone, 20, 0).decode() or "unknown"
            raise Busy(f"it is running already, as process {holder}, on {folder}")
        os.ftruncate(alone, 0)
        os.pwrite(alone, str(os.getpid()).encode(), 0)
        deadline = time.monotonic() + patience
        while not _lock(parts):
            if time.monotonic() > deadline:
                raise Busy(f"parts of the last run are still at work on {folder}; end them first")
            time.sleep(0.05)
    except Busy:
        os.close(alone)
        os.close(parts)
        raise
    return parts


def environment(folder: Path, port: int, given: Mapping[str, str]) -> dict[str, str]:
    """Return what the parts run with: what was `given`, and the embedded default for the rest.

    The broker's and the mail server's addresses come later, from those who start them. An empty
    CLOCK_START means real time.
    """
    made = {
        **_secrets(folder),
        "DATABASE_URL": f"sqlite:///{folder / 'yeonsu.sqlite3'}",
        "PUBLIC_URL": f"http://127.0.0.1:{port}",
        "DEMONSTRATION": "1",
        "OFFICE_FILE": str(Path(__file__).with_name("office.yaml")),
    }
    made.update({name: given[name] for name in made if given.get(name)})
    made["CLOCK_START"] = given.get("CLOCK_START", CLOCK_START)
    return {**given, **made, "INSTANCE_DIR": str(folder), "PORT": str(port)}


def keep_environment(folder: Path, env: Mapping[str, str]) -> None:
    """Note what the parts run with, so that a command typed beside the run finds the same system."""
    names = (
        *("DATABASE_URL", "REDIS_URL", "MAIL_URL", "PUBLIC_URL", "SECRET_KEY", "FIELD_KEYS"),
        *("CLOCK_START", "DEMONSTRATION", "OFFICE_FILE"),
    )
    write_private(folder / "environment.json", json.dumps({name: env[name] for name in names}, indent=2))


def write_private(path: Path, text: str) -> None:
    """Write a file that only this user can read, whole or not at all."""
    fresh = path.with_name(path.name + ".new")
    fresh.unlink(missing_ok=True)
    handle = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w") as file:
        file.write(text)
    fresh.replace(path)


def _secrets(folder: Path) -> dict[str, str]:
    """Return the secrets of this installation, made at its first start."""
    kept = folder / "secrets.json"
    if not kept.exists():
        key = base64.b64encode(secrets.token_bytes(32)).decode()
        write_private(
            kept,
            json.dumps({"SECRET_KEY": secrets.token_urlsafe(48), "FIELD_KEYS": f"first:{key}"}, indent=2),
        )
    read: dict[str, str] = json.loads(kept.read_text())
    return read


def _lock(handle: int) -> bool:
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
