"""Reads of the register. Every load is scoped to its reader, so that a foreign document is a 404."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from flask import abort
from sqlalchemy.orm import contains_eager, joinedload
from sqlalchemy.orm.interfaces import ORMOption
from werkzeug.datastructures import MultiDict

from workflow.accounts.models import User
from workflow.accounts.roles import Role
from workflow.approvals.models import Approval
from workflow.approvals.states import ApprovalState
from workflow.core.audit import AuditEntry
from workflow.core.db import db
from workflow.core.outbox import OutboxRow, OutboxState
from workflow.documents.models import Document, LetterNumber, LetterTerms
from workflow.documents.states import READERS, DocumentKind, DocumentState
from workflow.nominations.models import Nomination, Trainee
from workflow.programmes.models import Call
from workflow.selection.models import Placement, SelectionRound
from workflow.selection.services import SUBJECT
from workflow.selection.states import PlacementState

PAGE = 50
WHOLE: tuple[ORMOption, ...] = (
    joinedload(Document.company),
    joinedload(Document.trainee).joinedload(Trainee.nomination).joinedload(Nomination.company),
    joinedload(Document.release),
    joinedload(Document.placement).joinedload(Placement.trainee).joinedload(Trainee.nomination),
    joinedload(Document.file),
    joinedload(Document.office_file),
)
"""All that a line of the register shows, in the one query."""


@dataclass(frozen=True, slots=True)
class Filters:
    """What the register's address asks for."""

    kind: DocumentKind | None = None
    state: DocumentState | None = None

    @classmethod
    def of(cls, arguments: MultiDict[str, str]) -> Filters:
        kind, state = arguments.get("kind", ""), arguments.get("state", "")
        return cls(
            DocumentKind(kind) if kind in set(DocumentKind) else None,
            DocumentState(state) if state in set(DocumentState) else None,
        )

    def address(self) -> dict[str, str]:
        return {name: value.value for name in ("kind", "state") if (value := getattr(self, name))}


@dataclass(frozen=True, slots=True)
class Page:
    """Some documents, newest first, and the ids that the neighbouring pages begin at."""

    documents: Sequence[Document]
    older: int | None
    newer: int | None


def page_of(call_id: int, filters: Filters, *, before: int | None = None, after: int | None = None) -> Page:
    """Return a page of the register by key: the documents older than `before`, or newer than `after`."""
    query = sa.select(Document).where(Document.call_id == call_id).options(*WHOLE).limit(PAGE + 1)
    if filters.kind:
        query = query.where(Document.kind == filters.kind)
    if filters.state:
        query = query.where(Document.state == filters.state)
    if after is not None:
        found = list(db.session.scalars(query.where(Document.id > after).order_by(Document.id)))
        more, found = len(found) > PAGE, found[:PAGE][::-1]
        return Page(found, found[-1].id if found else None, found[0].id if more else None)
    if before is not None:
        query = query.where(Document.id < before)
    found = list(db.session.scalars(query.order_by(Document.id.desc())))
    more, found = len(found) > PAGE, found[:PAGE]
    return Page(found, found[-1].id if more else None, found[0].id if before is not None and found else None)


def for_staff_or_404(document_id: int) -> Document:
    """Return a document for staff who read the register."""
    return _one(sa.select(Document).where(Document.id == document_id)) or abort(404)


def certificate_or_404(document_id: int) -> Document:
    """Return a certificate for staff; another kind of document is a 404."""
    found = for_staff_or_404(document_id)
    return found if found.kind is DocumentKind.CERTIFICATE else abort(404)


def visible_or_404(document_id: int, reader: User) -> Document:
    """Return a document whose file `reader` may have: staff any; a company its letters that are out, the
    certificates of its trainees that were awarded, and the itinerary of a training its trainees come to."""
    if reader.holds(*READERS):
        return for_staff_or_404(document_id)
    if not reader.holds(Role.COMPANY) or reader.company_id is None:
        abort(404)
    return _one(_of_company(reader.company_id).where(Document.id == document_id)) or abort(404)


