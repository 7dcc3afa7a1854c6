"""What the public page says: one word, the fewest facts, a masked name."""

from __future__ import annotations

from datetime import date

import pytest
from flask import Flask

from tests.conftest import Client
from tests.factories.documents import make_certificate, make_coming
from tests.factories.programmes import make_call
from workflow.core.audit import AccessEntry
from workflow.core.db import db, unit_of_work
from workflow.documents import samples
from workflow.documents.models import Document
from workflow.documents.states import DocumentState
from workflow.documents.verification import Verdict, masked, read_code, shown


@pytest.mark.parametrize(
    ("name", "seen"),
    [
        ("NGUYEN THI MINH HANH", "NGUYEN ***"),
        ("PEÑA QUISPE, María Fernanda", "PEÑA ***"),
        ("BUDI", "B***"),
        ("Дилшод Абдуллаев", "Дилшод ***"),
        ("محمد عبد الله", "محمد ***"),
        ("Karim,Ali", "Karim ***"),
    ],
)
def test_name_is_masked_but_can_be_compared(name: str, seen: str) -> None:
    assert masked(name) == seen


@pytest.mark.parametrize(
    ("state", "verdict", "on"),
    [
        (DocumentState.AWARDED, Verdict.VALID, date(2025, 10, 31)),
        (DocumentState.PREPARED, Verdict.NOT_AWARDED, None),
        (DocumentState.PRINTED, Verdict.NOT_AWARDED, None),
        (DocumentState.NOT_AWARDED, Verdict.NOT_AWARDED, None),
        (DocumentState.VOID, Verdict.VOID, None),
    ],
)
def test_only_an_awarded_certificate_is_valid(state: DocumentState, verdict: Verdict, on: date | None) -> None:
    found = shown(state, samples.certificate())
    assert (found.verdict, found.awarded_on, found.number, found.name) == (verdict, on, "2025-0001", "NGUYEN ***")


def test_code_is_read_however_it_is_typed() -> None:
    code = "ABCDEFGHIJKLMNOPQRSTUVWX23"
    assert read_code(f" {code.lower()} ") == code
    assert [read_code(typed) for typed in ("", code[:-1], code + "A", code[:-1] + "0", "' OR 1=1 --")] == [None] * 5


def certificate(state: DocumentState) -> str:
    with unit_of_work():
        (trainee,) = make_coming(make_call(), people=1)
        trainee.name = "PEÑA QUISPE, María Fernanda"
        return make_certificate(trainee, state).code


@pytest.mark.parametrize(
    ("state", "ko", "en"),
    [
        (DocumentState.AWARDED, "유효", "Valid"),
        (DocumentState.PRINTED, "미수여", "Not awarded"),
        (DocumentState.NOT_AWARDED, "미수여", "Not awarded"),
        (DocumentState.VOID, "발급취소", "Void"),
    ],
)
def test_page_says_it_in_one_word_in_both_languages(app: Flask, client: Client, state: DocumentState, ko: str, en: str) -> None:
    code = certificate(state)
    korean = client.get(f"/verify/{code}", headers={"Accept-Language": "ko"})
    english = client.get(f"/verify/{code.lower()}", headers={"Accept-Language": "en"})
    assert f'<p class="verdict-word" role="status">{ko}</p>' in korean.text
    assert f'<p class="verdict-word" role="status">{en}</p>' in english.text
    assert korean.text.count("<h1>") == 1
    assert "2025-0001" in korean.text
    assert "PEÑA ***" in korean.text
    for hidden in ("María", "QUISPE", "Metropolitan Railway Board", "Director of Planning"):
        assert hidden not in korean.text


def test_page_is_kept_nowhere_and_nothing_is_logged(app: Flask, client: Client) -> None:
    answer = client.get(f"/verify/{certificate(DocumentState.AWARDED)}")
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["X-Robots-Tag"] == "noindex"
    assert db.session.query(AccessEntry).count() == 0


def test_unknown_code_says_how_to_check(app: Flask, client: Client) -> None:
    for code in ("A" * 26, "nonsense", "%00", "가나다"):
        answer = client.get(f"/verify/{code}", headers={"Accept-Language": "ko"})
        assert answer.status_code in (404, 400 if code == "%00" else 404)
    answer = client.get(f"/verify/{'A' * 26}", headers={"Accept-Language": "ko"})
    assert answer.status_code == 404
    assert "QR 코드를 다시 찍거나" in answer.text
    assert answer.headers["Cache-Control"] == "no-store"


def test_letter_has_no_public_page(app: Flask, client: Client) -> None:
    with unit_of_work():
        (trainee,) = make_coming(make_call(), people=1)
        document = make_certificate(trainee)
        code = document.code
    with unit_of_work():
        db.session.query(Document).filter_by(code=code).update(
            {"kind": "letter", "company_id": trainee.nomination.company_id}
        )
    assert client.get(f"/verify/{code}").status_code == 404
