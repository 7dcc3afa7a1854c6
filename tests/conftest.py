"""What all tests share: an application on a real, migrated database that is fresh for each test.

Migrations run once a session into a template; each test gets a copy of it. A test marked
`databases` runs on SQLite and on PostgreSQL, where the copy is a database made from a template.
"""

from __future__ import annotations

import contextvars
import shutil
import sqlite3
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import hypothesis
import pytest
from flask import Flask, has_app_context
from flask.testing import FlaskClient
from flask_migrate import upgrade

from tests.support import sharing
from tests.support.postgres import Cluster
from workflow.accounts.models import User
from workflow.app import create_app
from workflow.config import Settings
from workflow.core import clock
from workflow.core.db import db, in_unit_of_work, unit_of_work

# How long an example takes says more about the machine's other work than about the code.
hypothesis.settings.register_profile("unhurried", deadline=None)
hypothesis.settings.load_profile("unhurried")

KST_JULY = datetime(2025, 7, 10, 9, 0, tzinfo=clock.KST)
"""When tests of the call of 2025 happen, unless they say otherwise: it is open for nominations."""


def make_settings(folder: Path, database_url: str, **changes: Any) -> Settings:
    """Return settings for a test installation that keeps all its files in `folder`."""
    return Settings(**{
        "instance_dir": folder, "database_url": database_url, "redis_url": "redis://127.0.0.1:1/0",
        "mail_url": "smtp://127.0.0.1:1", "mail_sender": "Yeonsu <no-reply@yeonsu.example>",
        "public_url": "http://localhost", "secret_key": "a key of the tests", "testing": True,
        "field_keys": {"test": bytes(32)}, **changes,
    })


def migrate(app: Flask) -> None:
    with app.app_context():
        upgrade(directory=str(app.extensions["migrate"].directory))
        db.session.remove()
        db.engine.dispose()


def pytest_configure() -> None:
    sharing.share()


def pytest_collection_finish() -> None:
    sharing.keep_what_is_imported()


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "database" in metafunc.fixturenames:
        both = metafunc.definition.get_closest_marker("databases")
        metafunc.parametrize("database", ["sqlite", "postgresql"] if both else ["sqlite"], indirect=True)


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a migrated, empty SQLite database to copy."""
    folder = tmp_path_factory.mktemp("template")
    path = folder / "template.sqlite3"
    migrate(create_app(make_settings(folder, f"sqlite:///{path}")))
    with sqlite3.connect(path) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return path


@pytest.fixture(scope="session")
def postgres() -> Iterator[Cluster]:
    """A private PostgreSQL cluster, with a migrated database to make others from."""
    with Cluster() as cluster:
        yield cluster


@pytest.fixture(scope="session")
def postgres_template(postgres: Cluster, tmp_path_factory: pytest.TempPathFactory) -> str:
    url = postgres.create_database("template_yeonsu")
    migrate(create_app(make_settings(tmp_path_factory.mktemp("pg"), url)))
    return "template_yeonsu"


@pytest.fixture
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """Return the address of a fresh, migrated database."""
    if request.param == "postgresql":
        template = request.getfixturevalue("postgres_template")
        cluster: Cluster = request.getfixturevalue("postgres")
        name, url = cluster.fresh_database(template)
        yield url
        cluster.drop_database(name)
        return
    path = tmp_path / "test.sqlite3"
    shutil.copyfile(request.getfixturevalue("sqlite_template"), path)
    yield f"sqlite:///{path}"


@pytest.fixture
def settings(database: str, tmp_path: Path) -> Settings:
    return make_settings(tmp_path / "instance", database, clock_start=KST_JULY)


@pytest.fixture
def app(settings: Settings) -> Iterator[Flask]:
    """An application within its context. Its clock begins at KST_JULY and moves with `clock.move_to`."""
    app = create_app(settings)
    with app.app_context():
        yield app
        db.session.remove()
        db.engine.dispose()
    clock.configure(None, settings.instance_dir)


@pytest.fixture
def work(app: Flask) -> Iterator[Any]:
    """An open unit of work: what a service's test writes in. It is committed when the test ends well."""
    with unit_of_work() as session:
        yield session


class Client(FlaskClient):
    """A test client whose requests run in a context of their own, and that signs people in without a password."""

    def open(self, *args: Any, **values: Any) -> Any:
        """Make the request as a server would, apart from the test's application context and session.

        The test's session reads anew afterwards, so it sees what the request has written.
        """
        assert not in_unit_of_work(), "commit what the test has made before the request: it could not see it"
        response = contextvars.Context().run(super().open, *args, **values)
        if has_app_context():  # not while a redirect is followed, within the request's own context
            db.session.rollback()
        return response

    def sign_in(self, user: User) -> Client:
        with self.session_transaction() as session:
            session["_user_id"] = user.get_id()
            session["_fresh"] = True
        return self


@pytest.fixture
def client(app: Flask) -> Client:
    """A browser without cookies; forms are posted without the CSRF token, which has tests of its own."""
    app.config["WTF_CSRF_ENABLED"] = False
    app.test_client_class = Client
    client = app.test_client()
    assert isinstance(client, Client)
    return client
