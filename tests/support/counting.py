"""Counting what the database is asked."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import event

from workflow.core.db import db


@contextmanager
def queries_counted() -> Iterator[list[str]]:
    """Collect the statements that are run on the application's database, without the BEGINs."""
    statements: list[str] = []

    def collect(connection: Any, cursor: Any, statement: str, *rest: Any) -> None:
        if not statement.startswith("BEGIN"):
            statements.append(statement)

    event.listen(db.engine, "before_cursor_execute", collect)
    try:
        yield statements
    finally:
        event.remove(db.engine, "before_cursor_execute", collect)
