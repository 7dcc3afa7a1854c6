"""What screening adds to a company's nominations beside each other: the corrections it has to answer."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date

import sqlalchemy as sa

from workflow.core.db import db
from workflow.core.i18n import format_date
from workflow.core.i18n import gettext as _
from workflow.nominations.models import Nomination
from workflow.nominations.states import NominationState
from workflow.screening.models import Correction
from workflow.screening.states import CorrectionState


def corrections(nominations: Sequence[Nomination]) -> dict[str, dict[int, str]]:
    """Return how many corrections wait for the company's answer, and the first day they are due. One query."""
    found = _waiting([one.id for one in nominations])
    return {_("Corrections to answer"): {id: _said(count, format_date(due)) for id, count, due in found}}


def due(ids: Collection[int]) -> dict[int, date | None]:
    """Return by when the company answers the corrections asked of these nominations: the first day of each, None
    where no day was given. One query, none for no nomination."""
    return {id: day for id, _count, day in _waiting(ids)} if ids else {}


def _waiting(ids: Collection[int]) -> list[tuple[int, int, date | None]]:
    """Return the nominations that corrections wait of, how many, and the first day; those of a withdrawn nomination
    closed with it."""
    rows = (
        sa.select(Correction.nomination_id, sa.func.count(), sa.func.min(Correction.due_on))
        .join(Correction.nomination)
        .where(
            Correction.nomination_id.in_(ids), Correction.state == CorrectionState.ASKED,
            Nomination.state == NominationState.SUBMITTED,
        )
        .group_by(Correction.nomination_id)
    )  # fmt: skip
    return [(id, count, day) for id, count, day in db.session.execute(rows)]


def _said(count: int, due: str) -> str:
    return _("%(count)s, by %(day)s", count=count, day=due) if due else str(count)
