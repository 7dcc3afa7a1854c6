"""The pages of documents: the register, letters, certificates, files, and who may have what."""

from __future__ import annotations

import io
import zipfile
from typing import Any

import pikepdf
import pytest
from flask import Flask
from werkzeug.test import TestResponse

from tests.conftest import Client
from tests.documents import pdf_files
from tests.factories.accounts import CompanyFactory, UserFactory, company_officer, coordinator, officer
from tests.factories.documents import (
    PDF,
    Selection,
    announced_selection,
    approved_selection,
    make_certificate,
    make_coming,
    make_completion,
    make_letter,
    release_itinerary,
)
from tests.factories.programmes import make_call
from tests.support.counting import statements
from workflow.accounts.roles import Role
from workflow.core import files, outbox_worker
from workflow.core.audit import AccessEntry
from workflow.core.db import db, unit_of_work
from workflow.documents import jobs, queries, samples
from workflow.documents.models import Document
from workflow.documents.render import render
from workflow.documents.states import DocumentState
from workflow.nominations.models import Trainee
from workflow.programmes.models import Call

HANBIT, DONGHAE = "한빛㈜", "동해㈜"
BASE = "/manage/calls/URT-2025"


def signed_in(client: Client, *roles: Role) -> Client:
    with unit_of_work():
        user = UserFactory(roles=list(roles))
    return client.sign_in(user)


def state_of(id: int) -> DocumentState:
    db.session.rollback()
    return db.session.get_one(Document, id).state


def letter_id(selection: Selection, company: str = HANBIT) -> int:
    return selection.letter_to(company).id


@pytest.fixture
def approved(app: Flask) -> Selection:
    return approved_selection()


class Training:
    """A call with two trainees who come."""

    def __init__(self, people: int = 2) -> None:
        with unit_of_work():
            self.call: Call = make_call()
            self.company = CompanyFactory(name_ko=HANBIT)
            self.trainees: list[Trainee] = make_coming(self.call, people=people, company=self.company)

    def certificate(self, place: int = 0, state: DocumentState = DocumentState.PREPARED, **values: Any) -> int:
        with unit_of_work():
            return make_certificate(self.trainees[place], state, **values).id


@pytest.fixture
def training(app: Flask) -> Training:
    return Training()


# The register


def test_register_says_what_will_be_here(app: Flask, client: Client) -> None:
    with unit_of_work():
        make_call()
    page = signed_in(client, Role.OFFICER).get(f"{BASE}/documents")
    assert page.status_code == 200
    assert "아직 문서가 없습니다" in page.text
    assert "선정(안)이 결재되면 공문이 준비됩니다." in page.text


def test_register_says_in_one_sentence_what_holds_the_notification_up(approved: Selection, client: Client) -> None:
    page = signed_in(client, Role.OFFICER).get(f"{BASE}/documents").text
    assert "공문이 갖춰져야 선정결과를 통보할 수 있습니다." in page
    assert "한빛㈜, 동해㈜: 공문의 시행번호가 없습니다." in page
    assert page.count("<h1>") == 1


@pytest.mark.parametrize(
    ("filters", "shown"),
    [
        ("", ["선정결과 통보", "수료증"]), ("?kind=letter", ["선정결과 통보"]), ("?kind=certificate&state=awarded", ["수료증"]),
        ("?state=void", []), ("?kind=nonsense&before=x", ["선정결과 통보", "수료증"]),
    ],
)  # fmt: skip
def test_register_is_filtered_by_kind_and_state(training: Training, client: Client, filters: str, shown: list[str]) -> None:
    training.certificate(0, DocumentState.AWARDED)
    with unit_of_work():
        make_letter(training.call, training.company)
    page = signed_in(client, Role.ADMIN).get(f"{BASE}/documents{filters}").text
    rows = page.split("<tbody")[1] if "<tbody" in page else ""
    assert [kind for kind in ("선정결과 통보", "수료증") if kind in rows] == shown


