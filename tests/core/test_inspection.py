"""What is looked for in uploads: each trick is refused with its own reason, and honest files are taken."""

from __future__ import annotations

import base64
import contextlib
import io
import subprocess
import sys
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import hypothesis
import pikepdf
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from tests.support import hostile, sharing
from tests.support.hostile import link
from tests.support.samples import JPEG, PNG, archive, docx, hwpx, pdf, picture, saved, xlsx
from workflow.core import inspector
from workflow.core.errors import Refused
from workflow.core.inspection import images, kinds, office
from workflow.core.inspection import pdf as reader_of_pdf
from workflow.core.inspection.child import Finding, Unfit, answer
from workflow.core.inspection.kinds import Family
from workflow.core.pdf import render

SCRIPT = (
    "\ufeffvar Documents = XHwpDocuments;\r\nvar Document = Documents.Active_XHwpDocument;\r\n"
    "function OnDocument_New()\r\n{\r\n\t//todo :\r\n}\r\n"
)


READERS: dict[Family, Any] = {Family.PDF: reader_of_pdf, Family.IMAGE: images, Family.OFFICE: office}
NEEDS_LIMITS = ("pdf whose objects unpack to 1 GB", "pdf nested deeply")


@pytest.fixture(autouse=True)
def each_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """Look into each file anew, also one that an earlier test had."""
    monkeypatch.setattr(inspector, "_ask", sharing.look_into)


@pytest.fixture
def here(monkeypatch: pytest.MonkeyPatch) -> None:
    """Read files within this process: a hundred others would take half a minute to start."""
    monkeypatch.setattr(
        inspector, "_ask", lambda kind, path: answer(READERS[kind].inspect, path, READERS[kind].DAMAGED)
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


@pytest.mark.parametrize("name", [name for name in hostile.FILES if name not in NEEDS_LIMITS])
def test_hostile_file_is_refused_for_what_it_is(here: None, tmp_path: Path, name: str) -> None:
    make, code = hostile.FILES[name]
    assert code_of(tmp_path, make()) == code


@pytest.mark.parametrize("name", [*NEEDS_LIMITS, "pdf with a script", "png cut short", "docx with macros"])
def test_hostile_file_is_refused_by_a_process_of_its_own(tmp_path: Path, name: str) -> None:
    make, code = hostile.FILES[name]
    assert code_of(tmp_path, make()) == code


@pytest.mark.parametrize("content", [pdf(), JPEG, PNG, docx(), hwpx()])
def test_process_of_its_own_finds_what_this_one_does(
    tmp_path: Path, content: bytes, request: pytest.FixtureRequest
) -> None:
    found = inspect(tmp_path, content)
    request.getfixturevalue("here")
    assert found == inspect(tmp_path, content)


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
    here: None, tmp_path: Path, content: bytes, media_type: str, facts: dict[str, int]
) -> None:
    assert inspect(tmp_path, content) == Finding(media_type, facts or {"unpacked": sum_of_parts(content)}, None)


def test_pdf_with_links_forms_and_a_signature_field_is_taken(here: None, tmp_path: Path) -> None:
    def add(document: pikepdf.Pdf) -> None:
        field = pikepdf.Dictionary(FT=pikepdf.Name.Sig, T="a", Subtype=pikepdf.Name.Widget, Type=pikepdf.Name.Annot)
        uri = pikepdf.Dictionary(S=pikepdf.Name.URI, URI="https://x.y/?q=/JavaScript /Launch")
        document.pages[0].Annots = pikepdf.Array([
            document.make_indirect(field), pikepdf.Dictionary(Subtype=pikepdf.Name.Link, A=uri),
        ])
        document.Root.AcroForm = pikepdf.Dictionary(Fields=pikepdf.Array([document.pages[0].Annots[0]]))

    assert inspect(tmp_path, hostile.pdf_with(add)).facts == {"pages": 1}


@pytest.mark.parametrize(("names", "write"), [
    (b"/FlateDecode", bytes), (b"[/FlateDecode]", bytes),
    (b"[/ASCII85Decode/FlateDecode]", lambda packed: base64.a85encode(packed) + b"~>"),
])  # fmt: skip
def test_streams_of_a_pdf_count_together_however_they_are_written(
    here: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, names: bytes, write: Callable[[bytes], bytes]
) -> None:
    packed = write(zlib.compress(bytes(3_000)))
    stream = b"<</Filter %s/Length %d>>stream\n%s\nendstream" % (names, len(packed), packed)
    content = hostile.plain_pdf([
        b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Count 1/Kids[3 0 R]>>",
        b"<</Type/Page/MediaBox[0 0 9 9]/Parent 2 0 R/Contents[4 0 R 5 0 R]>>", stream, stream,
    ])
    monkeypatch.setattr(reader_of_pdf, "UNPACKED", 6_000)
    assert inspect(tmp_path, content).facts == {"pages": 1}
    monkeypatch.setattr(reader_of_pdf, "UNPACKED", 5_999)
    assert code_of(tmp_path, content) == "file_bomb"


