"""The correction loop (보완요청): asked of one answer or document, answered in its place, asked again, resolved."""

from __future__ import annotations

import io
from datetime import date, datetime
from typing import Any

import pytest
from flask import Flask

from tests.conftest import Client
from tests.factories.accounts import company_officer, officer
from tests.factories.nominations import make_nomination, make_trainee
from tests.factories.programmes import make_call
from workflow.accounts.models import User
from workflow.core import clock
from workflow.core.db import db, unit_of_work
from workflow.core.errors import Refused, Stale
from workflow.nominations.models import Nomination, NominationFile
from workflow.nominations.states import NominationState
from workflow.screening import beside, mending
from workflow.screening.models import Correction
from workflow.screening.services import (
    answer_correction,
    ask_again,
    ask_correction,
    look_at_document,
    resolve_correction,
)
from workflow.screening.states import CorrectionKind, CorrectionState

DUE = date(2025, 7, 20)
PDF = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
    b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
)
QUESTIONS = [
    {"key": "cv", "of": "trainee", "kind": "file", "ko": "이력서", "en": "CV", "required": False},
    {"key": "length", "of": "nomination", "kind": "number", "ko": "노선 길이", "en": "Length of lines"},
    {"key": "lines", "of": "nomination", "kind": "table", "ko": "노선", "en": "Lines", "required": False,
     "columns": [{"key": "name", "ko": "이름", "en": "Name"}]},
]  # fmt: skip


@pytest.fixture
def clerk(app: Flask) -> User:
    with unit_of_work():
        return officer()


@pytest.fixture
def nomination(app: Flask) -> Nomination:
    with unit_of_work():
        people = [make_trainee(), make_trainee(1, name="TRAN VAN AN", duties="maintenance")]
        return make_nomination(
            make_call(questions=QUESTIONS), state=NominationState.SUBMITTED, answers={"length": "12"}, trainees=people
        )  # fmt: skip


@pytest.fixture
def author(nomination: Nomination) -> User:
    with unit_of_work():
        return company_officer(company=nomination.company)


def asked(nomination: Nomination, clerk: User, field: str, **values: object) -> Correction:
    with unit_of_work():
        return ask_correction(nomination, "보완해 주세요", DUE, field=field, actor=clerk, **values)  # type: ignore[arg-type]


def codes(refused: pytest.ExceptionInfo[Refused]) -> list[str]:
    return [reason.code for reason in refused.value.reasons]


def test_people_are_locked_and_texts_and_documents_can_be_asked_for(nomination: Nomination) -> None:
    paths = [path for path, _name in mending.correctable(nomination)]
    assert not {"country", "trainees.0.name", "trainees.1.name"} & set(paths)
    assert {
        "author.phone", "city", "milestones", "answers.length", "trainees.1.duties", "files.cv.0", "files.cv.1",
    } <= set(paths)  # fmt: skip


@pytest.mark.parametrize("field", ["trainees.0.name", "country", "trainees.7.duties", "files.passport", "nothing"])
def test_what_is_locked_or_not_there_cannot_be_asked_for(nomination: Nomination, clerk: User, field: str) -> None:
    with pytest.raises(Refused) as refused:
        asked(nomination, clerk, field)
    assert codes(refused) == ["field"]


def test_one_answer_is_asked_for_once_at_a_time(nomination: Nomination, clerk: User) -> None:
    first = asked(nomination, clerk, "city", kind=CorrectionKind.INCORRECT)
    with pytest.raises(Refused) as refused:
        asked(nomination, clerk, "city")
    assert codes(refused) == ["asked"]
    with unit_of_work():
        resolve_correction(first, actor=clerk)
    assert asked(nomination, clerk, "city").state is CorrectionState.ASKED


def test_only_the_answer_that_was_asked_for_changes(client: Client, nomination: Nomination, clerk: User, author: User) -> None:
    correction = asked(nomination, clerk, "trainees.1.duties")
    clock.move_to(nomination.call.closes_at)  # the deadline has passed; the trainee cannot be exchanged any more
    answer = client.sign_in(author).post(f"/corrections/{correction.id}/answer", data={
        "version": correction.version, "trainees-1-duties": "signalling and maintenance", "city": "Hue",
        "trainees-1-name": "SOMEBODY ELSE",
    })  # fmt: skip
    assert answer.status_code == 303
    first, second = nomination.trainees
    assert (second.duties, second.name, first.duties) == ("signalling and maintenance", "TRAN VAN AN", "network planning")
    assert nomination.city == "Hanoi"
    assert (correction.state, correction.before, correction.after) == (
        CorrectionState.ANSWERED,
        {"trainees.1.duties": "maintenance"}, {"trainees.1.duties": "signalling and maintenance"},
    )  # fmt: skip


