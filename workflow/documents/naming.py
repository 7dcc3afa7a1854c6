"""File names of documents: Korean as it is, without what some file system refuses. Pure."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

from workflow.documents.facts import CertificateFacts, Facts, ItineraryFacts, LetterFacts

REFUSED = re.compile(r'[\\/:*?"<>|\x00-\x1f\x7f\u200e\u200f\u202a-\u202e\u2066-\u2069]')
LONGEST = 120


def safe(name: str) -> str:
    """Return a name without ending as Windows, macOS and Linux all take it; never empty."""
    name = REFUSED.sub(" ", unicodedata.normalize("NFC", name))
    return " ".join(name.split())[:LONGEST].strip(" .") or "문서"


def pdf_name(facts: Facts, language: str = "ko") -> str:
    """Return the name of the PDF rendered from these facts."""
    match facts:
        case LetterFacts():
            kind = "추가선정 통보" if facts.supplementary else "선정 통보"
            return f"{safe(' '.join(filter(None, (facts.number, kind, facts.company))))}.pdf"
        case CertificateFacts():
            return f"{safe(f'{facts.number} {facts.name}')}.pdf"
        case ItineraryFacts() if language == "en":
            return f"{safe(f'{facts.programme.en or facts.programme.ko} itinerary, release {facts.release}')}.pdf"
        case ItineraryFacts():
            return f"{safe(f'{facts.programme.ko} 연수일정 제{facts.release}판')}.pdf"
    raise TypeError(f"there is no document of {type(facts).__name__}")


def apart(names: Iterable[str]) -> list[str]:
    """Return the names with a number where one comes again, so that they fit into one folder or ZIP.

    Two names that differ only in case are the same to Windows and macOS.
    """
    taken: set[str] = set()
    found = []
    for name in names:
        stem, dot, ending = name.rpartition(".")
        number, tried = 1, name
        while tried.casefold() in taken:
            number += 1
            tried = f"{stem} ({number}){dot}{ending}"
        taken.add(tried.casefold())
        found.append(tried)
    return found
