"""Every route x method x role by real requests, against the table that was written by hand (routes.py)."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from flask import Flask

from tests.conftest import KST_JULY, Client, make_settings
from tests.guards import world as worlds
from tests.guards.routes import ROWS, Row, is_let_in
from tests.guards.world import ACTORS, World
from workflow.app import create_app
from workflow.core import clock
from workflow.core.db import db

IMPLIED = {"HEAD", "OPTIONS"}
LOG = "access_entry"
MISSING: dict[str, str] = {
    "code": "NOPE-1999", "step": "nope", "section": "nope", "token": "x" * 43, "day": "yesterday", "key": "nope",
    "filename": "nope.css",
}  # fmt: skip
"""What no object has; in the place of a number the highest that an id can be."""
HIGHEST = str(2**31 - 1)


class Stage:
    """The application on the world, which is put back after each request that has changed it."""

    def __init__(self, app: Flask, world: World, path: Path) -> None:
        self.app, self.world, self._path = app, world, path
        self._watched = sqlite3.connect(path)
        self._kept = sqlite3.connect(":memory:")
        self._watched.backup(self._kept)

    def ask(self, actor: str, row: Row, address: str) -> str:
        """Make the request of a row as `actor` and return its mark; what is refused must have changed nothing, and
        what was only looked at nothing but the log of who has read of whom."""
        client = self.app.test_client()
        assert isinstance(client, Client)
        if session_id := self.world.sessions[actor]:
            with client.session_transaction() as session:
                session["_user_id"], session["_fresh"] = session_id, True
        seen, method = self._version(), row.method
        answer = client.open(address, method=method, data=row.form)
        mark = mark_of(answer.status_code, answer.location or "")
        if method == "GET" and mark == "+":
            assert answer.status_code < 400, f"{actor}: {method} {address} answers {answer.status_code}"
        if self._version() != seen:
            changed = self._changed()
            assert mark == "+", f"{actor} is answered {mark} by {method} {address}, which changes {changed}"
            assert method != "GET" or changed <= {LOG}, f"{actor}: GET {address} changes {changed}"
            self._put_back()
        return mark

    def _version(self) -> int:
        """Return a number that is another one when somebody else has written."""
        version: int = self._watched.execute("PRAGMA data_version").fetchone()[0]
        return version

    def _changed(self) -> set[str]:
        """Return the tables whose rows are not those of the world."""
        tables = self._kept.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
        return {
            name for (name,) in tables
            if self._watched.execute(f'SELECT * FROM "{name}"').fetchall()
            != self._kept.execute(f'SELECT * FROM "{name}"').fetchall()
        }  # fmt: skip

    def _put_back(self) -> None:
        with closing(sqlite3.connect(self._path)) as again:
            self._kept.backup(again)


@pytest.fixture(scope="module")
def stage(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    folder = tmp_path_factory.mktemp("world")
    path = folder / "world.sqlite3"
    shutil.copyfile(sqlite_template, path)
    settings = make_settings(folder / "instance", f"sqlite:///{path}", clock_start=KST_JULY)
    app = create_app(settings)
    app.config["WTF_CSRF_ENABLED"] = False
    app.test_client_class = Client
    with app.app_context():
        world = worlds.build(app)
        db.session.remove()
    yield Stage(app, world, path)
    with app.app_context():
        db.engine.dispose()
    clock.configure(None, settings.instance_dir)


def mark_of(status: int, location: str) -> str:
    """Return the table's mark for an answer; '?' for what no row may say."""
    if location.startswith("/sign-in?next="):
        return "S"
    if status in (401, 405) or status >= 500:
        return f"? {status}"
    return {403: "3", 404: "4"}.get(status, "+")


def test_table_and_application_know_the_same_routes(stage: Stage) -> None:
    """An unlisted route is nobody's decision, and a listed one that is gone protects nothing."""
    served = {
        (method, rule.rule) for rule in stage.app.url_map.iter_rules() for method in set(rule.methods or ()) - IMPLIED
    }
    listed = {(row.method, row.rule) for row in ROWS}
    assert served - listed == set(), "routes that the table does not list"
    assert listed - served == set(), "rows of the table that no route answers"


@pytest.mark.parametrize("row", ROWS, ids=str)
def test_route_lets_in_whom_the_table_says(stage: Stage, row: Row) -> None:
    address = row.address(stage.world.objects)
    assert {actor: stage.ask(actor, row, address) for actor in ACTORS} == row.marks


@pytest.mark.parametrize("row", [row for row in ROWS if row.converters()], ids=str)
def test_what_is_not_there_is_not_found(stage: Stage, row: Row) -> None:
    """One converter after the other names nothing; whoever might have seen the object gets a 404."""
    expected = {
        actor: "4" if is_let_in(actor, row.method, row.rule) else mark for actor, mark in row.marks.items()
    }
    for name in row.converters():
        objects = {**stage.world.objects, row.names[name]: MISSING.get(name, HIGHEST)}
        address = row.address(objects)
        assert {actor: stage.ask(actor, row, address) for actor in ACTORS} == expected, address
