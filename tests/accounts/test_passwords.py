"""Hashes: what matches, what does not, and that nobody's takes as long as anybody's."""

from __future__ import annotations

import unicodedata

import pytest
from argon2 import PasswordHasher, extract_parameters

from workflow.accounts import passwords


def test_only_the_same_password_matches() -> None:
    stored = passwords.hash_password("한강을 건너는 전차")
    assert passwords.matches("한강을 건너는 전차", stored)
    assert passwords.matches(unicodedata.normalize("NFD", "한강을 건너는 전차"), stored)
    assert not passwords.matches("한강을 건너는 전차 ", stored)
    assert not passwords.matches("", stored)


@pytest.mark.parametrize("stored", [None, "", "no hash at all"])
def test_nothing_matches_where_no_password_is_set(stored: str | None) -> None:
    assert not passwords.matches("nobody", stored)
    assert not passwords.matches("", stored)


def test_a_text_that_is_far_too_long_is_not_hashed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(passwords, "hasher", None)
    assert not passwords.matches("x" * 10_000, "whatever")


def test_nobody_is_checked_with_the_settings_of_everybody(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.undo()
    assert extract_parameters(passwords.NOBODY) == extract_parameters(PasswordHasher().hash("x"))
    assert passwords.hasher.check_needs_rehash(passwords.NOBODY) is False


def test_weaker_settings_are_found_outdated() -> None:
    weak = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1, hash_len=16).hash("x")
    assert passwords.is_outdated(weak)
    assert not passwords.is_outdated(passwords.hash_password("x"))
