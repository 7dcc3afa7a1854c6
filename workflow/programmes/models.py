"""A programme and its calls. What a call asks and rules is data: its definition."""

from __future__ import annotations

import json
from datetime import date, datetime
from functools import lru_cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship
from sqlalchemy.types import JSON

from workflow.core import clock
from workflow.core.db import Base, BilingualText, Versioned, one_of
from workflow.core.files import StoredFile
from workflow.core.i18n import Text
from workflow.programmes.definition import CallDefinition
from workflow.programmes.states import CallState


@lru_cache(maxsize=128)
def validated(written: str) -> CallDefinition:
    """Return the definition that `written` (JSON) holds. Definitions cannot be changed, so all who ask
    for the same content share one.
    """
    return CallDefinition.model_validate(json.loads(written))


class Programme(Base):
    """A training programme (사업) that is called year after year."""

    __tablename__ = "programme"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[Text] = mapped_column(BilingualText)
    name_ko: Mapped[str] = mapped_column(sa.String(200), unique=True)

    calls: Mapped[list[Call]] = relationship(back_populates="programme")


class Call(Versioned, Base):
    """One edition of a programme. `data` is the validated definition; `closes_at` (UTC) is exclusive;
    `form_version` is the number of the published version that nominators work on, 0 before there is one.
    """

    __tablename__ = "call"

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(sa.String(40), unique=True)
    programme_id: Mapped[int] = mapped_column(sa.ForeignKey("programme.id"), index=True)
    state: Mapped[CallState] = mapped_column(one_of(CallState), default=CallState.DRAFT)
    data: Mapped[dict[str, Any]] = mapped_column(JSON)
    published_on: Mapped[date]
    closes_at: Mapped[datetime]
    training_from: Mapped[date]
    training_to: Mapped[date]
    created_at: Mapped[datetime]
    form_version: Mapped[int] = mapped_column(default=0, server_default=sa.text("0"))

    programme: Mapped[Programme] = relationship(back_populates="calls")
    attachments: Mapped[list[CallAttachment]] = relationship(back_populates="call", order_by="CallAttachment.id")
    amendments: Mapped[list[CallAmendment]] = relationship(back_populates="call", order_by="CallAmendment.id")

    @property
    def definition(self) -> CallDefinition:
        """The call's data, typed. What was validated once is known by its content, for all requests."""
        known: tuple[dict[str, Any], CallDefinition] | None = self.__dict__.get("_definition")
        if known is None or known[0] is not self.data:
            known = self.__dict__["_definition"] = (self.data, validated(self.written))
        return known[1]

    @property
    def written(self) -> str:
        """The call's data as one text, which names its content."""
        return json.dumps(self.data, ensure_ascii=False)

    @property
    def title(self) -> Text:
        """How the call is called on pages and in mails; its documents bear the title of the notice alone."""
        return self.definition.heading

    def is_open(self, at: datetime) -> bool:
        """Tell whether the call is published and a nomination received at `at` (aware) is in time: from
        the day of publication in Korea until the deadline.
        """
        opened = self.published_on <= at.astimezone(clock.KST).date()
        return self.state == CallState.PUBLISHED and opened and at < self.closes_at


class CallAttachment(Base):
    """A file beside the notice (붙임)."""

    __tablename__ = "call_attachment"

    id: Mapped[int] = mapped_column(primary_key=True)
    call_id: Mapped[int] = mapped_column(sa.ForeignKey("call.id"), index=True)
    file_id: Mapped[int] = mapped_column(sa.ForeignKey("stored_file.id"), unique=True)
    title: Mapped[Text] = mapped_column(BilingualText)

    call: Mapped[Call] = relationship(back_populates="attachments")
    file: Mapped[StoredFile] = relationship(lazy="joined")


class CallVersion(Base):
    """A call as it was published: 1 at its publication, the next whenever something changes that matters
    to nominators. `changes` says in both languages what is other than in the version before."""

    __tablename__ = "call_version"

    id: Mapped[int] = mapped_column(primary_key=True)
    call_id: Mapped[int] = mapped_column(sa.ForeignKey("call.id"))
    number: Mapped[int]
    data: Mapped[dict[str, Any]] = mapped_column(JSON)
    changes: Mapped[list[dict[str, str]]] = mapped_column(JSON)
    reason: Mapped[str] = mapped_column(sa.Text)
    published_at: Mapped[datetime]
    actor_id: Mapped[int | None]
    actor_name: Mapped[str] = mapped_column(sa.String(120))

    __table_args__ = (
        sa.UniqueConstraint("call_id", "number"),
        sa.CheckConstraint("number > 0", name="counts_from_one"),
    )

    @property
    def definition(self) -> CallDefinition:
        return validated(json.dumps(self.data, ensure_ascii=False))

    @property
    def lines(self) -> list[Text]:
        return [Text.of(line) for line in self.changes]


class CallAmendment(Base):
    """What was changed in a published call, with the reason that the notice shows (변경공고): a quota or
    a day `field` from `before` to `after`, or anything else as `said`, with `field` empty."""

    __tablename__ = "call_amendment"

    id: Mapped[int] = mapped_column(primary_key=True)
    call_id: Mapped[int] = mapped_column(sa.ForeignKey("call.id"), index=True)
    field: Mapped[str] = mapped_column(sa.String(60))
    before: Mapped[str] = mapped_column(sa.String(60))
    after: Mapped[str] = mapped_column(sa.String(60))
    said: Mapped[Text | None] = mapped_column(BilingualText)
    reason: Mapped[str] = mapped_column(sa.Text)
    at: Mapped[datetime]
    actor_id: Mapped[int | None]
    actor_name: Mapped[str] = mapped_column(sa.String(120))

    call: Mapped[Call] = relationship(back_populates="amendments")
