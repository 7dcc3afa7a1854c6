"""Printed itineraries: each release in Korean and in English."""

from __future__ import annotations

from workflow.core import audit
from workflow.core.i18n import LANGUAGES
from workflow.documents import building, jobs
from workflow.documents.models import Document
from workflow.documents.services import register
from workflow.documents.states import DocumentKind
from workflow.itinerary.models import ItineraryRelease


def prepare_itineraries(release: ItineraryRelease, *, actor: audit.Actor) -> list[Document]:
    """Enter a release in both languages and order its PDFs; return the documents, the Korean one first."""
    facts = building.released_itinerary(release.call, release)
    made = []
    for language in LANGUAGES:
        document = register.enter(
            f"itinerary:{release.id}:{language}",
            lambda language=language: register.blank(  # type: ignore[misc]
                DocumentKind.ITINERARY, release.call_id, facts, language=language, release_id=release.id
            ),
            actor=actor,
        )
        jobs.order(document)
        made.append(document)
    return made
