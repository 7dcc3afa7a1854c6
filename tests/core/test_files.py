"""Files: kind by content, refused before they are stored, never lost between disk and row."""

from __future__ import annotations

import io
import os
import zipfile
from pathlib import Path

import pytest
from flask import Flask

from workflow.core import files
from workflow.core.db import unit_of_work
from workflow.core.errors import Refused
from workflow.core.files import PDF, StoredFile

PDF_BYTES = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj<<>>endobj\n%%EOF\n"
PNG_BYTES = bytes.fromhex("89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c489") + bytes(20)


def office(part: str, **more: str) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, content in {**more, part: "<x/>"}.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def store(content: bytes, name: str = "계획서.pdf", **values: object) -> StoredFile:
    with unit_of_work():
        return files.store(io.BytesIO(content), name, actor_id=None, **values)  # type: ignore[arg-type]


def on_disk(app: Flask) -> list[Path]:
    folder = app.extensions["settings"].instance_dir / "files"
    return [path for path in folder.rglob("*") if path.is_file()]


@pytest.mark.parametrize(("content", "media_type"), [
    (PDF_BYTES, PDF),
    (PNG_BYTES, "image/png"),
    (b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01" + bytes(20), "image/jpeg"),
    (office("word/document.xml"), "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    (office("xl/workbook.xml"), "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    (office("Contents/section0.xml", mimetype="application/hwp+zip"), "application/hwp+zip"),
])
def test_kind_is_read_from_the_content_whatever_the_name(app: Flask, content: bytes, media_type: str) -> None:
    assert store(content, "이름.txt").media_type == media_type


@pytest.mark.parametrize("content", [
    b"<html><script>alert(1)</script></html>", b"MZ\x90\x00" + bytes(100), office("evil.exe"), b"PK\x03\x04 cut short",
    b"just text",
])
def test_file_of_another_kind_is_refused_and_leaves_nothing(app: Flask, content: bytes) -> None:
    with pytest.raises(Refused) as refused:
        store(content, "계획서.pdf")
    assert refused.value.reasons[0].code == "file_kind"
    assert on_disk(app) == []


def test_empty_file_is_refused(app: Flask) -> None:
    with pytest.raises(Refused, match="empty"):
        store(b"")


def test_file_over_the_limit_is_refused_while_it_comes_in(app: Flask) -> None:
    with pytest.raises(Refused, match="at most 1 MB"):
        store(PDF_BYTES + bytes(1024 * 1024), limit=1024 * 1024)
    assert on_disk(app) == []


@pytest.mark.parametrize(("name", "kept"), [
    ("여권 사본.pdf", "여권 사본.pdf"), ("../../etc/passwd", "passwd"), ("C:\\Users\\a\\계획.pdf", "계획.pdf"),
    ("a\u202egpj.exe", "agpj.exe"), ("\x00\x1f", "file"), ("가" * 300 + ".pdf", "가" * 180 + ".pdf"),
])
def test_name_is_kept_as_data_without_paths_or_control_characters(app: Flask, name: str, kept: str) -> None:
    assert store(PDF_BYTES, name).name == kept


def test_file_is_there_with_its_hash_when_the_row_is(app: Flask) -> None:
    stored = store(PDF_BYTES)
    assert files.read(stored) == PDF_BYTES
    assert stored.size == len(PDF_BYTES)


def test_file_of_an_undone_transaction_is_swept_once_it_is_old(app: Flask) -> None:
    def fail() -> None:
        with unit_of_work():
            files.store(io.BytesIO(PDF_BYTES), "a.pdf", actor_id=None)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    kept = store(PDF_BYTES)
    orphan = next(path for path in on_disk(app) if path.name != kept.key)
    assert files.sweep_orphans() == 0
    for path in on_disk(app):
        os.utime(path, (0, 0))
    assert files.sweep_orphans() == 1
    assert on_disk(app) == [kept.path]
    assert not orphan.exists()
