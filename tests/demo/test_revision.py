"""Which migration a database stands at."""

from __future__ import annotations

from pathlib import Path

import pytest
from alembic.script import ScriptDirectory

from tests.support.postgres import Cluster
from workflow.demo import revision


def write(folder: Path, name: str, builds_on: str) -> None:
    (folder / f"{name}.py").write_text(f'revision: str = "{name}"\ndown_revision: str | None = {builds_on}\n')


def test_newest_is_what_alembic_says() -> None:
    assert revision.newest() == ScriptDirectory(str(revision.VERSIONS.parent)).get_current_head()


def test_newest_is_what_nothing_builds_on(tmp_path: Path) -> None:
    write(tmp_path, "b2", "'a1'")
    write(tmp_path, "a1", "None")
    write(tmp_path, "c2", '"a1"')
    write(tmp_path, "d3", '("b2", "c2")')
    assert revision.newest(tmp_path) == "d3"


def test_two_ends_are_refused(tmp_path: Path) -> None:
    write(tmp_path, "a1", "None")
    write(tmp_path, "b1", "None")
    with pytest.raises(ValueError):
        revision.newest(tmp_path)


@pytest.mark.databases
def test_migrated_database_stands_at_the_newest(database: str) -> None:
    assert revision.current(database) == revision.newest()


def test_database_that_is_absent_or_empty_stands_nowhere(tmp_path: Path) -> None:
    assert revision.current(f"sqlite:///{tmp_path}/none.sqlite3") is None
    assert not (tmp_path / "none.sqlite3").exists()
    (tmp_path / "empty.sqlite3").touch()
    assert revision.current(f"sqlite:///{tmp_path}/empty.sqlite3") is None


@pytest.mark.databases
def test_empty_postgresql_database_stands_nowhere(postgres: Cluster) -> None:
    assert revision.current(postgres.create_database("nothing_in_it")) is None


@pytest.mark.parametrize(
    ("address", "says"),
    [
        ("postgresql+psycopg://nobody@127.0.0.1:1/none", "the database does not answer: "),
        ("sqlite:///{folder}/text.sqlite3", "the database does not answer: file is not a database"),
        ("mysql://localhost/x", "DATABASE_URL: write sqlite:///PATH or postgresql://..., not mysql://..."),
    ],
)
def test_database_that_cannot_be_asked_is_named(tmp_path: Path, address: str, says: str) -> None:
    (tmp_path / "text.sqlite3").write_text("not a database at all, but long enough to be looked at as one" * 20)
    with pytest.raises(revision.NoDatabase) as refused:
        revision.current(address.format(folder=tmp_path))
    assert str(refused.value).startswith(says)
