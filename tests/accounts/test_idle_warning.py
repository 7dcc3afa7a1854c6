"""The warning before an idle sign-out, in a browser: it can be put off, and otherwise the session ends."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, expect
from werkzeug.serving import make_server

from tests.accounts.conftest import CHEAP, PASSWORD
from tests.factories.accounts import officer
from tests.support.browser import chromium
from workflow.core.db import unit_of_work

SECONDS = 8
"""How long a session lasts here; the warning comes at half of it where there is less than four minutes."""


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as running:
        yield running


@pytest.fixture
def address(app: Flask) -> Iterator[str]:
    """Serve the application with short sessions on a free port."""
    app.config["PERMANENT_SESSION_LIFETIME"] = SECONDS
    with unit_of_work():
        officer(email="seo@city.example", password_hash=CHEAP.hash(PASSWORD))
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()


def signed_in(browser: Browser, address: str) -> Page:
    page = browser.new_context(locale="ko-KR").new_page()
    page.goto(f"{address}/sign-in?next=/account")
    page.fill("#email", "seo@city.example")
    page.fill("#password", PASSWORD)
    page.click("main button[type=submit]")
    expect(page.locator("h1")).to_have_text("내 계정")
    return page


@pytest.mark.e2e
def test_warning_is_a_dialog_that_puts_the_sign_out_off_by_keyboard(browser: Browser, address: str) -> None:
    page = signed_in(browser, address)
    dialog = page.get_by_role("dialog", name="곧 자동으로 로그아웃됩니다")
    expect(dialog).to_be_visible(timeout=SECONDS * 1000)
    expect(dialog.get_by_role("button")).to_be_focused()
    with page.expect_response(lambda answer: answer.url.endswith("/stay")) as answered:
        page.keyboard.press("Enter")
    assert answered.value.status == 204
    expect(dialog).to_be_hidden()
    page.wait_for_timeout(SECONDS * 1000 * 0.7)  # past the first end, within the second
    page.goto(f"{address}/account")
    expect(page.locator("h1")).to_have_text("내 계정")


@pytest.mark.e2e
def test_session_ends_when_the_warning_is_not_answered(browser: Browser, address: str) -> None:
    page = signed_in(browser, address)
    page.wait_for_timeout(SECONDS * 1000 + 1500)
    page.goto(f"{address}/account")
    expect(page.locator("h1")).to_have_text("로그인")
    expect(page.locator("#next")).to_have_value("/account")
