"""The folder of caught mail."""

from __future__ import annotations

from datetime import UTC, datetime
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflow.demo import mailbox


def make_message() -> bytes:
    """Return a message in two forms of text, with a file, as it crosses SMTP."""
    message = EmailMessage(policy=SMTP)
    message["Subject"] = "선정 결과를 알려드립니다"
    message["From"] = "연수 <no-reply@yeonsu.example>"
    message["To"] = "h.doyun@hanbit.example"
    message["Message-ID"] = "<1@yeonsu.example>"
    message["Date"] = "Fri, 25 Jul 2025 10:00:00 +0900"
    message.set_content("안녕하십니까")
    message.add_alternative("<p>안녕하십니까</p>", subtype="html")
    message.add_attachment(b"%PDF-1.7", maintype="application", subtype="pdf", filename="선정통보.pdf")
    return message.as_bytes()


def test_letter_comes_back_as_it_was_sent(tmp_path: Path) -> None:
    message = make_message()
    key = mailbox.keep(tmp_path, message, "no-reply@yeonsu.example", ["h.doyun@hanbit.example"])
    opened = mailbox.open_letter(tmp_path, key)
    assert opened.head == mailbox.Letter(
        key=key,
        sender="no-reply@yeonsu.example",
        recipients=("h.doyun@hanbit.example",),
        subject="선정 결과를 알려드립니다",
        message_id="<1@yeonsu.example>",
        sent_at=datetime(2025, 7, 25, 1, 0, tzinfo=UTC),
    )
    assert opened.text.strip() == "안녕하십니까"
    assert opened.html.strip() == "<p>안녕하십니까</p>"
    assert opened.attachments == (mailbox.Attachment("선정통보.pdf", "application/pdf", b"%PDF-1.7"),)
    assert opened.source.endswith(message)


def test_letters_are_listed_newest_first_and_unfinished_ones_are_not(tmp_path: Path) -> None:
    keys = [mailbox.keep(tmp_path, make_message(), "a@a.example", ["b@b.example"]) for _ in range(3)]
    (tmp_path / "00000000000000000009-00000000.part").write_bytes(b"half")
    assert [letter.key for letter in mailbox.letters(tmp_path)] == keys[::-1]


def test_absent_folder_has_no_letters(tmp_path: Path) -> None:
    assert mailbox.letters(tmp_path / "none") == []


@pytest.mark.parametrize("key", ["", "..", "../secrets", "00000000000000000009-00000000", "1-1\n"])
def test_key_that_names_no_letter_is_refused(tmp_path: Path, key: str) -> None:
    (tmp_path / "secrets.eml").write_text("not a letter's key")
    with pytest.raises(KeyError):
        mailbox.open_letter(tmp_path / "mail", key)


@pytest.mark.parametrize("date", [None, "yesterday", "Fri, 25 Jul 2025 01:00:00 -0000"])
def test_date_header_may_be_absent_or_odd(tmp_path: Path, date: str | None) -> None:
    head = b"" if date is None else f"Date: {date}\r\n".encode()
    key = mailbox.keep(tmp_path, head + b"Subject: x\r\n\r\nbody", "a@a.example", ["b@b.example"])
    moment = mailbox.open_letter(tmp_path, key).head.sent_at
    assert moment == (datetime(2025, 7, 25, 1, 0, tzinfo=UTC) if date and date.startswith("Fri") else None)


@given(content=st.binary(max_size=300))
def test_any_bytes_can_be_kept_and_read(tmp_path_factory: pytest.TempPathFactory, content: bytes) -> None:
    folder = tmp_path_factory.mktemp("mail")
    key = mailbox.keep(folder, b"Subject: x\r\n\r\n" + content, "a@a.example", ["b@b.example"])
    assert mailbox.open_letter(folder, key).source.endswith(content)
    assert mailbox.letters(folder)[0].subject == "x"
