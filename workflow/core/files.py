"""Files that people hand in and that the product makes.

A file is streamed to a random name outside the web root, hashed and synced, and renamed into place
just before the transaction that refers to it commits; a crash in between leaves an orphan that
`sweep_orphans` removes, never a row without its file. What a file is is read from its content, by a
process of its own (`inspector`); its name is kept as data (`filenames`).

An upload is taken before the unit of work that keeps it, and gone where that is refused:

    with files.take(sent.stream, sent.filename) as taken, unit_of_work():
        services.attach(notice, taken, actor=current_user)  # calls files.keep
"""

from __future__ import annotations

import hashlib
import io
import math
import os
import secrets
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import BinaryIO

import sqlalchemy as sa
from flask import Response, current_app, send_file
from sqlalchemy.orm import Mapped, mapped_column

from workflow.core import clamd, clock, inspector
from workflow.core.db import Base, before_commit, db, in_unit_of_work
from workflow.core.errors import Refused
from workflow.core.filenames import clean_name
from workflow.core.inspection.kinds import HWPX, KINDS, PDF

__all__ = (
    "HWPX", "KINDS", "PDF", "StoredFile", "Taken", "keep", "read", "send", "store_bytes", "sweep_orphans", "take",
)  # fmt: skip

CHUNK = 64 * 1024
ORPHAN_AGE = timedelta(hours=6)
SWEEP = "files.sweep"
"""The task that removes files that no row refers to."""
READ_HERE = 16 * 1024 * 1024
"""Bytes of XML that the web process may parse itself: a sheet of some ten thousand rows."""


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


@dataclass(frozen=True, slots=True)
class Taken:
    """An upload that may be kept: it lies in `path` until the unit of work that keeps it commits.

    `facts` are those of `inspection.child.Finding`: pages, width and height, unpacked.
    """

    path: Path
    name: str
    media_type: str
    size: int
    sha256: str
    facts: Mapping[str, int]


@contextmanager
def take(
    stream: BinaryIO,
    name: str,
    *,
    kinds: Collection[str] = tuple(KINDS),
    limit: int | None = None,
    unpacked: int | None = None,
    field: str = "file",
) -> Iterator[Taken]:
    """Receive an upload and look into it; what nobody has kept when the block ends is removed.

    That takes seconds and touches no database, so it is a RuntimeError within a unit of work: nobody waits for
    a lock while a large file is read. `limit` is in bytes (default: the installation's); so is `unpacked`, what
    an Office file may unpack to: READ_HERE for one that the caller will read in this process. Raises Refused for
    an empty file, one over the limit, one whose content is of none of `kinds`, one that `inspection` finds
    unfit, and one with a virus (or unchecked) where clamd is configured.
    """
    if in_unit_of_work():
        raise RuntimeError("an upload is taken before the unit of work that keeps it")
    settings = current_app.extensions["settings"]
    temporary, digest, size = _receive(stream, limit or settings.upload_limit, field)
    try:
        found = inspector.inspect(temporary, kinds=kinds, field=field)
        if unpacked is not None and found.facts.get("unpacked", 0) > unpacked:
            raise inspector.refusal("file_bomb", field)
        if found.end is not None:
            digest, size = _cut(temporary, found.end)
        if settings.clamd:
            clamd.check(temporary, settings.clamd, field=field)
        known_as = clean_name(name, KINDS[found.media_type])
        yield Taken(temporary, known_as, found.media_type, size, digest, found.facts)
    finally:
        temporary.unlink(missing_ok=True)  # what was kept is in its place by now


def keep(
    taken: Taken, *, actor_id: int | None, kinds: Collection[str] = tuple(KINDS), field: str = "file"
) -> StoredFile:
    """Give what was taken its row and return it (flushed). The commit puts the file into its place, where it
    can be read from then on. Raises Refused for one of none of `kinds`: what is asked for may have changed since.
    """
    if taken.media_type not in kinds:
        raise inspector.wrong_kind(kinds, field)
    stored = _enter(taken, actor_id)
    place = stored.path
    before_commit(lambda _session: _put(taken.path, place))
    return stored


def store_bytes(content: bytes, name: str, media_type: str, *, actor_id: int | None = None) -> StoredFile:
    """Keep a file that the product made itself, such as a rendered PDF; its kind is known."""
    temporary, digest, size = _receive(io.BytesIO(content), len(content) + 1, "file")
    stored = _enter(Taken(temporary, clean_name(name), media_type, size, digest, {}), actor_id)
    _put(temporary, stored.path)
    return stored


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


def sweep_orphans() -> int:
    """Remove files on disk that no row refers to and that are older than any open transaction."""
    oldest = clock.real_now().timestamp() - ORPHAN_AGE.total_seconds()
    old = [path for path in _folder().glob("*/*") if _changed_at(path) < oldest]
    kept = set(db.session.scalars(sa.select(StoredFile.key)))
    orphans = [path for path in old if path.name not in kept]
    for path in orphans:
        path.unlink(missing_ok=True)
    return len(orphans)


def _changed_at(path: Path) -> float:
    try:
        return path.stat().st_mtime
    except FileNotFoundError:  # an upload that was kept or refused meanwhile
        return math.inf


def _enter(taken: Taken, actor_id: int | None) -> StoredFile:
    stored = StoredFile(
        key=secrets.token_hex(24), name=taken.name, media_type=taken.media_type, size=taken.size,
        sha256=taken.sha256, created_at=clock.now(), created_by=actor_id,
    )  # fmt: skip
    db.session.add(stored)
    db.session.flush()
    return stored


def _put(path: Path, place: Path) -> None:
    """Move a file to its place, for good."""
    place.parent.mkdir(parents=True, exist_ok=True)
    path.replace(place)
    folder = os.open(place.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


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


def _cut(path: Path, end: int) -> tuple[str, int]:
    """Take away what was appended to a file and return the hash and size of the rest."""
    with path.open("r+b") as handle:
        handle.truncate(end)
        os.fsync(handle.fileno())
    return hashlib.sha256(path.read_bytes()).hexdigest(), end


def _folder() -> Path:
    folder: Path = current_app.extensions["settings"].instance_dir / "files"
    return folder
