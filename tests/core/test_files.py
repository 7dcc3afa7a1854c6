"""Files: kind by content, refused before they are stored, never lost between disk and row."""

from __future__ import annotations

import hashlib
import io
import os
from collections.abc import Callable
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask

from tests.support import samples
from tests.support.samples import JPEG, PDF, PNG
from workflow.core import files
from workflow.core.db import db, unit_of_work
from workflow.core.errors import Refused
from workflow.core.files import StoredFile
from workflow.core.inspection import kinds


def store(content: bytes, name: str = "계획서.pdf", **values: object) -> StoredFile:
    with files.take(io.BytesIO(content), name, **values) as taken, unit_of_work():  # type: ignore[arg-type]
        return files.keep(taken, actor_id=None)


def on_disk(app: Flask) -> list[Path]:
    folder = app.extensions["settings"].instance_dir / "files"
    return [path for path in folder.rglob("*") if path.is_file()]


@pytest.mark.parametrize(("content", "media_type", "name"), [
    (PDF, kinds.PDF, "이름.pdf"), (PNG, kinds.PNG, "이름.png"), (JPEG, kinds.JPEG, "이름.jpg"),
    (samples.docx(), kinds.DOCX, "이름.docx"), (samples.xlsx(), kinds.XLSX, "이름.xlsx"),
    (samples.hwpx(), kinds.HWPX, "이름.hwpx"),
])  # fmt: skip
def test_kind_is_read_from_the_content_and_the_ending_follows_it(
    app: Flask, content: bytes, media_type: str, name: str
) -> None:
    stored = store(content, "이름.xlsx")
    assert (stored.media_type, stored.name) == (media_type, name)
    assert files.read(stored) == content


@pytest.mark.parametrize("content", [
    b"<html><script>alert(1)</script></html>", b"MZ\x90\x00" + bytes(100), b"just text", b"GIF89a" + bytes(20),
    samples.archive({"evil.html": ""}), samples.archive({"readme.txt": "hello"}), samples.EICAR,
])  # fmt: skip
def test_file_of_another_kind_is_refused_and_leaves_nothing(app: Flask, content: bytes) -> None:
    with pytest.raises(Refused) as refused:
        store(content, "계획서.pdf", field="files")
    (reason,) = refused.value.reasons
    assert reason.code in ("file_kind", "file_carries")
    assert reason.field == "files"
    assert on_disk(app) == []
    assert db.session.scalars(sa.select(StoredFile)).all() == []


def test_a_kind_that_is_not_asked_for_is_refused_and_those_that_are_are_named(app: Flask) -> None:
    with pytest.raises(Refused, match=r"Upload one of: JPG, PNG\.$") as refused:
        store(PDF, kinds=(kinds.PNG, kinds.JPEG))
    assert refused.value.reasons[0].text.ko == (
        "이 파일의 내용은 허용된 형식이 아닙니다. JPG, PNG 파일을 올려 주세요."
    )


def test_empty_file_is_refused(app: Flask) -> None:
    with pytest.raises(Refused, match="empty"):
        store(b"")
    assert on_disk(app) == []


def test_file_over_the_limit_is_refused_while_it_comes_in(app: Flask) -> None:
    with pytest.raises(Refused, match="at most 1 MB"):
        store(PDF + bytes(1024 * 1024), limit=1024 * 1024)
    assert on_disk(app) == []


def test_sheet_that_the_caller_will_read_may_not_unpack_to_more_than_it_says(app: Flask) -> None:
    sheet = samples.xlsx(**{"xl/sharedStrings.xml": "<sst>" + "x" * 100_000 + "</sst>"})
    assert len(sheet) < 2_000
    assert store(sheet, "a.xlsx", unpacked=200_000).media_type == kinds.XLSX
    with pytest.raises(Refused) as refused:
        store(sheet, "a.xlsx", unpacked=100_000)
    assert refused.value.reasons[0].code == "file_bomb"


@pytest.mark.parametrize("picture", [JPEG, PNG])
def test_what_was_appended_to_a_picture_is_not_kept(app: Flask, picture: bytes) -> None:
    stored = store(picture + samples.archive({"a.class": "x" * 500}), "사진.jpg")
    assert files.read(stored) == picture
    assert (stored.size, stored.sha256) == (len(picture), hashlib.sha256(picture).hexdigest())


def test_what_was_taken_tells_its_facts_before_it_is_kept(app: Flask) -> None:
    with files.take(io.BytesIO(samples.pdf(pages=3)), "a.pdf") as taken:
        assert taken.facts == {"pages": 3}
        assert on_disk(app) == [taken.path]
        with unit_of_work():
            stored = files.keep(taken, actor_id=None)
        assert on_disk(app) == [stored.path]
    assert on_disk(app) == [stored.path]


def test_an_upload_is_not_looked_into_within_a_unit_of_work(app: Flask) -> None:
    """It would hold the lock of all writers meanwhile."""
    with pytest.raises(RuntimeError, match="before the unit of work"), unit_of_work(), files.take(io.BytesIO(PDF), "a.pdf"):
        pass
    assert on_disk(app) == []


def refuse_before_it_is_kept(_taken: files.Taken) -> None:
    raise Refused([])


def refuse_once_it_is_kept(taken: files.Taken) -> None:
    files.keep(taken, actor_id=None)
    raise Refused([])


def refuse_its_kind(taken: files.Taken) -> None:
    files.keep(taken, actor_id=None, kinds=(kinds.PNG,))


@pytest.mark.parametrize("act", [refuse_before_it_is_kept, refuse_once_it_is_kept, refuse_its_kind])
def test_what_was_taken_and_then_refused_leaves_nothing(app: Flask, act: Callable[[files.Taken], None]) -> None:
    with pytest.raises(Refused), files.take(io.BytesIO(PDF), "a.pdf") as taken, unit_of_work():
        act(taken)
    assert on_disk(app) == []
    assert db.session.scalars(sa.select(StoredFile)).all() == []


def test_name_is_sent_in_utf8_as_an_attachment_that_nobody_sniffs(app: Flask) -> None:
    stored = store(PDF, "여권 사본.pdf")
    with app.test_request_context():
        headers = files.send(stored).headers
    assert headers["Content-Disposition"] == (
        "attachment; filename=\" .pdf\"; filename*=UTF-8''%EC%97%AC%EA%B6%8C%20%EC%82%AC%EB%B3%B8.pdf"
    )
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Content-Security-Policy"] == "sandbox; default-src 'none'"


def test_file_is_there_with_its_hash_when_the_row_is(app: Flask) -> None:
    stored = store(PDF)
    assert files.read(stored) == PDF
    assert (stored.size, stored.sha256) == (len(PDF), hashlib.sha256(PDF).hexdigest())


def test_file_of_an_undone_transaction_is_swept_once_it_is_old(app: Flask) -> None:
    def fail() -> None:
        with unit_of_work():
            files.store_bytes(PDF, "a.pdf", files.PDF)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    kept = store(PDF)
    orphan = next(path for path in on_disk(app) if path.name != kept.key)
    assert files.sweep_orphans() == 0
    for path in on_disk(app):
        os.utime(path, (0, 0))
    assert files.sweep_orphans() == 1
    assert on_disk(app) == [kept.path]
    assert not orphan.exists()
