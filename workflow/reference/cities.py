"""When two spellings of a city are one, and when an officer should look whether they are. Pure."""

from __future__ import annotations

from workflow.core.names import words_of

LONGEST_KEY = 240
GENERIC = frozenset({"city", "municipality", "metropolitan", "metropolis", "province", "district", "capital", "of", "the"})
"""Words that stand beside a city's name in some spellings of it; Quezon City is still not Quezon."""


def city_key(written: str) -> str:
    """Return what a spelling is compared by: Ha Noi, HANOI and Hà Nội are one city of a country."""
    return "".join(words_of(written))[:LONGEST_KEY]


def resemble(one: str, other: str) -> bool:
    """Tell whether two names of a country's cities may be one city's: a letter or two apart, or apart by a
    word such as 'City'. Short names are as they are: Hue is not Due."""
    if _bare(one) == _bare(other) != "":
        return True
    keys = city_key(one), city_key(other)
    shorter = min(len(key) for key in keys)
    return shorter >= 5 and distance(*keys) <= (2 if shorter >= 9 else 1)


def distance(one: str, other: str) -> int:
    """Return how many letters have to be put in, left out or replaced to make one of the other."""
    row = list(range(len(other) + 1))
    for place, letter in enumerate(one, start=1):
        before, row[0] = row[0], place
        for column, theirs in enumerate(other, start=1):
            before, row[column] = row[column], min(
                row[column] + 1, row[column - 1] + 1, before + (letter != theirs)
            )
    return row[-1]


def _bare(written: str) -> str:
    return "".join(sorted(word for word in words_of(written) if word not in GENERIC))