def test_register_marks_what_is_stale_and_what_failed(training: Training, client: Client) -> None:
    training.certificate(0, with_file=False)
    with unit_of_work() as session:
        session.query(Trainee).filter_by(id=training.trainees[0].id).update({"name": "NEW NAME"})
        session.query(Document).update({"render_error": "no font has it"})
    page = signed_in(client, Role.COORDINATOR).get(f"{BASE}/documents").text
    assert "변경사항 미반영" in page
    assert "PDF 실패" in page


def test_register_goes_on_by_key(training: Training, client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queries, "PAGE", 2)
    with unit_of_work():
        ids = [make_letter(training.call, training.company).id for _ in range(5)]
    client = signed_in(client, Role.OFFICER)

    def shown(address: str) -> list[int]:
        text = client.get(address).text
        return [id for id in ids[::-1] if f'href="/manage/documents/{id}"' in text]

    assert shown(f"{BASE}/documents") == ids[:2:-1]
    assert shown(f"{BASE}/documents?before={ids[3]}") == [ids[2], ids[1]]
    assert shown(f"{BASE}/documents?after={ids[0]}") == [ids[2], ids[1]]
    assert f"after={ids[2]}" in client.get(f"{BASE}/documents?before={ids[3]}").text


@pytest.mark.parametrize("count", [1, 3])
def test_register_asks_the_same_however_many_documents_there_are(app: Flask, client: Client, count: int) -> None:
    training = Training(people=3)
    for place in range(count):
        training.certificate(place, DocumentState.AWARDED)
    with unit_of_work():
        for _ in range(count):
            make_letter(training.call, training.company, people=[training.trainees[0].id])
    client = signed_in(client, Role.OFFICER)
    with statements() as sent:
        assert client.get(f"{BASE}/documents").status_code == 200
    # reader and roles, call, documents, whom letters name, their terms, round; reader and roles again with the access row
    assert len(sent) == 10, sent


def test_reading_of_names_is_in_the_access_log(training: Training, client: Client) -> None:
    training.certificate(0)
    client = signed_in(client, Role.OFFICER)
    client.get(f"{BASE}/documents")
    client.get(f"{BASE}/certificates")
    entries = [(one.purpose, one.subject_type, one.subject_ids) for one in db.session.query(AccessEntry)]
    people = [training.trainees[0].id]
    assert entries == [("documents.register", "Trainee", people), ("documents.certificates", "Trainee", people)]


@pytest.mark.parametrize("path", ["documents", "letters", "certificates", "certificates/progress"])
@pytest.mark.parametrize(
    ("role", "status"),
    [(Role.OFFICER, 200), (Role.COORDINATOR, 200), (Role.APPROVER, 200), (Role.ADMIN, 200), (Role.COMMITTEE, 403),
     (Role.COMPANY, 403)],
)  # fmt: skip
def test_staff_who_work_with_documents_read_them(app: Flask, client: Client, role: Role, status: int, path: str) -> None:
    with unit_of_work():
        make_call()
    assert signed_in(client, role).get(f"{BASE}/{path}").status_code == status


# Letters and their numbers


def test_letters_page_offers_rows_that_lack_only_their_serial(approved: Selection, client: Client) -> None:
    page = signed_in(client, Role.OFFICER).get(f"{BASE}/letters").text
    assert "설계총괄과-\t한빛㈜\t2025-07-10\t2025-07-10\n설계총괄과-\t동해㈜\t2025-07-10\t2025-07-10" in page.replace("\r", "")
    assert "결재시스템에서 받은 번호를 입력할 공문이 2건 있습니다." in page
    assert "공문에 문의처가 없습니다" in page
    assert "번호 입력" not in signed_in(client, Role.APPROVER).get(f"{BASE}/letters").text


