"""A mail as data, and its two forms.

What a mail says is written once, in both languages, as paragraphs, facts and one thing to do; the
text form and the HTML form are laid out from it, so they cannot say different things.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from flask import current_app

from workflow.core.i18n import Text
from workflow.core.mail import enqueue_mail
from workflow.programmes.models import Call

SERVICE = "연수 Yeonsu"


@dataclass(frozen=True, slots=True)
class Letter:
    """What a mail says. `facts` are (what, value); `action` is (label, address) of the one thing to do; `office` signs
    what goes to somebody who does not know this service."""

    subject: Text
    paragraphs: tuple[Text, ...]
    facts: tuple[tuple[Text, Text], ...] = ()
    action: tuple[Text, str] | None = None
    office: Text | None = None


@dataclass(frozen=True, slots=True)
class Recipient:
    """One person, in the language of their account."""

    email: str
    name: str
    language: str = "ko"


def send(
    letter: Letter,
    to: Recipient,
    key: str,
    *,
    topic: str | None = None,
    about: Any = None,
    attachments: Iterable[str] = (),
    after: Iterable[str] = (),
) -> None:
    """Write a mail into the outbox, in the caller's transaction, in the recipient's language.

    `key` says what the mail is for; with the recipient it names the mail, so nobody is told twice.
    """
    values = {"letter": letter, "language": to.language, "name": to.name, "service": SERVICE}
    enqueue_mail(
        f"{key}:{to.email}", to=to.email, to_name=to.name, language=to.language,
        subject=letter.subject.pick(to.language), text=_render("letter.txt", values), html=_render("letter.html", values),
        topic=topic, about=about, attachments=attachments, after=after,
    )


def topic_of(call: Call) -> str:
    """Return what groups the mails of a call on the page of messages."""
    return f"call:{call.code}"


def _render(template: str, values: dict[str, Any]) -> str:
    """Render without the frame of pages: a mail has no reader who is signed in."""
    return current_app.jinja_env.get_template(f"email/{template}").render(values)


def address(endpoint: str, **values: Any) -> str:
    """Return the public address of a page, for a mail; never made from what a request claims."""
    public: str = current_app.extensions["settings"].public_url
    return public + current_app.url_map.bind("").build(endpoint, values)