@pytest.mark.parametrize(("field", "sent", "stands"), [
    ("city", {"city": "Hà Nội"}, lambda one: one.city == "Hà Nội"),
    ("author.phone", {"author-phone": "02-555-9999"}, lambda one: one.author_phone == "02-555-9999"),
    ("answers.length", {"answers-length": "13.5"}, lambda one: one.answers == {"length": "13.5"}),
    ("answers.lines", {"answers-lines-0-name": "2A"}, lambda one: one.answers["lines"] == [{"name": "2A"}]),
    ("milestones", {"milestones-0-date": "2025-02-01", "milestones-0-what": "contract"},
     lambda one: [(row.date, row.what) for row in one.milestones] == [(date(2025, 2, 1), "contract")]),
])  # fmt: skip
def test_each_kind_of_answer_is_corrected_in_its_place(
    client: Client, nomination: Nomination, clerk: User, author: User, field: str, sent: dict[str, str], stands: object
) -> None:
    correction = asked(nomination, clerk, field)
    data = {"version": correction.version, **sent}
    assert client.sign_in(author).post(f"/corrections/{correction.id}/answer", data=data).status_code == 303
    assert stands(nomination)  # type: ignore[operator]


def test_an_answer_that_cannot_stand_is_refused_with_what_was_typed(
    client: Client, nomination: Nomination, clerk: User, author: User
) -> None:
    correction = asked(nomination, clerk, "answers.length")
    answer = client.sign_in(author).post(
        f"/corrections/{correction.id}/answer",
        data={"version": correction.version, "answers-length": "about ten", "answer": "다시 재었습니다"},
    )
    assert answer.status_code == 422
    assert "숫자로 적어 주세요" in answer.text
    assert 'value="about ten"' in answer.text
    assert "다시 재었습니다" in answer.text
    assert (correction.state, nomination.answers) == (CorrectionState.ASKED, {"length": "12"})


def test_a_document_takes_the_place_of_the_former_one_which_stays_as_history(
    client: Client, nomination: Nomination, clerk: User, author: User
) -> None:
    correction, page = asked(nomination, clerk, "files.cv.1"), client.sign_in(author)
    for name in ("이력서.pdf", "이력서 최종.pdf"):
        data = {"version": correction.version, "document": (io.BytesIO(PDF), name)}
        answer = page.post(f"/corrections/{correction.id}/answer", data=data)
        assert answer.status_code == 303, answer.text
        if name == "이력서.pdf":
            with unit_of_work():
                ask_again(correction, "서명이 없습니다", DUE, actor=clerk)
    second = nomination.trainees[1].id
    files = db.session.query(NominationFile).order_by(NominationFile.id).all()
    assert [(one.file.name, one.trainee_id, one.question, one.in_force) for one in files] == [
        ("이력서.pdf", second, "cv", False), ("이력서 최종.pdf", second, "cv", True),
    ]  # fmt: skip
    assert (correction.before, correction.after) == ({"files.cv.1": "이력서.pdf"}, {"files.cv.1": "이력서 최종.pdf"})


def test_an_answer_changes_something_or_says_why_not(nomination: Nomination, clerk: User, author: User) -> None:
    correction = asked(nomination, clerk, "")
    with pytest.raises(Refused) as refused, unit_of_work():
        answer_correction(correction, "  ", actor=author)
    assert codes(refused) == ["answer"]
    with unit_of_work():
        answer_correction(correction, "공문에 적은 그대로입니다", actor=author)
    assert correction.state is CorrectionState.ANSWERED


def test_what_was_answered_can_be_asked_again_and_is_resolved(nomination: Nomination, clerk: User, author: User) -> None:
    correction = asked(nomination, clerk, "")
    with unit_of_work():
        answer_correction(correction, "고쳤습니다", actor=author)
    with pytest.raises(Refused) as refused, unit_of_work():
        ask_again(correction, " ", date(2025, 7, 1), actor=clerk)
    assert codes(refused) == ["request", "due_on"]
    with unit_of_work():
        ask_again(correction, "날짜가 없습니다", DUE, actor=clerk)
    assert (correction.state, correction.request) == (CorrectionState.ASKED, "날짜가 없습니다")
    with unit_of_work():
        resolve_correction(correction, actor=clerk)
    assert correction.state is CorrectionState.RESOLVED


def test_the_page_shows_each_field_with_its_request_and_nothing_else(
    client: Client, nomination: Nomination, clerk: User, author: User
) -> None:
    asked(nomination, clerk, "trainees.1.duties", kind=CorrectionKind.OUTDATED)
    page = client.sign_in(author).get(f"/nominations/{nomination.id}/corrections").text
    assert 'name="trainees-1-duties"' in page
    assert 'name="trainees-0-duties"' not in page
    assert 'name="city"' not in page
    assert "최신 자료 아님" in page


def test_a_document_that_comes_with_a_stale_answer_leaves_nothing(
    app: Flask, nomination: Nomination, clerk: User, author: User
) -> None:
    correction = asked(nomination, clerk, "files.cv.0")
    looked_at = look_at_document(correction, io.BytesIO(PDF), "cv.pdf")
    with pytest.raises(Stale), looked_at as document, unit_of_work():
        answer_correction(correction, "", actor=author, document=document, version=correction.version + 1)
    assert nomination.files == []
    assert not any(path.is_file() for path in (app.extensions["settings"].instance_dir / "files").rglob("*"))


