"""Notices of a programme, and what companies ask about a call."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from workflow.accounts.models import Company, User
from workflow.board.states import InquiryState, NoticeState
from workflow.core.db import Base, BilingualText, Versioned, one_of
from workflow.core.files import StoredFile
from workflow.core.i18n import Text
from workflow.programmes.models import Call, Programme


class Notice(Versioned, Base):
    """A notice (공지사항) of a programme. It is to be read from `published_at` (UTC) on, which may be to come."""

    __tablename__ = "notice"

    id: Mapped[int] = mapped_column(primary_key=True)
    programme_id: Mapped[int] = mapped_column(sa.ForeignKey("programme.id"), index=True)
    state: Mapped[NoticeState] = mapped_column(one_of(NoticeState), default=NoticeState.DRAFT)
    title: Mapped[Text] = mapped_column(BilingualText)
    body: Mapped[Text] = mapped_column(BilingualText)
    pinned: Mapped[bool] = mapped_column(default=False)
    published_at: Mapped[datetime | None]
    edited_at: Mapped[datetime | None]  # after it was published
    withdrawn_at: Mapped[datetime | None]
    withdrawn_reason: Mapped[str] = mapped_column(sa.Text, default="")
    created_at: Mapped[datetime]

    programme: Mapped[Programme] = relationship()
    files: Mapped[list[NoticeFile]] = relationship(back_populates="notice", order_by="NoticeFile.id")

    __table_args__ = (
        sa.CheckConstraint("state = 'draft' OR published_at IS NOT NULL", name="published_has_moment"),
        sa.CheckConstraint("(state = 'withdrawn') = (withdrawn_at IS NOT NULL)", name="withdrawn_has_moment"),
        sa.CheckConstraint("state <> 'withdrawn' OR withdrawn_reason <> ''", name="withdrawn_has_reason"),
        sa.Index("ix_notice_shown", "state", "published_at"),
    )


class NoticeFile(Base):
    """A file beside a notice (붙임), under the name that its owner gave it."""

    __tablename__ = "notice_file"

    id: Mapped[int] = mapped_column(primary_key=True)
    notice_id: Mapped[int] = mapped_column(sa.ForeignKey("notice.id"), index=True)
    file_id: Mapped[int] = mapped_column(sa.ForeignKey("stored_file.id"), unique=True)

    notice: Mapped[Notice] = relationship(back_populates="files")
    file: Mapped[StoredFile] = relationship(lazy="joined")


class Inquiry(Versioned, Base):
    """What a company asks about a call (문의): a thread of messages, its own alone.

    `about` is the nomination it names, such as a receipt number. `waiting_since` is since when the company
    waits for an answer. What staff put on the call's notice stands apart, in their own words.
    """

    __tablename__ = "inquiry"

    id: Mapped[int] = mapped_column(primary_key=True)
    call_id: Mapped[int] = mapped_column(sa.ForeignKey("call.id"))
    company_id: Mapped[int] = mapped_column(sa.ForeignKey("company.id"), index=True)
    asked_by: Mapped[int] = mapped_column(sa.ForeignKey("user_account.id"))
    state: Mapped[InquiryState] = mapped_column(one_of(InquiryState), default=InquiryState.NEW)
    subject: Mapped[str] = mapped_column(sa.String(200))
    about: Mapped[str] = mapped_column(sa.String(60), default="")
    waiting_since: Mapped[datetime | None]
    created_at: Mapped[datetime]
    public_question: Mapped[Text | None] = mapped_column(BilingualText(none_as_null=True))
    public_answer: Mapped[Text | None] = mapped_column(BilingualText(none_as_null=True))
    public_at: Mapped[datetime | None]

    call: Mapped[Call] = relationship()
    company: Mapped[Company] = relationship()
    asker: Mapped[User] = relationship()
    messages: Mapped[list[InquiryMessage]] = relationship(back_populates="inquiry", order_by="InquiryMessage.id")

    __table_args__ = (
        sa.CheckConstraint("(state = 'asked') = (waiting_since IS NOT NULL)", name="asked_waits"),
        sa.CheckConstraint(
            "public_at IS NULL OR (public_question IS NOT NULL AND public_answer IS NOT NULL)", name="public_is_whole"
        ),
        sa.Index("ix_inquiry_call_state", "call_id", "state", "id"),
        sa.Index("ix_inquiry_call_public", "call_id", "public_at"),
    )


class InquiryMessage(Base):
    """One message of an inquiry, from the company or from the office."""

    __tablename__ = "inquiry_message"

    id: Mapped[int] = mapped_column(primary_key=True)
    inquiry_id: Mapped[int] = mapped_column(sa.ForeignKey("inquiry.id"), index=True)
    from_office: Mapped[bool]
    author_id: Mapped[int | None]
    author_name: Mapped[str] = mapped_column(sa.String(120))
    text: Mapped[str] = mapped_column(sa.Text)
    at: Mapped[datetime]

    inquiry: Mapped[Inquiry] = relationship(back_populates="messages")
