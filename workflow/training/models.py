"""Attendance by session, and who completed."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from workflow.core.db import Base, BilingualText, Versioned
from workflow.core.i18n import Text
from workflow.itinerary.models import Session
from workflow.nominations.models import Trainee


class Attendance(Base):
    """Whether a trainee was at a session; no row means that the roll was not called."""

    __tablename__ = "attendance"

    id: Mapped[int] = mapped_column(primary_key=True)
    session_id: Mapped[int] = mapped_column(sa.ForeignKey("itinerary_session.id"))
    trainee_id: Mapped[int] = mapped_column(sa.ForeignKey("trainee.id"), index=True)
    present: Mapped[bool]
    taken_at: Mapped[datetime]
    taken_by: Mapped[int | None]

    session: Mapped[Session] = relationship()
    trainee: Mapped[Trainee] = relationship()

    __table_args__ = (sa.UniqueConstraint("session_id", "trainee_id"),)


class Completion(Versioned, Base):
    """Whether a trainee completed (수료, 미수료), by the call's rule, with the counts it was read from."""

    __tablename__ = "completion"

    id: Mapped[int] = mapped_column(primary_key=True)
    trainee_id: Mapped[int] = mapped_column(sa.ForeignKey("trainee.id"), unique=True)
    call_id: Mapped[int] = mapped_column(sa.ForeignKey("call.id"), index=True)
    completed: Mapped[bool]
    attended: Mapped[int]
    sessions: Mapped[int]
    reason: Mapped[Text] = mapped_column(BilingualText)
    settled_at: Mapped[datetime]
    settled_by: Mapped[int | None]

    trainee: Mapped[Trainee] = relationship()
