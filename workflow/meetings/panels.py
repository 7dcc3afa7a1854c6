"""What meetings show on pages of other stages."""

from __future__ import annotations

from collections.abc import Sequence

from flask import render_template, url_for
from flask_login import current_user

from workflow.core.i18n import gettext as _
from workflow.meetings import queries
from workflow.meetings.references import Reference
from workflow.meetings.states import READERS
from workflow.meetings.wording import by_decision
from workflow.programmes.models import Call
from workflow.programmes.rules import AMENDED


def behind_amendments(call: Call) -> str:
    """Say on the notice by which decisions it was amended; who may read the minutes comes to them by it."""
    decided = [(amendment, decision) for amendment, decision in queries.amendments_of(call.id) if decision is not None]
    if not decided:
        return ""
    may_read = current_user.is_authenticated and current_user.holds(*READERS)
    return render_template("meetings/_behind.html", decided=decided, by_decision=by_decision, may_read=may_read)


def amendments_by_decision(ids: Sequence[int]) -> dict[int, list[Reference]]:
    """Return the amendments of notices that were made by these decisions, by decision."""
    found: dict[int, list[Reference]] = {}
    for amendment, decision_id, code in queries.amendments_by(ids):
        figure = f"{AMENDED.get(amendment.field, amendment.field)} {amendment.before or '–'} → {amendment.after or '–'}"
        text = str(amendment.said or figure)
        page = url_for("meetings.of_call", code=code, _anchor=f"amendment-{amendment.id}")
        found.setdefault(decision_id, []).append(Reference(_("Amendment of the notice"), text, page))
    return found
