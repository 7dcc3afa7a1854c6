"""What the parts of an office archive may say: no declarations of entities, nothing that loads or runs by itself."""

from __future__ import annotations

import re
from collections.abc import Iterator
from xml.parsers import expat

from workflow.core.inspection.child import Unfit
from workflow.core.inspection.kinds import DOCX, XLSX

MAIN_PARTS = {f"{kind}.main+xml": kind for kind in (DOCX, XLSX)}
RUNS = frozenset(("oleObject", "package", "control", "frame", "subDocument"))
"""Kinds of relations by which a document takes in something that is elsewhere."""

SHARE = re.compile(r"^(\\\\|//|file:/{0,3}\\\\|file:/{4}|file://[^/\\])", re.IGNORECASE)
"""A folder of another machine: opening it tells that machine who one is, with the password's hash."""

SCHEME = re.compile(r"^(?!file:)[a-z][a-z0-9+.-]+:", re.IGNORECASE)

COMMENT = re.compile(r"/\*.*?\*/|//[^\r\n]*", re.DOTALL)
IDLE = re.compile(
    r"function\s+\w+\s*\([^)]*\)\s*\{\s*\}|var\s+Documents\s*=\s*XHwpDocuments\s*;"
    r"|var\s+Document\s*=\s*Documents\s*\.\s*Active_XHwpDocument\s*;"
)
"""What Hangul writes into the scripts of a document that has none."""


class _RootFound(Exception):
    """What may be declared stands before the first element: the rest need not be read for that."""


def check_xml(name: str, first: bytes, rest: Iterator[bytes]) -> None:
    """Raise Unfit where an XML part has a document type, is no XML, or does what its name must not.

    `first` is its beginning, or all of it for the parts that are read as a whole.
    """
    whole = name.endswith((".rels", "manifest.xml"))

    def declared(*_: object) -> None:
        raise Unfit("file_entities")

    def started(tag: str, attributes: dict[str, str]) -> None:
        if not whole:
            raise _RootFound
        _check_element(tag.rpartition(" ")[2], attributes)

    parser = expat.ParserCreate(namespace_separator=" ")
    parser.StartDoctypeDeclHandler = declared
    parser.StartElementHandler = started
    try:
        parser.Parse(first)
        for chunk in rest:
            parser.Parse(chunk)
        parser.Parse(b"", True)
    except _RootFound:
        return
    except expat.ExpatError:
        raise Unfit("file_damaged") from None


def main_kind(types: bytes) -> str:
    """Return the media type of the document that [Content_Types].xml declares, '' for none that is known.

    Raises Unfit where it declares macros, or two documents in one.
    """
    declared: list[str] = []
    parser = expat.ParserCreate()
    parser.StartElementHandler = lambda tag, attributes: declared.append(attributes.get("ContentType", ""))
    try:
        parser.Parse(types, True)
    except expat.ExpatError:
        raise Unfit("file_damaged") from None
    if any("macroenabled" in one.lower() or "vbaproject" in one.lower() for one in declared):
        raise Unfit("file_macros")
    mains = [MAIN_PARTS[one] for one in declared if one in MAIN_PARTS]
    if len(mains) > 1:
        raise Unfit("file_two_kinds")
    return mains[0] if mains else ""


def check_scripts(content: bytes) -> None:
    """Raise Unfit where a Hangul document's script does anything."""
    text = content.decode("utf-16" if content[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8", errors="replace")
    if "\0" in text:  # UTF-16 without its mark
        text = content.decode("utf-16-le", errors="replace")
    if IDLE.sub("", COMMENT.sub("", text)).strip("\ufeff \t\r\n\0"):
        raise Unfit("file_macros")


def _check_element(tag: str, attributes: dict[str, str]) -> None:
    if tag == "encryption-data":
        raise Unfit("file_encrypted")
    if tag == "Relationship" and attributes.get("TargetMode") == "External":
        kind, target = attributes.get("Type", "").rpartition("/")[2], attributes.get("Target", "").strip()
        far = kind == "attachedTemplate" and SCHEME.match(target)
        if kind != "hyperlink" and (kind in RUNS or far or SHARE.match(target)):
            raise Unfit("file_loads")
