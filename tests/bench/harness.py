"""How a request is measured: the processor time that this process spends on it, and what it reads."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from flask import Flask
from werkzeug.test import EnvironBuilder, run_wsgi_app

from tests.bench import bare

RUNS, WARM_UP = 200, 20

Environ = dict[str, Any]


@dataclass
class Reads:
    """What a request has asked of the database."""

    queries: int = 0
    rows: int = 0


@dataclass(frozen=True)
class Figure:
    """One measured request: its median, the median of the unit beside it, its reads, its size in bytes."""

    milliseconds: float
    unit: float
    reads: Reads
    size: int

    @property
    def units(self) -> float:
        return self.milliseconds / self.unit


def get(path: str, cookie: str = "") -> Callable[[], Environ]:
    """Return a maker of GET requests for `path`."""
    return lambda: _environ(path, cookie)


def post(path: str, cookie: str, form: dict[str, str]) -> Callable[[], Environ]:
    """Return a maker of POST requests with these fields."""
    return lambda: _environ(path, cookie, method="POST", data=form)


def measure(app: Flask, make_request: Callable[[], Environ], expect: int = 200, runs: int = RUNS) -> Figure:
    """Answer `runs` requests after a warm-up and return the median of the processor time.

    The bare page is answered in turn with it, so that both meet the machine in the same mood. Each
    request is made anew, outside the measured time, so a maker may prepare what it posts.
    Raises AssertionError when an answer has another status than `expect`.
    """
    spent, spent_on_unit = [], []
    for _ in range(WARM_UP):
        _answer(app, make_request(), expect)
    with count_reads(app) as reads:
        size = _answer(app, make_request(), expect)
    for _ in range(runs):
        spent_on_unit.append(_time(app, _environ(bare.PATH, ""), 200))
        spent.append(_time(app, make_request(), expect))
    return Figure(statistics.median(spent) * 1000, statistics.median(spent_on_unit) * 1000, reads, size)


@contextmanager
def count_reads(app: Flask) -> Iterator[Reads]:
    """Count the queries, and on SQLite the rows fetched, of what runs inside the block."""
    reads = Reads()
    engine = _engine(app)

    def query(connection: sa.Connection, cursor: Any, statement: str, *rest: Any) -> None:
        reads.queries += statement.lstrip()[:6].upper() in ("SELECT", "INSERT", "UPDATE", "DELETE")

    def fetched(cursor: Any, row: tuple[Any, ...]) -> tuple[Any, ...]:
        reads.rows += 1
        return row

    def begin(connection: sa.Connection) -> None:
        _driver(connection).row_factory = fetched

    on_sqlite = engine.dialect.name == "sqlite"
    sa.event.listen(engine, "before_cursor_execute", query)
    if on_sqlite:
        sa.event.listen(engine, "begin", begin)
    try:
        yield reads
    finally:
        sa.event.remove(engine, "before_cursor_execute", query)
        if on_sqlite:
            sa.event.remove(engine, "begin", begin)
            with engine.connect() as connection:
                _driver(connection).row_factory = None
            engine.dispose()


def _engine(app: Flask) -> sa.Engine:
    with app.app_context():
        engine: sa.Engine = app.extensions["sqlalchemy"].engine
        return engine


def _driver(connection: sa.Connection) -> Any:
    return connection.connection.dbapi_connection


def _time(app: Flask, environ: Environ, expect: int) -> float:
    begun = time.process_time()
    _answer(app, environ, expect)
    return time.process_time() - begun


def _answer(app: Flask, environ: Environ, expect: int) -> int:
    parts, status, _ = run_wsgi_app(app, environ, buffered=True)
    size = sum(len(part) for part in parts)
    assert status.startswith(str(expect)), f"{environ['PATH_INFO']} answers {status}"
    return size


def _environ(path: str, cookie: str, **more: Any) -> Environ:
    builder = EnvironBuilder(path=path, headers={"Cookie": cookie} if cookie else None, **more)
    try:
        return builder.get_environ()
    finally:
        builder.close()