def out_to(nomination: Nomination) -> Sequence[Document]:
    """Return what is out to the company of a nomination in its call: its letters, and the certificates of
    this nomination's trainees, as the company may have them."""
    of_this = sa.or_(
        Document.kind == DocumentKind.LETTER,
        Document.trainee_id.in_([one.id for one in nomination.trainees]),
    )
    query = _of_company(nomination.company_id).where(Document.call_id == nomination.call_id, of_this)
    return db.session.scalars(query.options(*WHOLE).order_by(Document.id)).all()


def in_force(key: str) -> Document | None:
    """Return the document of that key that is not void."""
    return db.session.scalar(sa.select(Document).where(Document.key == key, Document.state != DocumentState.VOID))


def letters_of(call_id: int, *states: DocumentState) -> Sequence[Document]:
    """Return the call's letters in these states (default: all that are not void), by company."""
    query = sa.select(Document).where(Document.call_id == call_id, Document.kind == DocumentKind.LETTER)
    wanted = Document.state.in_(states) if states else Document.state != DocumentState.VOID
    return db.session.scalars(query.where(wanted).options(*WHOLE).order_by(Document.id)).all()


def certificates_of(call_id: int, *states: DocumentState) -> Sequence[Document]:
    """Return the call's certificates in these states (default: all that are not void), by number."""
    query = sa.select(Document).where(Document.call_id == call_id, Document.kind == DocumentKind.CERTIFICATE)
    wanted = Document.state.in_(states) if states else Document.state != DocumentState.VOID
    return db.session.scalars(
        query.where(wanted).options(*WHOLE).order_by(Document.number_year, Document.number_serial, Document.id)
    ).all()


def counts(call_id: int) -> dict[tuple[DocumentKind, DocumentState], int]:
    """Return how many documents of each kind a call has in each state."""
    query = (
        sa.select(Document.kind, Document.state, sa.func.count())
        .where(Document.call_id == call_id)
        .group_by(Document.kind, Document.state)
    )
    return {(kind, state): number for kind, state, number in db.session.execute(query)}


def itineraries_of(call_id: int) -> dict[int, list[Document]]:
    """Return a call's printed itineraries that are not void, by release, the Korean one of each first."""
    query = (
        sa.select(Document)
        .where(
            Document.call_id == call_id, Document.kind == DocumentKind.ITINERARY,
            Document.state != DocumentState.VOID,
        )
        .options(joinedload(Document.file), joinedload(Document.office_file))
        .order_by(Document.language.desc())
    )  # fmt: skip
    found: dict[int, list[Document]] = defaultdict(list)
    for one in db.session.scalars(query):
        found[one.release_id or 0].append(one)
    return found


def coming_trainee_or_404(trainee_id: int) -> Trainee:
    """Return a trainee who comes to a training, with nomination, company and call; 404 for any other."""
    query = (
        sa.select(Trainee)
        .join(Placement, Placement.trainee_id == Trainee.id)
        .join(Trainee.nomination)
        .where(Trainee.id == trainee_id, Placement.state == PlacementState.SELECTED)
        .options(
            contains_eager(Trainee.nomination).options(joinedload(Nomination.company), joinedload(Nomination.call))
        )
    )
    return db.session.scalar(query) or abort(404)


def is_coming(trainee_id: int) -> bool:
    """Tell whether a trainee has a seat now."""
    seat = sa.select(Placement.id).where(
        Placement.trainee_id == trainee_id, Placement.state == PlacementState.SELECTED
    )
    return db.session.scalar(sa.select(seat.exists())) or False


def certificate_by_code(code: str) -> Document | None:
    """Return the certificate that a verification address names, or None; other documents have no such page."""
    return db.session.scalar(
        sa.select(Document).where(Document.code == code, Document.kind == DocumentKind.CERTIFICATE)
    )


def terms_of(call_id: int) -> LetterTerms | None:
    return db.session.scalar(sa.select(LetterTerms).where(LetterTerms.call_id == call_id))


def number_holder(unit: str, year: int, serial: int) -> int | None:
    """Return the call that a letter's number belongs to, or None."""
    return db.session.scalar(
        sa.select(LetterNumber.call_id).where(
            LetterNumber.unit == unit, LetterNumber.year == year, LetterNumber.serial == serial
        )
    )


