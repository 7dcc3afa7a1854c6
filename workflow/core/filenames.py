"""Names that people gave their files: kept as data, and safe wherever they are shown or saved again."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

from workflow.core.inspection.kinds import KINDS

STEM_LENGTH = 180
ENDING_LENGTH = 10
NAMELESS = "file"
FORBIDDEN = re.compile(r'[<>:"|?*]')
"""Windows takes these in no name."""

RESERVED = re.compile(r"(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])\s*(\.|$)", re.IGNORECASE)
"""Windows takes these names for devices, whatever their ending."""

KNOWN_ENDINGS = frozenset(ending for endings in KINDS.values() for ending in endings)


def clean_name(name: str, endings: Sequence[str] = ()) -> str:
    """Return the owner's name for a file without path parts, control and direction characters, composed
    (a Mac sends Korean in pieces), and at most 191 characters long.

    `endings` are those of what the file was found to be: a name with the ending of another kind gets the
    first of them instead (사진.jpg that is a PNG: 사진.png), any other name gets it added
    (report.exe: report.exe.pdf), so that nothing opens a file as what it is not.
    """
    name = unicodedata.normalize("NFC", name).replace("\\", "/").rsplit("/", 1)[-1]
    name = "".join(c for c in name if c.isprintable())
    name = FORBIDDEN.sub("_", name).strip(". ")
    stem, dot, ending = name.rpartition(".")
    if not dot or len(ending) > ENDING_LENGTH:
        stem, ending = name, ""
    if endings and ending.lower() not in endings:
        if ending and ending.lower() not in KNOWN_ENDINGS:
            stem = name
        ending = endings[0]
    stem = stem[:STEM_LENGTH].strip(". ") or NAMELESS
    if RESERVED.match(f"{stem}."):
        stem = f"_{stem}"
    return f"{stem}.{ending}" if ending else stem
