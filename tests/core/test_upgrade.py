"""A database of the released version, with rows, is brought to the newest: nothing is lost, and what is new
stands as it is meant for rows of before."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask
from flask_migrate import check, upgrade

from tests.conftest import make_settings
from tests.core.released import AUDITED, CALL, JULY, ROWS
from tests.factories.meetings import make_decision, make_meeting
from tests.support.postgres import Cluster
from workflow.accounts.models import Company, User
from workflow.accounts.roles import Right, Role
from workflow.accounts.states import VerificationState
from workflow.app import create_app
from workflow.core import audit
from workflow.core.audit import AccessEntry, AuditEntry
from workflow.core.db import db, unit_of_work
from workflow.insight.models import StandingRow
from workflow.meetings.states import DecisionKind
from workflow.nominations.models import Nomination
from workflow.nominations.queries import form_as_of
from workflow.people.services import register
from workflow.programmes import queries as calls
from workflow.programmes.models import Call
from workflow.programmes.services import changing
from workflow.screening.models import Correction, CorrectionKind
from workflow.selection.models import SeatCounter

RELEASED = "0002"


class Undone(Exception):
    """The test has seen what it wanted; its unit of work is undone."""


def lay(connection: sa.Connection) -> None:
    """Insert the rows into the tables as they are, whatever the models say of them by now, and end the audit chain."""
    for name, rows in ROWS.items():
        table = sa.Table(name, sa.MetaData(), autoload_with=connection)
        for row in rows:
            connection.execute(table.insert(), row)
    entries, head = (sa.Table(name, sa.MetaData(), autoload_with=connection) for name in ("audit_entry", "audit_head"))
    previous = connection.scalar(sa.select(head.c.hash))
    for said in AUDITED:
        entry_hash = AuditEntry(**said, previous_hash=previous).expected_hash()
        connection.execute(entries.insert(), {**said, "previous_hash": previous, "hash": entry_hash})
        previous = entry_hash
    connection.execute(head.update().values(hash=previous))


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def upgraded(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """An application on a released database that was upgraded with its rows."""
    folder = tmp_path_factory.mktemp("released")
    url, cluster = f"sqlite:///{folder / 'released.sqlite3'}", None
    if request.param == "postgresql":
        cluster = request.getfixturevalue("postgres")
        assert isinstance(cluster, Cluster)
        name, url = cluster.fresh_database("template0")
    app = create_app(make_settings(folder, url))
    with app.app_context():
        versions = str(Path(app.extensions["migrate"].directory))
        upgrade(directory=versions, revision=RELEASED)
        with db.engine.begin() as connection:
            lay(connection)
        upgrade(directory=versions)
        yield app
        db.session.remove()
        db.engine.dispose()
    if cluster is not None:
        cluster.drop_database(name)


@pytest.fixture(autouse=True)
def fresh(upgraded: Flask) -> None:
    db.session.rollback()
    db.session.expire_all()


def test_no_row_is_lost_and_none_is_changed(upgraded: Flask) -> None:
    with db.engine.connect() as connection:
        for name, rows in {**ROWS, "audit_entry": AUDITED}.items():
            table = sa.Table(name, sa.MetaData(), autoload_with=connection)
            kept = connection.execute(sa.select(table).order_by(*table.primary_key)).mappings().all()
            assert len(kept) == len(rows), name
            for row in rows:
                same = [one for one in kept if all(one[key.name] == row.get(key.name) for key in table.primary_key)]
                same = same or list(kept)  # whose ids the database gave
                compared = {key: value for key, value in row.items() if value != JULY and key not in ("closes_at", "expires_at")}
                assert compared in [{key: one[key] for key in compared} for one in same], name


def test_schema_is_the_one_of_the_models(upgraded: Flask) -> None:
    check(directory=str(upgraded.extensions["migrate"].directory))  # exits where something differs


def test_members_manage_their_company_and_hear_of_notices(upgraded: Flask) -> None:
    member, staff = db.session.scalars(sa.select(User).order_by(User.id)).all()
    assert (member.right, member.wants_notices, member.roles) == (Right.MANAGE, True, {Role.COMPANY})
    assert staff.roles == {Role.OFFICER}
    company = db.session.scalars(sa.select(Company)).one()
    assert (company.state, company.representative, company.phone) == (VerificationState.UNVERIFIED, "", "")


def test_nomination_has_all_that_it_had_and_answers_nothing_else(upgraded: Flask) -> None:
    nomination = db.session.get_one(Nomination, 1)
    assert (nomination.state, nomination.receipt_no, nomination.received_at) == ("submitted", "URT-2025-001", JULY)
    assert (nomination.answers, nomination.form_version, nomination.notes, nomination.decision_id) == ({}, 1, {}, None)
    assert [(one.name, one.answers, one.passport_name, one.english_level) for one in nomination.trainees] == [
        ("NGUYEN THI MINH HANH", {}, "", ""), ("TRAN BAO", {}, "", ""),
    ]  # fmt: skip
    assert nomination.trainees[0].birth_date == date(1985, 3, 4)
    assert [(one.date, one.what) for one in nomination.milestones] == [(date(2025, 1, 15), "양해각서 체결")]
    [file] = nomination.files_in_force
    assert (file.file.name, file.question, file.trainee_id, file.removed_at) == ("협약서.pdf", "", None, None)
    correction = db.session.scalars(sa.select(Correction)).one()
    assert (correction.kind, correction.before, correction.after) == (CorrectionKind.OTHER, {}, {})
    assert (correction.request, correction.answer) == ("날짜를 확인해 주세요", "2025-01-15입니다")


@pytest.mark.parametrize(("wrong", "check"), [
    ("state = 'nope'", "nominationstate_known"), ("receipt_no = NULL", "received_has_receipt"),
    ("state = 'withdrawn'", "withdrawn_has_moment"),
])
def test_drafts_can_be_discarded_and_nominations_are_held_to_all_checks(upgraded: Flask, wrong: str, check: str) -> None:
    with contextlib.suppress(Undone), unit_of_work():
        db.session.execute(sa.text("UPDATE nomination SET state = 'discarded', receipt_no = NULL WHERE id = 3"))
        with pytest.raises(sa.exc.IntegrityError, match=f"ck_nomination_{check}"):
            db.session.execute(sa.text(f"UPDATE nomination SET {wrong} WHERE id = 1"))
        raise Undone


def test_call_without_kept_versions_is_read_amended_and_compared(upgraded: Flask) -> None:
    call = db.session.scalars(sa.select(Call)).one()
    assert (call.form_version, calls.versions(call)) == (0, [])
    definition, nomination = call.definition, db.session.get_one(Nomination, 3)
    assert (definition.code, definition.quotas.trainees, definition.questions, definition.consents) == ("URT-2025", 14, (), ())
    stored = definition.model_dump(mode="json")
    assert {key: stored[key] for key in ("quotas", "training", "company_duties")} == {
        key: {**stored[key], **CALL[key]} if isinstance(CALL[key], dict) else CALL[key]
        for key in ("quotas", "training", "company_duties")
    }  # fmt: skip
    assert calls.changes_since(call, nomination.form_version) == []
    assert form_as_of(call, 1) == definition
    asks = {**stored["nomination_asks"], "trainee": [*stored["nomination_asks"]["trainee"], "birth_date"]}
    with contextlib.suppress(Undone), unit_of_work():
        changing.update_call(call, {"nomination_asks": asks}, actor=audit.SYSTEM, reason="생년월일을 묻습니다")
        assert [one.number for one in calls.versions(call)] == [2, 1]
        assert form_as_of(call, 1) == definition
        assert len(calls.changes_since(call, 1)) == 1
        raise Undone


def test_references_are_held_to_again(upgraded: Flask) -> None:
    with pytest.raises(sa.exc.IntegrityError):
        db.session.execute(sa.text("DELETE FROM company"))


def test_seats_stay_counted(upgraded: Flask) -> None:
    counters = db.session.scalars(sa.select(SeatCounter).order_by(SeatCounter.scope)).all()
    assert [(one.scope, one.used, one.cap) for one in counters] == [("country:VNM", 2, 2), ("trainees", 2, 14)]


def test_standing_of_several_countries_names_them(upgraded: Flask) -> None:
    rows = db.session.scalars(sa.select(StandingRow).order_by(StandingRow.nomination_id)).all()
    assert [(row.country, row.places) for row in rows] == [("VNM", ""), ("", "KEN IDN")]


def test_people_of_before_wait_for_the_register(upgraded: Flask) -> None:
    assert [one.id for one in register.left_out(9)] == [1, 2]


@pytest.mark.parametrize(("wrong", "check"), [
    ("kind = 'nope'", "decisionkind_known"), ("reason = ''", "has_reason"), ("number = 0", "counts_from_one"),
])
def test_meetings_decide_on_eligibility_and_their_decisions_are_held_to_all_checks(
    upgraded: Flask, wrong: str, check: str
) -> None:
    staff, call = db.session.scalars(sa.select(User).order_by(User.id)).all()[-1], db.session.scalars(sa.select(Call)).one()
    with contextlib.suppress(Undone), unit_of_work():
        make_decision(make_meeting(call, staff), staff, DecisionKind.ELIGIBILITY)
        with pytest.raises(sa.exc.IntegrityError, match=f"ck_decision_{check}"):
            db.session.execute(sa.text(f"UPDATE decision SET {wrong}"))
        raise Undone


def test_logs_stay_append_only_and_whole(upgraded: Flask) -> None:
    for table in ("audit_entry", "access_entry", "consent_record", "submission_declaration", "account_consent"):
        for statement in (f"UPDATE {table} SET id = id", f"DELETE FROM {table}"):
            if db.session.scalar(sa.text(f"SELECT count(*) FROM {table}")):
                with pytest.raises(sa.exc.DBAPIError, match="append-only"):
                    db.session.execute(sa.text(statement))
                db.session.rollback()
    assert audit.first_broken(db.session()) is None
    assert db.session.scalars(sa.select(AccessEntry)).one().subject_ids == [1]
