"""Names as passports write them, in the letters that machines read (ICAO Doc 9303, part 3). Pure."""

from __future__ import annotations

import re
import unicodedata

from workflow.core.i18n import Text

LIMIT = 90
NAME = re.compile(r"[A-Z]+(?:[ '-][A-Z]+)*")
APOSTROPHES = str.maketrans({"’": "'", "‘": "'", "`": "'", "‐": "-", "‑": "-", "–": "-"})


def clean(typed: str) -> str:
    """Return a name as it is kept: in capitals, one space between its words, plain apostrophes and hyphens."""
    return " ".join(unicodedata.normalize("NFC", typed).translate(APOSTROPHES).split()).upper()


def check(name: str) -> Text | None:
    """Say what is wrong with a cleaned name, or None; an empty one is nothing to check."""
    if not name or (NAME.fullmatch(name) and len(name) <= LIMIT):
        return None
    if len(name) > LIMIT:
        return Text(f"{LIMIT}자까지 적을 수 있습니다.", f"It may have {LIMIT} characters.")
    return Text(
        "여권 사진면 맨 아래 두 줄에 적힌 대로 로마자(A–Z)로 적어 주세요. 점이나 부호가 붙은 글자는 쓸 수 없습니다.",
        "Write it in the letters A to Z, as in the two lines at the foot of the passport's photo page: without dots, "
        "digits and accents.",
    )


def full(surname: str, given_names: str) -> str:
    """Return the whole name as documents bear it: surname first, as the passport's machine-readable line does."""
    return " ".join(part for part in (surname, given_names) if part)
