"""Host institutions, the working itinerary's sessions, and frozen releases."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship
from sqlalchemy.types import JSON

from workflow.core.db import Base, BilingualText, Versioned, one_of
from workflow.core.i18n import Text
from workflow.itinerary.categories import Category
from workflow.itinerary.frozen import FrozenItinerary
from workflow.itinerary.states import SessionState
from workflow.programmes.models import Call


class HostInstitution(Versioned, Base):
    """An institution that receives the trainees (방문기관); not the organiser (주관기관)."""

    __tablename__ = "host_institution"

    id: Mapped[int] = mapped_column(primary_key=True)
    name_ko: Mapped[str] = mapped_column(sa.String(200), unique=True)
    name_en: Mapped[str] = mapped_column(sa.String(200), default="")

    @property
    def name(self) -> Text:
        return Text(self.name_ko, self.name_en)


class ItineraryDay(Versioned, Base):
    """What a day is about (its theme); a day without a row has none."""

    __tablename__ = "itinerary_day"

    id: Mapped[int] = mapped_column(primary_key=True)
    call_id: Mapped[int] = mapped_column(sa.ForeignKey("call.id"))
    day: Mapped[date]
    theme: Mapped[Text] = mapped_column(BilingualText)

    __table_args__ = (sa.UniqueConstraint("call_id", "day"),)


class Session(Versioned, Base):
    """One item of a day; times are Korean wall time and may not be known yet.

    `position` orders a day, from 0. `state` says whether the host institution has agreed. `counts`
    tells whether attendance at it counts for completion. An id is never given twice, since releases
    and attendance speak of sessions that may have been removed.
    """

    __tablename__ = "itinerary_session"

    id: Mapped[int] = mapped_column(primary_key=True)
    call_id: Mapped[int] = mapped_column(sa.ForeignKey("call.id"))
    day: Mapped[date]
    position: Mapped[int]
    starts: Mapped[time | None]
    ends: Mapped[time | None]
    title: Mapped[Text] = mapped_column(BilingualText)
    place: Mapped[Text] = mapped_column(BilingualText)
    category: Mapped[Category] = mapped_column(one_of(Category))
    counts: Mapped[bool] = mapped_column(default=True)
    host_id: Mapped[int | None] = mapped_column(sa.ForeignKey("host_institution.id"), index=True)
    state: Mapped[SessionState] = mapped_column(one_of(SessionState), default=SessionState.UNCONFIRMED)

    call: Mapped[Call] = relationship()
    host: Mapped[HostInstitution | None] = relationship()

    __table_args__ = (
        sa.Index("ix_itinerary_session_call_day", "call_id", "day", "position"),
        sa.CheckConstraint("ends IS NULL OR (starts IS NOT NULL AND starts < ends)", name="ends_after_it_starts"),
        sa.CheckConstraint("state <> 'confirmed' OR host_id IS NOT NULL", name="confirmed_has_host"),
        {"sqlite_autoincrement": True},
    )


class ItineraryRelease(Base):
    """What was given out, word for word, under its number; later changes make a new release."""

    __tablename__ = "itinerary_release"

    id: Mapped[int] = mapped_column(primary_key=True)
    call_id: Mapped[int] = mapped_column(sa.ForeignKey("call.id"))
    number: Mapped[int]
    data: Mapped[dict[str, Any]] = mapped_column(JSON)
    released_at: Mapped[datetime]
    released_by: Mapped[int | None]
    released_name: Mapped[str] = mapped_column(sa.String(120))

    call: Mapped[Call] = relationship()

    __table_args__ = (sa.UniqueConstraint("call_id", "number"),)

    @property
    def itinerary(self) -> FrozenItinerary:
        """What was given out, typed."""
        return FrozenItinerary.from_json(self.data)
