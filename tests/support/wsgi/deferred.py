"""The application with all its guards, except that on SQLite a unit of work begins as a reader (BEGIN)."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.engine import Engine

from tests.support.wsgi.observed import app
from workflow.core import db as core_db

__all__ = ["app"]


def _begin_as_reader(connection: sa.Connection) -> None:
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("BEGIN")


sa.event.remove(Engine, "begin", core_db._begin)
sa.event.listen(Engine, "begin", _begin_as_reader)
