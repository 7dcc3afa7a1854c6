"""Reactions of screening: what comes in, is withdrawn or is listed otherwise makes findings due."""

from __future__ import annotations

import sqlalchemy as sa

from workflow.consents.events import OfTrainee
from workflow.core.db import db
from workflow.nominations.events import NominationSubmitted, NominationWithdrawn
from workflow.nominations.models import Nomination
from workflow.programmes.models import Call
from workflow.reference.events import DacListChanged
from workflow.screening.findings import mark_due
from workflow.screening.models import FindingsDue


def on_nomination(event: NominationSubmitted | NominationWithdrawn) -> None:
    mark_due(db.session.get_one(Nomination, event.subject_id).call_id)


def on_trainee(event: OfTrainee) -> None:
    """What a trainee answers or consents to is looked at by the findings."""
    mark_due(db.session.get_one(Nomination, event.nomination_id).call_id)


def on_dac_list(event: DacListChanged) -> None:
    """Make findings due again that went by the list, or go by it now: of calls that closed since it began."""
    made = sa.select(Call).join(FindingsDue, FindingsDue.call_id == Call.id)
    for call in db.session.scalars(made.order_by(Call.id)):
        names = {rule.rule for rule in call.definition.eligibility}
        if "dac_recipient" in names and call.definition.nominations_close_on >= event.valid_from:
            mark_due(call.id)
