"""The application with numbers as a database's sequence gives them: one after the other, outside the transaction."""

from __future__ import annotations

import fcntl
from pathlib import Path

from tests.support.wsgi.observed import app
from tests.support.wsgi.replacing import replace
from workflow.core import numbers

__all__ = ["app"]

folder: Path = app.extensions["settings"].instance_dir


def next_number(series: str, unit: str, year: int) -> int:
    """Count up in a file that all processes share, under its lock."""
    with (folder / f"{series}.sequence").open("a+") as kept:
        fcntl.flock(kept, fcntl.LOCK_EX)
        kept.seek(0)
        number = int(kept.read() or 0) + 1
        kept.truncate(0)
        kept.write(str(number))
    return number


replace(numbers.next_number, next_number)