def test_pasted_rows_are_entered(approved: Selection, client: Client) -> None:
    answer = signed_in(client, Role.OFFICER).post(
        f"{BASE}/letters/numbers", data={"rows": f"과-2\t{DONGHAE}\r\n과-1\t{HANBIT}"}, follow_redirects=True
    )
    assert "공문 2건의 번호를 입력했습니다." in answer.text
    assert "선정결과 통보를 막는 것이 없습니다." in answer.text
    assert [one.number for one in approved.letters] == ["과-1", "과-2"]


def test_pasted_rows_that_are_refused_are_kept(approved: Selection, client: Client) -> None:
    typed = f"과-2\t{DONGHAE}\n과\t{HANBIT}"
    answer = signed_in(client, Role.OFFICER).post(f"{BASE}/letters/numbers", data={"rows": typed})
    assert answer.status_code == 422
    assert "2번째 줄: &#39;설계총괄과-12345&#39;처럼" in answer.text
    assert typed in answer.text
    assert {one.state for one in approved.letters} == {DocumentState.PREPARED}


def number_data(version: int = 1, **values: Any) -> dict[str, Any]:
    return {"version": version, "number": "설계총괄과-77", "approved_on": "2025-07-10", "enforced_on": "2025-07-10",
            "approver": "이한강", "disclosure": "부분공개(6)", **values}  # fmt: skip


def test_number_and_the_offices_pdf_are_entered_together(approved: Selection, client: Client) -> None:
    id = letter_id(approved)
    answer = signed_in(client, Role.OFFICER).post(
        f"/manage/documents/{id}/number", data=number_data(office_file=(io.BytesIO(PDF), "시행문.pdf")), follow_redirects=True
    )
    assert "번호를 입력했습니다: 설계총괄과-77" in answer.text
    assert "시행문.pdf" in answer.text
    assert state_of(id) is DocumentState.NUMBERED


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"number": ""}, "번호를 설계총괄과-12345처럼 적으세요."),
        ({"number": "12345"}, "&#39;설계총괄과-12345&#39;처럼 처리과명과"),
        ({"enforced_on": "2025-07-09"}, "시행일은 결재일보다 빠를 수 없습니다."),
        ({"enforced_on": "2025-07-12"}, "오늘보다 뒤의 날짜입니다."),
        ({"enforced_on": ""}, "날짜를 고르세요."),
        ({"disclosure": "몰래"}, "&#39;공개&#39;, &#39;부분공개(6)&#39;"),
        ({"office_file": (io.BytesIO(b"no pdf"), "시행문.pdf")}, "허용된 형식이 아닙니다"),
        ({"office_file": (io.BytesIO(b""), "시행문.pdf")}, "빈 파일입니다"),
    ],
)
def test_number_that_is_refused_keeps_what_was_typed(
    approved: Selection, client: Client, changes: dict[str, Any], said: str
) -> None:
    id = letter_id(approved)
    answer = signed_in(client, Role.OFFICER).post(f"/manage/documents/{id}/number", data=number_data(**changes))
    assert answer.status_code == 422
    assert said in answer.text
    assert 'value="이한강"' in answer.text
    assert state_of(id) is DocumentState.PREPARED


def test_stale_number_form_is_told_with_409(approved: Selection, client: Client) -> None:
    id = letter_id(approved)
    client = signed_in(client, Role.OFFICER)
    assert client.post(f"/manage/documents/{id}/number", data=number_data()).status_code == 303
    assert client.post(f"/manage/documents/{id}/number", data=number_data(number="과-1")).status_code == 409


