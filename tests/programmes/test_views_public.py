import re
from datetime import datetime
from html import unescape
from typing import Any

import pytest
from flask import Flask

from tests.bench.harness import count_reads
from tests.conftest import Client
from tests.factories.accounts import company_officer, officer
from tests.factories.nominations import make_nomination
from tests.factories.programmes import POLICY_INTERNSHIP, call_data, make_call
from tests.support.samples import PDF
from tests.support.uploads import upload
from workflow.core import audit, clock
from workflow.core.db import unit_of_work
from workflow.programmes import queries, services
from workflow.programmes.states import CallState


def page(client: Client, path: str, language: str = "ko", status: int = 200) -> str:
    """Return what a reader of that language sees, without markup and runs of space."""
    client.set_cookie("language", language)
    response = client.get(path)
    assert response.status_code == status
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", response.get_data(as_text=True))).split())


def call_of(state: CallState = CallState.PUBLISHED, **changes: Any) -> None:
    with unit_of_work():
        make_call(state=state, **changes)


def at(*parts: int) -> None:
    clock.move_to(datetime(*parts, tzinfo=clock.KST))  # type: ignore[arg-type]


def test_the_notice_says_in_korean_what_for_whom_how_many_and_by_when(client: Client) -> None:
    call_of()
    text = page(client, "/calls/URT-2025")
    for said in (
        "『글로벌 약자와의 동행』을 위한 해외 도시철도관계자 초청연수 추천 대상국가(도시) 모집",
        "접수 중", "접수마감 2025. 7. 25.(금) 23:59 KST", "15일 14시간 남음",
        "도시철도 건설·운영 경험 전수로", "국가 6 개국 이내", "연수생 14 명 이내", "국가별 2 명 이내", "연수 7 일 6박",
        "1 서울교통공사(컨소시엄 포함)에서 추진 중인 사업 예정 개발도상국가(도시)", "(담당부서 등록)",
        "1 선정된 국가(도시)의 도시철도 정책관리자", "우대사항 영어로 의사소통 가능",
        "개발도상국(접수마감일에 유효한 OECD DAC 수원국 목록에 있는 국가)",
        "연수비 시 부담", "항공료 추천기업 부담(다른 경로의 연수생은 시 부담)",
        "추천한 연수생의 항공료 부담", "선정된 추천서를 낸 기업에만 공문으로 통보합니다.",
        "민간기업 추천 추천기업 부담", "사업 추진경과", "2025. 10. 28.(화) 기관방문·현장견학",
        "9호선 관제실 및 역사 방문·급완행 열차 시승", "서울시메트로9호선, 서부공원여가센터",
        "2025. 10. 26.(일)~11. 1.(토) (잠정)", "공고일 2025. 7. 2.(수)",
        "담당부서 서울특별시 도시기반시설본부", "담당자 추후 공지", "붙임 파일이 없습니다.", "로그인하고 추천하기",
    ):  # fmt: skip
        assert said in text, said


def test_the_notice_says_the_same_in_english(client: Client) -> None:
    call_of()
    text = page(client, "/calls/URT-2025", "en")
    for said in (
        "Call for nominations", "Open for nominations", "Deadline 25 Jul 2025 (Fri) 23:59 KST", "15 days 14 h left",
        "Countries 6 countries at most", "Trainees 14 people at most", "developing country or city planned in a project",
        "urban railway policy manager", "Preferred can communicate in English", "Airfare The nominating company",
        "airfare of its nominated trainees", "28 Oct 2025 (Tue)", "Line 9 control room and station",
        "Officer in charge to be announced", "Sign in and nominate",
    ):  # fmt: skip
        assert said in text, said
    assert not re.search("[가-힣]", text.replace("연수 Yeonsu", "").replace("한국어", "").replace("서울특별시(본부)", "")
                         .split("Draft programme")[0])  # fmt: skip


def test_a_call_of_another_shape_has_no_sections_that_it_does_not_need(client: Client) -> None:
    with unit_of_work():
        make_call(POLICY_INTERNSHIP)
    text = page(client, "/calls/SPEI-2017")
    assert "연수생 15 명 이내" in text
    assert "만 49세 이하(연수 시작일 기준)" in text
    assert "접수마감 접수마감 2016. 11. 30.(수) 23:59 KST" in text
    for absent in ("국가별", "추천 대상 국가(도시)", "추천기업의 의무", "추천하기"):
        assert absent not in text


def test_the_dates_of_a_notice_stand_in_their_order(client: Client) -> None:
    call_of(phases={"screening": {"from": "2025-07-28", "to": "2025-08-05"}})
    whole = ["공고일", "접수마감", "요건검토", "연수"]
    for month, listed in ((7, [one for one in whole if one != "접수마감"]), (9, whole)):  # open, and past its deadline
        at(2025, month, 12, 9, 0)
        dates = client.get("/calls/URT-2025").get_data(as_text=True).split('id="dates"')[1].split("</section>")[0]
        assert re.findall(r"<dt[^>]*>([^<]+)</dt>", dates) == listed


