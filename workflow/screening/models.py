"""Findings by the rules, officers' decisions, and corrections."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship
from sqlalchemy.types import JSON

from workflow.core.db import Base, BilingualText, Versioned, one_of
from workflow.core.i18n import Text
from workflow.meetings.models import Decision
from workflow.nominations.models import Nomination, Trainee
from workflow.nominations.states import NominationState
from workflow.screening.states import CorrectionKind, CorrectionState, ScreeningState, TraineeState


class Finding(Base):
    """What a rule found in a nomination (검토의견), or in one of its trainees: it flags, excludes or informs."""

    __tablename__ = "finding"

    id: Mapped[int] = mapped_column(primary_key=True)
    nomination_id: Mapped[int] = mapped_column(sa.ForeignKey("nomination.id"), index=True)
    trainee_id: Mapped[int | None] = mapped_column(sa.ForeignKey("trainee.id"))
    rule: Mapped[str] = mapped_column(sa.String(40))
    outcome: Mapped[str] = mapped_column(sa.String(10))
    text: Mapped[Text] = mapped_column(BilingualText)
    source: Mapped[Text] = mapped_column(BilingualText)
    found_at: Mapped[datetime]

    nomination: Mapped[Nomination] = relationship()
    trainee: Mapped[Trainee | None] = relationship()

    __table_args__ = (sa.CheckConstraint("outcome IN ('flag', 'exclude', 'info')", name="outcome_known"),)


class FindingsDue(Base):
    """When the findings of a call were last made, and since when they are due again.

    Some rules compare all nominations of a call, so they run for a call as a whole, soon after
    something came in, and not within each submission.
    """

    __tablename__ = "findings_due"

    call_id: Mapped[int] = mapped_column(sa.ForeignKey("call.id"), primary_key=True)
    due_since: Mapped[datetime | None]
    made_at: Mapped[datetime | None]


class Screening(Versioned, Base):
    """The officer's decision on a nomination, with the criterion that was verified and the reason."""

    __tablename__ = "screening"

    id: Mapped[int] = mapped_column(primary_key=True)
    nomination_id: Mapped[int] = mapped_column(sa.ForeignKey("nomination.id"), unique=True)
    state: Mapped[ScreeningState] = mapped_column(one_of(ScreeningState), default=ScreeningState.UNDECIDED)
    criterion_verified: Mapped[int | None]
    reason: Mapped[str] = mapped_column(sa.Text, default="")
    decided_by: Mapped[int | None]
    decided_at: Mapped[datetime | None]

    nomination: Mapped[Nomination] = relationship()

    __table_args__ = (
        sa.CheckConstraint("state = 'undecided' OR (reason <> '' AND decided_at IS NOT NULL)", name="decided_has_reason"),
    )


class TraineeScreening(Versioned, Base):
    """The officer's decision on one trainee, with its reason: left out, or admitted though a rule excludes.

    `found` is what the rules said of the trainee when it was made (`trainees.said`); `decision` is the meeting's
    by which an exception was made. It stays when the findings are made anew.
    """

    __tablename__ = "trainee_screening"

    id: Mapped[int] = mapped_column(primary_key=True)
    trainee_id: Mapped[int] = mapped_column(sa.ForeignKey("trainee.id"), unique=True)
    state: Mapped[TraineeState] = mapped_column(one_of(TraineeState), default=TraineeState.BY_RULES)
    reason: Mapped[str] = mapped_column(sa.Text, default="")
    found: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)
    decision_id: Mapped[int | None] = mapped_column(sa.ForeignKey("decision.id"), index=True)
    decided_by: Mapped[int | None]
    decided_at: Mapped[datetime | None]

    trainee: Mapped[Trainee] = relationship()
    decision: Mapped[Decision | None] = relationship()

    __table_args__ = (
        sa.CheckConstraint("state = 'by_rules' OR (reason <> '' AND decided_at IS NOT NULL)", name="decided_has_reason"),
        sa.CheckConstraint("decision_id IS NULL OR state = 'admitted'", name="meeting_admits"),
    )


class TraineeVerification(Base):
    """The category that an officer verified for a trainee; None: none of the ranked criteria applies."""

    __tablename__ = "trainee_verification"

    trainee_id: Mapped[int] = mapped_column(sa.ForeignKey("trainee.id"), primary_key=True)
    category: Mapped[str | None] = mapped_column(sa.String(40))
    verified_by: Mapped[int | None]
    verified_at: Mapped[datetime]

    trainee: Mapped[Trainee] = relationship()


class Correction(Versioned, Base):
    """What an officer asks the company to mend (보완요청), by when, and what it answered.

    `field` is the path of the answer or document that it is about, '' for anything else; `before` and
    `after` hold, by path, what stood there and what the company put in its place.
    """

    __tablename__ = "correction"

    id: Mapped[int] = mapped_column(primary_key=True)
    nomination_id: Mapped[int] = mapped_column(sa.ForeignKey("nomination.id"), index=True)
    state: Mapped[CorrectionState] = mapped_column(one_of(CorrectionState), default=CorrectionState.NEW)
    field: Mapped[str] = mapped_column(sa.String(120), default="")
    kind: Mapped[CorrectionKind] = mapped_column(
        one_of(CorrectionKind), default=CorrectionKind.OTHER, server_default=CorrectionKind.OTHER.value
    )
    request: Mapped[str] = mapped_column(sa.Text)
    due_on: Mapped[date | None]
    answer: Mapped[str] = mapped_column(sa.Text, default="")
    before: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict, server_default="{}")
    after: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict, server_default="{}")
    asked_at: Mapped[datetime]
    asked_by: Mapped[int | None]
    answered_at: Mapped[datetime | None]
    resolved_at: Mapped[datetime | None]

    nomination: Mapped[Nomination] = relationship()

    @property
    def is_closed(self) -> bool:
        """Whether it was open when the nomination was withdrawn, and closed with it."""
        unsettled = self.state in (CorrectionState.ASKED, CorrectionState.ANSWERED)
        return unsettled and self.nomination.state is not NominationState.SUBMITTED

    @property
    def is_open(self) -> bool:
        """Whether the company has to answer, or the officer to accept the answer."""
        return self.state in (CorrectionState.ASKED, CorrectionState.ANSWERED) and not self.is_closed

    @property
    def is_asked(self) -> bool:
        """Whether the company has to answer."""
        return self.state is CorrectionState.ASKED and not self.is_closed

    def is_overdue(self, day: date) -> bool:
        """Whether the company should have answered before `day`."""
        return self.is_asked and self.due_on is not None and self.due_on < day
