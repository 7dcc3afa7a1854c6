"""What every address and every answer has in common."""

from __future__ import annotations

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.test import EnvironBuilder
from werkzeug.urls import iri_to_uri

from tests.conftest import Client
from workflow.core.web import public_address, row_key, safe_next

LEAVING = (
    "//evil.example", "///evil.example", "/\\evil.example", "\\/evil.example", "/\t/evil.example", "\t//evil.example",
    "/\r\n/evil.example", "http://evil.example", "https:/evil.example", "javascript:alert(1)", "evil.example", "", None,
)


@pytest.mark.parametrize("target", LEAVING)
def test_target_that_leaves_the_site_is_replaced(target: str | None) -> None:
    assert safe_next(target, "/home") == "/home"


@pytest.mark.parametrize("target", ["/", "/a", "/a/b?c=d&e=/f", "/a?next=//evil.example", "/calls/URT-2025#week"])
def test_target_within_the_site_is_kept(target: str) -> None:
    assert safe_next(target, "/home") == target


@given(st.text(st.sampled_from("/\\\t\n\r .:@ae"), max_size=12))
def test_whatever_is_kept_stays_on_this_host(target: str) -> None:
    """Read as browsers do: tabs and line breaks vanish, backslashes are slashes, two slashes begin a host."""
    kept = safe_next(target, "/home")
    as_browsers_read = kept.translate({9: None, 10: None, 13: None}).strip(" ").replace("\\", "/")
    assert as_browsers_read.startswith("/")
    assert not as_browsers_read.startswith("//")
    assert EnvironBuilder(path=iri_to_uri(kept)).host == "localhost"


@pytest.mark.parametrize(("typed", "key"), [
    ("1", 1), (" 12 ", 12), ("2147483647", 2147483647), ("2147483648", None), ("9" * 5000, None), ("-1", None),
    ("1.0", None), ("x", None), ("①", None), ("", None), (None, None),
])
def test_key_of_a_row(typed: str | None, key: int | None) -> None:
    assert row_key(typed) == key


@pytest.mark.parametrize("path", ["/calls/a%00b", "/?q=a%00b", "/?a%00b=q", "/sign-in?next=%00"])
def test_nul_in_an_address_is_a_bad_request(client: Client, path: str) -> None:
    assert client.get(path).status_code == 400


def test_nul_in_a_form_is_a_bad_request(client: Client) -> None:
    assert client.post("/reset", data={"email": "kim\0@city.example"}).status_code == 400


def test_public_address_is_on_the_configured_host_whatever_the_request_claims(app: Flask) -> None:
    with app.test_request_context("/", headers={"Host": "evil.example"}):
        assert public_address("accounts.sign_in") == "http://localhost/sign-in"
    assert public_address("accounts.set_password", token="a b") == "http://localhost/set-password/a%20b"
    assert public_address("accounts.sign_in", next="/x") == "http://localhost/sign-in?next=/x"
