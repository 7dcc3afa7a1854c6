"""Uploaded sheets: kept until they are taken or put aside, and what became of each nomination in them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship
from sqlalchemy.types import JSON

from workflow.accounts.models import Company
from workflow.core.db import Base, Versioned, one_of
from workflow.core.files import StoredFile
from workflow.intake.states import SheetState
from workflow.nominations.models import Nomination
from workflow.programmes.models import Call


class UploadedSheet(Versioned, Base):
    """A sheet of nominations of one call. Without `company_id` staff enter what came on paper.

    The file goes once it is taken or put aside: it holds personal data, and the nominations hold it then.
    `outcome` lists what became of each: [{"no", "fate", "nomination_id"}].
    """

    __tablename__ = "uploaded_sheet"

    id: Mapped[int] = mapped_column(primary_key=True)
    call_id: Mapped[int] = mapped_column(sa.ForeignKey("call.id"))
    company_id: Mapped[int | None] = mapped_column(sa.ForeignKey("company.id"))
    state: Mapped[SheetState] = mapped_column(one_of(SheetState), default=SheetState.UPLOADED)
    file_id: Mapped[int | None] = mapped_column(sa.ForeignKey("stored_file.id"), unique=True)
    name: Mapped[str] = mapped_column(sa.String(200))
    uploaded_by: Mapped[int | None]
    uploaded_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    outcome: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)

    call: Mapped[Call] = relationship()
    company: Mapped[Company | None] = relationship()
    file: Mapped[StoredFile | None] = relationship()

    __table_args__ = (
        sa.CheckConstraint("state <> 'uploaded' OR file_id IS NOT NULL", name="uploaded_has_file"),
        sa.CheckConstraint("state = 'uploaded' OR ended_at IS NOT NULL", name="ended_has_moment"),
        sa.Index("ix_uploaded_sheet_call_company", "call_id", "company_id", "id"),
    )


class SheetEntry(Base):
    """Which nomination a company's number in the sheets of a call stands for, so that it is taken once.

    What came `on_paper` is numbered by the office, apart from the company's own sheets. `marks` tell what the
    sheet said when it was last taken (`comparison.mark`), and `rows` the ids of its milestones and trainees in
    the order of the sheet: by them, what a later sheet changes is told from what was changed on the pages since.
    """

    __tablename__ = "sheet_entry"

    id: Mapped[int] = mapped_column(primary_key=True)
    call_id: Mapped[int] = mapped_column(sa.ForeignKey("call.id"))
    company_id: Mapped[int] = mapped_column(sa.ForeignKey("company.id"))
    on_paper: Mapped[bool] = mapped_column(default=False)
    no: Mapped[str] = mapped_column(sa.String(20))
    nomination_id: Mapped[int] = mapped_column(sa.ForeignKey("nomination.id", ondelete="CASCADE"), unique=True)
    marks: Mapped[str] = mapped_column(sa.Text, default="")
    rows: Mapped[dict[str, list[str]]] = mapped_column(JSON, default=dict)

    company: Mapped[Company] = relationship()
    nomination: Mapped[Nomination] = relationship()

    __table_args__ = (sa.UniqueConstraint("call_id", "company_id", "on_paper", "no"),)
