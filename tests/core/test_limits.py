"""How often one address may ask: 429 with the way on, counted in memory while Redis is away."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask

from tests.conftest import Client, make_settings
from workflow.config import Settings
from workflow.core import limits
from workflow.core.limits import limiter


@pytest.fixture
def limited(settings: Settings, app: Flask, client: Client) -> Iterator[Client]:
    """The same application with its limits in force, before it answers anything. Its Redis is away."""
    app.config["RATELIMIT_ENABLED"] = True
    limits.init_app(app)
    forget()
    yield client
    forget()
    limiter.enabled = False


def forget() -> None:
    """Begin anew with what the one limiter of the process has counted in memory."""
    limiter._storage_dead = False
    if limiter._fallback_storage is not None:
        limiter._fallback_storage.reset()


def test_tests_and_only_tests_run_without_limits(settings: Settings, app: Flask) -> None:
    assert app.config["RATELIMIT_ENABLED"] is False
    other = Flask("other")
    other.extensions["settings"] = make_settings(settings.instance_dir, "sqlite://", testing=False)
    limits.init_app(other)
    assert other.config["RATELIMIT_ENABLED"] is True
    limiter.enabled = False


@pytest.mark.parametrize(("path", "allowed"), [("/reset", 20), ("/sign-up", 20), ("/sign-in", 30)])
def test_too_many_posts_are_answered_with_429_and_the_way_on(limited: Client, path: str, allowed: int) -> None:
    for _ in range(allowed):
        assert limited.post(path, data={}).status_code == 422
    answer = limited.post(path, data={})
    assert answer.status_code == 429
    assert "요청이 너무 잦습니다" in answer.text
    assert "잠시 후 다시 시도하세요." in answer.text
    assert int(answer.headers["Retry-After"]) > 0
    assert limited.get(path).status_code == 200, "looking is not limited"


def test_each_address_has_its_own_count(limited: Client) -> None:
    for _ in range(21):
        limited.post("/reset", data={}, environ_base={"REMOTE_ADDR": "192.0.2.1"})
    assert limited.post("/reset", data={}, environ_base={"REMOTE_ADDR": "192.0.2.1"}).status_code == 429
    assert limited.post("/reset", data={}, environ_base={"REMOTE_ADDR": "192.0.2.2"}).status_code == 422


def test_address_that_a_client_claims_is_not_believed(limited: Client) -> None:
    answers = [
        limited.post("/reset", data={}, headers={"X-Forwarded-For": f"192.0.2.{number}"}).status_code
        for number in range(21)
    ]
    assert answers == [422] * 20 + [429]
