import re
from collections.abc import Callable
from datetime import datetime
from html import unescape
from io import BytesIO

import pytest
from flask import Flask

from tests.bench.harness import count_reads
from tests.conftest import Client
from tests.factories.accounts import CompanyFactory, company_officer, officer
from tests.factories.board import make_inquiry, make_notice
from tests.factories.nominations import make_nomination
from tests.factories.programmes import make_call
from tests.support.samples import PDF
from workflow.accounts.models import User
from workflow.board.models import Inquiry, Notice
from workflow.board.services import inquiries
from workflow.board.states import InquiryState, NoticeState
from workflow.core import clock
from workflow.core.db import db, unit_of_work
from workflow.core.i18n import Text
from workflow.nominations.states import NominationState
from workflow.programmes.models import Call


@pytest.fixture
def call(app: Flask) -> Call:
    with unit_of_work():
        return make_call()


@pytest.fixture
def staff(app: Flask) -> User:
    with unit_of_work():
        return officer(email="officer@office.example", password_hash="x")


@pytest.fixture
def asker(app: Flask) -> User:
    with unit_of_work():
        company = CompanyFactory(name_ko="한빛철도㈜", name_en="Hanbit Rail")
        return company_officer(company=company, name="서지우", password_hash="x", email="asker@hanbit.example")


def page(client: Client, path: str, language: str = "ko", status: int = 200) -> str:
    """Return what a reader of that language sees, without markup and runs of space."""
    client.set_cookie("language", language)
    response = client.get(path)
    assert response.status_code == status
    return words(response.text)


