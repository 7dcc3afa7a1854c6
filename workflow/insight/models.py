"""One indexed row for each nomination, so that lists can filter and page by where it stands."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from workflow.core.db import Base
from workflow.nominations.models import Nomination


class StandingRow(Base):
    """Where a nomination stands over all stages, written by handlers in the causing transaction.

    `code` is a value of insight.standing.Standing; `search` is what the list's search looks into,
    in lower case; the other columns are shown in the list without any join. `places` are the codes of
    the trainees' countries, with a space between, where a nomination is of several.
    """

    __tablename__ = "standing"

    nomination_id: Mapped[int] = mapped_column(sa.ForeignKey("nomination.id"), primary_key=True)
    call_id: Mapped[int] = mapped_column(sa.ForeignKey("call.id"))
    code: Mapped[str] = mapped_column(sa.String(30))
    receipt_no: Mapped[str] = mapped_column(sa.String(60), default="")
    received_at: Mapped[datetime | None]
    company_id: Mapped[int] = mapped_column(sa.ForeignKey("company.id"))
    company_ko: Mapped[str] = mapped_column(sa.String(120))
    company_en: Mapped[str] = mapped_column(sa.String(120))
    country: Mapped[str] = mapped_column(sa.String(3))
    places: Mapped[str] = mapped_column(sa.Text, default="", server_default="")
    city: Mapped[str] = mapped_column(sa.String(120))
    organisation: Mapped[str] = mapped_column(sa.String(200))
    route: Mapped[str] = mapped_column(sa.String(40))
    criterion: Mapped[int | None]
    people: Mapped[int]
    flags: Mapped[int] = mapped_column(default=0)
    corrections: Mapped[int] = mapped_column(default=0)
    search: Mapped[str] = mapped_column(sa.Text)

    nomination: Mapped[Nomination] = relationship()

    __table_args__ = (
        sa.Index("ix_standing_call_code", "call_id", "code", "nomination_id"),
        sa.Index("ix_standing_call", "call_id", "nomination_id"),
        sa.Index("ix_standing_country", "call_id", "country", "nomination_id"),
    )


class StandingCount(Base):
    """How many nominations of a call stand where, counted as they move: no list counts them all."""

    __tablename__ = "standing_count"

    call_id: Mapped[int] = mapped_column(sa.ForeignKey("call.id"), primary_key=True)
    code: Mapped[str] = mapped_column(sa.String(30), primary_key=True)
    count: Mapped[int] = mapped_column(default=0)
