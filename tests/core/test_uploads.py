"""Requests with files: what is too large comes back with the form, far too large with a page that says so."""

from __future__ import annotations

import io
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from flask import Flask, request
from flask.typing import ResponseReturnValue

from tests.conftest import Client
from tests.factories.accounts import company_officer
from workflow.config import MEGABYTE, Settings
from workflow.core import uploads
from workflow.core.db import unit_of_work
from workflow.core.policies import PUBLIC, requires
from workflow.core.uploads import CutFile


@pytest.fixture
def settings(settings: Settings) -> Settings:
    return replace(settings, upload_limit=MEGABYTE)


@pytest.fixture
def app(app: Flask) -> Flask:
    @requires(PUBLIC)
    def received() -> ResponseReturnValue:
        return {"text": len(request.form["text"]), "files": [len(one.read()) for one in request.files.getlist("file")]}

    app.add_url_rule("/received", "received", received, methods=["POST"])
    return app


def send(client: Client, *sizes: int, text: str = "typed") -> Any:
    files = [(io.BytesIO(bytes(size)), "a.pdf") for size in sizes]
    return client.post("/received", data={"text": text, "file": files}, content_type="multipart/form-data")


def test_file_arrives_whole_up_to_the_limit_and_is_cut_one_byte_after_it(client: Client) -> None:
    assert send(client, 100, MEGABYTE).get_json() == {"text": 5, "files": [100, MEGABYTE]}
    assert send(client, MEGABYTE + 5000).get_json() == {"text": 5, "files": [MEGABYTE + 1]}


def test_who_is_signed_in_may_send_three_files_at_once_and_anybody_else_one(client: Client) -> None:
    assert send(client, MEGABYTE, MEGABYTE, MEGABYTE).status_code == 413
    with unit_of_work():
        user = company_officer()
    client.sign_in(user)
    assert send(client, MEGABYTE, MEGABYTE, MEGABYTE).get_json()["files"] == [MEGABYTE] * 3
    assert send(client, *[MEGABYTE] * 6).status_code == 413


@pytest.mark.parametrize(("language", "title", "said"), [
    ("ko", "보낸 내용이 너무 큽니다", "파일 하나는 1 MB까지, 한 번에 보내는 파일은 모두 합해 3 MB까지 받습니다."),
    ("en", "What was sent is too large",
     "A file may have up to 1 MB, and all files sent at once up to 3 MB together."),
])  # fmt: skip
def test_far_too_much_is_answered_in_the_readers_language(
    client: Client, language: str, title: str, said: str
) -> None:
    client.post("/language", data={"language": language})
    answer = send(client, 5 * MEGABYTE)
    assert answer.status_code == 413
    assert title in answer.text
    assert said in answer.text


@pytest.mark.parametrize(("before", "back"), [
    ("http://localhost/sign-in?next=/", 'href="/sign-in"'), ("http://elsewhere.example/sign-in", None), ("", None),
])  # fmt: skip
def test_far_too_much_leads_back_to_the_page_it_came_from(client: Client, before: str, back: str | None) -> None:
    answer = client.post("/received", data=bytes(3 * MEGABYTE), headers={"Referer": before})
    assert answer.status_code == 413
    assert ("돌아가기" in answer.text) is (back is not None)
    assert back is None or back in answer.text


@pytest.mark.parametrize("sent", [
    {"text": "x" * 600_000}, {"text": "x", **{f"f{n}": "y" for n in range(1100)}},
])  # fmt: skip
def test_too_much_text_is_refused_as_well(client: Client, sent: dict[str, str]) -> None:
    answer = client.post("/received", data={**sent, "file": (io.BytesIO(b"x"), "a")}, content_type="multipart/form-data")
    assert answer.status_code == 413


def test_sender_is_read_to_the_end_before_the_answer(app: Flask) -> None:
    body = io.BytesIO(bytes(5 * MEGABYTE))
    with app.test_request_context("/received", method="POST", input_stream=body) as context:
        assert uploads.too_large()
        assert body.tell() == 0  # a server that does not say where the request ends
        context.request.environ["wsgi.input_terminated"] = True
        assert uploads.too_large()
        assert body.tell() == 5 * MEGABYTE


def test_sender_without_end_is_left_in_the_end(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(uploads, "DRAINED", MEGABYTE)
    body = io.BytesIO(bytes(5 * MEGABYTE))
    with app.test_request_context("/received", method="POST", input_stream=body) as context:
        context.request.environ["wsgi.input_terminated"] = True
        uploads.too_large()
    assert body.tell() == MEGABYTE


def test_small_files_lie_in_memory_and_others_on_the_disk(tmp_path: Path) -> None:
    file = CutFile(100_000, str(tmp_path))
    assert file.write(b"x" * uploads.IN_MEMORY) == uploads.IN_MEMORY
    assert not file._rolled
    assert file.write(b"x" * 200_000) == 200_000
    assert file._rolled
    file.seek(0)
    assert len(file.read()) == 100_000
