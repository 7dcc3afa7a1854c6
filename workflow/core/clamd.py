"""Asks clamd whether a file carries a known virus, where one is configured (CLAMD).

What cannot be asked is refused, not let through and not held: a file that nobody has checked would lie among
those that staff open, and the person who uploads is there now to try again, as nobody is later. clamd's
StreamMaxLength must not be below UPLOAD_LIMIT_MB, or large files are refused for that.
"""

from __future__ import annotations

import logging
import socket
import struct
from pathlib import Path

from workflow.core.errors import Refused

CONNECT_SECONDS = 3.0
ANSWER_SECONDS = 30.0
STEP = 64 * 1024
ANSWER_LENGTH = 4096

log = logging.getLogger(__name__)


class Away(Exception):
    """clamd does not answer, or answers with something else than a verdict."""


def check(path: Path, address: str, *, field: str | None) -> None:
    """Raise Refused, with `field`, where clamd at `address` (socket path or host:port) finds a virus or is away."""
    try:
        virus = scan(path, address)
    except Away as away:
        log.error("clamd at %s does not answer: %s", address, away)
        raise Refused.because(
            "file_unscanned", field=field,
            ko="지금은 바이러스 검사를 할 수 없어 파일을 받지 못했습니다. "
            "잠시 후 다시 올려 주세요. 계속되면 담당자에게 알려 주세요.",
            en="The file was not taken, since it cannot be checked for viruses at the moment. "
            "Upload it again in a little while; if it goes on, tell the office.",
        ) from away
    if virus:
        log.warning("an upload was refused for a virus: %s", virus)
        raise Refused.because(
            "file_virus", field=field,
            ko=f"파일에서 바이러스({virus})가 발견되어 받지 않았습니다. 백신으로 검사한 뒤 안전한 파일을 올려 주세요.",
            en=f"A virus ({virus}) was found in the file and it was not taken. "
            "Check your computer, then upload a clean file.",
        )


def scan(path: Path, address: str) -> str:
    """Return the name of the virus in a file, '' where clamd finds none. Raises Away."""
    try:
        with _connect(address) as line, path.open("rb") as handle:
            line.sendall(b"zINSTREAM\0")
            while chunk := handle.read(STEP):
                line.sendall(struct.pack(">L", len(chunk)) + chunk)
            line.sendall(struct.pack(">L", 0))
            answer = _answer(line)
    except OSError as error:
        raise Away(str(error) or type(error).__name__) from error
    said = answer.removeprefix("stream: ")
    if said == "OK":
        return ""
    if said.endswith(" FOUND"):
        return said.removesuffix(" FOUND")
    raise Away(said or "no answer")


def _connect(address: str) -> socket.socket:
    if address.startswith("/"):
        line = socket.socket(socket.AF_UNIX)
        line.settimeout(CONNECT_SECONDS)
        try:
            line.connect(address)
        except OSError:
            line.close()
            raise
    else:
        host, _, port = address.rpartition(":")
        line = socket.create_connection((host.strip("[]"), int(port)), CONNECT_SECONDS)
    line.settimeout(ANSWER_SECONDS)
    return line


def _answer(line: socket.socket) -> str:
    said = b""
    while not said.endswith(b"\0") and len(said) < ANSWER_LENGTH and (part := line.recv(ANSWER_LENGTH)):
        said += part
    return said.rstrip(b"\0\n").decode(errors="replace")
