"""Messages as bytes: what they say in any script, and what they refuse to carry."""

from __future__ import annotations

from datetime import UTC, datetime
from email import message_from_bytes
from email.header import decode_header, make_header
from email.message import EmailMessage
from email.policy import SMTP
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workflow.core.mime import Attachment, Message, Unsendable, check, compose, mailbox

LETTER = Attachment("선정 통보(서울교통공사).pdf", "application/pdf", b"%PDF-1.7\r\n\x00\xff" * 100)

TYPED = st.text(
    st.one_of(
        st.characters(min_codepoint=0x20, max_codepoint=0x7E),
        st.characters(min_codepoint=0xAC00, max_codepoint=0xD7A3),
        st.sampled_from(' éñÑŞĐДилшодمحمد😀"\\,;:<>()[]@=?_·「」'),
    ),
    max_size=150,
).filter(lambda text: "=?" not in text)
"""What people type into a name, a subject or a file name."""


def message(**changes: Any) -> Message:
    return Message(**{
        "message_id": "<outbox.42.0123456789abcdef@yeonsu.example>",
        "sender": ("도시철도 초청연수", "no-reply@yeonsu.example"), "to": ("김담당", "person@company.example"),
        "subject": "2025년 도시철도 초청연수 선정 결과 알림", "text": "안녕하십니까.\n선정되었습니다.\n",
        "html": "<p>안녕하십니까.</p>", "language": "ko", "date": datetime(2025, 8, 29, 1, 0, tzinfo=UTC),
        "attachments": (LETTER,), **changes,
    })  # fmt: skip


def read(content: bytes) -> EmailMessage:
    return message_from_bytes(content, EmailMessage, policy=SMTP)


def test_message_says_what_was_meant() -> None:
    mail = read(compose(message()))
    assert mail["Subject"] == "2025년 도시철도 초청연수 선정 결과 알림"
    assert mail["To"] == "김담당 <person@company.example>"
    assert mail["From"] == "도시철도 초청연수 <no-reply@yeonsu.example>"
    assert mail["Message-ID"] == "<outbox.42.0123456789abcdef@yeonsu.example>"
    assert mail["Date"] == "Fri, 29 Aug 2025 01:00:00 +0000"
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail["Content-Language"] == "ko"
    assert mail.get_body(("plain",)).get_content() == "안녕하십니까.\r\n선정되었습니다.\r\n"
    assert mail.get_body(("html",)).get_content() == "<p>안녕하십니까.</p>\r\n"
    (file,) = mail.iter_attachments()
    assert (file.get_filename(), file.get_content_type()) == (LETTER.name, "application/pdf")
    assert file.get_content() == LETTER.content


def test_message_without_files_is_two_forms_of_one_text() -> None:
    mail = read(compose(message(attachments=())))
    assert mail.get_content_type() == "multipart/alternative"
    assert [part.get_content_type() for part in mail.iter_parts()] == ["text/plain", "text/html"]


def test_bytes_are_ascii_in_lines_that_any_server_takes() -> None:
    content = compose(
        message(subject="긴 제목 " * 40, to=("응우옌 티 민 하인 " * 8, "person@company.example"))
    )
    assert content.isascii()
    assert max(map(len, content.split(b"\r\n"))) <= 998
    assert max(map(len, content.partition(b"\r\n\r\n")[0].split(b"\r\n"))) <= 78
    assert b"\n" not in content.replace(b"\r\n", b"")


def test_same_message_is_the_same_bytes() -> None:
    assert compose(message()) == compose(message())


@given(subject=TYPED.filter(str.strip), name=TYPED, file=TYPED.filter(str.strip))
@settings(max_examples=200, deadline=None)
def test_whatever_people_type_arrives_as_typed(subject: str, name: str, file: str) -> None:
    content = compose(
        message(subject=subject, to=(name, "a@b.example"), attachments=(Attachment(file, "image/png", b"x"),))
    )
    mail = read(content)
    assert mail["Subject"] == " ".join(subject.split())
    assert [address.addr_spec for address in mail["To"].addresses] == ["a@b.example"]
    assert [part.get_filename() for part in mail.iter_attachments()] == [" ".join(file.split())]
    assert mail.defects == []


def test_long_korean_subject_keeps_its_spaces() -> None:
    """The library's own writer loses some of them in Python 3.11.7."""
    subject = ("선정 결과 알림 " * 30).strip()
    raw = dict(read(compose(message(subject=subject))).raw_items())["Subject"]
    assert str(make_header(decode_header("".join(raw.splitlines())))) == subject


