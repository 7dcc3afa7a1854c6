"""The unit of work, UTC moments and what SQLite is made to promise."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.dialects import sqlite

from tests.factories.accounts import CompanyFactory
from workflow.accounts.models import Company
from workflow.core import audit
from workflow.core import db as core_db
from workflow.core.db import UtcDateTime, db, unit_of_work


@pytest.mark.databases
def test_unit_of_work_commits_all_or_nothing(app: Flask) -> None:
    with unit_of_work():
        CompanyFactory(name_ko="먼저㈜")
    with pytest.raises(ZeroDivisionError), unit_of_work():  # noqa: PT012 - the block fails as a whole
        CompanyFactory(name_ko="나중㈜")
        _ = 1 / 0
    assert db.session.scalars(sa.select(Company.name_ko)).all() == ["먼저㈜"]


def test_unit_of_work_refuses_to_nest(app: Flask) -> None:
    with unit_of_work(), pytest.raises(RuntimeError, match="open already"), unit_of_work():
        pass


def test_wake_up_runs_after_a_commit_and_only_then(app: Flask) -> None:
    woken: list[str] = []
    with unit_of_work():
        core_db.after_commit(lambda: woken.append("committed"))
        assert woken == []
    with pytest.raises(ValueError), unit_of_work():  # noqa: PT012 - the block fails as a whole
        core_db.after_commit(lambda: woken.append("undone"))
        raise ValueError
    assert woken == ["committed"]


@pytest.mark.databases
def test_read_before_write_does_not_lose_to_a_writer_in_between(app: Flask) -> None:
    """A request reads first (sign-in does); somebody else commits; then it still may write."""
    with unit_of_work():
        company = CompanyFactory(name_en="Before")
    key = company.id
    assert db.session.get(Company, key).name_en == "Before"
    with db.engine.connect() as other:
        other.execute(sa.update(Company).where(Company.id == key).values(name_en="Between"))
        other.commit()
    with unit_of_work():
        assert company.name_en == "Between"
        company.name_en = "After"
    assert db.session.get(Company, key).name_en == "After"


@pytest.mark.databases
def test_moment_is_kept_in_utc_and_comes_back_aware(app: Flask) -> None:
    seoul = datetime(2025, 7, 26, tzinfo=timezone(timedelta(hours=9)))
    with unit_of_work():
        company = CompanyFactory(created_at=seoul)
    db.session.expire_all()
    assert company.created_at == seoul
    assert company.created_at.tzinfo is UTC


def test_naive_moment_is_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        UtcDateTime().process_bind_param(datetime(2025, 7, 26), sqlite.dialect())  # noqa: DTZ001


def test_what_an_undone_unit_of_work_gathered_does_not_reach_the_next(app: Flask) -> None:
    def record_and_fail() -> None:
        with unit_of_work():
            audit.record("test.undone", None, actor=audit.SYSTEM)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        record_and_fail()
    with unit_of_work():
        audit.record("test.done", None, actor=audit.SYSTEM)
    assert db.session.scalars(sa.select(audit.AuditEntry.verb)).all() == ["test.done"]


def test_same_wake_up_given_twice_runs_once(app: Flask) -> None:
    woken: list[str] = []

    def wake_up() -> None:
        woken.append("once")

    with unit_of_work():
        core_db.after_commit(wake_up)
        core_db.after_commit(wake_up)
    assert woken == ["once"]
