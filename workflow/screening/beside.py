"""What screening adds to a company's nominations beside each other: the corrections it has to answer."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa

from workflow.core.db import db
from workflow.core.i18n import format_date
from workflow.core.i18n import gettext as _
from workflow.nominations.models import Nomination
from workflow.screening.models import Correction
from workflow.screening.states import CorrectionState


def corrections(nominations: Sequence[Nomination]) -> dict[str, dict[int, str]]:
    """Return how many corrections wait for the company's answer, and the first day they are due. One query."""
    waiting = db.session.execute(
        sa.select(Correction.nomination_id, sa.func.count(), sa.func.min(Correction.due_on))
        .where(
            Correction.nomination_id.in_([one.id for one in nominations]), Correction.state == CorrectionState.ASKED
        )
        .group_by(Correction.nomination_id)
    )
    return {_("Corrections to answer"): {id: _said(count, format_date(due)) for id, count, due in waiting}}


def _said(count: int, due: str) -> str:
    return _("%(count)s, by %(day)s", count=count, day=due) if due else str(count)
