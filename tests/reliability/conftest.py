"""What the races share: an installation that the test fills, and that two server processes answer for."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from flask import Flask

from tests.conftest import KST_JULY
from tests.support.servers import Web, environment
from workflow.accounts.models import User
from workflow.accounts.passwords import hash_password
from workflow.app import create_app
from workflow.config import Settings
from workflow.core import clock
from workflow.core.db import db, unit_of_work

PASSWORD = "한강을 건너는 전차"
NOWHERE = "redis://127.0.0.1:1/0"
"""A broker that is away: what is decided here needs nobody to be woken."""


@dataclass
class Installation:
    """The test's own application, on the database of the servers that it starts."""

    app: Flask
    folder: Path
    env: dict[str, str]

    def serve(self, application: str) -> Web:
        """Return two server processes of `tests.support.wsgi.<application>`."""
        return Web(self.folder, self.env, processes=2, threads=16, application=f"tests.support.wsgi.{application}:app")

    def give_passwords(self, people: list[User]) -> None:
        """Let these people sign in with PASSWORD."""
        hashed = hash_password(PASSWORD)
        with unit_of_work():
            for one in people:
                one.password_hash = hashed


@pytest.fixture
def installation(database: str, tmp_path: Path) -> Iterator[Installation]:
    folder = tmp_path / "instance"
    env = environment(folder, DATABASE_URL=database, REDIS_URL=NOWHERE, CLOCK_START=KST_JULY.isoformat())
    settings = Settings.from_environment(env)
    app = create_app(settings)
    with app.app_context():
        yield Installation(app, folder, env)
        db.session.remove()
        db.engine.dispose()
    clock.configure(None, settings.instance_dir)
