"""The instance folder: locks, secrets, environment."""

from __future__ import annotations

import base64
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.servers import ROOT
from workflow.config import Settings
from workflow.demo import instance

TAKE = """
import subprocess, sys
from pathlib import Path
from workflow.demo import instance
lock = instance.take(Path(sys.argv[1]))
child = subprocess.Popen(["sleep", "60"], pass_fds=[lock])
print(child.pid, flush=True)
child.wait()
"""


@pytest.fixture
def launcher(tmp_path: Path) -> Iterator[tuple[subprocess.Popen[str], int]]:
    """A process that has taken the folder, and its child's pid."""
    process = subprocess.Popen(
        [sys.executable, "-c", TAKE, str(tmp_path)], cwd=ROOT, stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    child = int(process.stdout.readline())
    yield process, child
    process.kill()
    process.wait()
    process.stdout.close()
    if Path(f"/proc/{child}").exists():
        os.kill(child, 9)


def test_folder_is_taken_once(launcher: tuple[subprocess.Popen[str], int], tmp_path: Path) -> None:
    process, _ = launcher
    with pytest.raises(instance.Busy, match=f"running already, as process {process.pid}"):
        instance.take(tmp_path, patience=0.1)


def test_part_of_a_killed_run_holds_the_folder_until_it_ends(launcher: tuple[subprocess.Popen[str], int], tmp_path: Path) -> None:
    process, child = launcher
    process.kill()
    process.wait()
    with pytest.raises(instance.Busy, match="parts of the last run"):
        instance.take(tmp_path, patience=0.2)
    os.kill(child, 9)
    lock = instance.take(tmp_path)
    os.close(lock)


def test_secrets_are_made_once_and_are_private(tmp_path: Path) -> None:
    first = instance.environment(tmp_path, 8000, {})
    second = instance.environment(tmp_path, 8000, {})
    assert first["SECRET_KEY"] == second["SECRET_KEY"]
    assert len(first["SECRET_KEY"]) >= 32
    assert len(base64.b64decode(first["FIELD_KEYS"].partition(":")[2])) == 32
    assert (tmp_path / "secrets.json").stat().st_mode & 0o777 == 0o600


def test_default_is_embedded_and_the_environment_replaces_each_part(tmp_path: Path) -> None:
    default = instance.environment(tmp_path, 8123, {})
    assert default["DATABASE_URL"] == f"sqlite:///{tmp_path}/yeonsu.sqlite3"
    assert default["PUBLIC_URL"] == "http://127.0.0.1:8123"
    assert default["CLOCK_START"] == "2025-07-03T09:00:00+09:00"
    assert default["DEMONSTRATION"] == "1"
    given = {
        "DATABASE_URL": "postgresql://db/yeonsu", "PUBLIC_URL": "https://yeonsu.example", "SECRET_KEY": "k" * 40,
        "FIELD_KEYS": "a:" + base64.b64encode(bytes(32)).decode(), "CLOCK_START": "", "REDIS_URL": "redis://elsewhere/0",
    }  # fmt: skip
    replaced = instance.environment(tmp_path, 8123, given)
    assert {name: replaced[name] for name in given} == given


def test_command_beside_the_run_finds_its_system(tmp_path: Path) -> None:
    env = {**instance.environment(tmp_path, 8123, {}), "REDIS_URL": "redis://:x@127.0.0.1:1/0", "MAIL_URL": "smtp://127.0.0.1:2"}
    instance.keep_environment(tmp_path, env)
    beside = Settings.from_environment({"INSTANCE_DIR": str(tmp_path)})
    assert beside == Settings.from_environment(env)
    assert (tmp_path / "environment.json").stat().st_mode & 0o777 == 0o600
    own = Settings.from_environment({"INSTANCE_DIR": str(tmp_path), "DATABASE_URL": "sqlite:///other.sqlite3", "CLOCK_START": ""})
    assert (own.database_url, own.clock_start) == ("sqlite:///other.sqlite3", None)


def test_private_file_is_replaced_whole(tmp_path: Path) -> None:
    path = tmp_path / "note.json"
    path.write_text("old")
    path.chmod(0o644)
    instance.write_private(path, json.dumps({"new": 1}))
    assert json.loads(path.read_text()) == {"new": 1}
    assert path.stat().st_mode & 0o777 == 0o600
    assert list(tmp_path.iterdir()) == [path]
