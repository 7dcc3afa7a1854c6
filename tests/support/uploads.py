"""Uploads for tests of what is done with them, which are within a unit of work already."""

from __future__ import annotations

import hashlib
import secrets

from flask import current_app

from tests.support.samples import PDF
from workflow.core import files
from workflow.core.filenames import clean_name


def upload(content: bytes = PDF, name: str = "a.pdf", media_type: str = files.PDF) -> files.Taken:
    """Return an upload as `files.take` gives it, which nobody has looked into."""
    folder = current_app.extensions["settings"].instance_dir / "files" / "incoming"
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / secrets.token_hex(16)
    path.write_bytes(content)
    known_as = clean_name(name, files.KINDS[media_type])
    return files.Taken(path, known_as, media_type, len(content), hashlib.sha256(content).hexdigest(), {})
