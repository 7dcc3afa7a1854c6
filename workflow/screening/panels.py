"""What screening shows on pages of other stages."""

from __future__ import annotations

from collections.abc import Sequence

from flask import url_for

from workflow.core.i18n import gettext as _
from workflow.meetings.references import Reference
from workflow.screening import queries


def admitted_by_decision(ids: Sequence[int]) -> dict[int, list[Reference]]:
    """Return the trainees who were admitted by these decisions, by decision. One query."""
    found: dict[int, list[Reference]] = {}
    for one in queries.admitted_by(ids):
        nomination, trainee = one.trainee.nomination, one.trainee
        page = url_for("screening.review", id=nomination.id, _anchor=f"trainee-{trainee.id}")
        text = f"{nomination.receipt_no or ''} {trainee.label}".strip()
        found.setdefault(one.decision_id or 0, []).append(Reference(_("Trainee admitted as an exception"), text, page))
    return found
