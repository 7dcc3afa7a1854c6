"""What the company is told on the line of its nomination, from where the nomination stands.

Before the announcement it learns receipt and corrections only, so nothing is said of eligibility.
"""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa
from flask import url_for

from workflow.core.db import db
from workflow.core.i18n import format_date
from workflow.core.i18n import gettext as _
from workflow.insight.models import StandingRow
from workflow.insight.standing import LABELS, TONES, Standing
from workflow.nominations.line import Milepost, Said
from workflow.nominations.models import Nomination


def by_standing(nominations: Sequence[Nomination]) -> dict[int, Said]:
    """Return what later stages say of these nominations; nothing for those only this stage knows."""
    rows = db.session.execute(
        sa.select(StandingRow.nomination_id, StandingRow.code).where(
            StandingRow.nomination_id.in_([one.id for one in nominations])
        )
    )
    codes = {nomination_id: Standing(code) for nomination_id, code in rows}
    said = {one.id: _said(one, codes[one.id]) for one in nominations if one.id in codes}
    return {nomination_id: word for nomination_id, word in said.items() if word is not None}


def _said(nomination: Nomination, standing: Standing) -> Said | None:
    word, tone = str(LABELS[standing]), TONES.get(standing, "neutral")
    match standing:
        case Standing.CORRECTION:
            todo, page = _("Answer the correction that the office asks for."), "screening.corrections"
            return Said(Milepost.RECEIPT, "current", word, tone, todo=todo, action=_("Answer the corrections"),
                        url=url_for(page, id=nomination.id))  # fmt: skip
        case Standing.SELECTED:
            first = format_date(nomination.call.training_from)
            todo = _("The official letter says what to hand in and by when. The training begins on %(day)s.", day=first)
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
