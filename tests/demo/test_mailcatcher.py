"""The mail catcher, over real SMTP."""

from __future__ import annotations

import smtplib
import time
from pathlib import Path

import pytest

from tests.demo.test_mailbox import make_message
from tests.support.servers import MailServer

SENDER, RECIPIENT = "no-reply@yeonsu.example", "h.doyun@hanbit.example"


def send(server: MailServer, *recipients: str) -> dict[str, tuple[int, bytes]]:
    with smtplib.SMTP("127.0.0.1", server.port, timeout=10) as connection:
        return connection.sendmail(SENDER, recipients or [RECIPIENT], make_message())


def test_message_is_kept_before_it_is_accepted(tmp_path: Path) -> None:
    with MailServer(tmp_path) as server:
        assert send(server) == {}
        server.kill()
        [letter] = server.letters()
    assert (letter.sender, letter.recipients) == (SENDER, (RECIPIENT,))
    assert server.open(letter).attachments[0].name == "선정통보.pdf"


def test_busy_server_puts_off_the_first_messages(tmp_path: Path) -> None:
    with MailServer(tmp_path, "--busy-first", "1") as server:
        with pytest.raises(smtplib.SMTPDataError) as refused:
            send(server)
        assert refused.value.smtp_code == 451
        send(server)
        assert len(server.letters()) == 1


def test_refused_recipient_gets_550_and_the_others_their_mail(tmp_path: Path) -> None:
    with MailServer(tmp_path, "--refuse", "^gone@") as server:
        assert send(server, "gone@x.example", RECIPIENT)["gone@x.example"][0] == 550
        assert server.letters()[0].recipients == (RECIPIENT,)


def test_dropped_connection_leaves_a_message_that_was_not_acknowledged(tmp_path: Path) -> None:
    with MailServer(tmp_path, "--drop-first", "1") as server:
        with pytest.raises(smtplib.SMTPServerDisconnected):
            send(server)
        assert len(server.letters()) == 1
        send(server)
        assert len({letter.message_id for letter in server.letters()}) == 1


def test_slow_server_answers_after_its_delay(tmp_path: Path) -> None:
    with MailServer(tmp_path, "--delay", "0.3") as server:
        begun = time.monotonic()
        send(server)
        assert time.monotonic() - begun >= 0.3


def test_kept_mail_stays_over_a_restart(tmp_path: Path) -> None:
    with MailServer(tmp_path) as server:
        send(server)
        server.kill()
        server.start()
        send(server)
        assert len(server.letters()) == 2