def test_dates_of_the_letters_are_set(approved: Selection, client: Client) -> None:
    terms = queries.terms_of(approved.call.id)
    assert terms is not None
    dates = {"reply_by": "2025-09-19", "papers_by": "2025-09-26", "absent_by": "2025-10-02", "travel_by": "2025-10-10"}
    client = signed_in(client, Role.OFFICER)
    data = {**dates, "version": terms.version, "plan_number": "설계총괄과-4821", "plan_on": "2025-08-29"}
    assert client.post(f"{BASE}/letters/terms", data=data).status_code == 303
    page = client.get(f"/manage/documents/{letter_id(approved)}").text
    assert "2025. 9. 19.(금)까지 참가 여부를 회신하여" in page
    assert "추진계획(설계총괄과-4821, 2025. 8. 29.)" in page
    wrong = client.post(f"{BASE}/letters/terms", data={**data, "version": 2, "reply_by": "2025-11-02"})
    assert wrong.status_code == 422
    assert "오늘부터 연수 시작(2025-10-26) 전까지의 날짜로" in wrong.text


def test_letter_is_shown_ready_to_paste(approved: Selection, client: Client) -> None:
    page = signed_in(client, Role.OFFICER).get(f"/manage/documents/{letter_id(approved)}").text
    assert '<pre id="paste-recipient" lang="ko">한빛㈜ 대표이사</pre>' in page
    title = "2025년 해외 도시철도관계자 초청연수 대상 국가(도시) 및 연수생 선정 결과 알림"
    assert f'<pre id="paste-title" lang="ko">{title}</pre>' in page
    assert "\n  나. 연수기간: 2025. 10. 26.(일)~11. 1.(토), 6박 7일(예정)\n" in page
    assert 'data-copy="paste-body"' in page
    assert "결재시스템에서 결재받은 뒤 번호를 입력하세요" in page


def test_package_holds_the_text_and_each_enclosure_without_a_preview_mark(approved: Selection, client: Client) -> None:
    client = signed_in(client, Role.OFFICER)
    answer = client.get(f"/manage/documents/{letter_id(approved)}/package.zip")
    with zipfile.ZipFile(io.BytesIO(answer.data)) as archive:
        assert archive.namelist() == ["본문.txt", "붙임 1 연수생 명단.pdf", "붙임 2 연수일정(안).pdf", "붙임 3 제출서식.pdf"]
        text = archive.read("본문.txt").decode("utf-8-sig")
        assert text.startswith("수신  한빛㈜ 대표이사\r\n제목  2025년 해외")
        roster = archive.read("붙임 1 연수생 명단.pdf")
        forms = archive.read("붙임 3 제출서식.pdf")
    assert "A PERSON A" in pdf_files.text(roster)
    assert pdf_files.about(roster).title == "붙임 1 연수생 명단"
    with pikepdf.open(io.BytesIO(forms)) as document:
        assert len(document.pages) == 3
    together = client.get(f"{BASE}/letters.zip")
    assert "URT-2025" in together.headers["Content-Disposition"]
    with zipfile.ZipFile(io.BytesIO(together.data)) as archive:
        assert {name.split("/")[0] for name in archive.namelist()} == {HANBIT, DONGHAE}


def test_letter_that_was_promoted_later_is_dispatched_by_its_button(app: Flask, client: Client) -> None:
    selection = announced_selection()
    with unit_of_work():
        document = make_letter(
            selection.call, selection.letter_to(HANBIT).company, DocumentState.NUMBERED,
            facts=selection.letter_to(HANBIT).facts, facts_hash=selection.letter_to(HANBIT).facts_hash,
            people=selection.letter_to(HANBIT).people,
        )  # fmt: skip
        id, version = document.id, document.version
    page = signed_in(client, Role.OFFICER).get(f"/manage/documents/{id}").text
    assert f'action="/manage/documents/{id}/dispatch"' in page
    assert client.post(f"/manage/documents/{id}/dispatch", data={"version": version}).status_code == 303
    assert state_of(id) is DocumentState.DISPATCHED


