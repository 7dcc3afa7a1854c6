"""The application with numbers that are read when the request comes, and written when it is done with."""

from __future__ import annotations

import sqlalchemy as sa
from flask import g

from tests.support.wsgi.observed import app
from tests.support.wsgi.replacing import replace
from workflow.core import numbers
from workflow.core.db import db
from workflow.core.numbers import NumberCounter

__all__ = ["app"]


@app.before_request
def _read_last() -> None:
    counters = db.session.execute(sa.select(NumberCounter.series, NumberCounter.last))
    g.last = {row.series: row.last for row in counters}


def next_number(series: str, unit: str, year: int) -> int:
    number = int(g.last.get(series, 0)) + 1
    db.session.merge(NumberCounter(series=series, unit=unit, year=year, last=number))
    return number


replace(numbers.next_number, next_number)
