"""The form in which words are compared by a search."""

from __future__ import annotations

import unicodedata


def searchable(words: str) -> str:
    """Bring words to the form the search compares: no case, no accents, Hangul kept whole."""
    apart = unicodedata.normalize("NFKD", words.casefold())
    return unicodedata.normalize("NFC", "".join(c for c in apart if not unicodedata.combining(c)))
