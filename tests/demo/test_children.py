"""Child processes that never outlive who started them."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import psutil

from tests.support.servers import ROOT, wait_until
from workflow.demo import children

SLEEP = [sys.executable, "-c", "import time; time.sleep(60)"]
STUBBORN = [sys.executable, "-c", "import signal, time; signal.signal(15, signal.SIG_IGN); print(1, flush=True); time.sleep(60)"]
FAMILY = [
    sys.executable,
    "-c",
    "import subprocess, sys, time; print(subprocess.Popen(['sleep', '60']).pid, flush=True); time.sleep(60)",
]


def start(command: list[str], tmp_path: Path) -> children.Child:
    return children.start("part", command, env=os.environ, log=tmp_path / "log" / "part.log", cwd=tmp_path)


def test_end_asks_first(tmp_path: Path) -> None:
    child = start(SLEEP, tmp_path)
    children.end([child])
    assert child.process.returncode == -signal.SIGTERM


def test_end_insists_when_asking_does_not_help(tmp_path: Path) -> None:
    child = start(STUBBORN, tmp_path)
    wait_until(child.last_words, "it ignores SIGTERM")
    begun = time.monotonic()
    children.end([child], patience=0.3)
    assert child.process.returncode == -signal.SIGKILL
    assert time.monotonic() - begun < 5


def test_kill_takes_grandchildren_too(tmp_path: Path) -> None:
    child = start(FAMILY, tmp_path)
    wait_until(child.last_words, "it has a child")
    grandchild = psutil.Process(int(child.last_words()))
    child.kill()
    wait_until(lambda: not grandchild.is_running() or grandchild.status() == psutil.STATUS_ZOMBIE, "all have ended")


def test_last_words_are_the_end_of_the_log(tmp_path: Path) -> None:
    child = start([sys.executable, "-c", "print(*range(50), sep='\\n')"], tmp_path)
    child.process.wait()
    assert child.last_words(3) == "47\n48\n49"


def test_child_dies_with_a_killed_parent(tmp_path: Path) -> None:
    program = f"""
import os, sys, time
from pathlib import Path
from workflow.demo import children
child = children.start("part", {SLEEP!r}, env=os.environ, log=Path({str(tmp_path / "log")!r}))
print(child.process.pid, flush=True)
time.sleep(60)
"""
    parent = subprocess.Popen([sys.executable, "-c", program], cwd=ROOT, stdout=subprocess.PIPE, text=True)
    assert parent.stdout is not None
    child = psutil.Process(int(parent.stdout.readline()))
    parent.kill()
    parent.wait()
    parent.stdout.close()
    wait_until(lambda: not child.is_running() or child.status() == psutil.STATUS_ZOMBIE, "the child has ended")
