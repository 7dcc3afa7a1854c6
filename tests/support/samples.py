"""Small files of each kind that may be handed in, as sound as real ones."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Iterable, Mapping

import pikepdf
from PIL import Image

from workflow.core.inspection.kinds import DOCX, HWPX, XLSX

TYPES = '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">{}</Types>'
RELATIONS = '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{}</Relationships>'
EICAR = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$" + b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
"""The file by which virus scanners are tested; harmless, and in two pieces so that none finds it here."""


def pdf(*, pages: int = 1) -> bytes:
    with pikepdf.new() as document:
        for _ in range(pages):
            document.add_blank_page()
        return saved(document)


def saved(document: pikepdf.Pdf, **how: object) -> bytes:
    buffer = io.BytesIO()
    document.save(buffer, deterministic_id="encryption" not in how, **how)  # type: ignore[arg-type]
    return buffer.getvalue()


def picture(kind: str, size: tuple[int, int] = (8, 6)) -> bytes:
    """Return a picture; `kind` is 'PNG' or 'JPEG'."""
    buffer = io.BytesIO()
    Image.new("RGB", size, (0, 80, 160)).save(buffer, kind)
    return buffer.getvalue()


def png_chunk(name: bytes, content: bytes) -> bytes:
    return struct.pack(">L", len(content)) + name + content + struct.pack(">L", zlib.crc32(name + content))


def archive(parts: Mapping[str, bytes | str] | Iterable[tuple[str, bytes | str]], *, packed: bool = True) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED if packed else zipfile.ZIP_STORED) as made:
        for name, content in parts.items() if isinstance(parts, Mapping) else parts:
            made.writestr(name, content)
    return buffer.getvalue()


def docx(*, main: str = f"{DOCX}.main+xml", packed: bool = True, **parts: bytes | str) -> bytes:
    """Return a document of Word, with further `parts` by their path."""
    return archive({
        "[Content_Types].xml": TYPES.format(f'<Override PartName="/word/document.xml" ContentType="{main}"/>'),
        "word/document.xml": "<document/>", **parts,
    }, packed=packed)


def xlsx(**parts: bytes | str) -> bytes:
    return archive({
        "[Content_Types].xml": TYPES.format(f'<Override PartName="/xl/workbook.xml" ContentType="{XLSX}.main+xml"/>'),
        "xl/workbook.xml": "<workbook/>", **parts,
    })


def hwpx(**parts: bytes | str) -> bytes:
    return archive({"mimetype": HWPX, "Contents/section0.xml": "<sec/>", **parts})


PDF = pdf()
PNG = picture("PNG")
JPEG = picture("JPEG")
