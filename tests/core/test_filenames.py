"""Names of files: what people wrote, without what could mislead a reader, a disk or a header."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflow.core.filenames import clean_name


@pytest.mark.parametrize(("name", "kept"), [
    ("여권 사본.pdf", "여권 사본.pdf"),
    (unicodedata.normalize("NFD", "여권 사본.pdf"), "여권 사본.pdf"),
    ("../../etc/passwd", "passwd.pdf"), ("C:\\Users\\a\\계획.pdf", "계획.pdf"), ("/a/b/", "file.pdf"),
    ("계약서\u202efdp.exe", "계약서fdp.exe.pdf"), ("a\u2066b\u200b.pdf", "ab.pdf"),
    ("مستند.pdf", "مستند.pdf"), ("\x00\x1f", "file.pdf"), ("a\r\nSet-Cookie: x.pdf", "aSet-Cookie_ x.pdf"),
    ("가" * 300 + ".pdf", "가" * 180 + ".pdf"), ("a." + "x" * 300, "a." + "x" * 178 + ".pdf"),
    ("CON.pdf", "_CON.pdf"), ("nul", "_nul.pdf"), ("com1.tar.pdf", "_com1.tar.pdf"), ("console.pdf", "console.pdf"),
    ("a<b>:\"|?*.pdf", "a_b______.pdf"), ("...", "file.pdf"), (".pdf", "pdf.pdf"), ("", "file.pdf"), ("a.pdf. . ", "a.pdf"),
    ("계획.PDF", "계획.PDF"), ("사진.jpg", "사진.pdf"), ("report.exe", "report.exe.pdf"), ("2차.최종", "2차.최종.pdf"),
])  # fmt: skip
def test_name_is_kept_as_data_under_the_ending_of_its_kind(name: str, kept: str) -> None:
    assert clean_name(name, ("pdf",)) == kept


def test_name_of_a_file_of_ours_keeps_its_ending() -> None:
    assert clean_name("일정표(3판).xlsx") == "일정표(3판).xlsx"


@given(st.text(max_size=400))
def test_any_name_becomes_one_that_is_short_printable_and_stays_what_it_is(name: str) -> None:
    kept = clean_name(name, ("jpg", "jpeg"))
    assert kept.lower().endswith((".jpg", ".jpeg"))
    assert len(kept) <= 200
    assert kept.isprintable()
    assert not set(kept) & set('/\\<>:"|?*')
    assert clean_name(kept, ("jpg", "jpeg")) == kept
