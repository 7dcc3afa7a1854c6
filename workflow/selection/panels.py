"""What selection shows on pages of other stages."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa
from flask import render_template, url_for
from sqlalchemy.orm import joinedload

from workflow.approvals.models import Approval
from workflow.approvals.states import ApprovalState
from workflow.core.db import db
from workflow.core.i18n import Text
from workflow.core.i18n import gettext as _
from workflow.meetings.references import Reference
from workflow.nominations.models import Nomination
from workflow.selection import queries
from workflow.selection.forms import CAP_LABELS
from workflow.selection.models import ExceptionDecision, SelectionRound
from workflow.selection.seats import Cap
from workflow.selection.services import SUBJECT
from workflow.selection.states import PLACEMENT, PlacementState


def exceptions_by_decision(ids: Sequence[int]) -> dict[int, list[Reference]]:
    """Return the exceptions to caps that were granted by these decisions, by decision. One query."""
    behind = sa.select(ExceptionDecision).where(ExceptionDecision.decision_id.in_(ids))
    behind = behind.options(joinedload(ExceptionDecision.round).joinedload(SelectionRound.call))
    found: dict[int, list[Reference]] = {}
    for one in db.session.scalars(behind.order_by(ExceptionDecision.round_id, ExceptionDecision.position)):
        kept = queries.exceptions_of(one.round)[one.position]
        if not kept.stands:
            continue
        granted = kept.granted
        text = f"{CAP_LABELS[Cap(granted.cap)]} {granted.code} +{granted.extra}".replace("  ", " ")
        page = url_for("selection.proposal", code=one.round.call.code)
        found.setdefault(one.decision_id, []).append(Reference(_("Exception to a cap"), text, page))
    return found


def of_approval(approval: Approval) -> str:
    """Say to the approver what a proposal decides: how many from where, the line, the exceptions. One query.

    Of one that was returned nothing is said: the round may hold another by now.
    """
    if approval.subject_type != SUBJECT or approval.state is ApprovalState.RETURNED:
        return ""
    round_ = db.session.get(SelectionRound, approval.subject_ref)
    if round_ is None or round_.proposal is None:
        return ""
    granted = [one.granted for one in queries.exceptions_of(round_) if one.stands]
    return render_template(
        "selection/_of_approval.html", proposal=round_.proposal, cap_labels=CAP_LABELS, exceptions=granted,
        countries=len({one["unit"] for one in round_.proposal["seats"]}),
        names={one["code"]: Text.of(one["name"]) for one in round_.proposal["countries"]},
    )


def of_nomination(nomination: Nomination) -> str:
    """Say what became of each trainee of a nomination, once the result is announced. One query.

    Who has no place in the result, as in a nomination that was not ranked, is not selected.
    """
    placed = queries.states_by_trainee(nomination.id)
    if not placed:
        return ""
    states = [(one, placed.get(one.id, PlacementState.NOT_SELECTED)) for one in nomination.trainees]
    return render_template("selection/_of_nomination.html", states=states, machine=PLACEMENT)
