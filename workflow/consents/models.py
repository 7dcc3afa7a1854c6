"""What a trainee is asked by a link, what was consented to, and what a company declared at submission."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship
from sqlalchemy.types import JSON

from workflow.consents import passport
from workflow.consents.rules import Naming, naming
from workflow.consents.states import Decision, RequestState
from workflow.core.db import Base, Versioned, one_of
from workflow.nominations.models import Trainee


class TraineeRequest(Versioned, Base):
    """What one trainee is asked through links that are bound to this row, and what was answered.

    `person` is the name as the company had typed it when the person was asked, or answered last: a row of a draft
    may come to name somebody else, who is then asked anew and inherits nothing. `email` and `language` are those of
    the trainee; without an address the company hands the link on itself. `reminded` names the reminders that were
    sent since `asked_at`, `remarks` holds by the name of a question what the trainee says is right instead. An id is
    never used twice, since records and links outlive the row.
    """

    __tablename__ = "trainee_request"

    id: Mapped[int] = mapped_column(primary_key=True)
    trainee_id: Mapped[int] = mapped_column(sa.ForeignKey("trainee.id", ondelete="CASCADE"), unique=True)
    state: Mapped[RequestState] = mapped_column(one_of(RequestState), default=RequestState.NEW)
    person: Mapped[str] = mapped_column(sa.String(200))
    email: Mapped[str] = mapped_column(sa.String(254), default="")
    language: Mapped[str] = mapped_column(sa.String(2), default="en")
    asked_at: Mapped[datetime | None]
    sent_at: Mapped[datetime | None]
    expires_at: Mapped[datetime | None]
    reminded: Mapped[list[str]] = mapped_column(JSON, default=list)
    reminded_at: Mapped[datetime | None]
    answered_at: Mapped[datetime | None]
    surname: Mapped[str] = mapped_column(sa.String(100), default="")
    given_names: Mapped[str] = mapped_column(sa.String(100), default="")
    remarks: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)

    trainee: Mapped[Trainee] = relationship()

    __table_args__ = (
        sa.CheckConstraint("state = 'new' OR (asked_at IS NOT NULL AND expires_at IS NOT NULL)", name="asked_has_moment"),
        sa.CheckConstraint("state <> 'answered' OR answered_at IS NOT NULL", name="answered_has_moment"),
        sa.Index("ix_trainee_request_state", "state", "asked_at"),
        {"sqlite_autoincrement": True},
    )

    @property
    def subject(self) -> str:
        """What links are bound to."""
        return f"trainee_request:{self.id}"

    @property
    def passport_name(self) -> str:
        """The name that the trainee gave, '' before."""
        return passport.full(self.surname, self.given_names)

    @property
    def naming(self) -> Naming:
        """Whether the row of the nomination still names whom this was asked of."""
        return naming((self.person, self.passport_name), self.trainee.name)


class ConsentRecord(Base):
    """One decision of a trainee about one consent. Append-only: a change of mind is a row of its own.

    `shown` is the text in the language in which it was shown, `text_hash` its version; `link` is the hash of the
    token by which the page was opened. The row carries no foreign key and no name: it is evidence, and stays.
    """

    __tablename__ = "consent_record"

    id: Mapped[int] = mapped_column(primary_key=True)
    request_id: Mapped[int] = mapped_column(index=True)
    trainee_id: Mapped[int]
    nomination_id: Mapped[int] = mapped_column(index=True)
    key: Mapped[str] = mapped_column(sa.String(40))
    decision: Mapped[Decision] = mapped_column(one_of(Decision))
    required: Mapped[bool]
    language: Mapped[str] = mapped_column(sa.String(2))
    shown: Mapped[dict[str, Any]] = mapped_column(JSON)
    text_hash: Mapped[str] = mapped_column(sa.String(64))
    at: Mapped[datetime]
    address: Mapped[str] = mapped_column(sa.String(64))
    link: Mapped[str] = mapped_column(sa.String(64))

    __table_args__ = ({"sqlite_autoincrement": True},)


class SubmissionDeclaration(Base):
    """What a company declared when it submitted: that each trainee was told. Append-only.

    `text` is what stood on the page in both languages, `text_hash` its version.
    """

    __tablename__ = "submission_declaration"

    id: Mapped[int] = mapped_column(primary_key=True)
    nomination_id: Mapped[int] = mapped_column(index=True)
    declared_by: Mapped[int | None]
    at: Mapped[datetime]
    text: Mapped[dict[str, Any]] = mapped_column(JSON)
    text_hash: Mapped[str] = mapped_column(sa.String(64))
