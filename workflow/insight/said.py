"""What the company is told on the line of its nomination, from where the nomination stands.

Before the announcement it learns receipt and corrections only, so nothing is said of eligibility.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta

import sqlalchemy as sa
from flask import url_for

from workflow.core import clock
from workflow.core.clock import KST
from workflow.core.db import db
from workflow.core.i18n import format_date
from workflow.core.i18n import gettext as _
from workflow.insight.models import StandingRow
from workflow.insight.standing import LABELS, TONES, Standing, for_company
from workflow.nominations.line import Milepost, Said
from workflow.nominations.models import Nomination
from workflow.screening import beside
from workflow.selection.models import SelectionRound
from workflow.selection.states import RoundState


def by_standing(nominations: Sequence[Nomination]) -> dict[int, Said]:
    """Return what later stages say of these nominations; nothing for those only this stage knows."""
    rows = db.session.execute(
        sa.select(StandingRow.nomination_id, StandingRow.code, SelectionRound.state)
        .outerjoin(SelectionRound, SelectionRound.call_id == StandingRow.call_id)
        .where(StandingRow.nomination_id.in_([one.id for one in nominations]))
    )
    codes = {id: for_company(Standing(code), announced=state is RoundState.ANNOUNCED) for id, code, state in rows}
    due = beside.due([id for id, code in codes.items() if code is Standing.CORRECTION])
    said = {one.id: _said(one, codes[one.id], due.get(one.id)) for one in nominations if one.id in codes}
    return {nomination_id: word for nomination_id, word in said.items() if word is not None}


def _said(nomination: Nomination, standing: Standing, due: date | None) -> Said | None:
    word, tone = str(LABELS[standing]), TONES.get(standing, "neutral")
    match standing:
        case Standing.CORRECTION:
            todo, page = _("Answer the correction that the office asks for."), "screening.corrections"
            by = datetime.combine(due + timedelta(days=1), time(), KST) if due else None
            return Said(Milepost.RECEIPT, "current", word, tone, todo=todo, by=by, action=_("Answer the corrections"),
                        url=url_for(page, id=nomination.id))  # fmt: skip
        case Standing.SELECTED:
            first = format_date(nomination.call.training_from)
            todo = _("The official letter says what to hand in and by when. The training begins on %(day)s.", day=first)
            if clock.today() < nomination.call.training_from:
                return Said(Milepost.RESULT, "done", word, tone, todo=todo)
            return Said(Milepost.TRAINING, "current", word, tone, todo=todo)
        case Standing.RESERVE:
            todo = _("Your nomination is in reserve: you are told at once when a seat becomes free.")
            return Said(Milepost.RESULT, "current", word, tone, todo=todo)
        case Standing.NOT_SELECTED:
            return Said(Milepost.RESULT, "stopped", word, tone, todo=_("Thank you; the next call is announced here."))
        case Standing.COMPLETED:
            return Said(Milepost.TRAINING, "done", word, tone, todo=_("The certificates are ready."))
        case _:
            return None
