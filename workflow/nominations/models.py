"""A nomination, its project milestones, its trainees and its files."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship
from sqlalchemy.types import JSON

from workflow.accounts.models import Company, User
from workflow.core.db import Base, Versioned, one_of
from workflow.core.files import StoredFile
from workflow.nominations.states import NominationState
from workflow.programmes.models import Call


class Nomination(Versioned, Base):
    """What one company puts forward in one call: a country (city, organisation) and its trainees.

    `key` is what an import or another system calls it, unique in its call. `received_at` (UTC) is
    the moment that counts against the deadline: the server's, or the original one of a paper
    nomination that staff enter (`entered_by`) or that is imported; such a draft has it already.
    `decision_id` is the meeting's decision by which it was entered, as under a criterion of the office.
    `answers` are those to the call's own questions, by key (`programmes/questions.py`), and `form_version`
    is the number of the call's form that its authors have seen. `notes` are what they have still to look
    at, after copying or after the form changed (`carrying.py`).
    `content_hash` is that of the imported entry, until somebody changes the draft on its pages.
    """

    __tablename__ = "nomination"

    id: Mapped[int] = mapped_column(primary_key=True)
    call_id: Mapped[int] = mapped_column(sa.ForeignKey("call.id"))
    company_id: Mapped[int] = mapped_column(sa.ForeignKey("company.id"), index=True)
    key: Mapped[str | None] = mapped_column(sa.String(60))
    state: Mapped[NominationState] = mapped_column(one_of(NominationState), default=NominationState.DRAFT)
    receipt_no: Mapped[str | None] = mapped_column(sa.String(60), unique=True)
    received_at: Mapped[datetime | None]
    withdrawn_at: Mapped[datetime | None]
    entered_by: Mapped[int | None]
    created_by: Mapped[int | None]
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]
    updated_by: Mapped[int | None]
    content_hash: Mapped[str | None] = mapped_column(sa.String(64))

    author_name: Mapped[str] = mapped_column(sa.String(120), default="")
    author_position: Mapped[str] = mapped_column(sa.String(200), default="")
    author_email: Mapped[str] = mapped_column(sa.String(254), default="")
    author_phone: Mapped[str] = mapped_column(sa.String(40), default="")
    route: Mapped[str] = mapped_column(sa.String(40), default="")
    country: Mapped[str] = mapped_column(sa.String(3), default="", index=True)  # ISO 3166-1 alpha-3
    city: Mapped[str] = mapped_column(sa.String(120), default="")
    organisation: Mapped[str] = mapped_column(sa.String(200), default="")
    city_profile: Mapped[str] = mapped_column(sa.Text, default="")
    railway_plan: Mapped[str] = mapped_column(sa.Text, default="")
    criterion: Mapped[int | None]
    decision_id: Mapped[int | None] = mapped_column(sa.ForeignKey("decision.id"), index=True)
    duties_acknowledged: Mapped[list[str]] = mapped_column(JSON, default=list)
    answers: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict, server_default="{}")
    form_version: Mapped[int] = mapped_column(default=1, server_default="1")
    notes: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict, server_default="{}")

    call: Mapped[Call] = relationship()
    company: Mapped[Company] = relationship()
    milestones: Mapped[list[Milestone]] = relationship(
        back_populates="nomination", order_by="Milestone.position", cascade="all, delete-orphan"
    )
    trainees: Mapped[list[Trainee]] = relationship(
        back_populates="nomination", order_by="Trainee.position_no", cascade="all, delete-orphan"
    )
    files: Mapped[list[NominationFile]] = relationship(
        back_populates="nomination", order_by="NominationFile.id", cascade="all, delete-orphan"
    )

    __table_args__ = (
        sa.UniqueConstraint("call_id", "key"),
        sa.CheckConstraint(
            "state IN ('draft', 'discarded') OR (receipt_no IS NOT NULL AND received_at IS NOT NULL)",
            name="received_has_receipt",
        ),
        sa.CheckConstraint("state <> 'withdrawn' OR withdrawn_at IS NOT NULL", name="withdrawn_has_moment"),
        sa.Index("ix_nomination_call_state", "call_id", "state", "id"),
    )

    @property
    def by_office(self) -> bool:
        """Whether staff answer for it: they entered it, or had it imported from another system."""
        return self.entered_by is not None or (self.key is not None and self.created_by is None)

    @property
    def files_in_force(self) -> list[NominationFile]:
        """The files that were neither removed nor replaced."""
        return [one for one in self.files if one.in_force]


class Milestone(Base):
    """A dated row of the company's project: what happened, or will, and when."""

    __tablename__ = "milestone"

    id: Mapped[int] = mapped_column(primary_key=True)
    nomination_id: Mapped[int] = mapped_column(sa.ForeignKey("nomination.id"), index=True)
    position: Mapped[int]
    date: Mapped[date | None]
    what: Mapped[str] = mapped_column(sa.String(300), default="")

    nomination: Mapped[Nomination] = relationship(back_populates="milestones")


