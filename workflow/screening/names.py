"""Whether two names, as they were typed, are likely those of one person."""

from __future__ import annotations

import re
import unicodedata

UNDIVIDED = str.maketrans({"đ": "d", "ø": "o", "ł": "l", "ı": "i", "æ": "ae", "œ": "oe", "þ": "th", "ð": "d"})
"""Letters that Unicode does not take apart into a plain letter and a mark."""


def name_keys(name: str) -> frozenset[str]:
    """Return what a name is compared by; two names that share a key are likely one person's.

    Case, marks and punctuation are left out. One key joins the words (QUISPE MAMANI, Quispemamani), the
    other sorts them (Nguyễn Thị Minh Hạnh, HANH NGUYEN THI MINH). An empty name has no key.
    """
    apart = unicodedata.normalize("NFKD", name.casefold())
    bare = "".join(sign for sign in apart if not unicodedata.combining(sign)).translate(UNDIVIDED)
    words = re.findall(r"[^\W_]+", unicodedata.normalize("NFC", bare))
    return frozenset({"".join(words), " ".join(sorted(words))} - {""})
