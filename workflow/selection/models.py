"""Scores, the round of a call with its frozen proposal, placements, and the counters of seats."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship
from sqlalchemy.types import JSON

from workflow.accounts.models import User
from workflow.core.db import Base, BilingualText, Versioned, one_of
from workflow.core.i18n import Text
from workflow.meetings.models import Decision
from workflow.nominations.models import Nomination, Trainee
from workflow.programmes.models import Call
from workflow.selection.states import PlacementState, RoundState, VacancyState


class Score(Versioned, Base):
    """A committee member's total (of 100, in hundredths: exact, no floats) for a nomination.

    `recused` (제척·회피) keeps the row and leaves it out of the mean; it then has no total.
    """

    __tablename__ = "score"

    id: Mapped[int] = mapped_column(primary_key=True)
    nomination_id: Mapped[int] = mapped_column(sa.ForeignKey("nomination.id"), index=True)
    evaluator_id: Mapped[int] = mapped_column(sa.ForeignKey("user_account.id"), index=True)
    hundredths: Mapped[int | None]
    recused: Mapped[bool] = mapped_column(default=False)
    entered_by: Mapped[int | None]
    entered_at: Mapped[datetime]

    nomination: Mapped[Nomination] = relationship()
    evaluator: Mapped[User] = relationship()

    __table_args__ = (
        sa.UniqueConstraint("nomination_id", "evaluator_id"),
        sa.CheckConstraint("hundredths BETWEEN 0 AND 10000", name="total_of_100"),
        sa.CheckConstraint("(recused AND hundredths IS NULL) OR (NOT recused AND hundredths IS NOT NULL)",
                           name="recused_has_no_total"),
    )


class AgreedPlace(Base):
    """A nomination's place in the order that the meeting agreed on, in a call without scores."""

    __tablename__ = "agreed_place"

    nomination_id: Mapped[int] = mapped_column(sa.ForeignKey("nomination.id"), primary_key=True)
    place: Mapped[int]
    reason: Mapped[str] = mapped_column(sa.Text)
    entered_by: Mapped[int | None]
    entered_at: Mapped[datetime]

    nomination: Mapped[Nomination] = relationship()

    __table_args__ = (
        sa.CheckConstraint("place > 0", name="counts_from_one"),
        sa.CheckConstraint("reason <> ''", name="has_reason"),
    )


class SelectionRound(Versioned, Base):
    """The selection of a call. `proposal` is frozen when it goes to approval.

    `exceptions` are what the meeting granted beyond a cap, each with its reason (selection.md, 10); one that was
    taken back stays in its place, with "removed": {by, at, reason}.
    """

    __tablename__ = "selection_round"

    id: Mapped[int] = mapped_column(primary_key=True)
    call_id: Mapped[int] = mapped_column(sa.ForeignKey("call.id"), unique=True)
    state: Mapped[RoundState] = mapped_column(one_of(RoundState), default=RoundState.OPEN)
    proposal: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    exceptions: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)
    submitted_at: Mapped[datetime | None]
    approved_at: Mapped[datetime | None]
    announced_at: Mapped[datetime | None]

    call: Mapped[Call] = relationship()

    __table_args__ = (
        sa.CheckConstraint("state = 'open' OR proposal IS NOT NULL", name="frozen_when_sent_up"),
        sa.CheckConstraint("state <> 'announced' OR announced_at IS NOT NULL", name="announced_has_moment"),
    )


class ExceptionDecision(Base):
    """The meeting's decision by which an exception was granted; `position` is its place in `exceptions`, which
    are only ever added to."""

    __tablename__ = "exception_decision"

    round_id: Mapped[int] = mapped_column(sa.ForeignKey("selection_round.id"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    decision_id: Mapped[int] = mapped_column(sa.ForeignKey("decision.id"), index=True)

    round: Mapped[SelectionRound] = relationship()
    decision: Mapped[Decision] = relationship()


class Placement(Versioned, Base):
    """Where a trainee stands after the announcement; `order` ranks seats and reserves each."""

    __tablename__ = "placement"

    id: Mapped[int] = mapped_column(primary_key=True)
    call_id: Mapped[int] = mapped_column(sa.ForeignKey("call.id"), index=True)
    nomination_id: Mapped[int] = mapped_column(sa.ForeignKey("nomination.id"), index=True)
    trainee_id: Mapped[int] = mapped_column(sa.ForeignKey("trainee.id"), unique=True)
    country: Mapped[str] = mapped_column(sa.String(3))
    city: Mapped[str] = mapped_column(sa.String(120), default="")
    unit: Mapped[str] = mapped_column(sa.String(130))  # what its seat counts for: 'VNM', or 'VNM/Hanoi' by city
    state: Mapped[PlacementState] = mapped_column(one_of(PlacementState))
    order: Mapped[int]
    reason: Mapped[Text] = mapped_column(BilingualText)
    promoted_at: Mapped[datetime | None]

    nomination: Mapped[Nomination] = relationship()
    trainee: Mapped[Trainee] = relationship()


class SeatCounter(Base):
    """Seats or country places in use under a cap; no row where the call has no such quota.

    `scope` is 'trainees', 'countries', 'country:VNM' or 'company:2148100011'. A seat is taken by a conditional UPDATE
    (used < cap), and the CHECK holds whatever else may go wrong.
    """

    __tablename__ = "seat_counter"

    call_id: Mapped[int] = mapped_column(sa.ForeignKey("call.id"), primary_key=True)
    scope: Mapped[str] = mapped_column(sa.String(160), primary_key=True)
    used: Mapped[int] = mapped_column(default=0)
    cap: Mapped[int]

    __table_args__ = (sa.CheckConstraint("used >= 0 AND used <= cap", name="within_cap"),)


class Vacancy(Versioned, Base):
    """A seat that was freed after the announcement, with the reserve that the rules propose for it."""

    __tablename__ = "vacancy"

    id: Mapped[int] = mapped_column(primary_key=True)
    call_id: Mapped[int] = mapped_column(sa.ForeignKey("call.id"), index=True)
    freed_id: Mapped[int] = mapped_column(sa.ForeignKey("placement.id"), unique=True)
    proposed_id: Mapped[int | None] = mapped_column(sa.ForeignKey("placement.id"))
    filled_id: Mapped[int | None] = mapped_column(sa.ForeignKey("placement.id"), unique=True)
    state: Mapped[VacancyState] = mapped_column(one_of(VacancyState), default=VacancyState.OPEN)
    why: Mapped[Text] = mapped_column(BilingualText)
    opened_at: Mapped[datetime]
    filled_at: Mapped[datetime | None]

    freed: Mapped[Placement] = relationship(foreign_keys=[freed_id])
    proposed: Mapped[Placement | None] = relationship(foreign_keys=[proposed_id])
    filled: Mapped[Placement | None] = relationship(foreign_keys=[filled_id])

    __table_args__ = (sa.CheckConstraint("state <> 'filled' OR filled_id IS NOT NULL", name="filled_has_holder"),)
