"""The only clock.

``CLOCK_START`` lets the demonstration live through a call of the past: at its first use the real
moment is written beside it into the instance folder, so web, worker and beat agree, the clock goes
on across restarts, and a page can move it forward. Production refuses the setting (see config).
"""

from __future__ import annotations

import json
import os
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

KST = ZoneInfo("Asia/Seoul")

_file: Path | None = None
_cached: tuple[int, timedelta] = (-1, timedelta(0))


def configure(start: datetime | None, instance_dir: Path) -> None:
    """Run the clock from `start` (aware), as kept in `instance_dir`; None means real time."""
    global _file, _cached
    _cached = (-1, timedelta(0))
    _file = None
    if start is None:
        return
    _file = instance_dir / "clock.json"
    if not _file.exists():
        _write(start - datetime.now(UTC))


def is_shifted() -> bool:
    """Tell whether the demonstration's clock is in force (a banner then says so)."""
    return _file is not None


def now() -> datetime:
    """Return the current moment, aware, in UTC."""
    return datetime.now(UTC) + _offset()


def real_now() -> datetime:
    """Return the real moment, which leases and back-off run on: moving the demonstration's clock
    must neither end a lease that is held nor hold back a row that is due."""
    return datetime.now(UTC)


def today() -> date:
    """Return the current day in Korean time."""
    return now().astimezone(KST).date()


def move_to(moment: datetime) -> None:
    """Set the demonstration's clock to `moment` (aware), never back.

    Raises ValueError when the clock is not shifted or `moment` has passed: what was stamped
    already must not come to lie in the future.
    """
    if _file is None:
        raise ValueError("the clock runs on real time")
    if moment < now():
        raise ValueError("the clock moves forward only")
    _write(moment - datetime.now(UTC))


def _offset() -> timedelta:
    """Read the offset again whenever another process has written it."""
    global _cached
    if _file is None:
        return timedelta(0)
    try:
        stamp = _file.stat().st_mtime_ns
    except FileNotFoundError:
        return _cached[1]
    if stamp != _cached[0]:
        seconds = json.loads(_file.read_text())["offset_seconds"]
        _cached = (stamp, timedelta(seconds=seconds))
    return _cached[1]


def _write(offset: timedelta) -> None:
    assert _file is not None
    _file.parent.mkdir(parents=True, exist_ok=True)
    fresh = _file.with_suffix(f".{os.getpid()}")
    fresh.write_text(json.dumps({"offset_seconds": offset.total_seconds()}))
    fresh.replace(_file)