def test_a_notice_without_costs_and_duties_has_no_heading_for_them(client: Client) -> None:
    call_of(funding={}, company_duties=[], notified_by_official_letter=None)
    assert 'id="costs"' not in client.get("/calls/URT-2025").get_data(as_text=True)


def test_the_contact_is_shown_once_the_office_has_filled_it_in(client: Client) -> None:
    call_of(contact={"name": "서지우", "phone": "02-2133-0000", "email": "rail@seoul.example"})
    text = page(client, "/calls/URT-2025")
    assert "담당자 서지우 전화 02-2133-0000 전자우편 rail@seoul.example" in text
    assert "추후 공지" not in text


def test_a_draft_is_404_for_the_public_and_for_companies(client: Client) -> None:
    call_of(CallState.DRAFT)
    page(client, "/calls/URT-2025", status=404)
    assert "URT-2025" not in client.get("/").get_data(as_text=True)
    with unit_of_work():
        user = company_officer()
    page(client.sign_in(user), "/calls/URT-2025", status=404)


@pytest.mark.parametrize("code", ["NONE", "a%0A", "x" * 500])
def test_a_code_that_is_none_is_404(client: Client, code: str) -> None:
    assert client.get(f"/calls/{code}").status_code == 404


def test_the_last_second_is_open_and_the_next_is_closed(client: Client) -> None:
    call_of()
    at(2025, 7, 25, 23, 59, 50)
    text = page(client, "/calls/URT-2025")
    assert "접수 중" in text
    assert "1분 미만 남음" in text
    at(2025, 7, 26, 0, 0, 0)
    text = page(client, "/calls/URT-2025")
    assert "접수마감 접수마감 2025. 7. 25.(금) 23:59 KST" in text
    assert "추천하기" not in text
    assert "남음" not in text


def test_a_near_deadline_is_marked(client: Client) -> None:
    call_of()
    assert 'class="time-left near"' not in client.get("/calls/URT-2025").get_data(as_text=True)
    at(2025, 7, 23, 12, 0)
    assert 'class="time-left near"' in client.get("/calls/URT-2025").get_data(as_text=True)


def test_a_call_that_opens_later_says_from_when_and_takes_nothing(client: Client) -> None:
    call_of(published_on="2025-07-20")
    text = page(client, "/calls/URT-2025")
    assert "접수 예정 2025. 7. 20.(일)부터 접수" in text
    assert "추천하기" not in text


def amend(reason: str = "예산 확보 <b>", **quotas: int) -> None:
    with unit_of_work():
        call = queries.call_or_404("URT-2025")
        services.update_call(call, {"quotas": quotas}, actor=audit.SYSTEM, reason=reason)


def test_amendments_show_with_their_reason_latest_first(client: Client) -> None:
    call_of()
    assert "변경공고" not in page(client, "/calls/URT-2025")
    amend(countries=6, trainees=12, trainees_per_country=2, reason="예산 조정")
    at(2025, 7, 11, 9, 0)
    amend(countries=7, trainees=14)
    text = page(client, "/calls/URT-2025")
    assert ("변경공고 2025. 7. 11.(금) 국가 수 6 → 7 연수생 정원 12 → 14 국가별 인원 2 → 없음 사유: 예산 확보 <b> "
            "2025. 7. 10.(목) 연수생 정원 14 → 12 사유: 예산 조정") in text  # fmt: skip
    assert "국가 7 개국 이내" in text
    assert "Trainees per country 2 → none" in page(client, "/calls/URT-2025", "en")


def test_attachments_are_downloaded_under_their_own_name(client: Client) -> None:
    call_of()
    with unit_of_work():
        call = queries.call_or_404("URT-2025")
        services.attach(call, upload(name="추천서.pdf"), title={"ko": "추천서 서식"}, actor=audit.SYSTEM)
    response = client.get("/calls/URT-2025")
    assert 'href="/calls/URT-2025/attachments/1"' in response.get_data(as_text=True)
    sent = client.get("/calls/URT-2025/attachments/1")
    assert (sent.status_code, sent.data) == (200, PDF)
    assert "filename*=UTF-8''%EC%B6%94%EC%B2%9C%EC%84%9C.pdf" in sent.headers["Content-Disposition"]
    assert client.get("/calls/OTHER/attachments/1").status_code == 404
    assert client.get("/calls/URT-2025/attachments/2").status_code == 404


def test_an_attachment_of_a_draft_is_404(client: Client) -> None:
    call_of(CallState.DRAFT)
    with unit_of_work():
        call = queries.call_or_404("URT-2025")
        services.attach(call, upload(), title={"ko": "서식"}, actor=audit.SYSTEM)
    assert client.get("/calls/URT-2025/attachments/1").status_code == 404