def test_missing_letters_are_prepared_by_a_button(approved: Selection, client: Client) -> None:
    id = letter_id(approved)
    client = signed_in(client, Role.OFFICER)
    assert client.post(f"/manage/documents/{id}/void", data={"version": 1, "reason": "다시"}).status_code == 303
    assert "한빛㈜: 공문이 준비되지 않았습니다." in client.get(f"{BASE}/letters").text
    assert client.post(f"{BASE}/letters").status_code == 303
    assert len(approved.letters) == 2


# Certificates


def test_certificates_are_prepared_for_all_with_the_day_of_the_ceremony(training: Training, client: Client) -> None:
    client = signed_in(client, Role.COORDINATOR)
    page = client.get(f"{BASE}/certificates").text
    assert "다음: 수료식 전에 연수생 2명의 수료증을 준비하세요." in page
    assert 'value="2025-10-31"' in page
    answer = client.post(f"{BASE}/certificates", data={"awarded_on": "2025-10-30"}, follow_redirects=True)
    assert "수료증 2건을 준비했습니다." in answer.text
    assert [one.number for one in queries.certificates_of(training.call.id)] == ["2025-0001", "2025-0002"]
    assert queries.certificates_of(training.call.id)[0].facts["awarded_on"] == "2025-10-30"


@pytest.mark.parametrize(
    ("day", "said"), [("", "날짜를 고르세요."), ("2025-12-01", "수여일은 연수기간 안의 날짜로"), ("어제", "날짜")]
)
def test_day_that_cannot_be_is_refused(training: Training, client: Client, day: str, said: str) -> None:
    answer = signed_in(client, Role.COORDINATOR).post(f"{BASE}/certificates", data={"awarded_on": day})
    assert answer.status_code == 422
    assert said in answer.text
    assert queries.certificates_of(training.call.id) == []


def test_one_trainee_gets_a_certificate_once(training: Training, client: Client) -> None:
    client = signed_in(client, Role.COORDINATOR)
    trainee = training.trainees[0].id
    assert [client.post(f"/manage/trainees/{trainee}/certificate").status_code for _ in range(2)] == [303, 303]
    assert [one.trainee_id for one in queries.certificates_of(training.call.id)] == [trainee]
    assert client.post("/manage/trainees/9999/certificate").status_code == 404


def test_progress_ends_when_all_pdfs_are_there(training: Training, client: Client) -> None:
    training.certificate(0)
    waiting = training.certificate(1, with_file=False)
    client = signed_in(client, Role.COORDINATOR)
    halfway = client.get(f"{BASE}/certificates/progress")
    assert "2건 중 1건" in halfway.text
    assert "X-Live" not in halfway.headers
    assert f'data-live="{BASE}/certificates/progress"' in client.get(f"{BASE}/certificates").text
    with unit_of_work() as session:
        session.get_one(Document, waiting).file = files.store_bytes(PDF, "x.pdf", files.PDF)
    done = client.get(f"{BASE}/certificates/progress")
    assert done.headers["X-Live"] == "done"
    assert f"{BASE}/certificates.zip" in done.text


def test_batch_is_one_zip_with_names_and_one_pdf_to_print(training: Training, client: Client) -> None:
    client = signed_in(client, Role.COORDINATOR)
    with unit_of_work():
        for trainee, name in zip(training.trainees, ("PEÑA QUISPE", "PEÑA QUISPE"), strict=True):
            trainee.name = name
            document = make_certificate(trainee, with_file=False)
            document.file = files.store_bytes(render(samples.certificate()), f"2025 {name}.pdf", files.PDF)
    answer = client.get(f"{BASE}/certificates.zip")
    assert "filename*=UTF-8''URT-2025%20%EC%88%98%EB%A3%8C%EC%A6%9D.zip" in answer.headers["Content-Disposition"]
    with zipfile.ZipFile(io.BytesIO(answer.data)) as archive:
        assert archive.namelist() == ["2025 PEÑA QUISPE.pdf", "2025 PEÑA QUISPE (2).pdf"]
        assert archive.testzip() is None
    printed = client.get(f"{BASE}/certificates.pdf")
    with pikepdf.open(io.BytesIO(printed.data)) as book:
        assert len(book.pages) == 2
    purposes = [one.purpose for one in db.session.query(AccessEntry)]
    assert purposes == ["documents.batch", "documents.batch"]


