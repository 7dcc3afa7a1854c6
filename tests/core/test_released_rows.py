"""Databases of released versions hold rows that refer to each other: a migration keeps them all."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import sqlalchemy as sa
from flask_migrate import upgrade

from tests.conftest import make_settings
from workflow.accounts.models import User
from workflow.accounts.roles import Right
from workflow.accounts.states import VerificationState
from workflow.app import create_app
from workflow.core.db import db

RELEASED = "0002"


def test_members_of_companies_that_exist_become_managers(tmp_path: Path) -> None:
    path = tmp_path / "released.sqlite3"
    app = create_app(make_settings(tmp_path, f"sqlite:///{path}"))
    with app.app_context():
        folder = str(app.extensions["migrate"].directory)
        upgrade(directory=folder, revision=RELEASED)
        with sqlite3.connect(path) as released:
            released.execute("INSERT INTO company (id, registration_no, name_ko, name_en, created_at, version) "
                             "VALUES (1, '2148100011', '한빛철도㈜', '', '2025-01-01 00:00:00', 1)")  # fmt: skip
            released.execute("INSERT INTO user_account (id, email, name, language, session_epoch, company_id, created_at, "
                             "version) VALUES (1, 'a@hanbit.example', '한도윤', 'ko', 0, 1, '2025-01-01 00:00:00', 1)")
        upgrade(directory=folder)
        user = db.session.scalars(sa.select(User)).one()
        assert (user.right, user.wants_notices) == (Right.MANAGE, True)
        assert user.company is not None
        assert (user.company.name_ko, user.company.state) == ("한빛철도㈜", VerificationState.UNVERIFIED)
        assert db.session.scalar(sa.text("PRAGMA foreign_keys")) == 1
        db.session.remove()
        db.engine.dispose()