def test_staff_see_the_way_to_the_editor_instead(client: Client) -> None:
    call_of()
    with unit_of_work():
        user = officer()
    body = client.sign_in(user).get("/calls/URT-2025").get_data(as_text=True)
    assert 'href="/manage/calls/URT-2025/edit"' in body
    assert "추천하기" not in body


def test_a_page_is_kept_by_its_readers_own_browser_only(client: Client) -> None:
    call_of()
    assert client.get("/calls/URT-2025").headers["Cache-Control"] == "private, no-cache"


def test_what_is_kept_of_a_notice_holds_nothing_of_its_reader(app: Flask, client: Client) -> None:
    call_of()
    with unit_of_work():
        user = company_officer(name="아주특별한이름")
    client.sign_in(user).get("/calls/URT-2025")
    (parts,) = app.extensions["notices"].values()
    kept = "".join(str(getattr(parts, name)) for name in ("title", "amendments", "body", "dates", "contact"))
    for private in ("아주특별한이름", "csrf", "nonce"):
        assert private not in kept


def reads(app: Flask, client: Client, path: str) -> int:
    with count_reads(app) as counted:
        assert client.get(path).status_code == 200
    return counted.queries


@pytest.mark.parametrize("nominations", [0, 3])
def test_a_notice_takes_seven_queries_once_and_then_four_whatever_it_shows(
    app: Flask, client: Client, nominations: int
) -> None:
    call_of()
    with unit_of_work():
        call = queries.call_or_404("URT-2025")
        for number in range(nominations):
            make_nomination(call)
            services.attach(call, upload(name=f"{number}.pdf"), title={"ko": "서식"}, actor=audit.SYSTEM)
    assert reads(app, client, "/calls/URT-2025") == 7
    assert reads(app, client, "/calls/URT-2025") == 4  # the call, notices of the programme, questions, decisions


@pytest.mark.parametrize("number", [1, 3])
def test_the_list_of_calls_takes_one_query(app: Flask, client: Client, number: int) -> None:
    with unit_of_work():
        for n in range(number):
            make_call(code=f"URT-{n}")
    assert reads(app, client, "/") == 1


def test_the_list_parts_open_coming_and_past_calls(client: Client) -> None:
    with unit_of_work():
        make_call()
        make_call(code="URT-SOON", nominations_close_on="2025-07-20", notice_title={"ko": "먼저 마감"})
        make_call(code="URT-LATER", published_on="2025-07-20", nominations_close_on="2025-07-30", notice_title={"ko": "예정"})
        make_call(code="URT-DONE", state=CallState.CLOSED, notice_title={"ko": "종료된 공고"})
        make_call(POLICY_INTERNSHIP)
    text = page(client, "/")
    places = [text.index(said) for said in (
        "접수 중 접수 중", "먼저 마감", "『글로벌", "접수 예정", "예정 해외", "지난 공고", "종료된 공고", "2017 서울 정책체험",
    )]  # fmt: skip
    assert places == sorted(places)
    assert "모집 인원 연수생 14명, 6개국" in text


def test_the_list_without_calls_says_what_will_be_here(client: Client) -> None:
    call_of(CallState.DRAFT)
    assert "진행 중인 모집공고가 없습니다" in page(client, "/")
    assert "There is no call at the moment" in page(client, "/", "en")


def test_what_an_office_writes_is_shown_as_text(client: Client) -> None:
    evil = "<script>alert(1)</script>"
    call_of(notice_title={"ko": evil}, purpose={"ko": evil}, company_duties=[{"key": "duty", "ko": evil}],
            programme_draft=[{**call_data()["programme_draft"][0], "theme": {"ko": evil}}])  # fmt: skip
    for path in ("/", "/calls/URT-2025"):
        assert evil not in client.get(path).get_data(as_text=True)


def test_english_reader_finds_english_names_where_the_call_has_them(client: Client) -> None:
    """Host institutions, partners and the contact; Hangul where no English is known; numbers as dialled from abroad."""
    call_of(contact={"name": "서지우 / Jiwoo Seo", "phone": "02-2133-0000", "email": "officer@city.example"})
    text = page(client, "/calls/URT-2025", "en")
    for said in (
        "Jiwoo Seo", "+82-2-2133-0000", "Seoul Metro Line 9, 서부공원여가센터", "rolling-stock manufacturer",
        "organiser Seoul Metropolitan Government (Infrastructure Headquarters)",
    ):  # fmt: skip
        assert said in text, said
    for korean in ("서지우", "서울교통공사", "서울특별시"):
        assert korean not in text
    assert "02-2133-0000" in page(client, "/calls/URT-2025")


def test_heading_names_the_programme_and_the_year(client: Client) -> None:
    call_of()
    named = "Invited Training for Overseas Urban Railway Officials 2025: Call for nominations"
    for path in ("/", "/calls/URT-2025"):
        assert named in page(client, path, "en")
        assert (
            "2025년 『글로벌 약자와의 동행』을 위한 해외 도시철도관계자 초청연수 추천 대상국가(도시) 모집"
            in page(client, path)
        )