def bearing(unit: str, year: int, serial: int) -> Sequence[Document]:
    """Return the letters that bear a number, void ones too."""
    return db.session.scalars(
        sa.select(Document).where(
            Document.kind == DocumentKind.LETTER, Document.number_unit == unit, Document.number_year == year,
            Document.number_serial == serial,
        )
    ).all()  # fmt: skip


def jobs_of(documents: Sequence[Document]) -> dict[int, OutboxRow]:
    """Return the latest rendering job of each of these documents, by document."""
    query = (
        sa.select(OutboxRow)
        .where(OutboxRow.about_type == Document.__name__, OutboxRow.kind == "document",
               OutboxRow.about_id.in_([one.id for one in documents]))
        .order_by(OutboxRow.id)
    )  # fmt: skip
    return {row.about_id: row for row in db.session.scalars(query) if row.about_id is not None}


def rendering(call_id: int) -> tuple[int, int, int]:
    """Return how many of the call's certificates in force have their PDF, how many there are, and how many failed."""
    counted: Any = db.session.execute(
        sa.select(
            sa.func.count(Document.file_id),
            sa.func.count(),
            sa.func.count(sa.case((sa.and_(Document.file_id.is_(None), Document.render_error != ""), 1))),
        ).where(
            Document.call_id == call_id, Document.kind == DocumentKind.CERTIFICATE,
            Document.state != DocumentState.VOID,
        )
    ).one()  # fmt: skip
    return tuple(counted)


def job_row(key: str) -> OutboxRow | None:
    return db.session.scalar(sa.select(OutboxRow).where(OutboxRow.key == key))


def has_failed(row: OutboxRow | None) -> bool:
    return row is not None and row.state is OutboxState.FAILED


def history_of(document_id: int) -> Sequence[AuditEntry]:
    """Return what was done to a document, the latest first."""
    query = sa.select(AuditEntry).where(
        AuditEntry.subject_type == Document.__name__, AuditEntry.subject_id == document_id
    )
    return db.session.scalars(query.order_by(AuditEntry.id.desc())).all()


def successor_of(document_id: int) -> Document | None:
    """Return the document that was issued in the place of this one."""
    query = sa.select(Document).where(Document.replaces_id == document_id).order_by(Document.id.desc())
    return db.session.scalars(query.limit(1)).first()


def approver_of(call_id: int) -> str:
    """Return who approved the selection of a call, '' where nobody has."""
    query = (
        sa.select(Approval.decided_name)
        .join(SelectionRound, SelectionRound.id == Approval.subject_ref)
        .where(
            SelectionRound.call_id == call_id,
            Approval.subject_type == SUBJECT,
            Approval.state == ApprovalState.APPROVED,
        )
    )
    return db.session.scalars(query.order_by(Approval.id.desc()).limit(1)).first() or ""


def call_of(document: Document) -> Call:
    return db.session.get_one(Call, document.call_id)


def _of_company(company_id: int) -> sa.Select[Document]:
    """Select what a company may have of the register."""
    own = Nomination.company_id == company_id
    trainees = sa.select(Trainee.id).join(Nomination, Nomination.id == Trainee.nomination_id).where(own)
    calls = (
        sa.select(Placement.call_id)
        .join(Nomination, Nomination.id == Placement.nomination_id)
        .where(own, Placement.state == PlacementState.SELECTED)
    )
    return sa.select(Document).where(sa.or_(
        sa.and_(Document.kind == DocumentKind.LETTER, Document.company_id == company_id,
                Document.state == DocumentState.DISPATCHED),
        sa.and_(Document.kind == DocumentKind.CERTIFICATE, Document.trainee_id.in_(trainees),
                Document.state == DocumentState.AWARDED),
        sa.and_(Document.kind == DocumentKind.ITINERARY, Document.call_id.in_(calls),
                Document.state == DocumentState.PREPARED),
    ))  # fmt: skip


def _one(query: sa.Select[Document]) -> Document | None:
    return db.session.scalar(query.options(*WHOLE, joinedload(Document.call)))
