"""Messages as bytes: written here, then read by the library's parser before anybody sends them.

The library's own writer is not used for them. In Python 3.11.7 it decodes an encoded word on its way
out, so that a subject can begin a header of its own (CVE-2024-6923: a Bcc by way of a subject), and
it loses spaces where it folds a long Korean subject. Values bound for a header refuse control
characters and '=?'; all else is base64, so nothing that people typed stands on the line as it is.
"""

from __future__ import annotations

import base64
import hashlib
import re
import unicodedata
from dataclasses import dataclass
from datetime import datetime
from email import policy
from email.header import Header, decode_header, make_header
from email.message import EmailMessage
from email.parser import BytesParser
from email.utils import format_datetime, parseaddr
from urllib.parse import quote

LINE = 76
LONGEST_PIECE = 700
"""Of a file name, percent-encoded; a line may have 998 characters, and few mail programs join pieces well."""
CRLF = "\r\n"

_ADDRESS = re.compile(
    r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9](?:[A-Za-z0-9.-]{0,251}[A-Za-z0-9])?"
)
_MEDIA_TYPE = re.compile(r"(?!text/|message/|multipart/)[a-z0-9][a-z0-9.+-]*/[a-z0-9][a-z0-9.+-]*")
_HEADER_LINE = re.compile(rb"([!-9;-~]+): ")


