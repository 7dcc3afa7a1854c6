"""The record of what was done: append-only, chained, and written with what it records or not at all."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from flask import Flask

from tests.factories.accounts import CompanyFactory, officer
from workflow.core import audit
from workflow.core.audit import AccessEntry, AuditEntry, first_broken
from workflow.core.db import db, unit_of_work


def record_three() -> None:
    for verb in ("first", "second", "third"):
        with unit_of_work():
            company = CompanyFactory()
            audit.record(verb, company, actor=audit.SYSTEM, before={"a": 1}, after={"a": 2}, reason="왜냐하면")


@pytest.mark.databases
def test_chain_is_whole_after_several_units_of_work(app: Flask) -> None:
    record_three()
    assert db.session.scalars(sa.select(AuditEntry.verb).order_by(AuditEntry.id)).all() == ["first", "second", "third"]
    assert first_broken(db.session()) is None


@pytest.mark.databases
@pytest.mark.parametrize("statement", ["UPDATE audit_entry SET reason = 'x'", "DELETE FROM audit_entry",
                                       "UPDATE access_entry SET purpose = 'x'", "DELETE FROM access_entry"])
def test_record_refuses_change_and_deletion(app: Flask, statement: str) -> None:
    record_three()
    with unit_of_work():
        audit.record_access("test", "Company", [1], actor=audit.SYSTEM)
    with pytest.raises(sa.exc.DBAPIError, match="append-only"), unit_of_work() as session:
        session.execute(sa.text(statement))


@pytest.mark.databases
def test_changed_row_is_found_even_by_somebody_who_dropped_the_triggers(app: Flask) -> None:
    record_three()
    with unit_of_work() as session:
        for statement in (
            ["DROP TRIGGER audit_entry_no_update"]
            if session.get_bind().dialect.name == "sqlite"
            else ["DROP TRIGGER audit_entry_append_only ON audit_entry"]
        ):
            session.execute(sa.text(statement))
        session.execute(sa.text("UPDATE audit_entry SET reason = 'forged' WHERE verb = 'second'"))
    second = db.session.scalar(sa.select(AuditEntry.id).where(AuditEntry.verb == "second"))
    assert first_broken(db.session()) == second


def test_row_that_was_cut_from_the_end_is_found(app: Flask) -> None:
    record_three()
    with unit_of_work() as session:
        session.execute(sa.text("DROP TRIGGER audit_entry_no_delete"))
        session.execute(sa.text("DELETE FROM audit_entry WHERE verb = 'third'"))
    assert first_broken(db.session()) == -1


def test_nothing_is_recorded_of_what_was_undone(app: Flask) -> None:
    def fail() -> None:
        with unit_of_work():
            audit.record("undone", CompanyFactory(), actor=audit.SYSTEM)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    record_three()
    assert db.session.scalar(sa.select(sa.func.count()).select_from(AuditEntry)) == 3
    assert first_broken(db.session()) is None


def test_access_entry_says_who_read_whose_data_for_what(app: Flask) -> None:
    with unit_of_work():
        reader = officer(name="김담당")
        audit.record_access("screening.review", "Nomination", [9, 4], actor=reader)
    entry = db.session.scalars(sa.select(AccessEntry)).one()
    assert (entry.actor_name, entry.purpose, entry.subject_type, entry.subject_ids) == (
        "김담당", "screening.review", "Nomination", [4, 9],
    )
