"""The meeting's decision by which a country was nominated, as under a criterion that only the office enters."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa
from flask import url_for
from sqlalchemy.orm import joinedload

from workflow.core import audit, countries
from workflow.core.db import db
from workflow.core.errors import NotAllowed
from workflow.core.i18n import gettext as _
from workflow.core.states import edit
from workflow.meetings.models import Decision
from workflow.meetings.references import Reference
from workflow.meetings.services.decisions import check_referable
from workflow.meetings.states import WRITERS, DecisionKind
from workflow.nominations.models import Nomination
from workflow.nominations.states import NOMINATION


def refer(
    nomination: Nomination, decision: Decision | None, *, actor: audit.Actor, version: int | None = None
) -> None:
    """Say by which decision the nomination was entered, or by none.

    Raises NotAllowed, Refused for a decision that is none about a country in a meeting on the same call, and
    Stale where somebody was faster.
    """
    if not set(actor.roles) & set(WRITERS):
        raise NotAllowed("nomination: refer")
    if decision is not None:
        check_referable(decision, nomination.call_id, DecisionKind.COUNTRY)
    chosen = decision.id if decision else None
    edit(nomination, "refer", machine=NOMINATION, actor=actor, version=version, changes={"decision_id": chosen},
         before={"decision": nomination.decision_id}, after={"decision": chosen})


def is_for_the_office(nomination: Nomination) -> bool:
    """Tell whether the nomination claims a criterion that only the office enters."""
    criterion = nomination.call.definition.criterion(nomination.criterion) if nomination.criterion else None
    return criterion is not None and criterion.staff_only


def nominations_by_decision(ids: Sequence[int]) -> dict[int, list[Reference]]:
    """Return the nominations that were entered by these decisions, by decision. One query."""
    entered = sa.select(Nomination).where(Nomination.decision_id.in_(ids)).options(joinedload(Nomination.company))
    found: dict[int, list[Reference]] = {}
    for one in db.session.scalars(entered.order_by(Nomination.id)):
        place = str(countries.place(one.country, one.city))
        text = " ".join(part for part in (one.receipt_no or "", place, "·", str(one.company.name)) if part)
        page = url_for("screening.review", id=one.id)
        found.setdefault(one.decision_id or 0, []).append(Reference(_("Nomination"), text, page))
    return found