def test_pdf_that_the_product_makes_is_one_that_it_takes(tmp_path: Path) -> None:
    assert inspect(tmp_path, render("<h1>선정결과 통보</h1>", language="ko", title="통보")).facts == {"pages": 1}


@pytest.mark.parametrize("content", [
    pytest.param(lambda: pdf() + b"\r\n\0\0\r\n", id="pdf"),
    pytest.param(lambda: saved(pikepdf.open(io.BytesIO(pdf())), linearize=True), id="pdf-linear"),
])
def test_what_writers_of_pdf_leave_behind_its_end_is_no_second_file(here: None, tmp_path: Path, content: Any) -> None:
    assert inspect(tmp_path, content()).end is None


@pytest.mark.parametrize("whole", [JPEG, PNG, picture("JPEG", (300, 300))])
@pytest.mark.parametrize("more", [archive({"a.class": "x"}), b"\0", b"<script>alert(1)</script>", JPEG, pdf()])
def test_picture_ends_where_its_own_bytes_do(here: None, tmp_path: Path, whole: bytes, more: bytes) -> None:
    assert inspect(tmp_path, whole + more).end == len(whole)


def test_photograph_with_a_preview_in_it_ends_after_itself(here: None, tmp_path: Path) -> None:
    buffer = io.BytesIO()
    Image.new("RGB", (64, 64)).save(buffer, "JPEG", progressive=True, comment=b"c" + JPEG, restart_marker_blocks=1)
    assert inspect(tmp_path, buffer.getvalue()).end is None


def test_picture_of_64_million_pixels_is_taken_and_one_row_more_is_not(here: None, tmp_path: Path) -> None:
    def flat(height: int) -> bytes:
        buffer = io.BytesIO()
        Image.new("1", (8_000, height)).save(buffer, "PNG")
        return buffer.getvalue()

    assert inspect(tmp_path, flat(8_000)).facts == {"width": 8_000, "height": 8_000}
    assert code_of(tmp_path, flat(8_001)) == "file_pixels"


def test_parts_count_together_those_of_a_workbook_within_too(
    here: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    content = docx(**{"word/a.xml": "<a>" + "x" * 5_000 + "</a>", "word/embeddings/a.xlsx": xlsx()})
    monkeypatch.setattr(office, "UNPACKED", sum_of_parts(content))
    assert inspect(tmp_path, content).facts == {"unpacked": sum_of_parts(content)}
    monkeypatch.setattr(office, "UNPACKED", sum_of_parts(content) - 1)
    assert code_of(tmp_path, content) == "file_bomb"


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


@pytest.mark.parametrize(("module", "content"), [
    (reader_of_pdf, pdf()), (reader_of_pdf, saved(pikepdf.open(io.BytesIO(pdf())), linearize=True)),
    (images, picture("PNG", (40, 30))), (images, picture("JPEG", (40, 30))),
    (office, docx(**{"word/_rels/document.xml.rels": link("hyperlink", "https://x.y")})), (office, hwpx()),
])  # fmt: skip
def test_reader_knows_every_way_in_which_a_file_can_be_broken(tmp_path: Path, module: Any, content: bytes) -> None:
    """Within this process: what would end the reader with a traceback fails the test."""
    path = tmp_path / "upload"

    @given(st.lists(st.tuples(st.integers(0, len(content)), st.integers(0, 9), st.binary(max_size=9)), max_size=4))
    @hypothesis.settings(max_examples=150)
    def break_it(changes: list[tuple[int, int, bytes]]) -> None:
        broken = content
        for at, length, instead in changes:
            broken = broken[:at] + instead + broken[at + length :]
        path.write_bytes(broken)
        with contextlib.suppress(Unfit, *module.DAMAGED):
            assert module.inspect(path).media_type in kinds.KINDS

    break_it()


def test_photograph_of_a_telephone_with_a_second_picture_is_the_first(here: None, tmp_path: Path) -> None:
    buffer = io.BytesIO()
    Image.new("RGB", (64, 48)).save(buffer, "MPO", save_all=True, append_images=[Image.new("RGB", (32, 24))])
    found = inspect(tmp_path, buffer.getvalue())
    assert (found.media_type, dict(found.facts)) == (kinds.JPEG, {"width": 64, "height": 48})
    kept = buffer.getvalue()[: found.end]
    assert inspect(tmp_path, kept) == Finding(kinds.JPEG, found.facts, None)


def test_every_reason_is_said_in_both_languages() -> None:
    codes = {code for _, code in hostile.FILES.values()} - {"file_kind"}
    assert codes < set(inspector.REFUSALS)
    assert all(text.ko and text.en for text in inspector.REFUSALS.values())
