"""Files that people hand in and that the product makes.

A file is streamed to a random name outside the web root, hashed and synced, and renamed into place
before the transaction that refers to it commits; a crash in between leaves an orphan that
`sweep_orphans` removes, never a row without its file. What a file is is read from its content;
its name is kept as data.
"""

from __future__ import annotations

import hashlib
import io
import os
import secrets
import zipfile
from collections.abc import Collection
from datetime import datetime, timedelta
from pathlib import Path
from typing import BinaryIO

import puremagic
import sqlalchemy as sa
from flask import Response, current_app, send_file
from sqlalchemy.orm import Mapped, mapped_column

from workflow.core import clock
from workflow.core.db import Base, db
from workflow.core.errors import Refused

CHUNK = 64 * 1024
HEAD = 8 * 1024
NAME_LENGTH = 180
ORPHAN_AGE = timedelta(hours=6)

SHORT = 100
PDF = "application/pdf"
HWPX = "application/hwp+zip"
KINDS = {
    PDF: ("pdf",),
    "image/jpeg": ("jpg", "jpeg"),
    "image/png": ("png",),
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": ("docx",),
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": ("xlsx",),
    HWPX: ("hwpx",),
}
"""Kinds that may be handed in, by media type, with the endings that go with each."""


class StoredFile(Base):
    """A file on disk: `key` is its random name there, `name` the one its owner gave it."""

    __tablename__ = "stored_file"

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(sa.String(64), unique=True)
    name: Mapped[str] = mapped_column(sa.String(200))
    media_type: Mapped[str] = mapped_column(sa.String(120))
    size: Mapped[int]
    sha256: Mapped[str] = mapped_column(sa.String(64))
    created_at: Mapped[datetime]
    created_by: Mapped[int | None]

    @property
    def path(self) -> Path:
        return _folder() / self.key[:2] / self.key


def store(
    stream: BinaryIO,
    name: str,
    *,
    actor_id: int | None,
    kinds: Collection[str] = tuple(KINDS),
    limit: int | None = None,
    field: str = "file",
) -> StoredFile:
    """Keep an uploaded file and return its row (flushed, not committed).

    `limit` is in bytes (default: the installation's). Raises Refused for an empty file, one over
    the limit, and one whose content is of none of `kinds`; nothing is left on disk then.
    """
    limit = limit or current_app.extensions["settings"].upload_limit
    temporary, digest, size = _receive(stream, limit, field)
    try:
        media_type = sniff(temporary)
        if media_type not in kinds:
            allowed = ", ".join(sorted({ending.upper() for kind in kinds for ending in KINDS.get(kind, ())}))
            raise Refused.because(
                "file_kind",
                ko=f"이 파일의 내용은 허용된 형식이 아닙니다. {allowed} 파일을 올려 주세요.",
                en=f"The content of this file is not of an accepted kind. Upload one of: {allowed}.",
                field=field,
            )
        return _keep(temporary, digest, size, name, media_type, actor_id)
    finally:
        temporary.unlink(missing_ok=True)


def store_bytes(content: bytes, name: str, media_type: str, *, actor_id: int | None = None) -> StoredFile:
    """Keep a file that the product made itself, such as a rendered PDF; its kind is known."""
    temporary, digest, size = _receive(io.BytesIO(content), len(content) + 1, "file")
    return _keep(temporary, digest, size, name, media_type, actor_id)


def read(stored: StoredFile) -> bytes:
    return stored.path.read_bytes()


def send(stored: StoredFile, *, inline: bool = False) -> Response:
    """Answer with the file as an attachment under its own (Korean) name; the caller has authorised it."""
    response = send_file(
        stored.path, mimetype=stored.media_type, as_attachment=not inline, download_name=stored.name, conditional=True
    )
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return response


def sniff(path: Path) -> str:
    """Tell the media type of a file from its content; 'application/octet-stream' where unknown."""
    with path.open("rb") as handle:
        head = handle.read(HEAD)
    if head.startswith(b"PK\x03\x04"):
        return _sniff_zip(path)
    if head.startswith(b"%PDF-"):
        return PDF
    try:
        found = puremagic.magic_string(head)
    except (puremagic.PureError, ValueError):
        return "application/octet-stream"
    return str(found[0].mime_type) if found else "application/octet-stream"


def sweep_orphans() -> int:
    """Remove files on disk that no row refers to and that are older than any open transaction."""
    removed = 0
    oldest = clock.real_now().timestamp() - ORPHAN_AGE.total_seconds()
    for path in _folder().glob("*/*"):
        if path.stat().st_mtime < oldest and not db.session.scalar(
            sa.select(sa.exists().where(StoredFile.key == path.name))
        ):
            path.unlink()
            removed += 1
    return removed


def _sniff_zip(path: Path) -> str:
    """Office formats are zip files: their kind is told by the parts they must have."""
    try:
        with zipfile.ZipFile(path) as archive:
            names = set(archive.namelist())
            declared = "mimetype" in names and archive.getinfo("mimetype").file_size < SHORT
            if declared and archive.read("mimetype").strip() == HWPX.encode():
                return HWPX
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError):
        return "application/octet-stream"
    if "word/document.xml" in names:
        return "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
    if "xl/workbook.xml" in names:
        return "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    return "application/zip"


def _receive(stream: BinaryIO, limit: int, field: str) -> tuple[Path, str, int]:
    incoming = _folder() / "incoming"
    incoming.mkdir(parents=True, exist_ok=True)
    temporary = incoming / secrets.token_hex(16)
    digest, size = hashlib.sha256(), 0
    try:
        with temporary.open("xb") as handle:
            while chunk := stream.read(CHUNK):
                size += len(chunk)
                if size > limit:
                    raise Refused.because(
                        "file_size",
                        ko=f"파일이 너무 큽니다. {limit // (1024 * 1024)} MB 이하의 파일을 올려 주세요.",
                        en=f"The file is too large. Upload one of at most {limit // (1024 * 1024)} MB.",
                        field=field,
                    )
                digest.update(chunk)
                handle.write(chunk)
            handle.flush()
            os.fsync(handle.fileno())
        if size == 0:
            raise Refused.because(
                "file_empty", ko="빈 파일입니다. 내용이 있는 파일을 골라 주세요.",
                en="The file is empty. Choose a file that has content.", field=field,
            )
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
    return temporary, digest.hexdigest(), size


def _keep(temporary: Path, digest: str, size: int, name: str, media_type: str, actor_id: int | None) -> StoredFile:
    stored = StoredFile(
        key=secrets.token_hex(24), name=_clean_name(name), media_type=media_type, size=size,
        sha256=digest, created_at=clock.now(), created_by=actor_id,
    )
    stored.path.parent.mkdir(parents=True, exist_ok=True)
    temporary.replace(stored.path)
    folder = os.open(stored.path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
    db.session.add(stored)
    db.session.flush()
    return stored


def _clean_name(name: str) -> str:
    """Keep the owner's name for the file, without path parts, control or direction characters."""
    name = name.replace("\\", "/").rsplit("/", 1)[-1]
    name = "".join(c for c in name if c.isprintable() and c not in "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
    stem, dot, ending = name.strip().rpartition(".")
    stem, ending = (stem, ending[:10]) if dot else (ending, "")
    return (f"{stem[:NAME_LENGTH]}.{ending}" if ending else stem[:NAME_LENGTH]) or "file"


def _folder() -> Path:
    folder: Path = current_app.extensions["settings"].instance_dir / "files"
    return folder
