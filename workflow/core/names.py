"""How names of people and places are compared, as they were typed.

What is left out is what two people who write the same name leave out or put in: capitals, marks, hyphens,
spaces, and which of the names stands first. Cyrillic is read in Latin letters.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

UNDIVIDED = str.maketrans({"đ": "d", "ø": "o", "ł": "l", "ı": "i", "æ": "ae", "œ": "oe", "þ": "th", "ð": "d"})
"""Letters that Unicode does not take apart into a plain letter and a mark."""

CYRILLIC = str.maketrans({
    "а": "a", "б": "b", "в": "v", "г": "g", "д": "d", "е": "e", "ж": "zh", "з": "z", "и": "i", "к": "k", "л": "l",
    "м": "m", "н": "n", "о": "o", "п": "p", "р": "r", "с": "s", "т": "t", "у": "u", "ф": "f", "х": "kh", "ц": "ts",
    "ч": "ch", "ш": "sh", "щ": "sh", "ъ": "", "ы": "y", "ь": "", "э": "e", "ю": "yu", "я": "ya", "є": "ye", "і": "i",
    "ґ": "g", "қ": "q", "ғ": "gh", "ҳ": "h", "ң": "ng", "ө": "o", "ү": "u", "ұ": "u", "ә": "a",
})  # fmt: skip
"""How passports of the region write Cyrillic letters, roughly: what is compared, never what is shown."""

LETTERS_PER_ERROR = 8
"""A name of so many letters may differ by one and still be taken for the same, miswritten."""


def words_of(name: str) -> list[str]:
    """Return the words of a name without case, marks and punctuation, Cyrillic in Latin letters."""
    apart = unicodedata.normalize("NFKD", name.casefold())
    bare = "".join(sign for sign in apart if not unicodedata.combining(sign)).translate(UNDIVIDED).translate(CYRILLIC)
    return re.findall(r"[^\W_]+", unicodedata.normalize("NFC", bare))


@lru_cache(maxsize=4096)  # one name is compared with many
def name_keys(name: str) -> frozenset[str]:
    """Return what a name is compared by; two names that share a key are likely one person's.

    One key joins the words (QUISPE MAMANI, Quispemamani), the other sorts them (Nguyễn Thị Minh Hạnh,
    HANH NGUYEN THI MINH). An empty name has no key.
    """
    words = words_of(name)
    return frozenset({"".join(words), " ".join(sorted(words))} - {""})


def is_miswritten(name: str, other: str) -> bool:
    """Tell whether two names may well be one that was corrected: one has words more than the other, or they differ
    by a letter, of long names by two or three. Two people can be called so; what matters is confirmed by the person."""
    words, others = set(words_of(name)), set(words_of(other))
    if not words or not others:
        return False
    if words <= others or others <= words:
        return True
    one, two = "".join(words_of(name)), "".join(words_of(other))
    return _steps_between(one, two) <= max(1, max(len(one), len(two)) // LETTERS_PER_ERROR)


def _steps_between(one: str, two: str) -> int:
    """Return how many letters are to be put in, left out, exchanged or swapped with the next to make one of the other."""
    before: list[int] = []
    row = list(range(len(two) + 1))
    for i, letter in enumerate(one, 1):
        earlier, before, row = before, row, [i]
        for j, other in enumerate(two, 1):
            steps = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (letter != other))
            if i > 1 and j > 1 and letter == two[j - 2] and one[i - 2] == other:
                steps = min(steps, earlier[j - 2] + 1)
            row.append(steps)
    return row[-1]
