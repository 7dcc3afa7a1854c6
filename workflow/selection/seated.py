"""Who has a seat, for earlier stages that ask through a slot."""

from __future__ import annotations

import sqlalchemy as sa

from workflow.consents.seats import Seats
from workflow.core.db import db
from workflow.selection.models import Placement
from workflow.selection.states import PlacementState


def seated(call_id: int) -> Seats | None:
    """Return who has a seat in a call, None before its result is announced. One query."""
    placed = db.session.execute(sa.select(Placement.trainee_id, Placement.state).where(Placement.call_id == call_id)).all()
    return Seats(frozenset(one for one, state in placed if state is PlacementState.SELECTED)) if placed else None
