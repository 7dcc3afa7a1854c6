"""Looks into DOCX, XLSX and HWPX: zip archives of XML parts, which hold text, tables and pictures and nothing else.

The archive is read by its own directory, and every part is unpacked once, counted and checked, so that what
it says of itself is never trusted. Refused are archives that two readers would read in two ways, and parts
that run (macros, controls, programs), that hide other files (objects, archives) or that load from elsewhere.
"""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import BinaryIO

from workflow.core.inspection import ziptail
from workflow.core.inspection.child import Finding, Unfit, run
from workflow.core.inspection.kinds import DOCX, HWPX, XLSX
from workflow.core.inspection.officexml import check_scripts, check_xml, main_kind

ENTRIES = 5_000
DIRECTORY = 1024 * 1024
"""Bytes of the archive's own directory: 5,000 entries with long names."""

UNPACKED = 300 * 1024 * 1024
RATIO, FREE_OF_RATIO = 200, 20 * 1024 * 1024
"""A part that unpacks to more than 20 MB may be at most 200 times its packed size; text reaches some 20."""

STEP = 256 * 1024
PART = 8 * 1024 * 1024
"""Parts that are looked at as a whole (relations, types, scripts) are at most so long."""

LOCAL = struct.Struct("<4s5H3L2H")
ENCRYPTED = 0x1
DAMAGED = (zipfile.BadZipFile, zlib.error, OSError, ValueError, struct.error, NotImplementedError)
CONTENT_TYPES = "[Content_Types].xml"
XML_ENDINGS = frozenset((".xml", ".rels", ".vml", ".hpf", ".rdf", ".xhtml"))
MACROS = frozenset(("vbaproject.bin", "vbadata.xml", "vbaprojectsignature.bin", "attachedtoolbars.bin"))
PROGRAMS = frozenset((
    *(".exe", ".com", ".bat", ".cmd", ".scr", ".pif", ".dll", ".msi", ".jar", ".vbs", ".vbe", ".jse", ".wsf"),
    *(".hta", ".ps1", ".lnk", ".sh", ".py", ".html", ".htm", ".chm", ".reg", ".ole"),
))  # fmt: skip
FOREIGN = (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"MZ", b"\x7fELF", b"#!", b"%PDF-", b"Rar!", b"7z\xbc\xaf")
"""How parts begin that are objects of other programs, programs, documents or archives."""

SCRAMBLED_FONT = ".odttf"
"""Its first bytes are random."""


class Budget:
    """What an archive and those within it may still unpack to, in bytes and in entries."""

    def __init__(self) -> None:
        self.bytes, self.entries = UNPACKED, ENTRIES

    def spend(self, *, size: int = 0, entries: int = 0) -> None:
        self.bytes -= size
        self.entries -= entries
        if self.bytes < 0 or self.entries < 0:
            raise Unfit("file_bomb")


def inspect(path: Path) -> Finding:
    """Return which of the three it is. Raises Unfit, and BadZipFile where it is damaged."""
    with path.open("rb") as handle:
        if b"%PDF-" in handle.read(1024):
            raise Unfit("file_two_kinds")
        budget = Budget()
        kind = _inspect(handle, budget, depth=0)
    if kind not in (DOCX, XLSX, HWPX):
        raise Unfit("file_kind")
    return Finding(kind, {"unpacked": UNPACKED - budget.bytes})


def _inspect(handle: BinaryIO, budget: Budget, depth: int) -> str:
    """Check an archive and return the media type of the document that it is, or '' for another."""
    tail = ziptail.find(handle)
    if tail is None:
        raise Unfit("file_damaged")
    if tail.directory_size > DIRECTORY:
        raise Unfit("file_bomb")
    if not tail.is_exact:
        raise Unfit("file_two_kinds")
    handle.seek(0)
    entries = zipfile.ZipFile(handle).infolist()
    budget.spend(entries=len(entries))
    _check_directory(entries)
    starts = _data_starts(handle, entries, tail.directory)
    mimetype = types = b""
    for entry, start in zip(entries, starts, strict=True):
        content = _check_part(handle, entry, start, budget, depth)
        if entry.filename == "mimetype":
            mimetype = content
        elif entry.filename == CONTENT_TYPES:
            types = content
    if mimetype:
        return HWPX if mimetype.strip() == HWPX.encode() else ""
    return main_kind(types) if types else ""


