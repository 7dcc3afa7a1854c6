"""The page of messages, for staff."""

from __future__ import annotations

import pytest
from flask import Flask

from tests.conftest import Client
from tests.factories.accounts import officer
from tests.support.counting import statements
from workflow.core.db import db, unit_of_work
from workflow.core.i18n import Text
from workflow.core.outbox import OutboxRow, OutboxState
from workflow.notifications.letters import Letter, Recipient, send


@pytest.fixture
def signed_in(app: Flask, client: Client) -> Client:
    with unit_of_work():
        person = officer(language="en")
    return client.sign_in(person)


def write(count: int, *, topic: str | None = "call:URT-2025", **columns: object) -> None:
    with unit_of_work() as session:
        letter = Letter(Text("제목", "A subject"), (Text("본문", "The body says it."),))
        for n in range(count):
            send(letter, Recipient(f"person{n}@company.example", "김", "en"), f"test:{n}", topic=topic)
        for row in session.query(OutboxRow):
            for name, value in columns.items():
                setattr(row, name, value)


@pytest.mark.parametrize("rows", [1, 3])
def test_list_sends_the_same_statements_whatever_its_length(signed_in: Client, rows: int) -> None:
    write(rows)
    with statements() as sent:
        assert signed_in.get("/manage/messages").status_code == 200
    assert len(sent) == 4, sent  # account, roles, rows, what they wait for


def test_filters_narrow_the_list(signed_in: Client) -> None:
    write(2)
    assert signed_in.get("/manage/messages?q=person1").text.count('role="rowheader"') == 1
    assert "No message yet" in signed_in.get("/manage/messages?state=failed").text


def test_failed_message_shows_why_and_is_sent_again(signed_in: Client) -> None:
    write(1, state=OutboxState.FAILED, due_at=None, last_error="550 no such user")
    page = signed_in.get("/manage/messages/1").text
    assert "550 no such user" in page
    version = db.session.get_one(OutboxRow, 1).version
    assert signed_in.post("/manage/messages/1/resend", data={"version": version}).status_code == 303
    assert db.session.get_one(OutboxRow, 1).state is OutboxState.QUEUED


def test_sending_again_with_an_old_page_is_told(signed_in: Client) -> None:
    write(1, state=OutboxState.FAILED, due_at=None, last_error="550")
    assert signed_in.post("/manage/messages/1/resend", data={"version": 99}).status_code == 409


def test_message_about_an_account_is_not_shown_to_staff(signed_in: Client) -> None:
    write(1, topic=None)
    page = signed_in.get("/manage/messages/1").text
    assert "hold one-time links" in page
    assert "The body says it" not in page
