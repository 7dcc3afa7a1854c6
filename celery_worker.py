"""The Celery application: ``celery -A celery_worker worker`` and ``celery -A celery_worker beat``.

A message only says that there may be something to do; what there is stands in the database. So
messages may be lost, late or doubled, and nothing depends on the broker keeping them.
"""

from __future__ import annotations

import logging
import pkgutil
from typing import Any

from celery import Celery
from celery.signals import setup_logging, worker_process_init, worker_ready

import tasks
import workflow.core.typesetter  # noqa: F401 - read in before the fork, so that the processes share it
from tasks.base import ServiceTask
from tasks.logs import set_up
from workflow.app import create_app
from workflow.config import Settings
from workflow.core import outbox_worker, wake
from workflow.core.db import db
from workflow.core.outbox import SWEEP

MARGIN = 30
"""Seconds from the longest that a task should take to the warning in it, and on to its end by force."""


def configuration(settings: Settings) -> dict[str, Any]:
    """Return how worker and beat behave."""
    longest = settings.outbox_lease + int(outbox_worker.SECONDS_A_RUN)
    return {
        **wake.broker(settings.redis_url),
        "include": [f"tasks.{module.name}" for module in pkgutil.iter_modules(tasks.__path__)],
        # A message is taken off the queue when its task is done, one at a time.
        "task_acks_late": True,
        "task_reject_on_worker_lost": True,
        "worker_prefetch_multiplier": 1,
        "task_soft_time_limit": longest + MARGIN,
        "task_time_limit": longest + 2 * MARGIN,
        "worker_max_tasks_per_child": 1000,
        "worker_proc_alive_timeout": 30.0,
        # A broker that is away is waited for without end; what is running meanwhile goes on.
        "broker_connection_retry_on_startup": True,
        "broker_connection_max_retries": None,
        "worker_cancel_long_running_tasks_on_connection_loss": False,
        "broker_transport_options": {"socket_connect_timeout": 5.0, "socket_keepalive": True},
        "worker_redirect_stdouts": False,
        # Periods are short and every task is idempotent, so beat keeps no file that could break.
        "beat_scheduler": "celery.beat:Scheduler",
        "beat_schedule": schedule(settings),
    }


def schedule(settings: Settings) -> dict[str, Any]:
    """Return beat's table: the sweep of the outbox, and what the stages asked for.

    A message that nobody has taken when the next one is due expires, so they do not pile up.
    """
    periods: dict[str, float] = {SWEEP: settings.outbox_sweep}
    periods |= {each.task: each.period.total_seconds() for each in wake.periodic()}
    return {
        task: {"task": task, "schedule": period, "options": {"expires": period}}
        for task, period in periods.items()
    }


@setup_logging.connect
def _write_json(loglevel: int | None = None, **_: Any) -> None:
    set_up(loglevel or logging.INFO)


@worker_process_init.connect
def _open_own_connections(**_: Any) -> None:
    """A forked process must not speak through its parent's connections to the database."""
    with web.app_context():
        db.engine.dispose(close=False)


@worker_ready.connect
def _sweep_at_once(**_: Any) -> None:
    """What was due while no worker ran does not wait for beat."""
    with web.app_context():
        wake.call(SWEEP)


web = create_app()
celery_app = Celery("yeonsu", task_cls=ServiceTask)
celery_app.web = web
celery_app.conf.update(configuration(web.extensions["settings"]))
