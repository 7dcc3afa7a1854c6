"""Requests that carry files: how much is read of each, where it goes meanwhile, and what is said of too much.

A file that is larger than may be kept is read to its end all the same, as long as the whole request is of a
sane size, but only what tells that it is too large is put on the disk: the form comes back with all that was
typed and the message beside the file. What is larger than that is answered with a page of its own (413),
after the sending has ended: browsers read no answer while they send, and show a broken connection instead.
"""

from __future__ import annotations

import contextlib
import tempfile
import time
from typing import IO, Any, cast

from flask import Flask, Request, current_app, request, session

from workflow.core.i18n import Text

MEGABYTE = 1024 * 1024
FILES_AT_ONCE = 3
"""Who is signed in may send so many files of the largest size in one request; anybody else one."""

TEXT = MEGABYTE
"""What a form may hold beside its files, in bytes."""

IN_MEMORY = 16 * 1024
"""Of each file, so that a thousand small ones do not fill it."""

DRAINED = 256 * MEGABYTE
DRAIN_SECONDS = 60.0
STEP = 64 * 1024


class CutFile(tempfile.SpooledTemporaryFile[bytes]):
    """Takes everything and keeps the first `most` bytes: one more than a file may have."""

    def __init__(self, most: int, folder: str) -> None:
        super().__init__(max_size=IN_MEMORY, dir=folder)
        self.most = most

    def write(self, data: Any) -> int:
        content = bytes(data)
        super().write(content[: max(0, self.most - self.tell())])
        return len(content)


class UploadRequest(Request):
    """A request whose files are cut where they are larger than may be kept."""

    def _get_file_stream(
        self, total_content_length: int | None, content_type: str | None, filename: str | None = None,
        content_length: int | None = None,
    ) -> IO[bytes]:  # fmt: skip
        settings = current_app.extensions["settings"]
        return cast(IO[bytes], CutFile(settings.upload_limit + 1, str(settings.instance_dir)))


def init_app(app: Flask) -> None:
    """Before what reads forms (the CSRF check does): the limit of a request is set before it is read."""
    app.request_class = UploadRequest
    app.config["MAX_CONTENT_LENGTH"] = app.extensions["settings"].upload_limit + TEXT
    app.jinja_env.globals["upload_limit"] = app.extensions["settings"].upload_limit
    app.before_request(_widen)


def too_large() -> list[Text]:
    """Let the sender come to the end, then return what there is to say about it."""
    with contextlib.suppress(OSError):  # who has gone reads no answer either
        _drain()
    settings = current_app.extensions["settings"]
    each, all_of_it = settings.upload_limit // MEGABYTE, FILES_AT_ONCE * settings.upload_limit // MEGABYTE
    return [Text(
        f"파일 하나는 {each} MB까지, 한 번에 보내는 파일은 모두 합해 {all_of_it} MB까지 받습니다.",
        f"A file may have up to {each} MB, and all files sent at once up to {all_of_it} MB together.",
    )]  # fmt: skip


def _widen() -> None:
    if request.method == "POST" and "_user_id" in session:
        request.max_content_length = FILES_AT_ONCE * current_app.config["MAX_CONTENT_LENGTH"]


def _drain() -> None:
    """Read what is left of the request and throw it away, up to a limit of bytes and of time.

    Only where the server says that the stream ends with the request, as gunicorn does; that of
    development drains by itself.
    """
    if not request.environ.get("wsgi.input_terminated"):
        return
    stream, left, end = request.environ["wsgi.input"], DRAINED, time.monotonic() + DRAIN_SECONDS
    while left > 0 and time.monotonic() < end and (chunk := stream.read(STEP)):
        left -= len(chunk)
