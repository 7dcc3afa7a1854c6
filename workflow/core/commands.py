"""`flask --app wsgi audit …`: the record of what was done.

    audit verify [--json]
        Walks the hash chain of the record. Prints "ok" and the number of rows, status 0; or the first
        row that does not fit, status 1. JSON: {"result": "ok|broken", "rows", "row", "why"}, where
        "row" is the id of the first row that does not fit, or null when rows are missing at the end.
"""

from __future__ import annotations

import sys

import click
import sqlalchemy as sa
from flask.cli import AppGroup

from workflow.core.audit import AuditEntry, first_broken
from workflow.core.cli import REFUSED, print_json
from workflow.core.db import db
from workflow.core.i18n import Text

audit_group = AppGroup("audit", help="The record of what was done.")

CHANGED = Text("기록된 뒤에 바뀌었거나, 그 앞의 행이 빠졌습니다.",
               "It was changed after it was written, or a row before it is missing.")
CUT_OFF = Text("기록의 끝에서 행이 빠졌습니다.", "Rows are missing at the end of the record.")


@audit_group.command("verify")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
def verify(as_json: bool) -> None:
    """Check that no row of the record was changed, removed or put in."""
    broken = first_broken(db.session())
    rows = db.session.scalar(sa.select(sa.func.count()).select_from(AuditEntry)) or 0
    row = broken if broken is not None and broken > 0 else None
    why = None if broken is None else CHANGED if row is not None else CUT_OFF
    if as_json:
        print_json({"result": "ok" if why is None else "broken", "rows": rows, "row": row, "why": why and why.to_json()})
    elif why is None:
        click.echo(f"ok ({rows})")
    else:
        click.echo(f"#{row}: {why}" if row is not None else str(why), err=True)
    if why is not None:
        sys.exit(REFUSED)