INJECTED = [
    "선정\r\nBcc: thief@evil.example",
    "선정\nBcc: thief@evil.example",
    "선정\rBcc: thief@evil.example",
    "=?utf-8?q?x=0ABcc:_thief=40evil.example?=",
    "선정 =?utf-8?b?CkJjYzogdGhpZWZAZXZpbC5leGFtcGxl?=",
    "\N{LINE SEPARATOR}Bcc: thief@evil.example",
    "\x85Bcc: thief@evil.example",
    "nul\0",
    "half a \ud83d pair",
]


@pytest.mark.parametrize("typed", INJECTED)
@pytest.mark.parametrize("where", ["subject", "to", "sender", "file", "message_id", "language"])
def test_value_that_could_begin_a_header_is_refused(typed: str, where: str) -> None:
    changes: dict[str, Any] = {
        "subject": {"subject": typed}, "to": {"to": (typed, "a@b.example")},
        "sender": {"sender": (typed, "a@b.example")}, "message_id": {"message_id": typed},
        "file": {"attachments": (Attachment(typed, "application/pdf", b"x"),)}, "language": {"language": typed},
    }[where]  # fmt: skip
    with pytest.raises(Unsendable):
        compose(message(**changes))


@pytest.mark.parametrize("typed", INJECTED)
def test_address_that_could_begin_a_header_is_refused(typed: str) -> None:
    with pytest.raises(Unsendable):
        compose(message(to=("", f"a@b.example{typed}")))


@pytest.mark.parametrize(
    "address",
    ["", "nobody", "a@", "@b.example", "a@b.example, c@d.example", "a b@c.example", "<a@b.example>", "한글@b.example",
     "a@b.example>", "a@-", "a@b..", '"a"@b.example', "a@b.example\n"],
)  # fmt: skip
def test_recipient_is_exactly_one_plain_address(address: str) -> None:
    with pytest.raises(Unsendable):
        compose(message(to=("", address)))


@pytest.mark.parametrize(
    "media_type",
    ["pdf", "application/pdf\r\nX: y", "text/html", "multipart/mixed", "message/rfc822", "a/b; c=d", ""],
)
def test_attachment_of_a_doubtful_media_type_is_refused(media_type: str) -> None:
    with pytest.raises(Unsendable):
        compose(message(attachments=(Attachment("a.pdf", media_type, b"x"),)))


def test_empty_subject_is_refused() -> None:
    with pytest.raises(Unsendable, match="subject"):
        compose(message(subject="  "))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (
            b"Auto-Submitted: auto-generated\r\n",
            b"Auto-Submitted: auto-generated\r\nBcc: thief@evil.example\r\n",
        ),
        (b"Auto-Submitted: auto-generated\r\n", b""),
        (
            b"Auto-Submitted: auto-generated\r\n",
            b"Auto-Submitted: auto-generated\r\nTo: thief@evil.example\r\n",
        ),
        (b"<person@company.example>", b"<person@company.example>, <thief@evil.example>"),
        (b"<person@company.example>", b"<thief@evil.example>"),
        (b"Subject: ", b"Subject: =?utf-8?q?x=0ABcc:_thief=40evil.example?= "),
        (b"Subject: ", b"Subject: x\nBcc: thief@evil.example\r\n "),
        (b"Subject: ", b"Subject: x\r\n\r\n"),
        (b"<outbox.42.", b"<outbox.43."),
        (b"application/pdf", b"application/zip"),
        (b"%ED%86%B5", b"%ED%86%B6"),
        (b"JVBERi", b"JVBERj"),
        (b"Content-Language: ko", "Content-Language: 한".encode()),
    ],
)
def test_bytes_that_say_something_else_are_refused(old: bytes, new: bytes) -> None:
    content = compose(message())
    assert old in content
    with pytest.raises(Unsendable):
        check(content.replace(old, new, 1), message())


def test_mailbox_is_parted_into_name_and_address() -> None:
    assert mailbox("도시철도 초청연수 <no-reply@yeonsu.example>") == (
        "도시철도 초청연수",
        "no-reply@yeonsu.example",
    )
    assert mailbox("no-reply@yeonsu.example") == ("", "no-reply@yeonsu.example")
    with pytest.raises(Unsendable):
        mailbox("Yeonsu")
