"""What every task has: the application's context, and a log line that says how it went."""

from __future__ import annotations

import time
from typing import Any

import structlog
from celery import Task

log = structlog.stdlib.get_logger("yeonsu.tasks")


class ServiceTask(Task):
    """A task that calls one service: ids in, nothing out that anybody waits for, safe to run again.

    All that is logged meanwhile bears the task's name and id; the last line says how long it took.
    """

    abstract = True

    def __call__(self, *args: Any, **values: Any) -> Any:
        started = time.monotonic()
        outcome, result = "failed", None
        with structlog.contextvars.bound_contextvars(task=self.name, task_id=self.request.id):
            try:
                with self.app.web.app_context():
                    result = self.run(*args, **values)
                outcome = "done"
                return result
            finally:
                milliseconds = round((time.monotonic() - started) * 1000)
                log.info("task", outcome=outcome, args=list(args), result=result, ms=milliseconds)
