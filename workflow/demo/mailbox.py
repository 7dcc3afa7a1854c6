"""The folder that caught mail is kept in: one file a message, oldest first by name.

The mail catcher writes it; the demonstration's mailbox page and the tests read it. Each file is the
message exactly as it was sent, below two lines with the envelope: to whom it really went.
"""

from __future__ import annotations

import os
import re
import secrets
import time
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.parser import BytesHeaderParser
from email.policy import SMTP
from email.utils import parsedate_to_datetime
from pathlib import Path

SENDER, RECIPIENTS = "X-Envelope-From", "X-Envelope-To"
_KEY = re.compile(r"\d{20}-[0-9a-f]{8}")


@dataclass(frozen=True)
class Letter:
    """What a list shows of a message. `sent_at` is its Date header, aware, or None where it has none."""

    key: str
    sender: str
    recipients: tuple[str, ...]
    subject: str
    message_id: str
    sent_at: datetime | None


@dataclass(frozen=True)
class Attachment:
    """A file that came with a message, its content decoded."""

    name: str
    kind: str
    content: bytes


@dataclass(frozen=True)
class OpenLetter:
    """A whole message: its head, its two forms of text (empty where absent) and its files."""

    head: Letter
    text: str
    html: str
    attachments: tuple[Attachment, ...]
    source: bytes


def keep(folder: Path, content: bytes, sender: str, recipients: Iterable[str]) -> str:
    """Store one message durably and return its key.

    The file appears whole or not at all, and is on disk when this returns: the catcher answers 250
    only then, so that an accepted message is never lost.
    """
    folder.mkdir(parents=True, exist_ok=True)
    key = f"{time.time_ns():020d}-{secrets.token_hex(4)}"
    envelope = f"{SENDER}: {sender}\r\n{RECIPIENTS}: {', '.join(recipients)}\r\n"
    unfinished = folder / f"{key}.part"
    with unfinished.open("wb") as file:
        file.write(envelope.encode("utf-8", "surrogateescape") + content)
        file.flush()
        os.fsync(file.fileno())
    unfinished.rename(folder / f"{key}.eml")
    _sync_folder(folder)
    return key


def letters(folder: Path) -> list[Letter]:
    """List the messages, newest first; an absent folder has none."""
    if not folder.is_dir():
        return []
    return [_head_of(path) for path in sorted(folder.glob("*.eml"), reverse=True)]


def open_letter(folder: Path, key: str) -> OpenLetter:
    """Read one message whole; raises KeyError where there is none under `key`."""
    path = folder / f"{key}.eml"
    if not _KEY.fullmatch(key) or not path.is_file():
        raise KeyError(key)
    source = path.read_bytes()
    message = message_from_bytes(source, EmailMessage, policy=SMTP)
    return OpenLetter(
        head=_letter(key, message),
        text=_body(message, "plain"),
        html=_body(message, "html"),
        attachments=tuple(
            Attachment(part.get_filename() or "", part.get_content_type(), _content(part))
            for part in message.iter_attachments()
        ),
        source=source,
    )


def _head_of(path: Path) -> Letter:
    with path.open("rb") as file:
        return _letter(path.stem, BytesHeaderParser(EmailMessage, policy=SMTP).parse(file))


def _letter(key: str, message: EmailMessage) -> Letter:
    return Letter(
        key=key,
        sender=str(message[SENDER]),
        recipients=tuple(part.strip() for part in str(message[RECIPIENTS]).split(",")),
        subject=str(message["Subject"] or ""),
        message_id=str(message["Message-ID"] or "").strip(),
        sent_at=_moment(message["Date"]),
    )


def _moment(value: str | None) -> datetime | None:
    if not value:
        return None
    try:
        moment = parsedate_to_datetime(str(value))
    except ValueError:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _body(message: EmailMessage, kind: str) -> str:
    part = message.get_body((kind,))
    return part.get_content() if part is not None else ""


def _content(part: EmailMessage) -> bytes:
    content = part.get_payload(decode=True)
    return content if isinstance(content, bytes) else b""


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
