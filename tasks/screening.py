"""Makes the findings of the calls in which something came in."""

from __future__ import annotations

from celery import shared_task

from workflow.core.db import db, unit_of_work
from workflow.programmes.models import Call
from workflow.screening import findings


@shared_task(name=findings.TASK)
def find() -> None:
    """Make the findings that are due, one call a transaction."""
    for call_id in findings.due_calls():
        with unit_of_work():
            findings.run(db.session.get_one(Call, call_id))
