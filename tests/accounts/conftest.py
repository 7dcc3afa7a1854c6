"""What the tests of accounts share."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from argon2 import PasswordHasher
from flask import Flask

from tests.support.hearing import hearing
from workflow.accounts import consent, events, passwords
from workflow.accounts.services import consents
from workflow.core.events import Event

CHEAP = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
"""Hashes in a millisecond; what is tested is what hangs on a password, not how hard it is to guess."""

PASSWORD = "한강을 건너는 전차"



def agreed(language: str = "ko") -> dict[str, Any]:
    """Return the consent that comes with an account, as it is given on a page in that language."""
    return consents.given(consent.version(language), "203.0.113.9") or {}


@pytest.fixture(autouse=True)
def quick_hashes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(passwords, "hasher", CHEAP)
    monkeypatch.setattr(passwords, "NOBODY", CHEAP.hash("nobody"))


@pytest.fixture
def seen(app: Flask) -> str:
    """What a page in Korean sends where its reader consents: the version of the text that stands there."""
    return consent.version("ko")


@pytest.fixture
def mails() -> Iterator[list[Event]]:
    """What people are told by mail: the events that notifications hears."""
    kinds = [kind for kind in vars(events).values() if isinstance(kind, type) and issubclass(kind, events.MailEvent)]
    with hearing(*kinds) as heard:
        yield heard
