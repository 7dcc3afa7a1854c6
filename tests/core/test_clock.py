"""The only clock: real, or the demonstration's, which goes on across processes and moves forward only."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from workflow.config import Settings, SettingsError
from workflow.core import clock

START = datetime(2025, 7, 3, 9, tzinfo=clock.KST)


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    clock.configure(START, tmp_path)
    yield tmp_path
    clock.configure(None, tmp_path)


def near(moment: datetime, other: datetime) -> bool:
    return abs(moment - other) < timedelta(seconds=30)


def test_clock_starts_where_it_is_set(folder: Path) -> None:
    assert near(clock.now(), START)
    assert clock.today().isoformat() == "2025-07-03"


def test_clock_goes_on_after_a_restart(folder: Path) -> None:
    clock.move_to(START + timedelta(days=10))
    clock.configure(START, folder)
    assert near(clock.now(), START + timedelta(days=10))


def test_clock_never_moves_back(folder: Path) -> None:
    with pytest.raises(ValueError, match="forward only"):
        clock.move_to(START - timedelta(seconds=1))


def test_move_of_another_process_is_seen(folder: Path) -> None:
    assert near(clock.now(), START)
    later = START + timedelta(days=1) - datetime.now(UTC)
    (folder / "clock.json").write_text(f'{{"offset_seconds": {later.total_seconds()}}}')
    assert near(clock.now(), START + timedelta(days=1))


def test_day_begins_at_midnight_in_korea(folder: Path) -> None:
    clock.move_to(datetime(2025, 7, 25, 15, 0, 1, tzinfo=UTC))
    assert clock.today().isoformat() == "2025-07-26"


def test_production_refuses_another_clock() -> None:
    environment = {
        "YEONSU_ENV": "production", "SECRET_KEY": "x" * 40, "PUBLIC_URL": "https://yeonsu.example",
        "FIELD_KEYS": "a:" + "A" * 43 + "=", "CLOCK_START": START.isoformat(),
    }
    with pytest.raises(SettingsError, match="CLOCK_START"):
        Settings.from_environment(environment)
