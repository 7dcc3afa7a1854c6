"""Whether two records are one person's. Pure and symmetric: the answer never depends on which came first.

Only a name and a date of birth that agree exactly are taken for one person without being asked; all else is
a suggestion to an officer. Two dates of birth that differ tell two people apart, whatever their names.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import lru_cache

from workflow.core.i18n import Text
from workflow.core.names import name_keys, words_of

LONGEST_KEY = 240
SHORTEST_WORD = 3
"""Shorter words (Ali, De) are shared by too many people to say anything beside a date of birth."""

SOUNDS = (
    ("ee", "i"), ("oo", "u"), ("ou", "u"), ("kh", "h"), ("gh", "g"), ("ph", "f"), ("dh", "d"), ("zh", "j"), ("dj", "j"),
    ("ch", "C"), ("sh", "S"), ("q", "k"), ("c", "k"), ("x", "ks"), ("w", "v"), ("e", "a"), ("y", "i"), ("o", "u"),
)  # fmt: skip
"""What one sound is written by in Latin letters, by passports that were issued under different rules."""


class Likeness(StrEnum):
    """How alike two records are."""

    SAME = "same"
    NAME = "name"
    SOUND = "sound"
    BIRTH = "birth"


LABELS = {
    Likeness.SAME: Text("성명과 생년월일이 같음", "same name and date of birth"),
    Likeness.NAME: Text("성명이 같음(순서·띄어쓰기·표기 차이 제외)", "same name, but for order, spacing or marks"),
    Likeness.SOUND: Text("로마자 표기만 다른 성명", "names that differ by transliteration"),
    Likeness.BIRTH: Text("생년월일이 같고 성명 일부가 같음", "same date of birth and part of the name"),
}


@dataclass(frozen=True, slots=True)
class Identity:
    """What people are told by. `country` is a code of three letters, '' where none is known."""

    name: str
    country: str = ""
    birth_date: date | None = None


def likeness(one: Identity, other: Identity) -> Likeness | None:
    """Return how alike two records are, None where nothing says that they are one person's."""
    if born_apart(one, other):
        return None
    same_birth = one.birth_date is not None and one.birth_date == other.birth_date
    same_country = one.country == other.country or not one.country or not other.country
    if same_birth and same_country and _exact(one.name) == _exact(other.name) != "":
        return Likeness.SAME
    if not (same_country or same_birth):
        return None
    if name_keys(one.name) & name_keys(other.name):
        return Likeness.NAME
    if sound_of(one.name) == sound_of(other.name) != "":
        return Likeness.SOUND
    if same_birth and same_country and _long_words(one.name) & _long_words(other.name):
        return Likeness.BIRTH
    return None


def born_apart(one: Identity, other: Identity) -> bool:
    """Tell whether two dates of birth say that these are two people."""
    return bool(one.birth_date and other.birth_date and one.birth_date != other.birth_date)


def keys_of(person: Identity) -> frozenset[str]:
    """Return the keys by which all who may be this person are found; `likeness` looks closer at them."""
    keys = set(name_keys(person.name))
    if sound := sound_of(person.name):
        keys.add(f"~{sound}")
    if person.birth_date is not None:
        keys.add(f"*{person.birth_date.isoformat()}")
        keys.add(exact_key(person))
    return frozenset(key[:LONGEST_KEY] for key in keys)


def exact_key(person: Identity) -> str:
    """Return the key that only records share whose name and date of birth agree exactly; '' without a date."""
    born = person.birth_date.isoformat() if person.birth_date else ""
    return f"={born} {_exact(person.name)}"[:LONGEST_KEY] if born else ""


@lru_cache(maxsize=4096)  # one name is compared with many
def sound_of(name: str) -> str:
    """Return how a name sounds, roughly, whatever the order of its words: Mohammed Yousuf, YUSUF MUHAMMAD."""
    return " ".join(sorted(filter(None, map(_sound, words_of(name)))))


def _sound(word: str) -> str:
    for written, sound in SOUNDS:
        word = word.replace(written, sound)
    word = re.sub(r"(.)\1+", r"\1", word)
    return re.sub(r"(?<=[aiu])h$", "", word)


def _exact(name: str) -> str:
    return " ".join(unicodedata.normalize("NFC", name).casefold().split())


def _long_words(name: str) -> set[str]:
    return {word for word in words_of(name) if len(word) >= SHORTEST_WORD}
