"""Many certificates at once: each file is what rendering it alone gives, and holds nothing of the others."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import date
from pathlib import Path

import pikepdf
import pytest
from flask import Flask

from tests.documents import pdf_files
from tests.factories.accounts import coordinator
from tests.factories.documents import make_coming
from tests.factories.programmes import make_call
from workflow.core.db import db, unit_of_work
from workflow.core.outbox import OutboxRow, OutboxState
from workflow.core.pdf import GlyphsMissing
from workflow.documents import batch, queries, render, samples
from workflow.documents.facts import CertificateFacts
from workflow.documents.rendering import Rendered, render_due
from workflow.documents.services import certificates

NAMES = (*samples.NAMES, "PEÑA", "Дилшод", "BUDI & <b>")


def many(count: int) -> list[CertificateFacts]:
    return [
        replace(
            samples.certificate(f"{NAMES[n % len(NAMES)]} {n}"), number=f"2025-{n:04d}",
            verify_url=f"https://yeonsu.example.go.kr/verify/{n:026d}",
        )
        for n in range(count)
    ]  # fmt: skip


@pytest.fixture(scope="module")
def facts() -> list[CertificateFacts]:
    return many(batch.CHUNK + 3)


@pytest.fixture(scope="module")
def parts(facts: list[CertificateFacts]) -> list[bytes]:
    return batch.render_batch(facts)


def test_each_part_says_and_shows_what_it_would_alone(facts: list[CertificateFacts], parts: list[bytes]) -> None:
    assert len(parts) == len(facts)
    for place in (0, 1, 3, batch.CHUNK - 1, batch.CHUNK, len(facts) - 1):
        alone, part = render.render(facts[place]), parts[place]
        assert pdf_files.about(part) == pdf_files.about(alone)
        assert pdf_files.tags(part) == pdf_files.tags(alone)
        assert pdf_files.outline(part) == pdf_files.outline(alone)
        assert pdf_files.text(part) == pdf_files.text(alone)


def test_each_part_is_archival_with_its_own_title_in_both_places(facts: list[CertificateFacts], parts: list[bytes]) -> None:
    for one, part in zip(facts, parts, strict=True):
        about = pdf_files.about(part)
        assert (about.archival, about.marked, about.language) == ("3A", True, "ko")
        with pikepdf.open(io.BytesIO(part)) as document:
            assert document.docinfo["/Title"] == document.open_metadata()["dc:title"] == f"수료증 {one.number} {one.name}"
            assert [intent.S for intent in document.Root.OutputIntents] == ["/GTS_PDFA1"]
            assert document.pdf_version == "1.7"
            assert "/ID" in document.trailer


def test_each_part_has_one_page_with_its_own_tags_and_nothing_of_the_others(
    facts: list[CertificateFacts], parts: list[bytes]
) -> None:
    for part in parts:
        with pikepdf.open(io.BytesIO(part)) as document:
            pages = [one for one in document.objects if isinstance(one, pikepdf.Dictionary) and one.get("/Type") == "/Page"]
            assert len(pages) == len(document.pages) == 1
            root = document.Root.StructTreeRoot
            assert [int(root.ParentTree.Nums[0]), document.pages[0].StructParents] == [0, 0]
            assert len(root.ParentTree.Nums) == 2
            assert all(element.Pg.objgen == document.pages[0].obj.objgen for element in root.K[0].K)


def test_fonts_are_embedded_and_no_glyph_is_missing(parts: list[bytes]) -> None:
    for part in parts[:6]:
        assert all(not pdf_files.missing_glyphs(font) for font in pdf_files.fonts(part))


def test_qr_code_of_each_page_is_its_own(facts: list[CertificateFacts], parts: list[bytes], tmp_path: Path) -> None:
    for place in (0, 5, batch.CHUNK):
        assert pdf_files.qr_codes(pdf_files.picture(parts[place], tmp_path)) == [facts[place].verify_url]


def test_what_a_file_says_of_itself_is_never_shared_by_other_dates() -> None:
    first, second = many(2)
    parts = batch.render_batch([first, replace(second, awarded_on=date(2025, 10, 30))])
    created = []
    for part in parts:
        with pikepdf.open(io.BytesIO(part)) as document:
            created.append(str(document.open_metadata()["xmp:CreateDate"])[:10])
    assert created == ["2025-10-31", "2025-10-30"]


def test_letter_that_no_font_has_stops_the_batch() -> None:
    with pytest.raises(GlyphsMissing):
        batch.render_batch([*many(1), samples.certificate("ก")])


def test_documents_of_several_pages_stay_whole() -> None:
    letter = samples.letter()
    first, second = batch.render_batch([letter, replace(letter, company="다온건설㈜")])
    assert pdf_files.text(first) == pdf_files.text(render.render(letter))
    assert pdf_files.tags(second) == pdf_files.tags(render.render(replace(letter, company="다온건설㈜")))


def test_command_renders_what_is_due_and_only_the_one_at_fault_fails(app: Flask) -> None:
    with unit_of_work():
        call = make_call()
        people = make_coming(call, people=5)
        people[2].name = "NGUYEN ก"
        certificates.prepare_certificates(call, actor=coordinator())
    result = app.test_cli_runner().invoke(args=["documents", "render", call.code, "--processes", "1", "--json"])
    assert result.exit_code == 1, result.output
    assert '"done": 4' in result.stdout
    assert '"failed": 1' in result.stdout
    db.session.rollback()
    found = queries.certificates_of(call.id)
    assert [one.file is not None for one in found] == [True, True, False, True, True]
    assert "ก (U+0E01)" in found[2].render_error
    states = {row.state for row in db.session.query(OutboxRow).filter_by(kind="document")}
    assert states == {OutboxState.DONE, OutboxState.FAILED}
    assert render_due(f"call:{call.code}", processes=1) == Rendered()


def test_command_for_a_call_that_is_not_there_says_so(app: Flask) -> None:
    result = app.test_cli_runner().invoke(args=["documents", "render", "NOTHING"])
    assert result.exit_code == 1
    assert "NOTHING" in result.output
