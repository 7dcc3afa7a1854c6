"""What documents would say if they were prepared now: how a stale one (변경사항 미반영) is told."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

from workflow.documents import building, queries
from workflow.documents.facts import CertificateFacts, Facts, LetterFacts
from workflow.documents.models import Document, LetterTerms
from workflow.documents.people import Named, told
from workflow.documents.states import DocumentKind, DocumentState
from workflow.nominations.models import Trainee
from workflow.programmes.models import Call
from workflow.selection import queries as selection
from workflow.selection.states import PlacementState

NOT_OUT = frozenset({DocumentState.PREPARED, DocumentState.NUMBERED})


class Current:
    """The facts of some documents of a call as they are now, read with the same few queries however many."""

    def __init__(self, call: Call, documents: Sequence[Document]) -> None:
        self.call = call
        self.documents = documents

    def facts(self, document: Document) -> Facts | None:
        """Return what the document would say now, or None where there is nothing left to say.

        A letter that is out names the same people for ever: who leaves later does not make it stale.
        """
        frozen = building.facts_of(document)
        built = self._built(document, frozen)
        return None if built is None else building.as_it_would_be(built, frozen, is_out=document.state not in NOT_OUT)

    def is_stale(self, document: Document) -> bool:
        """Tell whether the document says something else than it would now; a void one is never stale."""
        if document.state is DocumentState.VOID:
            return False
        now = self.facts(document)
        return now is None or now.digest() != document.facts_hash

    def stale(self) -> set[int]:
        return {document.id for document in self.documents if self.is_stale(document)}

    def names_others(self, document: Document) -> bool:
        """Tell whether a letter that is not out yet names other people or results than those selected now."""
        frozen, now = building.facts_of(document), self.facts(document)
        if not isinstance(frozen, LetterFacts) or not isinstance(now, LetterFacts):
            return True
        return (frozen.results, frozen.roster) != (now.results, now.roster)

    def people(self, document: Document) -> list[Named]:
        """Return whom a letter names now."""
        if document.state not in NOT_OUT:
            roster = building.facts_of(document)
            standings = [line.standing for line in roster.roster] if isinstance(roster, LetterFacts) else []
            named = zip(document.people, standings, strict=True)
            return [Named(self._again[id], standing) for id, standing in named if id in self._again]
        if not document.supplementary:
            return self._told.get(document.company_id or 0, [])
        placement = document.placement
        return [Named(placement.trainee)] if placement and placement.state is PlacementState.SELECTED else []

    def _built(self, document: Document, frozen: Facts) -> Facts | None:
        match document.kind:
            case DocumentKind.LETTER:
                people = self.people(document)
                if not any(one.is_selected for one in people) or self._terms is None or document.company is None:
                    return None
                return building.letter(
                    self.call, document.company.name_ko, people, self._terms, (),
                    supplementary=document.supplementary,
                )  # fmt: skip
            case DocumentKind.CERTIFICATE if document.trainee and isinstance(frozen, CertificateFacts):
                return building.certificate(
                    self.call, document.trainee, number=frozen.number, awarded_on=frozen.awarded_on,
                    verify_url=frozen.verify_url,
                )  # fmt: skip
            case DocumentKind.ITINERARY if document.release:
                return building.released_itinerary(self.call, document.release)
        return None

    @cached_property
    def _terms(self) -> LetterTerms | None:
        return queries.terms_of(self.call.id)

    @cached_property
    def _told(self) -> dict[int, list[Named]]:
        return told(self.call)

    @cached_property
    def _again(self) -> dict[int, Trainee]:
        ids = {id for one in self.documents if one.kind is DocumentKind.LETTER for id in one.people}
        return selection.trainees_by_id(sorted(ids))
