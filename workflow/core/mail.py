"""Mail: from what a stage wants to say to a message that the mail server has accepted.

The promise: nothing is lost; everything is sent at least once; a duplicate is possible only between
the server's reading of the final dot and our recording of its answer, and then bears the same
Message-ID, since the composed bytes are kept before they go out.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable
from typing import Any
from urllib.parse import urlsplit

from flask import Flask, current_app

from workflow.config import Settings, SettingsError
from workflow.core import clock, files, mime, outbox_worker
from workflow.core.crypto import CannotOpen, seal, unseal
from workflow.core.db import db
from workflow.core.files import StoredFile
from workflow.core.mime import Attachment, Message, Unsendable
from workflow.core.outbox import OutboxRow, OutboxState, enqueue
from workflow.core.outbox_worker import Final, Handler, Job, Temporary
from workflow.core.smtp import Line, Server

KIND = "mail"
SHARE_OF_LEASE = 0.8
"""Of its lease, how much a message may spend on the line: a sender never outlives its claim."""

Provider = Callable[[str], Attachment]
_providers: dict[str, Provider] = {}


def enqueue_mail(
    key: str,
    *,
    to: str,
    subject: str,
    text: str,
    html: str,
    language: str,
    to_name: str = "",
    attachments: Iterable[str] = (),
    after: str | Iterable[str] = (),
    topic: str | None = None,
    about: Any = None,
) -> OutboxRow:
    """Write a mail to one person into the caller's transaction and return its row.

    `text` and `html` are rendered already. `attachments` are references that a provider reads when
    the mail is composed ('file:12'), and `after` the keys of the rows that make them. For the rest
    see `outbox.enqueue`. What cannot be sent (a subject with a line break, no such address) does not
    stop the transaction: the mail fails where staff see it.
    """
    draft = {"to_name": to_name, "text": text, "html": html, "attachments": list(attachments)}
    return enqueue(
        KIND,
        key,
        {},
        after=after,
        topic=topic,
        about=about,
        recipient=to.strip(),
        subject=subject.strip(),
        language=language,
        draft=seal(json.dumps(draft).encode(), _place("draft", key)),
    )


def provide(scheme: str, provider: Provider) -> None:
    """Have attachments named 'scheme:identity' read by `provider(identity)`, which raises LookupError
    where there is none; only wiring.py says so."""
    _providers[scheme] = provider


def file_reference(stored: StoredFile) -> str:
    """Name a stored file as an attachment."""
    return f"file:{stored.id}"


def read_content(row: OutboxRow) -> bytes | None:
    """Return the message of a row exactly as it goes or went out, None before it is composed."""
    return None if row.content is None else unseal(row.content, _place("content", row.key))


class MailHandler(Handler):
    """Sends the mails of one run over one line, which is opened anew when it has broken."""

    def __init__(self) -> None:
        settings: Settings = current_app.extensions["settings"]
        self.server = Server.from_url(settings.mail_url)
        self.sender = mime.mailbox(settings.mail_sender)
        self.host = urlsplit(settings.public_url).hostname or "localhost"
        self.line: Line | None = None

    def run(self, job: Job) -> None:
        """Compose the mail unless that was done, record that it is being sent, and send it."""
        row = db.session.get_one(OutboxRow, job.id, populate_existing=True)
        recipient = str(row.recipient)
        columns: dict[str, Any] = {}
        try:
            content = read_content(row)
            if content is None:
                content, columns = self._compose(row)
        except (Unsendable, CannotOpen) as error:
            raise Final(str(error)) from error
        db.session.rollback()
        line = self._open_line()
        outbox_worker.extend(job, state=OutboxState.SENDING, **columns)
        try:
            line.send(self.sender[1], recipient, content, seconds=job.lease.total_seconds() * SHARE_OF_LEASE)
        except (Temporary, Final):
            self.close()
            raise

    def close(self) -> None:
        if self.line is not None:
            self.line.close()
            self.line = None

    def _compose(self, row: OutboxRow) -> tuple[bytes, dict[str, Any]]:
        """Return the message and the columns that keep it."""
        draft = json.loads(unseal(row.draft or b"", _place("draft", row.key)))
        # The id alone would come again in a database that was made anew.
        mark = hashlib.sha256(f"{row.key} {row.created_at.isoformat()}".encode()).hexdigest()[:16]
        message = Message(
            message_id=f"<outbox.{row.id}.{mark}@{self.host}>",
            sender=self.sender,
            to=(draft["to_name"], str(row.recipient)),
            subject=str(row.subject),
            text=draft["text"],
            html=draft["html"],
            language=str(row.language),
            date=clock.now(),
            attachments=tuple(_attachment(reference) for reference in draft["attachments"]),
        )
        content = mime.compose(message)
        kept = seal(content, _place("content", row.key))
        return content, {"content": kept, "message_id": message.message_id, "draft": None}

    def _open_line(self) -> Line:
        if self.line is not None and not self.line.answers():
            self.close()
        if self.line is None:
            self.line = self.server.open(self.host)
        return self.line


def _attachment(reference: str) -> Attachment:
    scheme, _, identity = reference.partition(":")
    try:
        return _providers[scheme](identity)
    except (LookupError, OSError) as error:
        raise Unsendable(f"attachment {reference}: it cannot be read ({type(error).__name__})") from error


def _stored_file(identity: str) -> Attachment:
    stored = db.session.get(StoredFile, int(identity))
    if stored is None:
        raise LookupError(identity)
    return Attachment(stored.name, stored.media_type, files.read(stored))


def _place(column: str, key: str) -> str:
    """Bind what is sealed to its row: a key names one row for ever."""
    return f"outbox.{column}:{key}"


def init_app(app: Flask) -> None:
    """Check the settings of mail and have its rows sent. Raises SettingsError."""
    settings: Settings = app.extensions["settings"]
    Server.from_url(settings.mail_url)
    try:
        mime.mailbox(settings.mail_sender)
    except Unsendable as error:
        raise SettingsError(f"MAIL_SENDER: {error}") from error
    provide("file", _stored_file)
    outbox_worker.register(KIND, MailHandler)
