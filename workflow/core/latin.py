"""What is written in Latin letters, with any marks on them: 'NGUYỄN THỊ MINH HẠNH', 'São Paulo', 'Île-de-France'. Pure."""

from __future__ import annotations

import re
import unicodedata

IN_NAMES = frozenset(" -'’.,()")
"""What stands between the letters of a person's name."""

IN_TITLES = IN_NAMES | frozenset("0123456789/&:;+\"“”‘–—·°#")
"""What may stand besides in the name of a city, an organisation or a post, and in a company's."""


PICTURES = re.compile("[\U0001f000-\U0001fbff\ufe0f]")


def is_latin(written: str, besides: frozenset[str]) -> bool:
    """Tell whether a text is made of Latin letters, with their marks, and of the signs `besides`, with a letter in it."""
    signs = set(unicodedata.normalize("NFC", written)) - besides
    return any(map(_is_letter, signs)) and all(_is_letter(one) or unicodedata.category(one) == "Mn" for one in signs)


def has_pictures(written: str) -> bool:
    """Tell whether emoji stand in a text, which neither mails' headers nor printed documents can show."""
    return bool(PICTURES.search(written))


def _is_letter(sign: str) -> bool:
    return sign.isalpha() and unicodedata.name(sign, "").startswith(("LATIN ", "MODIFIER LETTER "))
