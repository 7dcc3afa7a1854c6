"""Viruses: clamd is asked over a real socket, and what nobody could check is not taken."""

from __future__ import annotations

import io
import socket
import time
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask

from tests.support.clamd import FakeClamd
from tests.support.samples import EICAR, JPEG, docx
from workflow.core import clamd, files
from workflow.core.db import unit_of_work
from workflow.core.errors import Refused


def ask(app: Flask, address: str) -> None:
    app.extensions["settings"] = replace(app.extensions["settings"], clamd=address)


def store(content: bytes) -> bytes:
    with files.take(io.BytesIO(content), "a.docx", field="files") as taken, unit_of_work():
        stored = files.keep(taken, actor_id=None)
    return files.read(stored)


def upload(folder: Path, content: bytes) -> Path:
    path = folder / "upload"
    path.write_bytes(content)
    return path


def test_clean_file_is_sent_whole_and_kept(app: Flask) -> None:
    with FakeClamd() as fake:
        ask(app, fake.address)
        content = docx(packed=False, **{"word/media/a.png": bytes(3 * clamd.STEP)})
        assert store(content) == content
    assert fake.seen == [content]


def test_virus_is_named_and_nothing_is_kept(app: Flask) -> None:
    content = docx(packed=False, **{"word/media/image1.png": EICAR})
    with FakeClamd() as fake:
        ask(app, fake.address)
        with pytest.raises(Refused, match=r"A virus \(Eicar-Test-Signature\) was found") as caught:
            store(content)
    (reason,) = caught.value.reasons
    assert (reason.code, reason.field) == ("file_virus", "files")
    assert not any(path.is_file() for path in (app.extensions["settings"].instance_dir / "files").rglob("*"))


def test_what_is_sent_is_what_will_be_kept(app: Flask) -> None:
    with FakeClamd() as fake:
        ask(app, fake.address)
        assert store(JPEG + EICAR) == JPEG
    assert fake.seen == [JPEG]


def test_socket_in_the_file_system_is_asked_as_well(tmp_path: Path) -> None:
    with FakeClamd(tmp_path / "clamd.sock") as fake:
        assert clamd.scan(upload(tmp_path, b"text"), fake.address) == ""
        assert clamd.scan(upload(tmp_path, EICAR), fake.address) == "Eicar-Test-Signature"


@pytest.mark.parametrize("away", ["127.0.0.1:1", "/nowhere/clamd.sock"])
def test_file_is_refused_while_clamd_is_away(app: Flask, away: str, caplog: pytest.LogCaptureFixture) -> None:
    ask(app, away)
    with pytest.raises(Refused, match="cannot be checked for viruses at the moment") as caught:
        store(docx())
    assert caught.value.reasons[0].code == "file_unscanned"
    assert f"clamd at {away} does not answer" in caplog.text


@pytest.mark.parametrize(("answer", "said"), [
    ("INSTREAM: something broke ERROR", "something broke ERROR"), (None, "no answer"), ("OK then", "OK then"),
])  # fmt: skip
def test_answer_that_is_no_verdict_lets_nothing_through(tmp_path: Path, answer: str | None, said: str) -> None:
    with FakeClamd(answer=answer) as fake, pytest.raises(clamd.Away, match=said):
        clamd.scan(upload(tmp_path, b"text"), fake.address)


def test_file_beyond_clamds_own_limit_is_not_let_through(tmp_path: Path) -> None:
    with FakeClamd(limit=1000) as fake, pytest.raises(clamd.Away):
        clamd.scan(upload(tmp_path, bytes(2000)), fake.address)


def test_clamd_that_hangs_is_given_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clamd, "ANSWER_SECONDS", 0.2)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        began = time.monotonic()
        with pytest.raises(clamd.Away, match="timed out"):
            clamd.scan(upload(tmp_path, b"text"), f"127.0.0.1:{silent.getsockname()[1]}")
    assert time.monotonic() - began < 5
