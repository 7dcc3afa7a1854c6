"""The form in a browser: it saves by itself and says so, and a conditional question comes and goes."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, expect
from werkzeug.serving import make_server

from tests.conftest import Client
from tests.factories.accounts import CompanyFactory, company_officer
from tests.nominations.own import own_call, own_nomination
from tests.support.browser import chromium
from workflow.core.db import db, unit_of_work
from workflow.nominations.models import Nomination


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as running:
        yield running


@pytest.fixture
def page(app: Flask, client: Client, browser: Browser) -> Iterator[Page]:
    """Serve a draft on a free port and open the step of its place, signed in."""
    with unit_of_work():
        company = CompanyFactory()
        client.sign_in(company_officer(company=company))
        own_nomination(own_call(), company)
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    address = f"http://127.0.0.1:{server.server_port}"
    session = client.get_cookie("session")
    assert session is not None
    context = browser.new_context(locale="ko-KR", base_url=address)
    context.add_cookies([{"name": "session", "value": session.value, "url": address}])
    page = context.new_page()
    page.goto("/nominations/1/edit/place")
    expect(page.locator("h1")).to_have_text("추천 대상")
    yield page
    server.shutdown()
    thread.join()


@pytest.mark.e2e
def test_what_is_typed_is_saved_by_itself_and_said_beside_the_title(page: Page) -> None:
    state = page.locator("[data-save-state]")
    page.locator("#city").fill("Huế")
    expect(state).to_contain_text("저장됨", timeout=20_000)
    assert db.session.get_one(Nomination, 1).city == "Huế"
    page.context.set_offline(True)
    page.locator("#city").fill("Da Nang")
    expect(state).to_contain_text("연결이 끊겼습니다", timeout=20_000)
    page.context.set_offline(False)
    expect(state).to_contain_text("저장됨", timeout=20_000)
    db.session.rollback()
    assert db.session.get_one(Nomination, 1).city == "Da Nang"


@pytest.mark.e2e
def test_a_conditional_question_comes_and_goes_with_the_answer(page: Page) -> None:
    length = page.locator("#answers-lines")
    expect(length).to_be_visible()
    page.locator("label[for=answers-metro-1]").click()
    expect(length).to_be_hidden()
    expect(page.locator("[data-save-state]")).to_contain_text("저장됨", timeout=20_000)
    page.locator("label[for=answers-metro-0]").click()
    expect(length).to_be_visible()
    expect(length).to_have_value("12.5")


@pytest.mark.e2e
def test_what_is_typed_while_signed_out_is_saved_once_its_writer_is_back(app: Flask, client: Client, page: Page) -> None:
    app.config["WTF_CSRF_ENABLED"] = True
    state, way_in = page.locator("[data-save-state]"), page.get_by_role("link", name="다시 로그인")
    [session] = page.context.cookies()
    page.context.clear_cookies()
    page.locator("#city").fill("Huế")
    expect(state).to_contain_text("로그아웃되었습니다", timeout=20_000)
    expect(way_in).to_be_visible()
    page.get_by_role("button", name="저장하고 계속").click()
    expect(page.locator("h1")).to_have_text("로그아웃되었습니다. 입력한 내용은 이 화면에 남아 있습니다")
    page.context.add_cookies([session])  # signed in again in another window, whose token is another one
    page.get_by_role("button", name="입력한 내용 보내기").click()
    expect(page.locator("h1")).to_have_text("사업 추진경과")
    assert db.session.get_one(Nomination, 1).city == "Huế"


@pytest.mark.e2e
def test_row_in_which_something_is_written_goes_only_when_confirmed(page: Page) -> None:
    page.set_viewport_size({"width": 390, "height": 800})
    page.goto("/nominations/1/edit/trainees")
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    rows = page.locator("[data-list=trainees] > [data-list-rows] > *")
    count = rows.count()
    own_remove = rows.first.get_by_role("button", name="연수생 삭제")
    own_remove.focus()
    page.keyboard.press("Enter")
    question = page.get_by_role("dialog")
    expect(question).to_contain_text("연수생 1")
    page.keyboard.press("Escape")
    expect(own_remove).to_be_focused()
    assert rows.count() == count
    own_remove.click()
    question.get_by_role("button", name="연수생 삭제").click()
    expect(rows).to_have_count(count - 1)