def test_batch_waits_until_all_pdfs_are_there(training: Training, client: Client) -> None:
    client = signed_in(client, Role.COORDINATOR)
    assert "아직 수료증이 없습니다." in client.get(f"{BASE}/certificates.zip", follow_redirects=True).text
    training.certificate(0, with_file=False)
    answer = client.get(f"{BASE}/certificates.pdf", follow_redirects=True)
    assert "PDF 1건을 아직 만들고 있습니다." in answer.text


def test_printed_awarded_and_not_awarded_by_buttons(training: Training, client: Client) -> None:
    first, second = training.certificate(0), training.certificate(1)
    client = signed_in(client, Role.COORDINATOR)
    assert client.post(f"{BASE}/certificates/printed").status_code == 303
    assert (state_of(first), state_of(second)) == (DocumentState.PRINTED, DocumentState.PRINTED)
    with unit_of_work():
        make_completion(training.trainees[0])
    answer = client.post(f"{BASE}/certificates/settle", follow_redirects=True)
    assert "수여확정 1건, 미수여 0건으로 처리했습니다." in answer.text
    assert "연수생 1명은 수료 여부가 아직 확정되지 않았습니다." in answer.text
    version = db.session.get_one(Document, second).version
    refused = client.post(f"/manage/documents/{second}/award", data={"version": version}, follow_redirects=True)
    assert "수료 여부가 아직 확정되지 않았습니다" in refused.text
    no_reason = client.post(f"/manage/documents/{second}/withhold", data={"version": version}, follow_redirects=True)
    assert "수여하지 않는 사유를 적어 주세요." in no_reason.text
    client.post(f"/manage/documents/{second}/withhold", data={"version": version, "reason": "결석"})
    assert (state_of(first), state_of(second)) == (DocumentState.AWARDED, DocumentState.NOT_AWARDED)


def test_stale_button_is_told_with_409(training: Training, client: Client) -> None:
    id = training.certificate(0)
    client = signed_in(client, Role.COORDINATOR)
    assert client.post(f"/manage/documents/{id}/printed", data={"version": 1}).status_code == 303
    assert client.post(f"/manage/documents/{id}/printed", data={"version": 1}).status_code == 409


def test_letters_have_no_buttons_of_certificates(training: Training, client: Client) -> None:
    with unit_of_work():
        id = make_letter(training.call, training.company).id
    client = signed_in(client, Role.OFFICER)
    for verb in ("printed", "award", "withhold"):
        assert client.post(f"/manage/documents/{id}/{verb}", data={"version": 1}).status_code == 404


def test_approver_reads_and_presses_nothing(training: Training, client: Client) -> None:
    id = training.certificate(0)
    client = signed_in(client, Role.APPROVER)
    page = client.get(f"/manage/documents/{id}").text
    assert f'action="/manage/documents/{id}/printed"' not in page
    assert client.post(f"/manage/documents/{id}/printed", data={"version": 1}).status_code == 403


# One document


def test_document_shows_its_hash_history_and_verification_page(training: Training, client: Client) -> None:
    id = training.certificate(0, DocumentState.AWARDED)
    document = db.session.get_one(Document, id)
    assert document.file is not None
    page = signed_in(client, Role.OFFICER).get(f"/manage/documents/{id}").text
    assert document.file.sha256 in page
    assert f'href="/verify/{document.code}"' in page
    assert "수여확정" in page
    assert page.count("<h1>") == 1


