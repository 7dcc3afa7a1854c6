"""Looks into a PDF: that it opens without a password, holds only pages, and unpacks to a sane size.

What a PDF does by itself (scripts, starting programs, sending forms) and what it carries (other files, films)
has no use in papers that are handed in, and is refused rather than taken out: the file that is kept is the
file that was sent, with its signatures.
"""

from __future__ import annotations

import contextlib
import re
import zlib
from pathlib import Path

import pikepdf

from workflow.core.inspection import ziptail
from workflow.core.inspection.child import Finding, Unfit, run
from workflow.core.inspection.kinds import PDF

PAGES = 3_000
OBJECTS = 300_000
UNPACKED = 600 * 1024 * 1024
"""Bytes that all compressed streams unpack to: a scan of 20 MB comes to a tenth of it."""

STEP = 1024 * 1024
DAMAGED = (pikepdf.PdfError, ValueError, TypeError)
AFTER_END = 1024
"""Readers look for the closing %%EOF in so many last bytes; more after it is something else."""

ACTIONS = frozenset(("/JavaScript", "/Launch", "/ImportData", "/SubmitForm", "/GoToE"))
CARRIERS = frozenset(("/FileAttachment", "/RichMedia", "/Movie", "/Sound", "/Screen", "/3D"))
FLATE = ("/FlateDecode", "/Fl")
PACKERS = frozenset((*FLATE, "/LZWDecode", "/LZW", "/RunLengthDecode", "/RL"))
SUSPECT = re.compile(
    rb"/(JS|JavaScript|Launch|ImportData|SubmitForm|GoToE|XFA|EF|EmbeddedFile|FileAttachment|RichMedia|Movie|Sound"
    rb"|Screen|3D)(?![A-Za-z0-9])"
)
"""Names in an object's text, as qpdf writes it out (so in one spelling), that ask for a closer look."""


def inspect(path: Path) -> Finding:
    """Return what it is and its pages. Raises Unfit, and PdfError where it is damaged."""
    _must_end_as_pdf(path)
    try:
        document = pikepdf.open(path, suppress_warnings=True)
    except pikepdf.PasswordError:
        raise Unfit("file_encrypted") from None
    with document:
        if document.is_encrypted:  # opens without a password, but forbids copying or printing
            raise Unfit("file_encrypted")
        if len(document.objects) > OBJECTS:
            raise Unfit("file_too_complex")
        pages = len(document.pages)
        if not pages:
            raise Unfit("file_damaged")
        if pages > PAGES:
            raise Unfit("file_too_complex")
        _look_at(document.trailer)
        room = UNPACKED
        for one in document.objects:
            if isinstance(one, pikepdf.Object):  # not a number or a null, which come as Python's own
                _look_at(one)
            if isinstance(one, pikepdf.Stream):
                room -= _unpacked(one, room)
                if room < 0:
                    raise Unfit("file_bomb")
    return Finding(PDF, {"pages": pages})


def _must_end_as_pdf(path: Path) -> None:
    with path.open("rb") as handle:
        if ziptail.find(handle):
            raise Unfit("file_two_kinds")
    content = path.read_bytes()
    end = content.rfind(b"%%EOF")
    if end >= 0 and len(content[end + 5 :].strip(b"\0 \t\r\n")) > AFTER_END:
        raise Unfit("file_two_kinds")


def _look_at(one: pikepdf.Object) -> None:
    """Raise Unfit where an object acts or carries something. Its text is searched first: that is quick."""
    plain = one.stream_dict if isinstance(one, pikepdf.Stream) else one
    if SUSPECT.search(plain.unparse(resolved=True)):
        _walk(plain)


def _walk(one: pikepdf.Object) -> None:
    if isinstance(one, pikepdf.Dictionary):
        if "/JS" in one or "/XFA" in one or _name(one, "/S") in ACTIONS:
            raise Unfit("file_active")
        if "/EF" in one or _name(one, "/Type") == "/EmbeddedFile" or _name(one, "/Subtype") in CARRIERS:
            raise Unfit("file_carries")
        below = list(one.as_dict().values())
    elif isinstance(one, pikepdf.Array):
        below = list(one.as_list())
    else:
        return
    for part in below:
        if isinstance(part, pikepdf.Object) and not part.is_indirect:
            _walk(part)


def _name(one: pikepdf.Object, key: str) -> str:
    value = one.get(key)
    return str(value) if isinstance(value, pikepdf.Name) else ""


def _unpacked(stream: pikepdf.Stream, room: int) -> int:
    """Return how many bytes a deflated stream unpacks to, or any number above `room` where it is more.

    Raises Unfit for one that is packed twice: nobody makes one but to hide its size.
    """
    filters = stream.get("/Filter")
    names = [str(filters)] if isinstance(filters, pikepdf.Name) else [str(one) for one in filters or ()]
    packed = [name for name in names if name in PACKERS]
    if len(packed) > 1 or len(names) > 3:
        raise Unfit("file_bomb")
    if not packed or packed[0] not in FLATE:
        return 0  # no other filter makes much of little
    if names[0] not in FLATE:  # written in letters first; qpdf unpacks it within this process's limit of memory
        return len(stream.read_bytes())
    inflater, data, size = zlib.decompressobj(), stream.read_raw_bytes(), 0
    with contextlib.suppress(zlib.error):  # a broken stream shows as a gap on its page, and costs no more
        while data and not inflater.eof and size <= room:
            size += len(inflater.decompress(data, STEP))
            data = inflater.unconsumed_tail
    return size


if __name__ == "__main__":
    run(inspect, DAMAGED)
