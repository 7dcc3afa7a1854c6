"""Reads of the training: the sheet with its sessions and people, and what was settled."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa
from flask import abort
from sqlalchemy.orm import joinedload

from workflow.core.db import db
from workflow.itinerary.models import Session
from workflow.programmes.models import Call
from workflow.selection.models import Placement
from workflow.selection.queries import selected_of
from workflow.selection.states import PlacementState
from workflow.training.models import Attendance, Completion
from workflow.training.sheet import Sheet


@dataclass(frozen=True, slots=True)
class Roster:
    """The sheet of a call with the rows behind its ids, each in the sheet's order."""

    sheet: Sheet
    sessions: tuple[Session, ...]
    people: tuple[Placement, ...]

    def on(self, day: date) -> list[Session]:
        return [session for session in self.sessions if session.day == day]


def roster_of(call_id: int) -> Roster:
    """Return the attendance sheet of a call: three queries.

    It has the sessions of the working itinerary that count (Session.counts), and who comes.
    """
    sessions = tuple(counted_sessions(call_id))
    people = tuple(selected_of(call_id))
    rows = db.session.execute(
        sa.select(Attendance.session_id, Attendance.trainee_id, Attendance.present)
        .join(Session, Session.id == Attendance.session_id)
        .where(Session.call_id == call_id, Session.counts)
    )
    marks = {(session_id, trainee_id): present for session_id, trainee_id, present in rows}
    sheet = Sheet(tuple(one.id for one in sessions), tuple(one.trainee_id for one in people), marks)
    return Roster(sheet, sessions, people)


def counted_sessions(call_id: int) -> Sequence[Session]:
    """Return the sessions at which attendance counts, in their order."""
    query = sa.select(Session).where(Session.call_id == call_id, Session.counts)
    return db.session.scalars(query.order_by(Session.day, Session.position, Session.id)).all()


def trainee_ids(call_id: int) -> list[int]:
    """Return the ids of who comes, for the log of who has read of whom."""
    query = sa.select(Placement.trainee_id).where(
        Placement.call_id == call_id, Placement.state == PlacementState.SELECTED
    )
    return list(db.session.scalars(query))


def counted_session_or_404(code: str, session_id: int) -> Session:
    """Return that session of the call with this code if attendance counts at it, its call read; else 404."""
    query = (
        sa.select(Session)
        .join(Session.call)
        .where(Session.id == session_id, Session.counts, Call.code == code)
        .options(joinedload(Session.call))
    )
    return db.session.scalar(query) or abort(404)


def marks_of(session_id: int) -> dict[int, Attendance]:
    """Return the marks of one roll by trainee."""
    rows = db.session.scalars(sa.select(Attendance).where(Attendance.session_id == session_id))
    return {row.trainee_id: row for row in rows}


def was_called(session_id: int) -> bool:
    """Tell whether anybody's attendance at a session is on record."""
    return db.session.scalar(sa.select(Attendance.id).where(Attendance.session_id == session_id).limit(1)) is not None


def completions_of(call_id: int) -> dict[int, Completion]:
    """Return what was settled in a call, by trainee."""
    rows = db.session.scalars(sa.select(Completion).where(Completion.call_id == call_id))
    return {row.trainee_id: row for row in rows}
