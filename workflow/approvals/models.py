"""What was sent up for approval. It names its subject by type and id and knows nothing else of it."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from workflow.approvals.states import ApprovalState
from workflow.core.db import Base, BilingualText, Versioned, one_of
from workflow.core.i18n import Text


class Approval(Versioned, Base):
    """One request for approval; who submitted it may not approve it."""

    __tablename__ = "approval"

    id: Mapped[int] = mapped_column(primary_key=True)
    subject_type: Mapped[str] = mapped_column(sa.String(40))
    subject_ref: Mapped[int]
    title: Mapped[Text] = mapped_column(BilingualText)
    page: Mapped[str] = mapped_column(sa.String(300), default="")
    state: Mapped[ApprovalState] = mapped_column(one_of(ApprovalState), default=ApprovalState.PENDING)
    submitted_by: Mapped[int | None]
    submitted_name: Mapped[str] = mapped_column(sa.String(120))
    submitted_at: Mapped[datetime]
    decided_by: Mapped[int | None]
    decided_name: Mapped[str] = mapped_column(sa.String(120), default="")
    decided_at: Mapped[datetime | None]
    comment: Mapped[str] = mapped_column(sa.Text, default="")

    __table_args__ = (
        sa.CheckConstraint("state = 'pending' OR decided_at IS NOT NULL", name="decided_has_moment"),
        sa.CheckConstraint("state <> 'returned' OR comment <> ''", name="returned_has_reason"),
        sa.Index(
            "uq_approval_pending", "subject_type", "subject_ref", unique=True,
            sqlite_where=sa.text("state = 'pending'"), postgresql_where=sa.text("state = 'pending'"),
        ),
    )