class Unsendable(ValueError):
    """This message must not leave; the text says which part of it is wrong."""


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that goes with a message, under its own (Korean) name."""

    name: str
    media_type: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Message:
    """What a message is to say. `sender` and `to` are (name, address); the name may be empty.
    `date` is aware; `language` is 'ko' or 'en'."""

    message_id: str
    sender: tuple[str, str]
    to: tuple[str, str]
    subject: str
    text: str
    html: str
    language: str
    date: datetime
    attachments: tuple[Attachment, ...] = ()


def compose(message: Message) -> bytes:
    """Return the message as it goes over the line: ASCII, with CRLF line ends. Raises Unsendable."""
    head = _head(message)
    mark = hashlib.sha256(message.message_id.encode()).hexdigest()[:32]
    texts = [
        _part("text/plain; charset=utf-8", _lines(message.text)),
        _part("text/html; charset=utf-8", _lines(message.html)),
    ]
    body = _multipart("alternative", f"=_a{mark}", texts)
    if message.attachments:
        body = _multipart("mixed", f"=_m{mark}", [body, *map(_attachment, message.attachments)])
    content = CRLF.join([*head, body]).encode("ascii")
    check(content, message)
    return content


def check(content: bytes, message: Message) -> None:
    """Read the finished bytes again; raises Unsendable unless they say what `message` means.

    The names of the headers are read twice, by the parser and as a server on the way sees them.
    """
    if not content.isascii() or re.search(rb"(?<!\r)\n|\r(?!\n)|\0", content):
        raise Unsendable("the composed message has bytes that do not belong on the line")
    wanted = sorted(line.partition(":")[0] for line in [*_head(message), "Content-Type:"])
    read = BytesParser(EmailMessage, policy=policy.SMTP).parsebytes(content)
    _compare("headers", wanted, sorted(_names_on_the_line(content)))
    _compare("headers", wanted, sorted(read.keys()))
    _compare("sender", (_spaced(message.sender[0]), message.sender[1]), _read_mailbox(read, "From"))
    _compare("recipient", (_spaced(message.to[0]), message.to[1]), _read_mailbox(read, "To"))
    _compare("subject", _spaced(message.subject), str(read["Subject"]))
    _compare("Message-ID", message.message_id, str(read["Message-ID"]))
    files = [part for part in read.walk() if part.is_attachment()]
    _compare(
        "attachments",
        [(_spaced(file.name), file.media_type, file.content) for file in message.attachments],
        [(part.get_filename(), part.get_content_type(), part.get_content()) for part in files],
    )


def header_value(what: str, value: str) -> str:
    """Return `value` fit for a header, its runs of spaces made one. Raises Unsendable."""
    if "=?" in value or any(unicodedata.category(c) in ("Cc", "Cs", "Zl", "Zp") for c in value):
        raise Unsendable(
            f"{what}: control characters and '=?' are refused, they could begin a header of their own"
        )
    return _spaced(value)


def mailbox(text: str) -> tuple[str, str]:
    """Part 'Name <address>' into (name, address). Raises Unsendable."""
    name, address = parseaddr(header_value("address", text))
    return name, _address("address", address)


def _head(message: Message) -> list[str]:
    subject = header_value("subject", message.subject)
    if not subject:
        raise Unsendable("subject: it is empty")
    return [
        f"From: {_mailbox('sender', *message.sender)}",
        f"To: {_mailbox('recipient', *message.to)}",
        f"Subject: {_words(subject)}",
        f"Date: {format_datetime(message.date)}",
        f"Message-ID: {header_value('Message-ID', message.message_id)}",
        "Auto-Submitted: auto-generated",
        f"Content-Language: {header_value('language', message.language)}",
        "MIME-Version: 1.0",
    ]


def _mailbox(what: str, name: str, address: str) -> str:
    name, address = header_value(what, name), _address(what, address)
    if not name:
        return address
    if name.isascii() and len(name) < LINE // 2:
        quoted = name.replace("\\", "\\\\").replace('"', '\\"')
        return f'"{quoted}" <{address}>'
    return f"{_words(name)}{CRLF} <{address}>"


def _address(what: str, address: str) -> str:
    if not _ADDRESS.fullmatch(header_value(what, address)):
        raise Unsendable(f"{what}: {address!r} is not an address that mail can be sent to")
    return address


def _words(value: str) -> str:
    """Write a value as encoded words (RFC 2047), one a line, unless it is short and ASCII."""
    if value.isascii() and len(value) < LINE - 20:
        return value
    return Header(value, "utf-8", maxlinelen=LINE, header_name="Content-Language").encode(linesep=CRLF)


def _multipart(kind: str, boundary: str, parts: list[str]) -> str:
    """Join parts, each beginning with its own head; base64 cannot contain the boundary."""
    inner = "".join(f"--{boundary}{CRLF}{part}{CRLF}" for part in parts)
    return f'Content-Type: multipart/{kind}; boundary="{boundary}"{CRLF}{CRLF}{inner}--{boundary}--{CRLF}'


def _part(media_type: str, content: bytes, *more: str) -> str:
    head = [f"Content-Type: {media_type}", "Content-Transfer-Encoding: base64", *more, "", ""]
    return CRLF.join(head) + base64.encodebytes(content).decode("ascii").replace("\n", CRLF)


def _attachment(file: Attachment) -> str:
    if not _MEDIA_TYPE.fullmatch(file.media_type):
        raise Unsendable(f"attachment: {file.media_type!r} is not a media type that is sent")
    pieces = [""]
    for character in header_value("file name", file.name):
        encoded = quote(character, safe="")
        if len(pieces[-1]) + len(encoded) > LONGEST_PIECE:
            pieces.append("")
        pieces[-1] += encoded
    number = ["*"] if len(pieces) == 1 else [f"*{place}*" for place in range(len(pieces))]
    pieces[0] = "utf-8''" + pieces[0]
    name = "".join(f";{CRLF} filename{at}={piece}" for at, piece in zip(number, pieces, strict=True))
    return _part(file.media_type, file.content, f"Content-Disposition: attachment{name}")


def _lines(text: str) -> bytes:
    return "".join(line + CRLF for line in text.splitlines()).encode("utf-8", "replace")


def _names_on_the_line(content: bytes) -> list[str]:
    names = []
    for line in content.partition(b"\r\n\r\n")[0].split(b"\r\n"):
        if line[:1] in (b" ", b"\t"):
            continue
        found = _HEADER_LINE.match(line)
        if found is None:
            raise Unsendable("the composed message has a line in its head that is no header")
        names.append(found[1].decode())
    return names


def _read_mailbox(read: EmailMessage, header: str) -> tuple[str, str]:
    """Read the one mailbox of a header. Its name is decoded by the older decoder: the newer one puts
    a space where a long Korean name was folded."""
    addresses = read[header].addresses
    raw = next(value for name, value in read.raw_items() if name == header)
    name, address = parseaddr("".join(raw.splitlines()))
    if len(addresses) != 1 or addresses[0].addr_spec != address:
        raise Unsendable(f"{header}: the composed message does not have exactly one address here")
    return (name if name.isascii() and "=?" not in name else str(make_header(decode_header(name)))), address


def _compare(what: str, meant: object, found: object) -> None:
    if meant != found:
        raise Unsendable(f"{what}: the composed message does not say what was meant")


def _spaced(value: str) -> str:
    return " ".join(value.split())