class Trainee(Base):
    """A person put forward. `key` is unique in the call; `country` is set where a call asks it of each person;
    `passport_name` is what the person says stands in the passport, where `name` is what the company typed."""

    __tablename__ = "trainee"

    id: Mapped[int] = mapped_column(primary_key=True)
    nomination_id: Mapped[int] = mapped_column(sa.ForeignKey("nomination.id"), index=True)
    position_no: Mapped[int]
    key: Mapped[str | None] = mapped_column(sa.String(60))
    name: Mapped[str] = mapped_column(sa.String(200), default="")
    country: Mapped[str] = mapped_column(sa.String(3), default="", index=True)
    city: Mapped[str] = mapped_column(sa.String(120), default="")
    organisation: Mapped[str] = mapped_column(sa.String(200), default="")
    position: Mapped[str] = mapped_column(sa.String(200), default="")
    duties: Mapped[str] = mapped_column(sa.Text, default="")
    reason: Mapped[str] = mapped_column(sa.Text, default="")
    category: Mapped[str] = mapped_column(sa.String(40), default="")
    english: Mapped[bool | None]
    birth_date: Mapped[date | None]
    public_official: Mapped[bool | None]
    field_of_work: Mapped[str] = mapped_column(sa.String(120), default="")
    in_post_since: Mapped[date | None]
    english_level: Mapped[str] = mapped_column(sa.String(20), default="", server_default="")
    last_trained_on: Mapped[date | None]
    passport_expires_on: Mapped[date | None]
    answers: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict, server_default="{}")
    passport_name: Mapped[str] = mapped_column(sa.String(200), default="", server_default="")

    nomination: Mapped[Nomination] = relationship(back_populates="trainees")

    @property
    def official_name(self) -> str:
        """The name that documents bear: as the trainee has it in the passport, else as the company typed it."""
        return self.passport_name or self.name

    @property
    def label(self) -> str:
        """How lists and files name this trainee when no other system gave a key."""
        return self.key or f"{self.nomination_id}-{self.position_no + 1}"

    @property
    def from_country(self) -> str:
        return self.country or self.nomination.country


class NominationFile(Base):
    """A file attached to a nomination: the answer to a file question of its call, or any other ('').

    One that was removed or replaced stays as history, with the moment (`removed_at`, UTC).
    """

    __tablename__ = "nomination_file"

    id: Mapped[int] = mapped_column(primary_key=True)
    nomination_id: Mapped[int] = mapped_column(sa.ForeignKey("nomination.id"), index=True)
    file_id: Mapped[int] = mapped_column(sa.ForeignKey("stored_file.id"), unique=True)
    question: Mapped[str] = mapped_column(sa.String(40), default="", server_default="")
    trainee_id: Mapped[int | None] = mapped_column(sa.ForeignKey("trainee.id", ondelete="CASCADE"))
    attached_by: Mapped[int | None]
    attached_at: Mapped[datetime]
    removed_by: Mapped[int | None]
    removed_at: Mapped[datetime | None]

    nomination: Mapped[Nomination] = relationship(back_populates="files")
    file: Mapped[StoredFile] = relationship()

    @property
    def in_force(self) -> bool:
        """Whether it was neither removed nor replaced."""
        return self.removed_at is None



class Submission(Base):
    """What a nomination said when it came in: its content as plain data (`frozen.py`), never changed.

    Its printable copy is made from it, whatever is corrected later.
    """

    __tablename__ = "nomination_submission"

    nomination_id: Mapped[int] = mapped_column(sa.ForeignKey("nomination.id"), primary_key=True)
    content: Mapped[dict[str, Any]] = mapped_column(JSON)


class Comment(Base):
    """What a member of a company writes to colleagues on a nomination; `field` is the answer it is about, or ''."""

    __tablename__ = "nomination_comment"

    id: Mapped[int] = mapped_column(primary_key=True)
    nomination_id: Mapped[int] = mapped_column(sa.ForeignKey("nomination.id"), index=True)
    author_id: Mapped[int] = mapped_column(sa.ForeignKey("user_account.id"))
    at: Mapped[datetime]
    field: Mapped[str] = mapped_column(sa.String(80), default="")
    text: Mapped[str] = mapped_column(sa.Text)

    author: Mapped[User] = relationship()


class CommentsRead(Base):
    """Up to which comment of a nomination a member has read."""

    __tablename__ = "nomination_comments_read"

    nomination_id: Mapped[int] = mapped_column(sa.ForeignKey("nomination.id"), primary_key=True)
    user_id: Mapped[int] = mapped_column(sa.ForeignKey("user_account.id"), primary_key=True)
    last_id: Mapped[int]
