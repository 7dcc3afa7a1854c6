"""Waking tasks by name, and which tasks run periodically.

A wake-up only saves waiting: what there is to do stands in the database and the sweep finds it. So a
broker that is away is logged and costs a second at most, and nothing is tried twice.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from celery import Celery
from flask import Flask, current_app
from kombu.exceptions import OperationalError

from workflow.config import Settings

QUEUE = "yeonsu"
PATIENCE = 1.0
"""Seconds that a request waits for a broker that does not answer."""

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Periodic:
    """A task, by name, that beat wakes each `period` of real time."""

    task: str
    period: timedelta


_periodic: dict[str, Periodic] = {}


def every(period: timedelta, task: str) -> None:
    """Have beat wake `task`, which takes no arguments, each `period`; only wiring.py says so.

    The task itself decides by `clock.now()` what is due, and is idempotent: a beat that stood still
    or a demonstration's clock that was moved then only shifts the moment at which it is done.
    """
    _periodic[task] = Periodic(task, period)


def periodic() -> list[Periodic]:
    """Return the periodic tasks that the stages asked for."""
    return list(_periodic.values())


def call_periodic() -> None:
    """Wake every periodic task now; for when the demonstration's clock was moved."""
    for task in _periodic:
        call(task)


def call(task: str, *args: Any) -> bool:
    """Wake `task` and tell whether the broker took the message.

    Runs after a commit, so it never raises: what is done must not be reported as failed.
    """
    try:
        current_app.extensions["wake"].send_task(task, args=args, retry=False, ignore_result=True)
    except OperationalError as error:
        log.warning("broker away, the sweep will find the work: %s (%s)", task, error)
        return False
    except Exception:
        log.exception("wake-up not sent: %s", task)
        return False
    return True


def broker(redis_url: str) -> dict[str, Any]:
    """Return the Celery settings by which producer, worker and beat find each other.

    `redis_url` is redis://, rediss:// or a socket as unix:///path?db=0, as redis-py writes it.
    """
    if redis_url.startswith("unix://"):
        redis_url = "redis+socket://" + redis_url.removeprefix("unix://").replace("?db=", "?virtual_host=")
    return {
        "broker_url": redis_url,
        "task_default_queue": QUEUE,
        "task_serializer": "json",
        "accept_content": ["json"],
        "task_ignore_result": True,
    }


def init_app(app: Flask) -> None:
    """Give the application its sender; no connection is made before the first wake-up."""
    settings: Settings = app.extensions["settings"]
    sender = Celery("yeonsu.wake", set_as_current=False)
    sender.conf.update(
        broker(settings.redis_url),
        broker_connection_timeout=PATIENCE,
        broker_transport_options={
            "socket_connect_timeout": PATIENCE, "socket_timeout": PATIENCE, "retry_on_timeout": False,
            "max_retries": 0, "interval_start": 0,
        },
        task_publish_retry=False,
    )
    app.extensions["wake"] = sender
