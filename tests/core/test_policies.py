"""Default deny: the application does not boot with a route that has no policy."""

from __future__ import annotations

import pytest
from flask import Flask

from tests.conftest import Client
from workflow.core.policies import MissingPolicy, check_routes
from workflow.core.web import safe_next


def test_route_without_a_policy_keeps_the_application_from_booting(app: Flask) -> None:
    check_routes(app)
    app.view_functions["bare"] = lambda: "open to everybody by oversight"
    app.url_map.add(app.url_rule_class("/bare", endpoint="bare"))
    with pytest.raises(MissingPolicy, match="bare"):
        check_routes(app)


@pytest.mark.parametrize("target", [
    "//evil.example", "///evil.example", "/\\evil.example", "\\\\evil.example", "https://evil.example",
    "/\tevil", "\t//evil.example", "javascript:alert(1)", "", None, "evil", "/a\nb",
])
def test_redirect_leaves_the_site_never(target: str | None) -> None:
    assert safe_next(target, "/home") == "/home"


@pytest.mark.parametrize("target", ["/", "/nominations/3?step=2", "/calls/URT-2025#draft"])
def test_redirect_within_the_site_is_kept(target: str) -> None:
    assert safe_next(target, "/home") == target


def test_page_carries_its_headers(client: Client) -> None:
    answer = client.get("/")
    policy = answer.headers["Content-Security-Policy"]
    assert "script-src 'self' 'nonce-" in policy
    assert "unsafe-inline" not in policy
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["X-Frame-Options"] == "DENY"


def test_personal_page_is_not_stored(client: Client) -> None:
    assert client.get("/home").headers["Cache-Control"] == "no-store"


def test_unknown_page_says_how_to_go_on(client: Client) -> None:
    answer = client.get("/no-such-page", headers={"Accept-Language": "en"})
    assert answer.status_code == 404
    assert "Check the address" in answer.text


def test_post_without_the_security_token_is_refused_with_the_mend(app: Flask, client: Client) -> None:
    app.config["WTF_CSRF_ENABLED"] = True
    answer = client.post("/language", data={"language": "en"}, headers={"Accept-Language": "en"})
    assert answer.status_code == 400
    assert "Reload it and send again" in answer.text
