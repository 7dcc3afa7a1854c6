"""Which migration a database stands at, and which is the newest: known at each start, so known quickly.

SQLAlchemy and Alembic would tell the same, but reading them takes longer than all else that the
launcher does itself; `flask db upgrade` migrates where the two differ.
"""

from __future__ import annotations

import re
import sqlite3
from contextlib import closing
from pathlib import Path

import psycopg

VERSIONS = Path(__file__).parent.parent.parent / "migrations" / "versions"
ASSIGNED = re.compile(r"^(revision|down_revision)\b[^=\n]*=(.*)$", re.MULTILINE)
QUOTED = re.compile(r"""["']([^"']+)["']""")
QUESTION = "SELECT version_num FROM alembic_version"


class NoDatabase(Exception):
    """The database cannot be asked; the message says why."""


def newest(versions: Path = VERSIONS) -> str:
    """Return the migration that no other builds on; raises ValueError where there is not one such."""
    found: dict[str, set[str]] = {"revision": set(), "down_revision": set()}
    for path in versions.glob("*.py"):
        for name, value in ASSIGNED.findall(path.read_text()):
            found[name].update(QUOTED.findall(value))
    [head] = found["revision"] - found["down_revision"]
    return head


def current(database_url: str) -> str | None:
    """Return the migration that the database stands at, None where it is empty.

    `database_url` is one of Settings. Raises NoDatabase where it does not answer, or is of a kind
    that the project does not run on.
    """
    kind, _, place = database_url.partition("://")
    try:
        if kind == "sqlite":
            return _ask_sqlite(Path(place.removeprefix("/")))
        if kind == "postgresql+psycopg":
            return _ask_postgresql(f"postgresql://{place}")
    except (sqlite3.Error, psycopg.Error) as error:
        raise NoDatabase(f"the database does not answer: {error}") from error
    raise NoDatabase(f"DATABASE_URL: write sqlite:///PATH or postgresql://..., not {kind}://...")


def _ask_sqlite(path: Path) -> str | None:
    if not path.exists():
        return None
    with closing(sqlite3.connect(path)) as connection:
        if not connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'alembic_version'").fetchone():
            return None
        return _only(connection.execute(QUESTION).fetchone())


def _ask_postgresql(address: str) -> str | None:
    with psycopg.connect(address) as connection:
        if connection.execute("SELECT to_regclass('alembic_version')").fetchone() == (None,):
            return None
        return _only(connection.execute(QUESTION).fetchone())


def _only(row: tuple[str, ...] | None) -> str | None:
    return None if row is None else row[0]
