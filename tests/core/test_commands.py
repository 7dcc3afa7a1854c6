"""`audit verify`: whole, changed, missing, cut off."""

from __future__ import annotations

import json

import pytest
import sqlalchemy as sa
from click.testing import Result
from flask import Flask

from workflow.core import audit
from workflow.core.audit import TRIGGERS, AuditEntry
from workflow.core.db import db, unit_of_work


def verify(app: Flask, *options: str) -> Result:
    return app.test_cli_runner().invoke(args=["audit", "verify", *options])


def write(count: int) -> None:
    for number in range(count):
        with unit_of_work():
            audit.record("sample.done", None, actor=audit.SYSTEM, after={"number": number, "이름": "김"})


def tamper(statement: str) -> None:
    """Do what nobody may: without the triggers that stand in the way."""
    with unit_of_work() as session:
        for table in ("audit_entry", "access_entry"):
            for verb in ("update", "delete"):
                session.execute(sa.text(f"DROP TRIGGER IF EXISTS {table}_no_{verb}"))
        session.execute(sa.text(statement))


@pytest.mark.parametrize("count", [0, 1, 3])
def test_whole_record_is_ok(app: Flask, count: int) -> None:
    write(count)
    result = verify(app)
    assert (result.exit_code, result.stdout) == (0, f"ok ({count})\n")
    assert json.loads(verify(app, "--json").stdout) == {"result": "ok", "rows": count, "row": None, "why": None}


@pytest.mark.parametrize(("statement", "row"), [
    ("UPDATE audit_entry SET reason = 'x' WHERE id = 2", 2),
    ("UPDATE audit_entry SET after = '{\"number\": 9}' WHERE id = 1", 1),
    ("UPDATE audit_entry SET actor_id = 1 WHERE id = 3", 3),
    ("DELETE FROM audit_entry WHERE id = 2", 3),
    ("DELETE FROM audit_entry WHERE id = 1", 2),
])
def test_first_row_that_does_not_fit_is_named_with_status_1(app: Flask, statement: str, row: int) -> None:
    write(3)
    tamper(statement)
    result = verify(app)
    assert result.exit_code == 1
    assert result.stdout == ""
    assert result.stderr == f"#{row}: 기록된 뒤에 바뀌었거나, 그 앞의 행이 빠졌습니다.\n"
    answer = json.loads(verify(app, "--json").stdout)
    assert (answer["result"], answer["row"]) == ("broken", row)


def test_record_that_is_cut_off_at_its_end_is_broken(app: Flask) -> None:
    write(3)
    tamper("DELETE FROM audit_entry WHERE id = 3")
    result = verify(app)
    assert (result.exit_code, result.stderr) == (1, "기록의 끝에서 행이 빠졌습니다.\n")
    answer = json.loads(verify(app, "--json").stdout)
    assert (answer["result"], answer["rows"], answer["row"]) == ("broken", 2, None)


@pytest.mark.parametrize("statement", ["UPDATE audit_entry SET reason = 'x'", "DELETE FROM audit_entry"])
def test_database_refuses_to_change_the_record(app: Flask, statement: str) -> None:
    assert TRIGGERS
    write(1)
    with pytest.raises(sa.exc.IntegrityError, match="append-only"), unit_of_work() as session:
        session.execute(sa.text(statement))
    assert db.session.scalar(sa.select(sa.func.count()).select_from(AuditEntry)) == 1
