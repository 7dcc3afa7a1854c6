import io
import re
from typing import Any

import pytest
from flask import Flask

from tests.bench.harness import count_reads
from tests.conftest import Client
from tests.factories.accounts import admin, approver, committee_member, company_officer, coordinator, officer
from tests.factories.programmes import POLICY_INTERNSHIP, make_call
from tests.programmes.test_views_edit import errors
from tests.programmes.test_views_public import page
from tests.support.samples import PDF
from workflow.accounts.models import User
from workflow.core.db import unit_of_work
from workflow.programmes import queries
from workflow.programmes.states import CallState


@pytest.fixture
def staff(app: Flask) -> User:
    with unit_of_work():
        return officer()


def call_of(state: CallState = CallState.PUBLISHED, **changes: Any) -> None:
    with unit_of_work():
        make_call(state=state, **changes)


def test_the_list_tells_state_deadline_and_what_to_look_at(client: Client, staff: User) -> None:
    with unit_of_work():
        make_call()
        make_call(POLICY_INTERNSHIP, state=CallState.CLOSED)
        make_call(code="URT-2026", state=CallState.DRAFT, quotas={"trainees": 14},
                  contact={"name": "서지우", "phone": "02-2133-0000"})  # fmt: skip
    text = page(client.sign_in(staff), "/manage/calls")
    assert "URT-2025 해외 도시철도관계자 초청연수 접수 중 15일 남음 2025. 7. 25.(금) 23:59 KST" in text
    assert "6개국 × 국가별 2명 = 12명으로는 정원 14명을 채울 수 없습니다." in text
    assert "URT-2026 해외 도시철도관계자 초청연수 작성 중" in text
    assert "SPEI-2017 서울 정책체험 인턴십 프로그램 종료" in text


def test_the_list_counts_what_the_page_of_the_call_lists(client: Client, staff: User) -> None:
    with unit_of_work():
        make_call()
        make_call(code="URT-2026", state=CallState.DRAFT)
        make_call(POLICY_INTERNSHIP)
        make_call(code="OLD-2016", state=CallState.CLOSED)
    listed = client.sign_in(staff).get("/manage/calls").get_data(as_text=True)
    for code in ("URT-2025", "URT-2026", "SPEI-2017", "OLD-2016"):
        row = listed.split(f">{code}</a>")[1].split('role="row"')[0]
        count = re.search(r"확인할 사항 (\d+)건", row)
        points = client.get(f"/manage/calls/{code}/publish").get_data(as_text=True).partition('<ul class="points-to-mend">')[2]
        assert int(count[1] if count else 0) == points.partition("</ul>")[0].count("<li>"), code
    assert "접수마감이 이미 지났습니다." not in page(client, "/manage/calls/SPEI-2017/publish")  # as of every call at last


def test_a_notice_of_the_future_is_public_at_once_and_says_so_before_and_after(client: Client, staff: User) -> None:
    call_of(CallState.DRAFT, published_on="2025-07-20")
    before = page(client.sign_in(staff), "/manage/calls/URT-2025/publish")
    assert "공고문은 공고하는 즉시 공개되고, 추천서는 2025. 7. 20.(일)부터" in before
    client.post("/manage/calls/URT-2025/publish", data={"version": "1"})
    after = page(client, "/manage/calls/URT-2025/publish")
    assert "2025. 7. 20.(일)부터 접수합니다. 공고문은 지금부터 공개됩니다." in after
    assert "접수 예정" in after
    assert "공고문은 지금 공개되어 있습니다." in after


def test_an_empty_list_says_how_to_begin(client: Client, staff: User) -> None:
    assert "아직 모집공고가 없습니다" in page(client.sign_in(staff), "/manage/calls")


@pytest.mark.parametrize("number", [1, 3])
def test_the_list_takes_three_queries(app: Flask, client: Client, staff: User, number: int) -> None:
    for n in range(number):
        call_of(code=f"URT-{n}")
    client.sign_in(staff)
    with count_reads(app) as counted:
        assert client.get("/manage/calls").status_code == 200
    assert counted.queries == 3  # the reader, their roles, the calls


