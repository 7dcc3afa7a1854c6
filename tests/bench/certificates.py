"""A batch of certificates: the command with two processes against rendering one by one in one process.

Both use the same facts, templates, fonts and one font configuration a process; neither signs. The command
is timed with all that it does: starting itself and its processes, claiming, storing and recording.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psutil

from tests.conftest import KST_JULY, make_settings, migrate
from tests.factories.documents import make_coming
from tests.factories.programmes import make_call
from workflow.app import create_app
from workflow.core.audit import SYSTEM
from workflow.core.db import db, unit_of_work
from workflow.documents import queries
from workflow.documents.building import facts_of
from workflow.documents.render import render
from workflow.documents.services import certificates

MANY, ONE_BY_ONE, WARM_UP = 1000, 100, 5
PROCESSES = 2
NAMES = ("NGUYEN THI MINH HANH", "PEÑA QUISPE, María", "Дилшод Каримов", "محمد عبد الله", "BUDI")
ROOT = Path(__file__).parents[2]


@dataclass(frozen=True)
class Figures:
    """Milliseconds a certificate, and the largest resident sizes in MB: of a process that renders, and of the
    one that claims and records, which has the whole application in it."""

    one_by_one: float
    batch: float
    renderer_mb: float
    recorder_mb: float

    @property
    def times(self) -> float:
        return self.one_by_one / self.batch


def measure(many: int = MANY) -> Figures:
    """Prepare `many` certificates in an installation of their own, and render them both ways."""
    with tempfile.TemporaryDirectory(prefix="yeonsu-bench-") as name:
        folder = Path(name)
        address = f"sqlite:///{folder}/bench.sqlite3"
        app = create_app(make_settings(folder, address, clock_start=KST_JULY))
        migrate(app)
        with app.app_context():
            code, facts = _prepare(many)
            single = _one_by_one(facts[:ONE_BY_ONE])
            db.session.remove()
            db.engine.dispose()
        seconds, renderer, recorder = _run_command(code, many, {"INSTANCE_DIR": name, "DATABASE_URL": address})
    return Figures(single, seconds / many * 1000, renderer, recorder)


def _prepare(many: int) -> tuple[str, list[Any]]:
    with unit_of_work():
        call = make_call()
        for place, trainee in enumerate(make_coming(call, people=many, key="B")):
            trainee.name = f"{NAMES[place % len(NAMES)]} {place}"
    with unit_of_work():
        certificates.prepare_certificates(call, actor=SYSTEM)
    return call.code, [facts_of(one) for one in queries.certificates_of(call.id)]


def _one_by_one(facts: list[Any]) -> float:
    for one in facts[:WARM_UP]:
        render(one)
    begun = time.perf_counter()
    for one in facts:
        render(one)
    return (time.perf_counter() - begun) / len(facts) * 1000


def _run_command(code: str, many: int, settings: dict[str, str]) -> tuple[float, float, float]:
    """Run the command; return its seconds and the largest resident sizes of its children and of itself in MB."""
    command = [
        sys.executable, "-m", "flask", "--app", "wsgi", "documents", "render", code,
        "--processes", str(PROCESSES), "--json",
    ]  # fmt: skip
    begun, renderer, recorder = time.perf_counter(), 0, 0
    with subprocess.Popen(
        command, cwd=ROOT, env={**os.environ, **settings}, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    ) as running:
        parent = psutil.Process(running.pid)
        while running.poll() is None:
            recorder = max(recorder, _resident(parent))
            renderer = max([renderer, *map(_resident, _children(parent))])
            time.sleep(0.2)
        assert running.stdout is not None
        answer = json.loads(running.stdout.read())
    assert answer["done"] == many, answer
    return time.perf_counter() - begun, renderer / 1e6, recorder / 1e6


def _children(parent: psutil.Process) -> list[psutil.Process]:
    try:
        return parent.children(recursive=True)
    except psutil.NoSuchProcess:
        return []


def _resident(process: psutil.Process) -> int:
    try:
        return int(process.memory_info().rss)
    except psutil.NoSuchProcess:
        return 0
