"""The line to the mail server: how each answer counts, and that a bad server cannot hold us."""

from __future__ import annotations

import time

import pytest

from tests.support.smtp import DRIP, ScriptedServer
from workflow.config import SettingsError
from workflow.core.outbox_worker import Final, Temporary, Unavailable
from workflow.core.smtp import Server

CONTENT = b"Subject: x\r\n\r\n.a line that begins with a dot\r\n"


def send(server: ScriptedServer, seconds: float = 5.0) -> None:
    line = Server.from_url(server.url).open("yeonsu.example")
    try:
        line.send("no-reply@yeonsu.example", "person@company.example", CONTENT, seconds=seconds)
    finally:
        line.close()


@pytest.mark.parametrize(
    ("url", "server"),
    [
        ("smtp://mail.example", Server("mail.example", 25, "offered", "", "")),
        ("smtp://mail.example:587?starttls=required", Server("mail.example", 587, "required", "", "")),
        ("smtp://127.0.0.1:2525/?starttls=never", Server("127.0.0.1", 2525, "never", "", "")),
        (
            "smtps://me%40office:p%2Fw%3A@mail.example",
            Server("mail.example", 465, "always", "me@office", "p/w:"),
        ),
    ],
)
def test_address_of_the_server_is_read(url: str, server: Server) -> None:
    assert Server.from_url(url) == server


@pytest.mark.parametrize(
    "url",
    [
        "",
        "mail.example",
        "http://mail.example",
        "smtp://",
        "smtp://mail.example:port",
        "smtp://a?starttls=maybe",
    ],
)
def test_address_that_is_none_is_refused(url: str) -> None:
    with pytest.raises(SettingsError, match="MAIL_URL"):
        Server.from_url(url)


def test_message_is_handed_over_to_its_one_recipient() -> None:
    with ScriptedServer() as server:
        send(server)
    assert server.messages == [CONTENT]
    assert server.commands == [
        "ehlo yeonsu.example", f"mail FROM:<no-reply@yeonsu.example> size={len(CONTENT)}",
        "rcpt TO:<person@company.example>", "data", "quit",
    ]  # fmt: skip


@pytest.mark.parametrize("verb", ["MAIL", "RCPT", "DATA", "."])
@pytest.mark.parametrize(
    ("answer", "kind"),
    [
        ("450 4.7.1 come back later", Temporary),
        ("421 4.3.2 closing", Temporary),
        ("550 5.1.1 no such mailbox", Final),
    ],
)
def test_refusal_is_temporary_or_final_by_its_code(verb: str, answer: str, kind: type[Exception]) -> None:
    with ScriptedServer(**{verb: [answer]}) as server, pytest.raises(kind, match=answer[4:]):
        send(server)


@pytest.mark.parametrize("verb", ["MAIL", "RCPT", "DATA", "."])
def test_broken_line_is_temporary_and_says_whether_the_message_was_out(verb: str) -> None:
    with ScriptedServer(**{verb: [None]}) as server, pytest.raises(Temporary) as caught:
        send(server)
    assert ("may arrive twice" in str(caught.value)) is (verb in ("DATA", "."))


@pytest.mark.parametrize("verb", ["MAIL", "."])
def test_silent_server_is_left_in_time(verb: str) -> None:
    started = time.monotonic()
    with ScriptedServer(**{verb: [3.0, "250 ok"]}) as server, pytest.raises(Temporary):
        send(server, seconds=0.3)
    assert time.monotonic() - started < 2.5


def test_server_that_drips_its_answer_is_cut_off() -> None:
    """Each piece comes within the time-out of the socket, the whole answer never would."""
    with ScriptedServer(MAIL=[DRIP]) as server:
        started = time.monotonic()
        with pytest.raises(Temporary):
            send(server, seconds=0.4)
    assert time.monotonic() - started < 2.0


@pytest.mark.parametrize(
    "answers",
    [
        {"CONNECT": ["554 no service"]}, {"CONNECT": [None]}, {"EHLO": [None]},
        {"EHLO": ["500 what"], "HELO": ["500 what"]},
    ],
)  # fmt: skip
def test_server_that_takes_no_mail_is_unavailable(answers: dict[str, list[str | float | None]]) -> None:
    with ScriptedServer(**answers) as server, pytest.raises(Unavailable, match=r"127\.0\.0\.1"):
        send(server)


def test_server_that_is_not_there_is_unavailable() -> None:
    with ScriptedServer() as server:
        url = server.url
    with pytest.raises(Unavailable, match="refused"):
        Server.from_url(url).open("yeonsu.example")


def test_encryption_that_is_required_but_not_offered_makes_the_server_unavailable() -> None:
    with ScriptedServer() as server, pytest.raises(Unavailable):
        Server.from_url(f"{server.url}?starttls=required").open("yeonsu.example")


def test_password_is_not_sent_without_encryption() -> None:
    with ScriptedServer(EHLO=["250-here\r\n250 AUTH PLAIN"]) as server:
        url = server.url.replace("//", "//me:secret@")
        with pytest.raises(Unavailable, match="no encryption"):
            Server.from_url(url).open("yeonsu.example")
        assert not any(said.upper().startswith("AUTH") for said in server.commands)
        server.answers["AUTH"] = ["235 welcome"]
        Server.from_url(f"{url}?starttls=never").open("yeonsu.example").close()
        assert any(said.upper().startswith("AUTH PLAIN") for said in server.commands)


def test_wrong_password_makes_the_server_unavailable() -> None:
    with ScriptedServer(EHLO=["250-here\r\n250 AUTH PLAIN"], AUTH=["535 wrong"]) as server:
        url = server.url.replace("//", "//me:secret@") + "?starttls=never"
        with pytest.raises(Unavailable, match="535 wrong"):
            Server.from_url(url).open("yeonsu.example")


def test_line_that_broke_says_so() -> None:
    with ScriptedServer(NOOP=["250 ok", None]) as server:
        line = Server.from_url(server.url).open("yeonsu.example")
        assert line.answers()
        assert not line.answers()
        line.close()
