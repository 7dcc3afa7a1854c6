"""What is looked for in uploads: each trick is refused with its own reason, and honest files are taken."""

from __future__ import annotations

import io
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from PIL import Image

from tests.support import hostile
from tests.support.hostile import link
from tests.support.samples import JPEG, PNG, archive, docx, hwpx, pdf, picture, saved, xlsx
from workflow.core import inspector
from workflow.core.errors import Refused
from workflow.core.inspection import kinds
from workflow.core.inspection.child import Finding
from workflow.core.pdf import render

SCRIPT = (
    "\ufeffvar Documents = XHwpDocuments;\r\nvar Document = Documents.Active_XHwpDocument;\r\n"
    "function OnDocument_New()\r\n{\r\n\t//todo :\r\n}\r\n"
)


def inspect(folder: Path, content: bytes) -> Finding:
    path = folder / "upload"
    path.write_bytes(content)
    return inspector.inspect(path, kinds=tuple(kinds.KINDS), field="file")


def code_of(folder: Path, content: bytes) -> str:
    with pytest.raises(Refused) as caught:
        inspect(folder, content)
    (reason,) = caught.value.reasons
    assert reason.field == "file"
    return reason.code


def sum_of_parts(content: bytes) -> int:
    """Return what an archive and the archives in it unpack to."""
    with zipfile.ZipFile(io.BytesIO(content)) as opened:
        parts = [opened.read(one) for one in opened.infolist()]
    return sum(len(one) + (sum_of_parts(one) if one.startswith(b"PK") else 0) for one in parts)


@pytest.mark.parametrize("name", hostile.FILES)
def test_hostile_file_is_refused_for_what_it_is(tmp_path: Path, name: str) -> None:
    make, code = hostile.FILES[name]
    assert code_of(tmp_path, make()) == code


@pytest.mark.parametrize(("content", "media_type", "facts"), [
    (pdf(pages=12), kinds.PDF, {"pages": 12}),
    (picture("JPEG", (640, 480)), kinds.JPEG, {"width": 640, "height": 480}),
    (picture("PNG", (3, 2)), kinds.PNG, {"width": 3, "height": 2}),
    (docx(), kinds.DOCX, {}), (docx(packed=False), kinds.DOCX, {}), (xlsx(), kinds.XLSX, {}), (hwpx(), kinds.HWPX, {}),
    (docx(**{"word/embeddings/Microsoft_Excel_Sheet1.xlsx": xlsx(), "word/media/image1.jpg": JPEG}), kinds.DOCX, {}),
    (docx(**{"word/_rels/document.xml.rels": link("hyperlink", "https://city.example/plan")}), kinds.DOCX, {}),
    (docx(**{"word/_rels/document.xml.rels": link("image", "https://city.example/logo.png")}), kinds.DOCX, {}),
    (docx(**{"word/_rels/settings.xml.rels": link("attachedTemplate", "file:///C:\\Users\\a\\Normal.dotm")}), kinds.DOCX, {}),
    (docx(**{"word/styles.xml": "\ufeff<?xml version='1.0'?><styles/>"}), kinds.DOCX, {}),
    (hwpx(**{"Scripts/sourceScripts": SCRIPT.encode("utf-16-le"), "Scripts/headerScripts": SCRIPT}), kinds.HWPX, {}),
    (hwpx(**{"Preview/PrvText.txt": "미리보기", "BinData/image1.png": PNG}), kinds.HWPX, {}),
])  # fmt: skip
def test_honest_file_is_taken_with_its_facts(
    tmp_path: Path, content: bytes, media_type: str, facts: dict[str, int]
) -> None:
    assert inspect(tmp_path, content) == Finding(media_type, facts or {"unpacked": sum_of_parts(content)}, None)