def test_all_staff_see_the_list_and_only_its_writers_can_begin_a_call(client: Client) -> None:
    for make, writes in ((officer, True), (admin, True), (approver, False), (committee_member, False), (coordinator, False)):
        with unit_of_work():
            user = make()
        assert ("새 공고" in page(client.sign_in(user), "/manage/calls")) == writes
        assert client.get("/manage/calls/new").status_code == (200 if writes else 403)
    with unit_of_work():
        company = company_officer()
    assert client.sign_in(company).get("/manage/calls").status_code == 403


NEW = {
    "code": "BUS-2026", "programme-ko": "해외 버스관계자 초청연수", "notice_title-ko": "추천 모집",
    "purpose-ko": "버스 정책 전수", "unit-ko": "버스정책과", "published_on": "2026-03-02",
    "nominations_close_on": "2026-03-31", "training_from": "2026-06-01", "training_to": "2026-06-05",
}  # fmt: skip


def test_a_blank_call_is_made_as_a_draft(client: Client, staff: User) -> None:
    response = client.sign_in(staff).post("/manage/calls/new", data=NEW)
    assert (response.status_code, response.location) == (303, "/manage/calls/BUS-2026/edit")
    call = queries.call_or_404("BUS-2026")
    assert (call.state, call.programme.name.ko) == (CallState.DRAFT, "해외 버스관계자 초청연수")
    assert [route.key for route in call.definition.routes] == ["company"]


def test_a_blank_call_asks_the_usual_consents(client: Client, staff: User) -> None:
    client.sign_in(staff).post("/manage/calls/new", data=NEW)
    asked = queries.call_or_404("BUS-2026").definition
    assert [consent.key for consent in asked.consents] == ["collection", "third_parties", "passport_number", "health_diet"]
    assert asked.consent_asked_at == "confirmation"


def test_a_new_call_leads_to_the_next_edition_of_an_earlier_one(client: Client, staff: User) -> None:
    call_of()
    client.sign_in(staff)
    assert 'href="/manage/calls/URT-2025/clone"' in client.get("/manage/calls/new").get_data(as_text=True)
    response = client.get("/manage/calls/new?source=URT-2025")
    assert (response.status_code, response.location) == (303, "/manage/calls/URT-2025/clone")


def test_a_bad_new_call_keeps_what_was_typed(client: Client, staff: User) -> None:
    call_of()
    client.sign_in(staff)
    response = client.post("/manage/calls/new", data={**NEW, "code": "URT-2025", "training_to": ""})
    body = response.get_data(as_text=True)
    assert response.status_code == 422
    assert 'value="해외 버스관계자 초청연수"' in body
    assert "날짜를 골라 주세요." in body
    assert "이미 있는 공고번호입니다" in body


def test_all_that_is_wrong_with_a_new_call_is_told_at_once(client: Client, staff: User) -> None:
    call_of()
    client.sign_in(staff).set_cookie("language", "ko")
    early = {**NEW, "code": "urt-2025", "purpose-ko": "", "nominations_close_on": "2026-02-27"}
    assert errors(client.post("/manage/calls/new", data=early)) == {
        "code": "이미 있는 공고번호입니다: urt-2025. 다른 번호를 적어 주세요.", "purpose-ko": "입력해 주세요.",
        "nominations_close_on": "접수마감일이 공고일보다 빠릅니다.",
    }  # fmt: skip
    empty = errors(client.post("/manage/calls/new", data={}))
    days = ("published_on", "nominations_close_on", "training_from", "training_to")
    assert empty == {
        **dict.fromkeys(("code", "programme-ko", "notice_title-ko", "purpose-ko", "unit-ko"), "입력해 주세요."),
        **dict.fromkeys(days, "날짜를 골라 주세요."),
    }  # fmt: skip


def test_a_code_is_taken_whatever_its_case(client: Client, staff: User) -> None:
    call_of()
    response = client.sign_in(staff).post("/manage/calls/new", data={**NEW, "code": "urt-2025"})
    assert response.status_code == 422
    assert queries.call_by_code("urt-2025") is None


@pytest.mark.parametrize("source", ["NONE", "<script>", "x" * 200])
def test_a_source_that_is_none_begins_blank(client: Client, staff: User, source: str) -> None:
    assert client.sign_in(staff).get("/manage/calls/new", query_string={"source": source}).status_code == 200


