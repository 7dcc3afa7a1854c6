"""Runs the migrations on the application's own engine, and on no other."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Literal

import sqlalchemy as sa
from alembic import context
from flask import current_app
from sqlalchemy.sql.elements import False_, True_

from workflow.core.db import BilingualText, UtcDateTime, db


def render_item(kind: str, item: Any, autogen_context: Any) -> str | Literal[False]:
    """Write our column types as what the database sees, so that migrations do not depend on our code,
    and truth values so that each database writes them its own way (SQLite's 1 is no boolean elsewhere)."""
    if kind == "server_default" and isinstance(getattr(item, "arg", None), True_ | False_):
        return f"sa.{item.arg}()"
    if kind == "type" and isinstance(item, UtcDateTime):
        return "sa.DateTime(timezone=True)"
    if kind == "type" and isinstance(item, BilingualText):
        return "sa.JSON()"
    return False


@contextmanager
def tables_may_be_made_anew(connection: sa.Connection) -> Iterator[None]:
    """Let SQLite change a table that others refer to: it copies the table and drops the old one, which
    foreign keys would refuse where there are rows. They can be laid to rest outside of a transaction only."""
    if connection.dialect.name != "sqlite":
        yield
        return
    driver: Any = connection.connection.dbapi_connection
    driver.execute("PRAGMA foreign_keys=OFF")
    try:
        yield
    finally:
        connection.rollback()
        driver.execute("PRAGMA foreign_keys=ON")


def check_references(connection: sa.Connection) -> None:
    """Raise, before anything is committed, where a row refers to one that is not there."""
    if connection.dialect.name == "sqlite":
        broken = connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall()
        if broken:
            raise RuntimeError(f"rows refer to rows that are not there (table, row, parent, key): {broken[:5]}")


with db.engine.connect() as connection, tables_may_be_made_anew(connection):
    context.configure(
        connection=connection,
        target_metadata=db.metadata,
        render_item=render_item,
        **current_app.extensions["migrate"].configure_args,
    )
    with context.begin_transaction():
        context.run_migrations()
    check_references(connection)
    connection.commit()