def test_void_needs_its_reason_and_is_the_officers(training: Training, client: Client) -> None:
    id = training.certificate(0, DocumentState.AWARDED)
    assert signed_in(client, Role.COORDINATOR).post(f"/manage/documents/{id}/void", data={"version": 1}).status_code == 403
    client = signed_in(client, Role.OFFICER)
    said = client.post(f"/manage/documents/{id}/void", data={"version": 1, "reason": " "}, follow_redirects=True).text
    assert "사유를 적어 주세요. 대장에 남습니다." in said
    client.post(f"/manage/documents/{id}/void", data={"version": 1, "reason": "분실"})
    assert state_of(id) is DocumentState.VOID
    assert "발급취소된 문서입니다" in client.get(f"/manage/documents/{id}").text


def test_reissue_leads_to_the_new_one_and_back(training: Training, client: Client) -> None:
    id = training.certificate(0, DocumentState.PRINTED)
    client = signed_in(client, Role.COORDINATOR)
    answer = client.post(f"/manage/documents/{id}/reissue", data={"version": 1, "reason": "성명 오기"}, follow_redirects=True)
    assert "재발급했습니다." in answer.text
    assert "수료증 2025-0002" in answer.text
    assert f'href="/manage/documents/{id}">2025-0001</a>' in answer.text
    assert "대신 발급한 문서: 2025-0002" in client.get(f"/manage/documents/{id}").text


def test_changes_are_taken_over_by_a_button(training: Training, client: Client) -> None:
    id = training.certificate(0)
    with unit_of_work() as session:
        session.query(Trainee).filter_by(id=training.trainees[0].id).update({"name": "NEW NAME"})
    client = signed_in(client, Role.COORDINATOR)
    assert "변경사항 반영" in client.get(f"/manage/documents/{id}").text
    client.post(f"/manage/documents/{id}/take-over", data={"version": 1})
    db.session.rollback()
    assert db.session.get_one(Document, id).facts["name"] == "NEW NAME"


