"""What documents show on the pages of earlier stages, through slots."""

from __future__ import annotations

from flask import g, render_template, url_for
from flask_login import current_user

from workflow.documents import queries
from workflow.documents.building import facts_of
from workflow.documents.models import Document
from workflow.documents.naming import pdf_name
from workflow.documents.states import KIND_LABELS, READERS
from workflow.itinerary.models import ItineraryRelease
from workflow.nominations.models import Nomination


def of_nomination(nomination: Nomination) -> str:
    """List on a company's nomination what is out to it: its letters, and certificates that were awarded."""
    documents = queries.out_to(nomination)
    if not documents:
        return ""
    return render_template(
        "documents/pages/_of_nomination.html", files=[_file(one) for one in documents], labels=KIND_LABELS
    )


def of_release(release: ItineraryRelease) -> str:
    """Link the PDFs of a release; to a reader who may have none it shows nothing."""
    if not (current_user.is_authenticated and (current_user.holds(*READERS) or current_user.company_id)):
        return ""
    documents = _printed(release.call_id).get(release.id)
    if not documents:
        return ""
    return render_template("documents/pages/_of_release.html", files=[_file(one) for one in documents])


def _printed(call_id: int) -> dict[int, list[Document]]:
    """Return the printed releases of a call, by release; one query a page, however many releases it lists."""
    known: dict[int, dict[int, list[Document]]] = g.setdefault("printed_releases", {})
    if call_id not in known:
        known[call_id] = queries.itineraries_of(call_id)
    return known[call_id]


def _file(document: Document) -> dict[str, object]:
    """Return a document as the macro `files.file_list` takes it; without an address until its PDF is there."""
    stored = document.record
    return {
        "document": document,
        "name": stored.name if stored else pdf_name(facts_of(document), document.language),
        "url": url_for("documents.file", id=document.id) if stored else "",
        "size": stored.size if stored else None,
        "number": document.number or "",
        "language": document.language,
    }
