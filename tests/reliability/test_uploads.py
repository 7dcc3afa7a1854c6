"""Hostile uploads against the real server: what it answers, and the most memory that its process ever had."""

from __future__ import annotations

import http.client
import re
import secrets
from collections.abc import Iterable, Iterator
from pathlib import Path
from urllib.parse import urlsplit

import psutil
import pytest
import sqlalchemy as sa

from tests.factories.accounts import officer
from tests.factories.programmes import make_call
from tests.reliability.conftest import PASSWORD, Installation
from tests.support import hostile
from tests.support.samples import PDF
from tests.support.servers import Web
from tests.support.threads import at_once
from tests.support.visitor import Visitor
from workflow.core.db import db, unit_of_work
from workflow.core.files import StoredFile

MEGABYTE = 1024 * 1024
MEMORY = 300 * MEGABYTE
NAMES = [
    *("여권 사본.pdf", "계약\u202efdp.exe", "../../../../etc/passwd", "가" * 300 + ".pdf"),
    *("a\tb;c=\\d.pdf", "CON", "مستند.pdf"),
]
HOSTILE = [
    *("pdf whose objects unpack to 1 GB", "pdf with a password", "pdf that is a zip"),
    *("png of 4 thousand million pixels", "png of 81 million pixels", "jpeg cut short", "hangul or word of before"),
    *("docx with a part of 25 MB in 25 kB", "docx with 6,000 parts", "docx with entities", "docx with macros"),
    *("docx with a virus for a scanner", "virus for a scanner"),
]
"""Those that weigh most, and one for each way to a refusal; tests/core/test_inspection.py has all of them."""

PAGE = "/manage/calls/URT-2025/attachments"

pytestmark = [pytest.mark.slow, pytest.mark.timeout(240)]


class Sender:
    """Posts forms with files, of any size, and never holds one whole."""

    def __init__(self, visitor: Visitor, path: str, fields: dict[str, str]) -> None:
        self.at, self.path, self.fields = urlsplit(visitor.url), path, fields
        self.cookie = "; ".join(f"{name}={value}" for name, value in visitor.cookies.items())
        self.boundary = secrets.token_hex(8)

    def send(
        self, *files: tuple[str, Iterable[bytes], int], measured: bool = True, more: dict[str, str] | None = None
    ) -> tuple[int, str]:
        """Post files as (name, content in pieces, its length); without a length in the head unless `measured`."""
        texts = "".join(
            f'--{self.boundary}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
            for name, value in {**self.fields, **(more or {})}.items()
        ).encode()
        heads = [
            f'--{self.boundary}\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n\r\n'.encode()
            for name, _, _ in files
        ]
        end = f"--{self.boundary}--\r\n".encode()

        def body() -> Iterator[bytes]:
            yield texts
            for head, (_, content, _) in zip(heads, files, strict=True):
                yield head
                yield from content
                yield b"\r\n"
            yield end

        headers = {"Cookie": self.cookie, "Content-Type": f"multipart/form-data; boundary={self.boundary}"}
        if measured:
            headers["Content-Length"] = str(
                len(texts) + len(end) + sum(len(h) + length + 2 for h, (_, _, length) in zip(heads, files, strict=True))
            )
        connection = http.client.HTTPConnection(self.at.netloc, timeout=60)
        try:
            connection.request("POST", self.path, body(), headers, encode_chunked=not measured)
            answer = connection.getresponse()
            return answer.status, answer.read().decode()
        finally:
            connection.close()

    def send_whole(self, name: str, content: bytes) -> tuple[int, str]:
        return self.send((name, [content], len(content)))


def most_memory(process: psutil.Process) -> int:
    """Return the most bytes that a process ever had in memory."""
    found = re.search(r"VmHWM:\s+(\d+) kB", Path(f"/proc/{process.pid}/status").read_text())
    assert found
    return int(found[1]) * 1024


def zeros(megabytes: int) -> Iterator[bytes]:
    return (bytes(MEGABYTE) for _ in range(megabytes))


def test_hostile_uploads_are_answered_and_the_web_process_stays_small(
    installation: Installation, record_property: pytest.RecordProperty
) -> None:
    with unit_of_work():
        make_call()
        staff = officer()
    installation.give_passwords([staff])
    email = staff.email
    with Web(installation.folder, installation.env, processes=1, threads=4) as web:
        (worker,) = psutil.Process(web.child.process.pid).children()
        visitor = Visitor(web.url).sign_in(email, PASSWORD)
        token = visitor.get(PAGE).value("csrf_token")
        sender = Sender(visitor, PAGE, {"csrf_token": token, "title-ko": "사업 증빙 서식", "title-en": "Form"})

        before = most_memory(worker)
        answers = at_once(len(HOSTILE), lambda n: sender.send_whole("증빙.pdf", hostile.FILES[HOSTILE[n]][0]())[0])
        assert dict(zip(HOSTILE, answers, strict=True)) == dict.fromkeys(HOSTILE, 422)

        answers = [sender.send_whole(name, PDF)[0] for name in NAMES]
        assert dict(zip(NAMES, answers, strict=True)) == dict.fromkeys(NAMES, 303)

        status, said = sender.send(("큰 파일.pdf", zeros(50), 50 * MEGABYTE))
        assert (status, "20 MB 이하의 파일을 올려 주세요" in said, "사업 증빙 서식" in said) == (422, True, True)
        for measured in (True, False):
            status, said = sender.send(("영상.pdf", zeros(200), 200 * MEGABYTE), measured=measured)
            assert (status, "파일 하나는 20 MB까지" in said) == (413, True)
        status, _ = sender.send(*[(f"{n}.pdf", [PDF], len(PDF)) for n in range(1500)])
        assert status == 413
        status, _ = sender.send(more={f"text{n}": "가" * 150_000 for n in range(60)})
        assert status in (413, 422, 303)

        memory = most_memory(worker)
        record_property("megabytes before", before // MEGABYTE)
        record_property("megabytes", memory // MEGABYTE)
        assert memory < MEMORY
        assert visitor.get(PAGE).status == 200
    db.session.rollback()
    assert db.session.scalar(sa.select(sa.func.count(StoredFile.id))) == len(NAMES)
