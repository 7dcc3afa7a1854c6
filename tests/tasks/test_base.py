"""What every task has: the application's context and a log line."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator

import pytest
import structlog
from celery import Celery
from flask import Flask, current_app
from structlog.testing import capture_logs

from tasks.base import ServiceTask
from tasks.logs import set_up


@pytest.fixture
def celery_app(app: Flask) -> Celery:
    celery_app = Celery("test", task_cls=ServiceTask, set_as_current=False, broker="memory://")
    celery_app.web = app
    return celery_app


def test_task_runs_within_the_application_and_logs_how_it_went(celery_app: Celery, app: Flask) -> None:
    @celery_app.task(name="test.double")
    def double(number: int) -> int:
        assert current_app._get_current_object() is app  # type: ignore[attr-defined]
        return 2 * number

    with capture_logs(processors=[structlog.contextvars.merge_contextvars]) as lines:
        done = double.apply(args=(21,), task_id="id-1")
    assert done.get() == 42
    (line,) = lines
    assert (line["task"], line["task_id"], line["outcome"], line["args"], line["result"]) == (
        "test.double", "id-1", "done", [21], 42,
    )  # fmt: skip
    assert line["ms"] >= 0


def test_task_that_fails_is_logged_as_failed(celery_app: Celery) -> None:
    @celery_app.task(name="test.fail")
    def fail() -> None:
        raise ZeroDivisionError

    with capture_logs() as lines:
        done = fail.apply()
    assert isinstance(done.result, ZeroDivisionError)
    assert [line["outcome"] for line in lines] == ["failed"]


@pytest.fixture
def json_lines() -> Iterator[None]:
    root = logging.getLogger()
    handlers, level = root.handlers, root.level
    set_up()
    yield
    root.handlers, root.level = handlers, level
    structlog.reset_defaults()


def test_all_loggers_write_json_that_names_the_task(
    json_lines: None, capsys: pytest.CaptureFixture[str]
) -> None:
    set_up()  # once more, now that standard error is captured
    with structlog.contextvars.bound_contextvars(task="outbox.drain", task_id="id-1"):
        logging.getLogger("workflow.core.outbox_worker").info(
            "outbox row", extra={"row": 7, "outcome": "done"}
        )
    line = json.loads(capsys.readouterr().err)
    assert (line["event"], line["row"], line["outcome"], line["task"], line["task_id"]) == (
        "outbox row", 7, "done", "outbox.drain", "id-1",
    )  # fmt: skip