def words(markup: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", markup)).split())


def add(make: Callable[[], Notice | Inquiry]) -> int:
    with unit_of_work():
        return make().id


def test_board_shows_what_is_public_and_no_more(client: Client, call: Call) -> None:
    shown = add(lambda: make_notice(call.programme, body=Text("<b>안내</b> https://seoul.example 참고", "See below")))
    hidden = [add(lambda state=state: make_notice(call.programme, state=state, title=Text("비밀 초안"),
                                                  at=datetime(2025, 8, 1, tzinfo=clock.KST)))
              for state in (NoticeState.DRAFT, NoticeState.SCHEDULED)]  # fmt: skip
    board = page(client, "/notices")
    assert "공지사항" in board
    assert "설명회 안내" in board
    assert "비밀 초안" not in board
    assert "Briefing" in page(client, "/notices", "en")
    client.set_cookie("language", "ko")
    notice = client.get(f"/notices/{shown}").text
    assert "&lt;b&gt;안내&lt;/b&gt;" in notice
    assert '<a href="https://seoul.example" rel="noopener noreferrer">https://seoul.example</a> 참고' in notice
    for id in hidden:
        assert client.get(f"/notices/{id}").status_code == 404
    assert "설명회 안내" in page(client, "/calls/URT-2025")
    assert "다른 말로 찾거나" in page(client, "/notices?q=없는말")


def test_withdrawn_notice_says_why_and_its_text_and_files_are_gone(client: Client, call: Call, staff: User) -> None:
    id = add(lambda: make_notice(call.programme))
    client.sign_in(staff)
    answer = client.post(f"/manage/notices/{id}", data={
        "title-ko": "설명회 안내", "body-ko": "약도를 보세요.", "version": "1", "files": (BytesIO(PDF), "약도.pdf"),
    })  # fmt: skip
    assert answer.status_code == 303
    notice = db.session.get_one(Notice, id)
    file = f"/notices/{id}/files/{notice.files[0].id}"
    assert client.get(file).status_code == 200
    client.post(f"/manage/notices/{id}/withdraw", data={"version": str(notice.version), "reason": "일정 취소"})
    client.post("/sign-out")
    text = page(client, f"/notices/{id}")
    assert "게시가 철회된 공지입니다" in text
    assert "사유: 일정 취소" in text
    assert "약도를 보세요" not in text
    assert client.get(file).status_code == 404
    assert "설명회 안내" not in page(client, "/notices")


def test_staff_write_look_and_publish_with_the_number_of_mails_in_sight(client: Client, call: Call, staff: User,
                                                                         asker: User) -> None:
    client.sign_in(staff)
    typed = {"programme": str(call.programme_id), "title-ko": "", "body-ko": "내용", "body-en": "Text", "title-en": "Title"}
    refused = client.post("/manage/notices/new", data=typed)
    assert refused.status_code == 422
    assert "국문 제목을 적어 주세요." in refused.text
    assert "내용</textarea>" in refused.text
    refused = client.post("/manage/notices/new", data={**typed, "programme": "0"})
    assert refused.status_code == 422
    assert 'id="programme-error"' in refused.text
    assert 'id="title-ko-error"' in refused.text
    made = client.post("/manage/notices/new", data={**typed, "title-ko": "제목", "pinned": "y"})
    assert re.fullmatch(r"/manage/notices/\d+/publish", made.location)
    review = page(client, made.location)
    assert "공지가 게시되면 1개 기업의 1명에게 전자우편이 한 번씩 발송됩니다." in review
    scheduled = client.post(made.location, data={"version": "1", "day": "2025-07-14", "hour": "10:30"})
    assert scheduled.location == "/manage/notices"
    notice = db.session.query(Notice).one()
    assert (notice.state, notice.published_at) == (NoticeState.SCHEDULED, datetime(2025, 7, 14, 10, 30, tzinfo=clock.KST))
    assert "게시 예약" in page(client, "/manage/notices?state=scheduled")
    assert "해당하는 공지가 없습니다" in page(client, "/manage/notices?state=draft")
    client.post(f"/manage/notices/{notice.id}/hold", data={"version": str(notice.version)})
    notice = db.session.query(Notice).one()
    client.post(made.location, data={"version": str(notice.version), "day": "", "hour": ""})
    assert db.session.query(Notice).one().state is NoticeState.PUBLISHED


@pytest.mark.parametrize("sent", [
    {"day": "yesterday"}, {"day": "2025-13-40"}, {"day": "2205-01-01"}, {"hour": "25:00", "day": "2025-07-14"}, {"hour": "10:00"},
])  # fmt: skip
def test_moment_that_is_none_is_told(client: Client, call: Call, staff: User, sent: dict[str, str]) -> None:
    id = add(lambda: make_notice(call.programme, state=NoticeState.DRAFT))
    answer = client.sign_in(staff).post(f"/manage/notices/{id}/publish", data={"version": "1", **sent})
    assert answer.status_code == 422
    assert db.session.get_one(Notice, id).state is NoticeState.DRAFT


def test_refused_file_keeps_what_was_typed(client: Client, call: Call, staff: User) -> None:
    client.sign_in(staff)
    answer = client.post("/manage/notices/new", data={
        "programme": str(call.programme_id), "title-ko": "제목", "body-ko": "긴 내용", "files": (BytesIO(b"MZ"), "a.pdf"),
    })  # fmt: skip
    assert answer.status_code == 422
    assert "긴 내용</textarea>" in answer.text
    assert "허용된 형식이 아닙니다" in answer.text
    assert db.session.query(Notice).count() == 0


def test_company_asks_from_the_notice_and_reads_the_answer(client: Client, call: Call, staff: User, asker: User) -> None:
    client.sign_in(asker)
    assert "/calls/URT-2025/ask" in client.get("/calls/URT-2025").text
    untitled = client.post("/calls/URT-2025/ask", data={"subject": "", "text": "질문"})
    assert (untitled.status_code, "제목을 한 줄로 적어 주세요." in untitled.text) == (422, True)
    assert untitled.text.count('<span class="required">필수</span>') == 2
    asked = client.post("/calls/URT-2025/ask", data={"subject": "국가 수", "text": "둘도 되나요?", "about": "2025-0003"})
    inquiry = db.session.query(Inquiry).one()
    assert asked.location == f"/inquiries/{inquiry.id}"
    assert "답변 대기" in page(client, "/inquiries")
    client.sign_in(staff)
    assert "2025-0003" in page(client, "/manage/inquiries?call=URT-2025")
    assert "답변할 기업 문의(가장 오래된 문의: 오늘 접수)" in page(client, "/home")
    answered = client.post(f"/manage/inquiries/{inquiry.id}/answer", data={"text": "네.", "version": str(inquiry.version)})
    assert answered.status_code == 303
    client.sign_in(asker)
    text = page(client, f"/inquiries/{inquiry.id}")
    assert "답변 완료" in text
    assert "네." in text
    assert "김담당" not in text


def test_question_of_another_company_is_not_found(client: Client, call: Call, asker: User) -> None:
    with unit_of_work():
        stranger = company_officer()
        id = make_inquiry(call, stranger).id
    client.sign_in(asker)
    assert client.get(f"/inquiries/{id}").status_code == 404
    assert client.post(f"/inquiries/{id}/follow-up", data={"text": "?", "version": "2"}).status_code == 404


def test_answered_question_stands_on_the_notice_without_its_asker(client: Client, call: Call, staff: User,
                                                                   asker: User) -> None:
    id = add(lambda: make_inquiry(call, asker, answered_by=staff))
    client.sign_in(staff)
    version = str(db.session.get_one(Inquiry, id).version)
    put = {"question-ko": "두 국가도 되나요?", "question-en": "Two countries?", "answer-ko": "네.", "answer-en": "Yes.",
           "version": version}
    named = client.post(f"/manage/inquiries/{id}/notice", data={**put, "answer-ko": "한빛철도는 됩니다."})
    assert named.status_code == 422
    assert "이름을 빼고 게시하세요" in named.text
    assert client.post(f"/manage/inquiries/{id}/notice", data=put).status_code == 303
    client.post("/sign-out")
    korean, english = page(client, "/calls/URT-2025"), page(client, "/calls/URT-2025", "en")
    assert "질의응답 두 국가도 되나요? 네." in korean
    assert "한빛" not in korean
    assert "Questions and answers Two countries? Yes." in english
    assert "Hanbit" not in english
    client.sign_in(staff)
    version = str(db.session.get_one(Inquiry, id).version)
    client.post(f"/manage/inquiries/{id}/notice/remove", data={"version": version})
    assert "두 국가도 되나요?" not in page(client, "/calls/URT-2025")


def test_nomination_leads_to_asking_about_it(client: Client, call: Call, asker: User) -> None:
    with unit_of_work():
        nomination = make_nomination(call, asker.company, state=NominationState.SUBMITTED, receipt_no="2025-0007")
        id = nomination.id
    client.sign_in(asker)
    assert "/calls/URT-2025/ask?about=2025-0007" in client.get(f"/nominations/{id}").text
    assert 'value="2025-0007"' in client.get("/calls/URT-2025/ask?about=2025-0007").text


def test_stale_answer_is_told_and_kept(client: Client, call: Call, staff: User, asker: User) -> None:
    id = add(lambda: make_inquiry(call, asker))
    seen = str(db.session.get_one(Inquiry, id).version)
    with unit_of_work():
        inquiries.answer(db.session.get_one(Inquiry, id), "먼저 답변", actor=staff)
    client.sign_in(staff)
    stale = client.post(f"/manage/inquiries/{id}/answer", data={"text": "나중 답변", "version": seen})
    assert stale.status_code == 409
    assert "먼저 답변" in stale.text
    assert "나중 답변</textarea>" in stale.text
    client.sign_in(asker)
    stale = client.post(f"/inquiries/{id}/follow-up", data={"text": "추가 질문", "version": seen})
    assert stale.status_code == 409
    fresh = re.search(r'name="version"[^>]*value="(\d+)"', stale.text)
    assert fresh is not None
    assert client.post(f"/inquiries/{id}/follow-up", data={"text": "추가", "version": fresh[1]}).status_code == 303
    assert db.session.get_one(Inquiry, id).state is InquiryState.ASKED


def test_stale_notice_keeps_what_was_typed(client: Client, call: Call, staff: User) -> None:
    id = add(lambda: make_notice(call.programme, state=NoticeState.DRAFT, version=3))
    typed = {"title-ko": "나중", "title-en": "", "body-ko": "나중에 쓴 내용", "body-en": ""}
    stale = client.sign_in(staff).post(f"/manage/notices/{id}", data={**typed, "version": "2"})
    assert stale.status_code == 409
    assert "나중에 쓴 내용</textarea>" in stale.text
    assert client.post(f"/manage/notices/{id}", data={**typed, "version": "3"}).status_code == 303


@pytest.mark.parametrize("rows", [1, 3])
@pytest.mark.parametrize(("path", "reader", "number"), [
    ("/notices", None, 3), ("/manage/notices", "staff", 4), ("/inquiries", "asker", 3), ("/manage/inquiries", "staff", 4),
    ("/calls/URT-2025/ask", "asker", 5),
])  # fmt: skip
def test_lists_take_as_many_queries_whatever_their_length(
    request: pytest.FixtureRequest, app: Flask, client: Client, call: Call, staff: User, asker: User,
    rows: int, path: str, reader: str | None, number: int,
) -> None:  # fmt: skip
    with unit_of_work():
        for _ in range(rows):
            make_notice(call.programme, pinned=True)
            make_notice(call.programme)
            inquiry = make_inquiry(call, asker, answered_by=staff)
            inquiries.put_on_notice(inquiry, Text("질문"), Text("답변"), actor=staff)
    if reader:
        client.sign_in(request.getfixturevalue(reader))
    client.get(path)
    with count_reads(app) as counted:
        assert client.get(path).status_code == 200
    assert counted.queries == number
