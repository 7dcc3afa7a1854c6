"""Rendering as jobs of the outbox: what a document says becomes its PDF, outside any transaction.

The key of a job bears the hash of the facts: the same facts are rendered once, and a document whose facts
have changed meanwhile is not given the PDF of the old ones. A mail that attaches a document waits for
`job_key(document)` and names it by `reference(document)`.
"""

from __future__ import annotations

import sqlalchemy as sa

from workflow.core import files
from workflow.core.db import db
from workflow.core.mime import Attachment
from workflow.core.outbox import OutboxRow, OutboxState, enqueue
from workflow.core.outbox_worker import Final, Handler, Job
from workflow.core.pdf import GlyphsMissing, ResourceRefused
from workflow.documents.building import facts_of
from workflow.documents.facts import Facts, Language
from workflow.documents.models import Document
from workflow.documents.naming import pdf_name
from workflow.documents.render import render
from workflow.documents.states import DocumentState

KIND = "document"
SCHEME = "document"


def job_key(document: Document) -> str:
    """Return the key of the outbox row that makes this document's PDF."""
    return f"{KIND}:{document.id}:{document.facts_hash}"


def reference(document: Document) -> str:
    """Name the document's PDF as an attachment of a mail."""
    return f"{SCHEME}:{document.id}"


def order(document: Document) -> OutboxRow:
    """Have the document rendered after this transaction; the same facts again order nothing.

    A letter whose office has uploaded its own PDF is ordered too: what waits for the job goes on, and the
    job has nothing to render.
    """
    payload = {"document_id": document.id, "facts_hash": document.facts_hash}
    return enqueue(KIND, job_key(document), payload, topic=f"call:{document.call.code}", about=document)


class DocumentHandler(Handler):
    """Renders one document. What it does can be done again: the second PDF of the same facts is not kept."""

    attempts = 3

    def run(self, job: Job) -> bytes | None:
        """Return the PDF, or None where there is nothing to render (any more)."""
        found = to_render(job)
        db.session.rollback()
        return None if found is None else rendered(*found)

    def record(self, job: Job, result: bytes | None) -> None:
        """Keep the PDF, unless the facts have changed or somebody else has kept one."""
        if result is not None:
            keep(job, result)

    def failed(self, job: Job, error: str) -> None:
        """Note what staff see, at the document itself."""
        db.session.execute(
            sa.update(Document)
            .where(Document.id == job.payload["document_id"], Document.facts_hash == job.payload["facts_hash"])
            .values(render_error=error)
        )


def to_render(job: Job) -> tuple[Facts, Language] | None:
    """Return what a job has to render, or None where its document has a PDF or other facts by now.

    Raises Final where the document is void: what waits for it must not leave.
    """
    document = db.session.get(Document, job.payload["document_id"], populate_existing=True)
    if document is None or document.state is DocumentState.VOID:
        raise Final("the document is void")
    if document.record is not None or document.facts_hash != job.payload["facts_hash"]:
        return None
    return facts_of(document), "en" if document.language == "en" else "ko"


def rendered(facts: Facts, language: Language) -> bytes:
    """Return the PDF. Raises Final where trying again cannot help: a letter that no font has."""
    try:
        return render(facts, language)
    except (GlyphsMissing, ResourceRefused) as error:
        raise Final(str(error)) from error


def keep(job: Job, content: bytes) -> None:
    """Store a PDF and give it to its document, if that still says what was rendered and has none."""
    wanted = (
        sa.select(Document)
        .where(
            Document.id == job.payload["document_id"],
            Document.facts_hash == job.payload["facts_hash"],
            Document.file_id.is_(None),
        )
        .with_for_update(of=Document)
        .execution_options(populate_existing=True)
    )
    document = db.session.scalars(wanted).one_or_none()
    if document is not None:
        stored = files.store_bytes(content, pdf_name(facts_of(document), document.language), files.PDF)
        document.file_id, document.render_error = stored.id, ""
        db.session.flush()


def is_done(job: Job) -> bool:
    """Tell whether a job that was worked on is done by now."""
    state = db.session.scalar(sa.select(OutboxRow.state).where(OutboxRow.id == job.id))
    db.session.rollback()
    return state is OutboxState.DONE


def attachment(identity: str) -> Attachment:
    """Read a document's PDF for a mail. Raises LookupError where there is none, or the document is void."""
    document = db.session.get(Document, int(identity), populate_existing=True)
    stored = document.record if document and document.state is not DocumentState.VOID else None
    if stored is None:
        raise LookupError(identity)
    return Attachment(stored.name, stored.media_type, files.read(stored))
