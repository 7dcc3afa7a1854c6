"""The Celery application as worker and beat see it, in a process of its own."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import Any

import pytest

from tests.support.servers import ROOT, environment

ASK = """
import json
from celery_worker import celery_app
from workflow.core import wake
celery_app.loader.import_default_modules()
print(json.dumps({
    "tasks": sorted(celery_app.tasks), "beat": celery_app.conf.beat_schedule,
    "conf": {name: celery_app.conf[name] for name in (
        "broker_url", "task_default_queue", "task_acks_late", "worker_prefetch_multiplier", "accept_content",
        "task_soft_time_limit", "task_time_limit", "broker_connection_max_retries", "task_ignore_result")},
    "periodic": [each.task for each in wake.periodic()],
}))
"""


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    env = environment(
        tmp_path_factory.mktemp("instance"),
        REDIS_URL="unix:///run/redis.sock?db=1",
        OUTBOX_LEASE_SECONDS="120",
    )
    done = subprocess.run(
        [sys.executable, "-c", ASK], env=env, cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    result: dict[str, Any] = json.loads(done.stdout)
    return result


def test_message_is_kept_until_its_task_is_done_one_at_a_time(told: dict[str, Any]) -> None:
    assert told["conf"] == {
        "broker_url": "redis+socket:///run/redis.sock?virtual_host=1",
        "task_default_queue": "yeonsu",
        "task_acks_late": True,
        "worker_prefetch_multiplier": 1,
        "accept_content": ["json"],
        "task_soft_time_limit": 155,
        "task_time_limit": 185,
        "broker_connection_max_retries": None,
        "task_ignore_result": True,
    }


def test_every_periodic_task_exists_and_beat_wakes_it(told: dict[str, Any]) -> None:
    assert set(told["beat"]) == {"outbox.sweep", *told["periodic"]}
    assert set(told["beat"]) <= set(told["tasks"])


def test_sweep_runs_each_minute_and_its_messages_do_not_pile_up(told: dict[str, Any]) -> None:
    assert told["beat"]["outbox.sweep"] == {
        "task": "outbox.sweep",
        "schedule": 60,
        "options": {"expires": 60},
    }


def test_tasks_that_the_core_wakes_exist(told: dict[str, Any]) -> None:
    assert {"outbox.drain", "outbox.sweep"} <= set(told["tasks"])
