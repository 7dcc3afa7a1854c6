"""Mail from the outbox: composed once, sent over one line, and sent again exactly as it was."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from tests.conftest import make_settings
from tests.support.samples import PNG
from tests.support.smtp import ScriptedServer
from workflow.app import create_app
from workflow.config import SettingsError
from workflow.core import audit, clock, files, mail, outbox_worker, wake
from workflow.core.crypto import CannotOpen, unseal
from workflow.core.db import db, unit_of_work
from workflow.core.mail import enqueue_mail, file_reference, read_content
from workflow.core.mime import Attachment
from workflow.core.outbox import OutboxRow, OutboxState, enqueue, resend


@pytest.fixture(autouse=True)
def quiet(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wake, "call", lambda *task: True)


@pytest.fixture
def later(monkeypatch: pytest.MonkeyPatch) -> Callable[[timedelta], None]:
    real, passed = clock.real_now, [timedelta(0)]
    monkeypatch.setattr(clock, "real_now", lambda: real() + passed[0])

    def pass_by(span: timedelta) -> None:
        passed[0] += span

    return pass_by


@pytest.fixture
def server() -> Iterator[ScriptedServer]:
    with ScriptedServer() as server:
        yield server


@pytest.fixture
def app(database: str, tmp_path: Path, server: ScriptedServer) -> Iterator[Flask]:
    """An application that sends to the scripted server."""
    app = create_app(make_settings(tmp_path / "instance", database, mail_url=server.url))
    with app.app_context():
        yield app
        db.session.remove()
        db.engine.dispose()


def put(key: str = "received:1", **changes: Any) -> OutboxRow:
    with unit_of_work():
        return enqueue_mail(key, **{
            "to": "person@company.example", "to_name": "김담당", "subject": "추천서가 접수되었습니다",
            "text": "접수번호 2025-1\nhttp://localhost/set-password/one-time-token\n",
            "html": "<p>접수번호 2025-1</p>", "language": "ko", **changes,
        })  # fmt: skip


def row(key: str = "received:1") -> OutboxRow:
    db.session.rollback()
    return db.session.scalars(sa.select(OutboxRow).where(OutboxRow.key == key)).one()


def drain() -> int:
    return outbox_worker.drain(mail.KIND)


def read(content: bytes) -> EmailMessage:
    return message_from_bytes(content, EmailMessage, policy=SMTP)


@pytest.mark.databases
def test_mail_is_sent_and_its_bytes_are_kept(app: Flask, server: ScriptedServer) -> None:
    put(topic="call:URT-2025")
    assert drain() == 1
    (sent,) = server.messages
    message = read(sent)
    assert message["To"] == "김담당 <person@company.example>"
    assert message["Subject"] == "추천서가 접수되었습니다"
    assert "one-time-token" in message.get_body(("plain",)).get_content()
    kept = row()
    assert (kept.state, kept.attempts, kept.draft) == (OutboxState.DONE, 1, None)
    assert message["Message-ID"] == kept.message_id
    assert str(kept.message_id).startswith(f"<outbox.{kept.id}.")
    assert read_content(kept) == sent


def test_what_a_mail_says_is_sealed_for_its_row(app: Flask, server: ScriptedServer) -> None:
    made, other = put("a"), put("b")
    assert made.draft is not None
    assert b"one-time-token" not in made.draft
    with pytest.raises(CannotOpen):
        unseal(made.draft, f"outbox.draft:{other.key}")
    drain()
    assert b"Subject" not in bytes(row("a").content or b"")


@pytest.mark.databases
def test_mails_of_a_run_share_one_line(app: Flask, server: ScriptedServer) -> None:
    for number in range(5):
        put(f"received:{number}")
    assert drain() == 5
    assert len(server.messages) == 5
    assert server.lines == 1
    assert len({read(content)["Message-ID"] for content in server.messages}) == 5


def test_line_that_the_server_closed_is_opened_anew(app: Flask, server: ScriptedServer) -> None:
    server.answers["NOOP"] = [None]
    put("a")
    put("b")
    assert drain() == 2
    assert (len(server.messages), server.lines) == (2, 2)
    assert row("b").attempts == 1


def test_sending_is_recorded_before_the_server_hears_of_it(
    app: Flask, server: ScriptedServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[tuple[Any, ...]] = []

    def look(self: Any, *arguments: Any, **values: Any) -> None:
        with db.engine.connect() as other:
            seen.append(tuple(other.execute(sa.text("SELECT state, content IS NULL FROM outbox")).one()))

    monkeypatch.setattr("workflow.core.smtp.Line.send", look)
    put()
    drain()
    assert seen == [("sending", 0)]


def test_put_off_mail_is_tried_again_as_the_same_message(
    app: Flask, server: ScriptedServer, later: Callable[[timedelta], None]
) -> None:
    server.answers["."] = ["451 4.3.0 busy", "250 ok"]
    put()
    drain()
    assert (row().state, row().last_error) == (OutboxState.QUEUED, "451 4.3.0 busy")
    later(timedelta(seconds=61))
    drain()
    assert row().state is OutboxState.DONE
    first, second = server.messages
    assert first == second


def test_line_that_breaks_after_the_dot_may_send_twice_but_as_the_same_message(
    app: Flask, server: ScriptedServer, later: Callable[[timedelta], None]
) -> None:
    server.answers["."] = [None, "250 ok"]
    put()
    drain()
    assert "may arrive twice" in row().last_error
    later(timedelta(seconds=61))
    drain()
    assert row().state is OutboxState.DONE
    first, second = server.messages
    assert first == second


def test_refused_mail_fails_visibly_and_the_next_still_goes(app: Flask, server: ScriptedServer) -> None:
    server.answers["RCPT"] = ["550 5.1.1 no such mailbox", "250 ok"]
    put("a")
    put("b")
    assert drain() == 2
    assert (row("a").state, row("a").last_error) == (OutboxState.FAILED, "550 5.1.1 no such mailbox")
    assert row("b").state is OutboxState.DONE


@pytest.mark.databases
def test_failed_mail_is_sent_again_exactly_as_it_was(app: Flask, server: ScriptedServer) -> None:
    server.answers["."] = ["554 5.7.1 looks like spam", "250 ok"]
    put()
    drain()
    assert row().state is OutboxState.FAILED
    with unit_of_work():
        resend(row().id, actor=audit.SYSTEM)
    drain()
    assert row().state is OutboxState.DONE
    first, second = server.messages
    assert first == second
    assert drain() == 0


def test_mail_server_that_is_away_costs_no_attempt(
    app: Flask, server: ScriptedServer, later: Callable[[timedelta], None]
) -> None:
    server.answers["CONNECT"] = ["421 closed for the night", "220 ready"]
    put("a")
    put("b")
    assert drain() == 1
    assert (row("a").state, row("a").attempts) == (OutboxState.QUEUED, 0)
    assert "421 closed for the night" in row("a").last_error
    assert row("a").content is None
    later(timedelta(seconds=61))
    assert drain() == 2
    assert len(server.messages) == 2


@pytest.mark.parametrize(
    "changes",
    [
        {"subject": "선정\r\nBcc: thief@evil.example"},
        {"subject": "=?utf-8?q?x=0ABcc:_thief=40evil.example?="},
        {"subject": ""},
        {"to": "nobody"},
        {"to": "a@b.example, thief@evil.example"},
        {"to_name": "김담당\nBcc: thief@evil.example"},
        {"attachments": ["file:999"]},
        {"attachments": ["nothing:1"]},
    ],
)
def test_mail_that_must_not_leave_fails_where_staff_see_it(
    app: Flask, server: ScriptedServer, changes: dict[str, Any]
) -> None:
    put(**changes)
    put("next")
    assert drain() == 2
    assert row().state is OutboxState.FAILED
    assert row().last_error
    assert [read(content)["Message-ID"] for content in server.messages] == [row("next").message_id]


def test_recipient_and_subject_lose_the_white_space_around_them(app: Flask, server: ScriptedServer) -> None:
    put(to=" person@company.example\n", subject="\n추천서\n")
    drain()
    assert read(server.messages[0])["Subject"] == "추천서"


def test_stored_file_goes_with_its_korean_name(app: Flask, server: ScriptedServer) -> None:
    with unit_of_work():
        stored = files.store_bytes(PNG, "현장 사진.png", "image/png")
        reference = file_reference(stored)
    put(attachments=[reference])
    drain()
    (file,) = read(server.messages[0]).iter_attachments()
    assert (file.get_filename(), file.get_content()) == ("현장 사진.png", PNG)


def test_mail_waits_for_its_document_and_takes_it_along(
    app: Flask, server: ScriptedServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Rendering(outbox_worker.Handler):
        def run(self, job: outbox_worker.Job) -> bytes:
            return b"%PDF-1.7 letter"

        def record(self, job: outbox_worker.Job, result: bytes) -> None:
            rendered[job.payload["id"]] = result

    rendered: dict[str, bytes] = {}
    monkeypatch.setitem(outbox_worker._handlers, "document", Rendering)
    monkeypatch.setitem(
        mail._providers,
        "document",
        lambda name: Attachment("선정 통보.pdf", "application/pdf", rendered[name]),
    )
    with unit_of_work():
        enqueue("document", "letter:7", {"id": "7"})
    put(after="letter:7", attachments=["document:7"])
    assert drain() == 0
    assert row().state is OutboxState.WAITING
    outbox_worker.drain("document")
    assert drain() == 1
    (file,) = read(server.messages[0]).iter_attachments()
    assert (file.get_filename(), file.get_content()) == ("선정 통보.pdf", b"%PDF-1.7 letter")


def test_mail_of_a_document_that_failed_is_held(
    app: Flask, server: ScriptedServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Broken(outbox_worker.Handler):
        def run(self, job: outbox_worker.Job) -> None:
            raise outbox_worker.Final("a font is missing")

    monkeypatch.setitem(outbox_worker._handlers, "document", Broken)
    with unit_of_work():
        enqueue("document", "letter:7", {})
    put(after="letter:7")
    outbox_worker.drain("document")
    assert drain() == 0
    assert row().state is OutboxState.WAITING
    assert server.messages == []


def test_content_that_cannot_be_opened_any_more_fails_the_mail(app: Flask, server: ScriptedServer) -> None:
    put()
    with unit_of_work():
        row_ = db.session.scalars(sa.select(OutboxRow)).one()
        row_.draft = b"gone:" + bytes(40)
    drain()
    assert row().state is OutboxState.FAILED


@pytest.mark.parametrize(
    ("changes", "named"),
    [({"mail_url": "mail.example"}, "MAIL_URL"), ({"mail_sender": "Yeonsu"}, "MAIL_SENDER")],
)
def test_application_does_not_start_on_mail_settings_that_cannot_work(
    tmp_path: Path, changes: dict[str, Any], named: str
) -> None:
    with pytest.raises(SettingsError, match=named):
        create_app(make_settings(tmp_path, f"sqlite:///{tmp_path}/x.sqlite3", **changes))
