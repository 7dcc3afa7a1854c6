"""File names of documents: Korean and every script as it is, and nothing that a file system refuses."""

from __future__ import annotations

from dataclasses import replace

import pytest

from workflow.documents import samples
from workflow.documents.naming import apart, pdf_name, safe


@pytest.mark.parametrize(
    ("name", "written"),
    [
        ("2025-0001 PEÑA", "2025-0001 PEÑA"),
        ("가/나\\다:라*마?바\"사<아>자|차", "가 나 다 라 마 바 사 아 자 차"),
        ("  끝.  ", "끝"),
        ("\u202e거꾸로\n줄", "거꾸로 줄"),
        ("///", "문서"),
        ("\u1100\u1161", "가"),
    ],
)
def test_name_is_safe_everywhere(name: str, written: str) -> None:
    assert safe(name) == written


def test_each_kind_is_named_by_what_it_is() -> None:
    letter, certificate, itinerary = samples.letter(), samples.certificate("Дилшод / محمد"), samples.itinerary()
    assert pdf_name(letter) == "설계총괄과-5127 선정 통보 한빛엔지니어링㈜.pdf"
    assert pdf_name(replace(letter, number="", enforced_on=None, supplementary=True)) == "추가선정 통보 한빛엔지니어링㈜.pdf"
    assert pdf_name(certificate) == "2025-0001 Дилшод محمد.pdf"
    assert pdf_name(itinerary) == "해외 도시철도관계자 초청연수 연수일정 제3판.pdf"
    assert pdf_name(itinerary, "en") == "Invited Training for Overseas Urban Railway Officials itinerary, release 3.pdf"


def test_names_are_kept_apart_in_one_folder() -> None:
    assert apart(["a.pdf", "A.pdf", "a.pdf", "b.pdf"]) == ["a.pdf", "A (2).pdf", "a (3).pdf", "b.pdf"]
