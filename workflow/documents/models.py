"""The register of documents (발급대장): number, state, the facts each was rendered from, and its PDF.

Beside it what the letters of a call say beyond the call's own data, and which call an office's
letter number belongs to.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship
from sqlalchemy.types import JSON

from workflow.accounts.models import Company
from workflow.core.db import Base, Versioned, one_of
from workflow.core.files import StoredFile
from workflow.documents.states import DocumentKind, DocumentState
from workflow.itinerary.models import ItineraryRelease
from workflow.nominations.models import Trainee
from workflow.programmes.models import Call
from workflow.selection.models import Placement


class Document(Versioned, Base):
    """One letter, certificate or printed itinerary.

    `key` is what it is for: one document of a key is in force, all others are void. `facts` is what
    it says, frozen; `file` is the PDF rendered from them and `office_file` the office's own PDF, which
    is the record of a letter numbered outside. `code` opens the public verification page of a
    certificate. `people` are the ids of the trainees whom it names, in their order. `placement` is
    the promotion that a supplementary letter tells, `replaces` the document in whose place this one
    was issued anew.
    """

    __tablename__ = "document"

    id: Mapped[int] = mapped_column(primary_key=True)
    call_id: Mapped[int] = mapped_column(sa.ForeignKey("call.id"))
    kind: Mapped[DocumentKind] = mapped_column(one_of(DocumentKind))
    state: Mapped[DocumentState] = mapped_column(one_of(DocumentState), default=DocumentState.PREPARED)
    language: Mapped[str] = mapped_column(sa.String(2), default="ko")
    key: Mapped[str] = mapped_column(sa.String(120))
    company_id: Mapped[int | None] = mapped_column(sa.ForeignKey("company.id"), index=True)
    trainee_id: Mapped[int | None] = mapped_column(sa.ForeignKey("trainee.id"), index=True)
    release_id: Mapped[int | None] = mapped_column(sa.ForeignKey("itinerary_release.id"), index=True)
    placement_id: Mapped[int | None] = mapped_column(sa.ForeignKey("placement.id"), index=True)
    supplementary: Mapped[bool] = mapped_column(default=False)
    replaces_id: Mapped[int | None] = mapped_column(sa.ForeignKey("document.id"), index=True)
    people: Mapped[list[int]] = mapped_column(JSON, default=list)

    number: Mapped[str | None] = mapped_column(sa.String(80))
    number_unit: Mapped[str | None] = mapped_column(sa.String(120))
    number_year: Mapped[int | None]
    number_serial: Mapped[int | None]
    approved_on: Mapped[date | None]
    enforced_on: Mapped[date | None]
    approver: Mapped[str] = mapped_column(sa.String(120), default="")
    disclosure: Mapped[str] = mapped_column(sa.String(40), default="")

    facts: Mapped[dict[str, Any]] = mapped_column(JSON)
    facts_hash: Mapped[str] = mapped_column(sa.String(64))
    code: Mapped[str] = mapped_column(sa.String(40), unique=True)
    file_id: Mapped[int | None] = mapped_column(sa.ForeignKey("stored_file.id"))
    office_file_id: Mapped[int | None] = mapped_column(sa.ForeignKey("stored_file.id"))
    render_error: Mapped[str] = mapped_column(sa.Text, default="")

    prepared_at: Mapped[datetime]
    prepared_by: Mapped[int | None]
    prepared_name: Mapped[str] = mapped_column(sa.String(120))
    dispatched_at: Mapped[datetime | None]
    awarded_on: Mapped[date | None]
    withheld_reason: Mapped[str] = mapped_column(sa.Text, default="")
    voided_at: Mapped[datetime | None]
    void_reason: Mapped[str] = mapped_column(sa.Text, default="")

    call: Mapped[Call] = relationship()
    company: Mapped[Company | None] = relationship()
    trainee: Mapped[Trainee | None] = relationship()
    release: Mapped[ItineraryRelease | None] = relationship()
    file: Mapped[StoredFile | None] = relationship(foreign_keys=[file_id])
    office_file: Mapped[StoredFile | None] = relationship(foreign_keys=[office_file_id])
    placement: Mapped[Placement | None] = relationship()
    replaces: Mapped[Document | None] = relationship(remote_side=[id])

    __table_args__ = (
        sa.Index("ix_document_call_kind", "call_id", "kind", "id"),
        sa.Index(
            "uq_document_key", "key", unique=True,
            sqlite_where=sa.text("state <> 'void'"), postgresql_where=sa.text("state <> 'void'"),
        ),
        sa.Index(
            "uq_document_certificate_number", "number_unit", "number_year", "number_serial", unique=True,
            sqlite_where=sa.text("kind = 'certificate'"), postgresql_where=sa.text("kind = 'certificate'"),
        ),
        sa.CheckConstraint("state <> 'void' OR (void_reason <> '' AND voided_at IS NOT NULL)", name="void_has_reason"),
        sa.CheckConstraint("state NOT IN ('numbered', 'dispatched') OR number IS NOT NULL", name="numbered_has_number"),
        sa.CheckConstraint("state <> 'dispatched' OR dispatched_at IS NOT NULL", name="dispatched_has_moment"),
        sa.CheckConstraint("kind <> 'certificate' OR number IS NOT NULL", name="certificate_has_number"),
        sa.CheckConstraint("number IS NULL OR number_serial IS NOT NULL", name="number_has_serial"),
        sa.CheckConstraint("state <> 'awarded' OR awarded_on IS NOT NULL", name="awarded_has_day"),
        sa.CheckConstraint("state <> 'not_awarded' OR withheld_reason <> ''", name="not_awarded_has_reason"),
        sa.CheckConstraint("NOT supplementary OR placement_id IS NOT NULL", name="supplementary_has_promotion"),
        sa.CheckConstraint(
            "(kind = 'letter' AND company_id IS NOT NULL) OR (kind = 'certificate' AND trainee_id IS NOT NULL)"
            " OR (kind = 'itinerary' AND release_id IS NOT NULL)",
            name="kind_has_subject",
        ),
    )

    @property
    def record(self) -> StoredFile | None:
        """The PDF that counts: the office's own where there is one, else ours once it is rendered."""
        return self.office_file or self.file


class LetterNumber(Base):
    """A letter's number (처리과명-연도별 일련번호) and the one call whose letters bear it.

    One number may go to many recipients of a call (수신자 참조), but never to two calls; a row that
    stands here already is how a second call is told, whoever writes first.
    """

    __tablename__ = "letter_number"

    unit: Mapped[str] = mapped_column(sa.String(120), primary_key=True)
    year: Mapped[int] = mapped_column(primary_key=True)
    serial: Mapped[int] = mapped_column(primary_key=True)
    call_id: Mapped[int] = mapped_column(sa.ForeignKey("call.id"), index=True)


class LetterTerms(Versioned, Base):
    """What the letters of a call say beyond its data: the dates until when, and the internal plan (방침)."""

    __tablename__ = "letter_terms"

    id: Mapped[int] = mapped_column(primary_key=True)
    call_id: Mapped[int] = mapped_column(sa.ForeignKey("call.id"), unique=True)
    reply_by: Mapped[date]
    papers_by: Mapped[date]
    travel_by: Mapped[date]
    absent_by: Mapped[date]
    plan_title: Mapped[str] = mapped_column(sa.String(200), default="")
    plan_number: Mapped[str] = mapped_column(sa.String(80), default="")
    plan_on: Mapped[date | None]