def test_failed_pdf_is_made_again_by_a_button(training: Training, client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    id = training.certificate(0, with_file=False)

    def fail(facts: Any, language: str) -> bytes:
        raise outbox_worker.Final("no font has it")

    monkeypatch.setattr(jobs, "render", fail)
    outbox_worker.drain(jobs.KIND)
    client = signed_in(client, Role.COORDINATOR)
    page = client.get(f"/manage/documents/{id}").text
    assert "PDF를 만들지 못했습니다" in page
    assert "no font has it" in page
    assert "PDF를 다시 만들고 있습니다." in client.post(f"/manage/documents/{id}/render", follow_redirects=True).text
    monkeypatch.setattr(jobs, "render", lambda facts, language: PDF)
    outbox_worker.drain(jobs.KIND)
    assert db.session.get_one(Document, id).file_id is not None


def test_preview_is_made_on_the_spot_and_says_so(approved: Selection, client: Client) -> None:
    answer = signed_in(client, Role.APPROVER).get(f"/manage/documents/{letter_id(approved)}/preview")
    assert answer.mimetype == "application/pdf"
    assert "attachment" not in answer.headers.get("Content-Disposition", "")
    assert answer.headers["Cache-Control"] == "no-store"
    assert "대상 국가(도시) 및 연수생 선정 결과 알림" in pdf_files.text(answer.data)
    assert db.session.query(AccessEntry).one().purpose == "documents.preview"


# Files, and whose they are


def get_file(client: Client, id: int) -> TestResponse:
    return client.get(f"/documents/{id}/file")


def test_staff_download_is_an_attachment_and_leaves_a_row(training: Training, client: Client) -> None:
    id = training.certificate(0)
    answer = get_file(signed_in(client, Role.OFFICER), id)
    assert (answer.status_code, answer.data) == (200, PDF)
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Disposition"].startswith("attachment")
    entry = db.session.query(AccessEntry).one()
    assert (entry.purpose, entry.subject_ids) == ("documents.file", [training.trainees[0].id])


@pytest.mark.parametrize(
    ("state", "status"),
    [(DocumentState.PREPARED, 404), (DocumentState.NUMBERED, 404), (DocumentState.DISPATCHED, 200)],
)
def test_company_has_its_letters_once_they_are_out(training: Training, client: Client, state: DocumentState, status: int) -> None:
    with unit_of_work():
        id = make_letter(training.call, training.company, state).id
        own, other = company_officer(company=training.company), company_officer()
    assert get_file(client.sign_in(own), id).status_code == status
    assert get_file(client.sign_in(other), id).status_code == 404


@pytest.mark.parametrize(
    ("state", "status"),
    [(DocumentState.PREPARED, 404), (DocumentState.PRINTED, 404), (DocumentState.NOT_AWARDED, 404),
     (DocumentState.AWARDED, 200), (DocumentState.VOID, 404)],
)  # fmt: skip
def test_company_has_the_certificates_of_its_trainees_once_awarded(
    training: Training, client: Client, state: DocumentState, status: int
) -> None:
    id = training.certificate(0, state)
    with unit_of_work():
        own, other = company_officer(company=training.company), company_officer()
    assert get_file(client.sign_in(own), id).status_code == status
    assert get_file(client.sign_in(other), id).status_code == 404


def test_company_has_the_itinerary_of_a_training_its_trainees_come_to(training: Training, client: Client) -> None:
    with unit_of_work():
        release = release_itinerary(training.call)
        document = queries.itineraries_of(training.call.id)[release.id][0]
        document.file = files.store_bytes(PDF, "일정.pdf", files.PDF)
        id, number = document.id, release.number
        own, other = company_officer(company=training.company), company_officer()
    assert get_file(client.sign_in(own), id).status_code == 200
    assert get_file(client.sign_in(other), id).status_code == 404
    page = client.sign_in(coordinator_of(training)).get(f"{BASE}/itinerary/releases/{number}").text
    assert f'href="/documents/{id}/file"' in page


def coordinator_of(training: Training) -> Any:
    with unit_of_work():
        return coordinator()


def test_file_that_is_not_there_is_a_404(training: Training, client: Client) -> None:
    id = training.certificate(0, with_file=False)
    client = signed_in(client, Role.OFFICER)
    assert get_file(client, id).status_code == 404
    assert get_file(client, 9999).status_code == 404
    assert client.get("/manage/documents/9999").status_code == 404


def test_companys_nomination_lists_what_is_out_to_it(training: Training, client: Client) -> None:
    shown, hidden = training.certificate(0, DocumentState.AWARDED), training.certificate(1, DocumentState.PRINTED)
    with unit_of_work():
        out = make_letter(training.call, training.company).id
        waiting = make_letter(training.call, training.company, DocumentState.NUMBERED).id
        own = company_officer(company=training.company)
    page = client.sign_in(own).get(f"/nominations/{training.trainees[0].nomination_id}").text
    found = [id for id in (shown, hidden, out, waiting) if f'href="/documents/{id}/file"' in page]
    assert found == [shown, out]


def test_company_opens_no_page_of_the_register(training: Training, client: Client) -> None:
    id = training.certificate(0, DocumentState.AWARDED)
    with unit_of_work():
        own = company_officer(company=training.company)
    client = client.sign_in(own)
    for path in (f"/manage/documents/{id}", f"/manage/documents/{id}/preview", f"{BASE}/certificates.zip"):
        assert client.get(path).status_code == 403


def test_nobody_gets_anything_without_signing_in(training: Training, client: Client) -> None:
    id = training.certificate(0, DocumentState.AWARDED)
    for path in (f"/documents/{id}/file", f"{BASE}/documents", f"/manage/documents/{id}"):
        assert client.get(path).status_code in (302, 303, 401)


def test_officer_sees_the_register_of_every_call(app: Flask, client: Client) -> None:
    with unit_of_work():
        make_call()
        person = officer()
    assert client.sign_in(person).get("/manage/calls/NOTHING/documents").status_code == 404