@pytest.fixture
def withdrawn(nomination: Nomination, clerk: User) -> Correction:
    """A correction that was open when its nomination was withdrawn."""
    correction = asked(nomination, clerk, "city")
    with unit_of_work():
        nomination.state, nomination.withdrawn_at = NominationState.WITHDRAWN, clock.now()
    return correction


@pytest.mark.parametrize("answer", [{"answer": "", "content": {"city": "Hue"}}, {"answer": "고쳤습니다"}])
def test_a_withdrawn_nomination_is_not_corrected(withdrawn: Correction, author: User, answer: dict[str, Any]) -> None:
    with pytest.raises(Refused) as refused, unit_of_work():
        answer_correction(withdrawn, actor=author, **answer)
    assert codes(refused) == ["not_in"]


def test_corrections_close_with_the_withdrawal_and_nobody_is_asked_for_them(
    client: Client, withdrawn: Correction, author: User
) -> None:
    clock.move_to(datetime(2025, 7, 21, tzinfo=clock.KST))
    assert (withdrawn.is_open, withdrawn.is_closed, withdrawn.is_overdue(clock.today())) == (False, True, False)
    browser = client.sign_in(author)
    show = browser.get(f"/nominations/{withdrawn.nomination_id}").text
    page = browser.get(f"/nominations/{withdrawn.nomination_id}/corrections").text
    assert "철회와 함께 종결" in show
    assert "보완요청에 답변하기" not in show
    assert "기한 지남" not in show
    assert "철회와 함께 종결" in page
    assert 'action="/corrections/' not in page
    assert beside.corrections([withdrawn.nomination]) == {"답변할 보완요청": {}}


def test_any_answer_is_shown_with_files_that_stand_with_the_attachments(
    client: Client, nomination: Nomination, clerk: User, author: User
) -> None:
    correction, page = asked(nomination, clerk, "city"), client.sign_in(author)
    assert 'name="attachments"' in page.get(f"/nominations/{nomination.id}/corrections").text
    answer = page.post(f"/corrections/{correction.id}/answer", data={
        "version": correction.version, "city": "Hanoi",
        "attachments": [(io.BytesIO(PDF), "공문.pdf"), (io.BytesIO(PDF), "지도.pdf")],
    })  # fmt: skip
    assert answer.status_code == 303, answer.text
    files = db.session.query(NominationFile).order_by(NominationFile.id).all()
    assert [(one.file.name, one.trainee_id, one.question) for one in files] == [("공문.pdf", None, ""), ("지도.pdf", None, "")]
    assert (correction.before, correction.after) == ({"city": "Hanoi"}, {"city": "Hanoi", "files": "공문.pdf, 지도.pdf"})


@pytest.mark.parametrize("field", ["", "files"])
def test_evidence_can_be_asked_of_a_call_that_asks_for_no_document(
    client: Client, nomination: Nomination, clerk: User, author: User, field: str
) -> None:
    with unit_of_work():
        nomination.call.data = {**nomination.call.data, "questions": []}
    assert mending.correctable(nomination)[-1][0] == "files"
    correction, page = asked(nomination, clerk, field), client.sign_in(author)
    data = {"version": correction.version, "attachments": (io.BytesIO(PDF), "재직증명서.pdf")}
    assert page.post(f"/corrections/{correction.id}/answer", data=data).status_code == 303
    assert (correction.state, correction.after) == (CorrectionState.ANSWERED, {"files": "재직증명서.pdf"})
    assert "답변함 · 확인 대기" in page.get(f"/nominations/{nomination.id}/corrections").text


def test_attachment_of_a_kind_that_is_not_taken_is_said_beside_its_field(
    client: Client, nomination: Nomination, clerk: User, author: User
) -> None:
    correction, page = asked(nomination, clerk, "city"), client.sign_in(author)
    data = {"version": correction.version, "city": "Hanoi", "attachments": (io.BytesIO(b"MZ" + bytes(99)), "a.exe")}
    answer = page.post(f"/corrections/{correction.id}/answer", data=data)
    assert answer.status_code == 422
    assert f'id="attachments-correction-{correction.id}-error"' in answer.text
    assert correction.state is CorrectionState.ASKED


def test_home_says_by_when_a_correction_is_to_be_answered_and_that_it_is_overdue(
    client: Client, nomination: Nomination, clerk: User, author: User
) -> None:
    asked(nomination, clerk, "city")
    browser = client.sign_in(author)
    home = browser.get("/nominations").text
    assert "2025. 7. 20.(일) 23:59 KST까지" in home
    assert "기한 지남" not in home
    clock.move_to(datetime(2025, 7, 21, tzinfo=clock.KST))
    assert "기한 지남" in browser.get("/nominations").text
    assert "기한 지남" in browser.get("/nominations?view=side").text
