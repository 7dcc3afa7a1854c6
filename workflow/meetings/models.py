"""Working-level meetings (실무회의) about a call, with their members, agenda, minutes and decisions."""

from __future__ import annotations

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from workflow.accounts.models import User
from workflow.core.db import Base, BilingualText, Versioned, one_of
from workflow.core.i18n import Text
from workflow.meetings.states import DecisionKind, MeetingState
from workflow.programmes.models import Call, CallAmendment


class Meeting(Versioned, Base):
    """A meeting on a day (in Korea). What it says is frozen while its minutes are closed."""

    __tablename__ = "meeting"

    id: Mapped[int] = mapped_column(primary_key=True)
    call_id: Mapped[int] = mapped_column(sa.ForeignKey("call.id"), index=True)
    state: Mapped[MeetingState] = mapped_column(one_of(MeetingState), default=MeetingState.PLANNED)
    title: Mapped[str] = mapped_column(sa.String(200))
    held_on: Mapped[date]
    place: Mapped[str] = mapped_column(sa.String(200), default="")
    minutes: Mapped[str] = mapped_column(sa.Text, default="")
    closed_at: Mapped[datetime | None]
    closed_by: Mapped[int | None]
    created_at: Mapped[datetime]

    call: Mapped[Call] = relationship()
    members: Mapped[list[MeetingMember]] = relationship(
        back_populates="meeting", order_by="MeetingMember.position", cascade="all, delete-orphan"
    )
    agenda: Mapped[list[AgendaItem]] = relationship(
        back_populates="meeting", order_by="AgendaItem.position", cascade="all, delete-orphan"
    )
    decisions: Mapped[list[Decision]] = relationship(back_populates="meeting", order_by="Decision.number")

    __table_args__ = (
        sa.CheckConstraint("(state = 'closed') = (closed_at IS NOT NULL)", name="closed_has_moment"),
        sa.CheckConstraint("state <> 'closed' OR minutes <> ''", name="closed_has_minutes"),
    )


class MeetingMember(Base):
    """Somebody who takes part: one of the staff, or a person from outside who has no account."""

    __tablename__ = "meeting_member"

    id: Mapped[int] = mapped_column(primary_key=True)
    meeting_id: Mapped[int] = mapped_column(sa.ForeignKey("meeting.id"), index=True)
    position: Mapped[int]
    user_id: Mapped[int | None] = mapped_column(sa.ForeignKey("user_account.id"))
    name: Mapped[str] = mapped_column(sa.String(120))
    organisation: Mapped[str] = mapped_column(sa.String(200), default="")
    role: Mapped[str] = mapped_column(sa.String(120), default="")

    meeting: Mapped[Meeting] = relationship(back_populates="members")
    user: Mapped[User | None] = relationship()


class AgendaItem(Base):
    """A point of the agenda, and what was said about it."""

    __tablename__ = "agenda_item"

    id: Mapped[int] = mapped_column(primary_key=True)
    meeting_id: Mapped[int] = mapped_column(sa.ForeignKey("meeting.id"), index=True)
    position: Mapped[int]
    title: Mapped[str] = mapped_column(sa.String(300))
    said: Mapped[str] = mapped_column(sa.Text, default="")

    meeting: Mapped[Meeting] = relationship(back_populates="agenda")


class Decision(Versioned, Base):
    """What a meeting decided, numbered within it from 1 without gaps. Other stages refer to it."""

    __tablename__ = "decision"

    id: Mapped[int] = mapped_column(primary_key=True)
    meeting_id: Mapped[int] = mapped_column(sa.ForeignKey("meeting.id"))
    number: Mapped[int]
    kind: Mapped[DecisionKind] = mapped_column(one_of(DecisionKind))
    text: Mapped[Text] = mapped_column(BilingualText)
    reason: Mapped[str] = mapped_column(sa.Text)
    recorded_at: Mapped[datetime]

    meeting: Mapped[Meeting] = relationship(back_populates="decisions")
    amendments: Mapped[list[AmendmentDecision]] = relationship(back_populates="decision")

    __table_args__ = (
        sa.UniqueConstraint("meeting_id", "number"),
        sa.CheckConstraint("number > 0", name="counts_from_one"),
        sa.CheckConstraint("reason <> ''", name="has_reason"),
    )


class AmendmentDecision(Base):
    """The decision by which a published call was amended (변경공고). An amendment follows one decision."""

    __tablename__ = "amendment_decision"

    amendment_id: Mapped[int] = mapped_column(sa.ForeignKey("call_amendment.id"), primary_key=True)
    decision_id: Mapped[int] = mapped_column(sa.ForeignKey("decision.id"), index=True)

    amendment: Mapped[CallAmendment] = relationship()
    decision: Mapped[Decision] = relationship(back_populates="amendments")
