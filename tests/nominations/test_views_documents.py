"""Documents over HTTP: kind and number enforced, replaced files kept as history, previews."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask

from tests.conftest import Client
from tests.factories.accounts import CompanyFactory, company_officer
from tests.nominations.own import own_call, own_nomination
from tests.support.samples import PDF, PNG
from workflow.accounts.models import User
from workflow.core.db import db, unit_of_work
from workflow.nominations.models import Nomination, NominationFile

Upload = Callable[..., Any]


@pytest.fixture
def draft(app: Flask) -> int:
    with unit_of_work():
        company = CompanyFactory()
        company_officer(company=company, email="one@hanbit.example", name="한도윤")
        return own_nomination(own_call(), company, criterion=1).id


@pytest.fixture
def browser(app: Flask, client: Client, draft: int) -> Client:
    return client.sign_in(db.session.query(User).filter_by(email="one@hanbit.example").one())


@pytest.fixture
def upload(browser: Client, draft: int) -> Upload:
    def send(*files: tuple[str, bytes, str], script: bool = False) -> Any:
        data: dict[str, Any] = {"then": "stay"}
        for field, content, name in files:
            data.setdefault(field, []).append((io.BytesIO(content), name))
        headers = {"X-Requested-With": "upload"} if script else {}
        return browser.post(
            f"/nominations/{draft}/edit/files", data=data, content_type="multipart/form-data", headers=headers
        )

    return send


def given(draft: int) -> list[tuple[str, int | None, str, bool]]:
    files = db.session.get_one(Nomination, draft).files
    return [(one.question, one.trainee_id, one.file.name, one.in_force) for one in files]


def test_a_document_is_asked_of_the_nomination_and_of_each_trainee(browser: Client, draft: int) -> None:
    first, second = (one.id for one in db.session.get_one(Nomination, draft).trainees)
    page = browser.get(f"/nominations/{draft}/edit/files?check=1").text
    for field in ("document-evidence", f"document-cv-{first}", f"document-cv-{second}"):
        assert f'name="{field}"' in page
    assert 'accept=".pdf"' in page
    assert page.count("미제출") == 3
    assert page.count("이력서’ 파일을 올려") + page.count("이력서' 파일을 올려") + page.count("파일을 올려 주세요") >= 3


def test_documents_that_are_handed_in_complete_the_step(browser: Client, draft: int, upload: Upload) -> None:
    first, second = (one.id for one in db.session.get_one(Nomination, draft).trainees)
    answer = upload(("document-evidence", PDF, "계약서.pdf"), (f"document-cv-{first}", PDF, "a.pdf"),
                    (f"document-cv-{second}", PDF, "b.pdf"))  # fmt: skip
    assert answer.status_code == 303
    assert given(draft) == [
        ("evidence", None, "계약서.pdf", True), ("cv", first, "a.pdf", True), ("cv", second, "b.pdf", True),
    ]  # fmt: skip
    review = browser.get(f"/nominations/{draft}/edit/review").text
    assert "작성할 항목" not in review
    assert "계약서.pdf" in review


def test_the_kind_is_told_by_the_content_and_not_by_the_name(upload: Upload, draft: int) -> None:
    answer = upload(("document-evidence", PNG, "사진.pdf"))
    assert answer.status_code == 422
    assert "“사진.pdf”: 이 파일의 내용은 허용된 형식이 아닙니다. PDF 파일을 올려 주세요." in answer.text
    assert given(draft) == []


def test_one_more_than_are_taken_is_refused_and_the_others_are_kept(upload: Upload, draft: int) -> None:
    answer = upload(*(("document-evidence", PDF, f"{n}.pdf") for n in range(3)))
    assert answer.status_code == 422
    assert "“2.pdf”: &#39;사업 증빙&#39; 파일은 2개까지입니다" in answer.text
    assert [name for _key, _id, name, _in in given(draft)] == ["0.pdf", "1.pdf"]


def test_files_that_are_refused_leave_nothing_on_disk(app: Flask, upload: Upload, draft: int) -> None:
    answer = upload(*(("document-evidence", content, "a.pdf") for content in (PNG, PDF, PDF, PDF)))
    assert answer.status_code == 422
    folder = app.extensions["settings"].instance_dir / "files"
    assert {path for path in folder.rglob("*") if path.is_file()} == {
        one.file.path for one in db.session.get_one(Nomination, draft).files
    }
    assert len(given(draft)) == 2


def test_a_file_that_has_no_place_is_refused_before_anybody_looks_into_it(
    upload: Upload, draft: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    upload(*(("document-evidence", PDF, f"{n}.pdf") for n in range(2)))
    monkeypatch.delattr("workflow.core.inspector.inspect")
    assert upload(("document-evidence", PDF, "2.pdf"), ("document-metro", PDF, "a.pdf")).status_code == 422
    assert len(given(draft)) == 2


@pytest.mark.parametrize("field", ["document-nonsense", "document-metro", "document-cv", "document-cv-999999",
                                   "document-evidence-1", "document-cv-" + "9" * 30])  # fmt: skip
def test_a_document_that_nobody_asked_for_is_refused(upload: Upload, draft: int, field: str) -> None:
    assert upload((field, PDF, "a.pdf")).status_code == 422
    assert given(draft) == []


def test_a_replaced_file_stays_as_history_with_who_and_when(browser: Client, upload: Upload, draft: int) -> None:
    trainee = db.session.get_one(Nomination, draft).trainees[0].id
    upload((f"document-cv-{trainee}", PDF, "old.pdf"))
    old = db.session.get_one(Nomination, draft).files[0].id
    assert upload((f"replace-{old}", PDF, "new.pdf")).status_code == 303
    assert given(draft) == [("cv", trainee, "old.pdf", False), ("cv", trainee, "new.pdf", True)]
    page = browser.get(f"/nominations/{draft}/edit/files").text
    assert "교체·삭제한 파일 (1)" in page
    assert "2025. 7. 10.(목) 09:00 KST · 한도윤" in page
    assert "이 파일은 2025. 7. 10.(목) 09:00 KST에 교체되거나 삭제되었습니다 (한도윤)" in browser.get(
        f"/nominations/{draft}/files/{old}/preview"
    ).text


def test_a_file_of_another_nomination_cannot_be_replaced(upload: Upload, draft: int) -> None:
    assert upload(("replace-999", PDF, "new.pdf")).status_code == 404


def test_a_person_who_is_taken_out_leaves_the_documents_as_history(
    browser: Client, upload: Upload, draft: int
) -> None:
    first, second = db.session.get_one(Nomination, draft).trainees
    upload((f"document-cv-{second.id}", PDF, "b.pdf"))
    browser.post(f"/nominations/{draft}/edit/trainees", data={
        "trainees-0-row": str(first.id), "trainees-0-name": first.name,
    })  # fmt: skip
    assert len(db.session.get_one(Nomination, draft).trainees) == 1
    assert given(draft) == [("cv", None, "b.pdf", False)]


def test_a_script_is_answered_with_the_list_of_documents(upload: Upload, draft: int) -> None:
    answer = upload(("document-evidence", PDF, "a.pdf"), script=True)
    assert answer.status_code == 200
    assert "<h1" not in answer.text
    assert "a.pdf" in answer.text
    assert upload(("document-evidence", b"MZ", "b.pdf"), script=True).status_code == 422


def test_pdfs_and_pictures_are_shown_and_others_downloaded(browser: Client, upload: Upload, draft: int) -> None:
    upload(("files", PDF, "a.pdf"), ("files", PNG, "b.png"))
    pdf, picture = (one.id for one in db.session.get_one(Nomination, draft).files)
    assert f'<iframe class="preview" src="/nominations/{draft}/files/{pdf}/inline"' in browser.get(
        f"/nominations/{draft}/files/{pdf}/preview"
    ).text
    assert "올린 때" in browser.get(f"/nominations/{draft}/files/{picture}/preview").text
    assert '<img class="preview"' in browser.get(f"/nominations/{draft}/files/{picture}/preview").text
    shown = browser.get(f"/nominations/{draft}/files/{pdf}/inline")
    assert shown.headers["Content-Disposition"].startswith("inline")
    assert "frame-ancestors 'self'" in shown.headers["Content-Security-Policy"]
    assert shown.headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in browser.get(f"/nominations/{draft}/files/{picture}/inline").headers["Content-Security-Policy"]
    with unit_of_work():
        db.session.get_one(NominationFile, pdf).file.media_type = "application/hwp+zip"
    assert "내려받아 열어 주세요" in browser.get(f"/nominations/{draft}/files/{pdf}/preview").text
    assert browser.get(f"/nominations/{draft}/files/{pdf}/inline").status_code == 404
