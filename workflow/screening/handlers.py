"""Reactions of screening: what comes in or is withdrawn makes the call's findings due."""

from __future__ import annotations

from workflow.core.db import db
from workflow.nominations.events import NominationSubmitted, NominationWithdrawn
from workflow.nominations.models import Nomination
from workflow.screening.findings import mark_due


def on_nomination(event: NominationSubmitted | NominationWithdrawn) -> None:
    mark_due(db.session.get_one(Nomination, event.subject_id).call_id)
