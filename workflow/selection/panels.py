"""What selection shows on pages of other stages."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa
from flask import render_template, url_for
from sqlalchemy.orm import joinedload

from workflow.core.db import db
from workflow.core.i18n import gettext as _
from workflow.meetings.references import Reference
from workflow.nominations.models import Nomination
from workflow.selection import queries
from workflow.selection.forms import CAP_LABELS
from workflow.selection.models import ExceptionDecision, SelectionRound
from workflow.selection.seats import Cap
from workflow.selection.states import PLACEMENT, PlacementState


def exceptions_by_decision(ids: Sequence[int]) -> dict[int, list[Reference]]:
    """Return the exceptions to caps that were granted by these decisions, by decision. One query."""
    behind = sa.select(ExceptionDecision).where(ExceptionDecision.decision_id.in_(ids))
    behind = behind.options(joinedload(ExceptionDecision.round).joinedload(SelectionRound.call))
    found: dict[int, list[Reference]] = {}
    for one in db.session.scalars(behind.order_by(ExceptionDecision.round_id, ExceptionDecision.position)):
        granted = one.round.exceptions[one.position]
        text = f"{CAP_LABELS[Cap(granted['cap'])]} {granted['code']} +{granted['extra']}".replace("  ", " ")
        page = url_for("selection.proposal", code=one.round.call.code)
        found.setdefault(one.decision_id, []).append(Reference(_("Exception to a cap"), text, page))
    return found


def of_nomination(nomination: Nomination) -> str:
    """Say what became of each trainee of a nomination, once the result is announced. One query.

    Who has no place in the result, as in a nomination that was not ranked, is not selected.
    """
    placed = queries.states_by_trainee(nomination.id)
    if not placed:
        return ""
    states = [(one, placed.get(one.id, PlacementState.NOT_SELECTED)) for one in nomination.trainees]
    return render_template("selection/_of_nomination.html", states=states, machine=PLACEMENT)