def test_pdf_with_links_forms_and_a_signature_field_is_taken(tmp_path: Path) -> None:
    def add(document: pikepdf.Pdf) -> None:
        field = pikepdf.Dictionary(FT=pikepdf.Name.Sig, T="a", Subtype=pikepdf.Name.Widget, Type=pikepdf.Name.Annot)
        uri = pikepdf.Dictionary(S=pikepdf.Name.URI, URI="https://x.y/?q=/JavaScript /Launch")
        document.pages[0].Annots = pikepdf.Array([
            document.make_indirect(field), pikepdf.Dictionary(Subtype=pikepdf.Name.Link, A=uri),
        ])
        document.Root.AcroForm = pikepdf.Dictionary(Fields=pikepdf.Array([document.pages[0].Annots[0]]))

    assert inspect(tmp_path, hostile.pdf_with(add)).facts == {"pages": 1}


def test_pdf_that_the_product_makes_is_one_that_it_takes(tmp_path: Path) -> None:
    assert inspect(tmp_path, render("<h1>선정결과 통보</h1>", language="ko", title="통보")).facts == {"pages": 1}


@pytest.mark.parametrize("content", [
    pytest.param(lambda: pdf() + b"\r\n\0\0\r\n", id="pdf"),
    pytest.param(lambda: saved(pikepdf.open(io.BytesIO(pdf())), linearize=True), id="pdf-linear"),
])
def test_what_writers_of_pdf_leave_behind_its_end_is_no_second_file(tmp_path: Path, content: Any) -> None:
    assert inspect(tmp_path, content()).end is None


@pytest.mark.parametrize("whole", [JPEG, PNG, picture("JPEG", (300, 300))])
@pytest.mark.parametrize("more", [archive({"a.class": "x"}), b"\0", b"<script>alert(1)</script>", JPEG, pdf()])
def test_picture_ends_where_its_own_bytes_do(tmp_path: Path, whole: bytes, more: bytes) -> None:
    assert inspect(tmp_path, whole + more).end == len(whole)


def test_photograph_with_a_preview_in_it_ends_after_itself(tmp_path: Path) -> None:
    buffer = io.BytesIO()
    Image.new("RGB", (64, 64)).save(buffer, "JPEG", progressive=True, comment=b"c" + JPEG, restart_marker_blocks=1)
    assert inspect(tmp_path, buffer.getvalue()).end is None


def test_picture_of_64_million_pixels_is_taken_and_one_row_more_is_not(tmp_path: Path) -> None:
    def flat(height: int) -> bytes:
        buffer = io.BytesIO()
        Image.new("1", (8_000, height)).save(buffer, "PNG")
        return buffer.getvalue()

    assert inspect(tmp_path, flat(8_000)).facts == {"width": 8_000, "height": 8_000}
    assert code_of(tmp_path, flat(8_001)) == "file_pixels"


def test_largest_picture_fits_into_the_limit_of_memory(tmp_path: Path) -> None:
    buffer = io.BytesIO()
    Image.new("RGBA", (8_000, 8_000)).save(buffer, "PNG", compress_level=1)
    assert inspect(tmp_path, buffer.getvalue()).media_type == kinds.PNG


@pytest.mark.parametrize(("ended", "said"), [
    ("import os; os.kill(os.getpid(), 11)", "ended with -11"), ("1/0", "ZeroDivisionError"),
    ("import time; time.sleep(9)", "took too long"),
])
def test_reader_that_dies_or_hangs_is_a_refusal_and_a_line_in_the_log(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, ended: str, said: str
) -> None:
    run = subprocess.run
    monkeypatch.setattr(inspector, "SECONDS", 0.3)
    monkeypatch.setattr(inspector.subprocess, "run", lambda _, **how: run([sys.executable, "-c", ended], **how))
    assert code_of(tmp_path, pdf()) == "file_too_complex"
    assert said in caplog.text


def test_third_file_at_once_waits_and_is_told_to_come_back(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(inspector, "WAIT_SECONDS", 0.01)
    for _ in range(inspector.AT_ONCE):
        inspector._turns.acquire()
    try:
        assert code_of(tmp_path, pdf()) == "file_busy"
    finally:
        for _ in range(inspector.AT_ONCE):
            inspector._turns.release()
    assert inspect(tmp_path, pdf()).facts == {"pages": 1}


def test_every_reason_is_said_in_both_languages() -> None:
    codes = {code for _, code in hostile.FILES.values()} - {"file_kind"}
    assert codes < set(inspector.REFUSALS)
    assert all(text.ko and text.en for text in inspector.REFUSALS.values())
