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