def test_a_draft_is_checked_previewed_published_closed_and_reopened(client: Client, staff: User) -> None:
    call_of(CallState.DRAFT)
    client.sign_in(staff)
    text = page(client, "/manage/calls/URT-2025/publish")
    assert "문의처가 비어 있습니다." in text
    assert "공고하기" in text
    assert "작성 중인 공고로, 직원에게만 보이는 화면입니다." in page(client, "/manage/calls/URT-2025/preview")
    assert 'href="/manage/calls/URT-2025/preview"' in client.get("/manage/calls/URT-2025/edit").get_data(as_text=True)
    for verb, version, state in (("publish", 1, "published"), ("close", 2, "closed"), ("reopen", 3, "published")):
        response = client.post(f"/manage/calls/URT-2025/{verb}", data={"version": version, "reason": "정산"})
        assert (response.status_code, response.location) == (303, "/manage/calls/URT-2025/publish")
        assert queries.call_or_404("URT-2025").state == state
    assert "로그인하고 추천하기" in page(client.application.test_client(), "/calls/URT-2025")  # type: ignore[arg-type]


def test_publishing_from_an_old_page_is_told(client: Client, staff: User) -> None:
    call_of(CallState.DRAFT)
    client.sign_in(staff)
    for sent in ({"version": "7"}, {"version": "x"}, {}):
        assert client.post("/manage/calls/URT-2025/publish", data=sent).status_code == 409
    assert queries.call_or_404("URT-2025").state == "draft"


def test_a_step_that_is_not_open_goes_back_and_says_why(client: Client, staff: User) -> None:
    call_of()
    client.sign_in(staff)
    response = client.post("/manage/calls/URT-2025/publish", data={"version": "1"}, follow_redirects=True)
    assert "지금 상태(공고 중)에서는 처리할 수 없습니다." in response.get_data(as_text=True)


def attach(client: Client, content: bytes, name: str = "서식.pdf", title: str = "추천서 서식") -> Any:
    data = {"title-ko": title, "title-en": "Form", "file": (io.BytesIO(content), name)}
    return client.post("/manage/calls/URT-2025/attachments", data=data, content_type="multipart/form-data")


def test_a_file_is_put_beside_the_notice_and_taken_away(client: Client, staff: User) -> None:
    call_of(CallState.DRAFT)
    client.sign_in(staff)
    assert attach(client, PDF).status_code == 303
    assert "추천서 서식 서식.pdf" in page(client, "/manage/calls/URT-2025/attachments")
    assert client.get("/manage/calls/URT-2025/attachments/1").data == PDF
    assert 'href="/manage/calls/URT-2025/attachments/1"' in client.get("/manage/calls/URT-2025/preview").get_data(as_text=True)
    assert client.post("/manage/calls/URT-2025/attachments/1/remove").status_code == 303
    assert "아직 붙임 파일이 없습니다" in page(client, "/manage/calls/URT-2025/attachments")
    assert client.post("/manage/calls/URT-2025/attachments/1/remove").status_code == 404


@pytest.mark.parametrize(("content", "name", "title", "said"), [
    (b"", "서식.pdf", "서식", "빈 파일입니다."), (b"GIF89a......", "서식.pdf", "서식", "허용된 형식이 아닙니다."),
    (b"", "", "서식", "올릴 파일을 고르세요."), (PDF, "서식.pdf", " ", "입력해 주세요."),
])  # fmt: skip
def test_a_bad_file_is_told_beside_its_box(
    client: Client, staff: User, content: bytes, name: str, title: str, said: str
) -> None:
    call_of()
    response = attach(client.sign_in(staff), content, name, title)
    body = response.get_data(as_text=True)
    assert response.status_code == 422
    assert said in body
    assert 'value="Form"' in body
    assert queries.call_or_404("URT-2025").attachments == []


def test_the_tabs_of_a_call_are_those_that_the_reader_may_open(client: Client, staff: User) -> None:
    call_of()
    body = client.sign_in(staff).get("/manage/calls/URT-2025/edit").get_data(as_text=True)
    tabs = body.split('class="tabs"')[1].split("</nav>")[0]
    assert 'href="/manage/calls/URT-2025/edit" aria-current="page"' in tabs
    for endpoint, path in (("insight.nominations", "nominations"), ("selection.proposal", "selection")):
        assert (f'href="/manage/calls/URT-2025/{path}"' in tabs) == (endpoint in client.application.view_functions)
