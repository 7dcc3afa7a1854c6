"""The kinds of files that may be handed in, by media type; and what the first bytes of a file say."""

from __future__ import annotations

from enum import StrEnum

PDF = "application/pdf"
JPEG = "image/jpeg"
PNG = "image/png"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
HWPX = "application/hwp+zip"

KINDS = {PDF: ("pdf",), JPEG: ("jpg", "jpeg"), PNG: ("png",), DOCX: ("docx",), XLSX: ("xlsx",), HWPX: ("hwpx",)}
"""The endings that go with each; the first is given to a file whose name has none of them."""

HEAD = 16
"""So many bytes tell the family."""


class Family(StrEnum):
    """Files that begin alike and that one module of this folder looks into."""

    PDF = "pdf"
    IMAGE = "images"
    OFFICE = "office"
    OLE = "ole"
    """Word, Excel and Hangul of before, and Office documents with a password: nobody looks into these."""


HEADS = {
    b"%PDF-": Family.PDF, b"\xff\xd8\xff": Family.IMAGE, b"\x89PNG\r\n\x1a\n": Family.IMAGE,
    b"PK\x03\x04": Family.OFFICE, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1": Family.OLE,
}  # fmt: skip


def family(head: bytes) -> Family | None:
    """Return which family a file with these first bytes (HEAD of them) is of, None for any other."""
    return next((found for start, found in HEADS.items() if head.startswith(start)), None)