def _check_directory(entries: list[zipfile.ZipInfo]) -> None:
    """Raise Unfit for names that another reader, or a file system, would take for something else."""
    names = [entry.orig_filename for entry in entries]
    if len({name.casefold() for name in names}) < len(names):
        raise Unfit("file_two_kinds")
    for name in names:
        parts = name.split("/")
        if name.startswith("/") or ".." in parts or any(c in "\\:" or not c.isprintable() for c in name):
            raise Unfit("file_two_kinds")
    if any(entry.flag_bits & ENCRYPTED for entry in entries):
        raise Unfit("file_encrypted")
    if any(entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED) for entry in entries):
        raise Unfit("file_damaged")


def _data_starts(handle: BinaryIO, entries: list[zipfile.ZipInfo], directory: int) -> list[int]:
    """Return where the bytes of each entry begin; raises Unfit where two of them share bytes, or hide some before."""
    starts, ends = [], {}
    for entry in entries:
        handle.seek(entry.header_offset)
        head = handle.read(LOCAL.size)
        if len(head) < LOCAL.size or head[:4] != b"PK\x03\x04":
            raise Unfit("file_damaged")
        *_, name, extra = LOCAL.unpack(head)
        start = entry.header_offset + LOCAL.size + name + extra
        starts.append(start)
        ends[entry.header_offset] = start + entry.compress_size
    order = sorted(ends)
    overlap = any(ends[one] > following for one, following in zip(order, [*order[1:], directory], strict=True))
    if overlap or len(order) < len(entries) or order[:1] != [0]:
        raise Unfit("file_two_kinds")
    return starts


def _check_part(handle: BinaryIO, entry: zipfile.ZipInfo, start: int, budget: Budget, depth: int) -> bytes:
    """Unpack and check one part. Return its content where it says what the archive is, else b''."""
    name = PurePosixPath(entry.filename)
    low = name.name.lower()
    if low in MACROS or "activex" in (part.lower() for part in name.parts[:-1]):
        raise Unfit("file_macros")
    if name.suffix.lower() in PROGRAMS:
        raise Unfit("file_carries")
    chunks = _unpack(handle, entry, start, budget)
    head = next(chunks, b"")
    if head.startswith(FOREIGN) and name.suffix.lower() != SCRAMBLED_FONT:
        raise Unfit("file_carries")
    if head.startswith(b"PK\x03\x04"):
        _check_within(head + _rest(chunks), budget, depth)
        return b""
    if name.suffix.lower() in XML_ENDINGS or entry.filename == CONTENT_TYPES:
        whole = head + _rest(chunks) if low.endswith((".rels", "manifest.xml")) or entry.filename == CONTENT_TYPES else head
        check_xml(low, whole, chunks)
        head = whole
    elif "scripts" in (part.lower() for part in name.parts[:-1]):
        check_scripts(head + _rest(chunks))
    for _ in chunks:  # to its end: the count and the check sum are for all of it
        pass
    return head if entry.filename in ("mimetype", CONTENT_TYPES) else b""


def _check_within(content: bytes, budget: Budget, depth: int) -> None:
    """Take the workbook behind a chart, and no other archive within."""
    if depth or not _inspect(io.BytesIO(content), budget, depth + 1):
        raise Unfit("file_carries")


def _rest(chunks: Iterator[bytes]) -> bytes:
    kept = io.BytesIO()
    for chunk in chunks:
        if kept.tell() > PART:
            raise Unfit("file_too_complex")
        kept.write(chunk)
    return kept.getvalue()


def _unpack(handle: BinaryIO, entry: zipfile.ZipInfo, start: int, budget: Budget) -> Iterator[bytes]:
    """Give out the content of an entry in steps. Raises Unfit where it is more, or other, than the directory says."""
    inflater = zlib.decompressobj(-zlib.MAX_WBITS) if entry.compress_type == zipfile.ZIP_DEFLATED else None
    at, end, pending, size, check = start, start + entry.compress_size, b"", 0, 0
    while True:
        if not pending and at < end:
            handle.seek(at)
            pending = handle.read(min(STEP, end - at))
            at += len(pending)
        if inflater is None:
            chunk, pending = pending, b""
        else:
            chunk = inflater.decompress(pending, STEP)
            pending = inflater.unconsumed_tail
        if not chunk and not pending and at >= end:
            break
        size += len(chunk)
        check = zlib.crc32(chunk, check)
        budget.spend(size=len(chunk))
        if size > FREE_OF_RATIO and size > RATIO * entry.compress_size:
            raise Unfit("file_bomb")
        if chunk:
            yield chunk
    whole = inflater is None or (inflater.eof and not inflater.unused_data)
    if not whole or size != entry.file_size or check != entry.CRC:
        raise Unfit("file_damaged")


if __name__ == "__main__":
    run(inspect, DAMAGED)
