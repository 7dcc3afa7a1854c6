"""The board and what hangs on it, by real requests."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import pytest

from tests.conftest import Client
from tests.factories.accounts import CompanyFactory, UserFactory, company_officer
from tests.factories.itinerary import DAY, make_host, make_session
from tests.factories.nominations import make_nomination
from tests.factories.programmes import make_call
from tests.factories.selection import make_placement
from tests.support.counting import statements
from workflow.accounts.roles import Role
from workflow.core import slots
from workflow.core.audit import SYSTEM
from workflow.core.db import db, unit_of_work
from workflow.core.i18n import Text
from workflow.itinerary import queries, services
from workflow.itinerary.models import HostInstitution, ItineraryRelease, Session
from workflow.itinerary.states import SessionState
from workflow.nominations.states import NominationState
from workflow.programmes.models import Call
from workflow.selection.states import PlacementState

BOARD = "/manage/calls/URT-2025/itinerary"


def signed_in(client: Client, role: Role = Role.COORDINATOR, **values: Any) -> Client:
    with unit_of_work():
        user = UserFactory(roles=[role], **values)
    return client.sign_in(user)


def planned(*sessions: dict[str, Any]) -> list[int]:
    """Make the call of 2025 with these sessions; return their ids."""
    with unit_of_work():
        call = make_call()
        return [make_session(call, **values).id for values in sessions]


def stored(id: int) -> Session:
    return db.session.get_one(Session, id)


def typed(**values: str) -> dict[str, str]:
    return {"title_ko": "강의", "day": "2025-10-28", "category": "lecture", "counts": "", "host": "", **values}


@pytest.mark.parametrize("rows", [1, 3])
def test_the_board_sends_the_same_statements_whatever_its_length(client: Client, rows: int) -> None:
    with unit_of_work():
        call = make_call()
        for n in range(rows):
            make_session(call, f"{9 + n}:00".zfill(5), host_id=make_host(f"기관 {n}").id)
            services.release(call, actor=SYSTEM)
    signed_in(client)
    with statements() as sent:
        assert client.get(BOARD).status_code == 200
    assert len(sent) == 8, sent  # account, roles, call, sessions with hosts, days, last release, releases, PDFs


def test_an_empty_board_offers_the_draft_and_takes_it_over_once(client: Client) -> None:
    planned()
    signed_in(client)
    page = client.get(BOARD).text
    assert "아직 일정이 없습니다" in page
    assert page.count('action="/manage/calls/URT-2025/itinerary/take-over"') == 1
    page = client.post(f"{BOARD}/take-over", follow_redirects=True).text
    assert "일정(안)에서 일정 15건을 가져왔습니다" in page
    assert "take-over" not in page
    assert "공고에 적힌 이날의 방문기관 중 아직 일정에 없는 곳: 서울국제개발협력단, 교통첨단교통과" in page
    assert "이미 일정이 있어" in client.post(f"{BOARD}/take-over", follow_redirects=True).text
    assert db.session.query(Session).count() == 15


def test_the_board_names_the_day_in_english_too(client: Client) -> None:
    planned({"title": "차량기지 견학"})
    page = signed_in(client, language="en").get(BOARD).text
    assert "28 Oct 2025 (Tue)" in page
    assert '<strong>Depot <span class="other-language" lang="ko">차량기지 견학</span>' in page


def test_a_session_is_added_with_a_new_host(client: Client) -> None:
    planned()
    answer = signed_in(client).post(f"{BOARD}/sessions/new", data=typed(
        starts="09:00", ends="10:30", title_en="Lecture", place_ko="시청", new_host_ko="코레일", new_host_en="Korail"
    ))
    made = db.session.query(Session).one()
    assert answer.headers["Location"] == f"{BOARD}#session-{made.id}"
    assert (made.title, made.host and made.host.name) == (Text("강의", "Lecture"), Text("코레일", "Korail"))
    assert made.counts is True


def test_the_form_proposes_the_day_it_was_opened_for(client: Client) -> None:
    planned()
    signed_in(client)
    assert 'value="2025-10-28"' in client.get(f"{BOARD}/sessions/new?day=2025-10-28").text
    assert 'value="2025-10-26"' in client.get(f"{BOARD}/sessions/new?day=yesterday").text


@pytest.mark.parametrize(("wrong", "field", "text"), [
    ({"title_ko": ""}, "title_ko", "일정명을 한글로 적어 주세요."),
    ({"title_ko": "가" * 300}, "title_ko", "200"),
    ({"day": "2025-13-01"}, "day", "달력에 있는 날짜를"),
    ({"day": ""}, "day", "날짜를 적어 주세요."),
    ({"starts": "9 o'clock"}, "starts", "14:02"),
    ({"starts": "10:00", "ends": "09:00"}, "ends", "시작 시각 10:00보다 늦어야"),
    ({"ends": "09:00"}, "starts", "시작 시각을 적거나"),
    ({"category": "party"}, "category", ""),
    ({"host": "4711"}, "host", ""),
    ({"host": "x"}, "host", ""),
    ({"new_host_en": "Korail"}, "new_host_ko", "방문기관의 한글 이름을 적어 주세요."),
])
def test_a_wrong_answer_is_said_at_its_field_and_nothing_typed_is_lost(
    client: Client, wrong: dict[str, str], field: str, text: str
) -> None:
    planned()
    answer = signed_in(client).post(f"{BOARD}/sessions/new", data=typed(place_ko="남은 장소", **wrong))
    assert answer.status_code == 422
    assert re.search(rf'id="{field}-error"[^>]*>.*{text}', answer.text)
    assert 'value="남은 장소"' in answer.text
    assert db.session.query(Session).count() == 0


def test_everything_that_is_wrong_is_said_at_once(client: Client) -> None:
    planned()
    page = signed_in(client).post(f"{BOARD}/sessions/new", data=typed(title_ko="", starts="10:00", ends="09:00")).text
    assert re.findall(r'<li><a href="#(\w+)">', page) == ["title_ko", "ends"]


def test_an_edited_session_keeps_what_the_form_showed(client: Client) -> None:
    (id,) = planned({"starts": "09:00", "ends": "11:00"})
    signed_in(client)
    page = client.get(f"{BOARD}/sessions/{id}").text
    shown = dict(re.findall(r'name="(\w+)"[^>]* value="([^"]*)"', page))
    assert (shown["title_ko"], shown["title_en"], shown["starts"], shown["ends"]) == (
        "차량기지 견학", "Depot", "09:00", "11:00",
    )
    answer = client.post(f"{BOARD}/sessions/{id}", data=typed(starts="10:00", counts="no", version="1"))
    assert answer.status_code == 303
    assert (stored(id).title.ko, stored(id).counts, stored(id).version) == ("강의", False, 2)


def test_a_stale_form_says_what_is_stored_and_saves_on_the_second_press(client: Client) -> None:
    (id,) = planned({})
    signed_in(client, name="한운영")
    client.post(f"{BOARD}/sessions/{id}", data=typed(title_ko="먼저 저장", version="1"))
    answer = client.post(f"{BOARD}/sessions/{id}", data=typed(title_ko="나중 저장", version="1"))
    assert answer.status_code == 409
    assert "한운영" in answer.text
    assert 'value="나중 저장"' in answer.text
    assert "<dd>먼저 저장</dd>" in answer.text
    assert 'name="version" type="hidden" value="2"' in answer.text
    assert client.post(f"{BOARD}/sessions/{id}", data=typed(title_ko="나중 저장", version="2")).status_code == 303
    assert stored(id).title.ko == "나중 저장"


def test_a_session_moves_by_buttons(client: Client) -> None:
    first, second = planned({"title": "첫째"}, {"title": "둘째"})
    signed_in(client)
    moved = client.post(f"{BOARD}/sessions/{second}/move", data={"direction": "up", "version": 1})
    assert moved.headers["Location"].endswith(f"#session-{second}")
    assert [one.id for one in queries.sessions_of(stored(first).call_id)] == [second, first]
    client.post(f"{BOARD}/sessions/{second}/move", data={"day": "2025-10-30", "version": 2})
    assert stored(second).day == date(2025, 10, 30)
    page = client.post(f"{BOARD}/sessions/{second}/move", data={"direction": "up"}, follow_redirects=True)
    assert "더 옮길 곳이 없습니다" in page.text


def test_only_the_buttons_that_work_are_offered(client: Client) -> None:
    planned({"starts": "09:00", "title": "오전"}, {"starts": "14:00", "title": "오후"}, {"title": "미정"})
    page = signed_in(client).get(BOARD).text
    assert re.findall(r'(위로|아래로)<span class="sr-only"> (\w+)</span>', page) == [("아래로", "오후"), ("위로", "미정")]


@pytest.mark.parametrize("data", [{}, {"direction": "sideways"}, {"day": "someday"}])
def test_a_move_to_nowhere_is_not_understood(client: Client, data: dict[str, str]) -> None:
    (id,) = planned({})
    assert signed_in(client).post(f"{BOARD}/sessions/{id}/move", data=data).status_code == 400


def test_a_stale_press_of_a_button_is_told(client: Client) -> None:
    (id,) = planned({"host_id": None})
    signed_in(client)
    for verb, data in (("move", {"day": "2025-10-30"}), ("remove", {})):
        assert client.post(f"{BOARD}/sessions/{id}/{verb}", data={"version": 7, **data}).status_code == 409
    assert stored(id).day == DAY


def test_a_session_is_removed(client: Client) -> None:
    (id,) = planned({})
    page = signed_in(client).post(f"{BOARD}/sessions/{id}/remove", data={"version": 1}, follow_redirects=True)
    assert "일정을 삭제했습니다." in page.text
    assert db.session.get(Session, id) is None
    assert client.get(f"{BOARD}/sessions/{id}").status_code == 404


def test_a_host_agrees_and_takes_it_back(client: Client) -> None:
    with unit_of_work():
        id = make_session(make_call(), host_id=make_host().id).id
    signed_in(client)
    assert "미확정" in client.get(BOARD).text
    client.post(f"{BOARD}/sessions/{id}/confirm", data={"version": 1})
    assert stored(id).state is SessionState.CONFIRMED
    client.post(f"{BOARD}/sessions/{id}/reopen", data={"version": 2})
    assert stored(id).state is SessionState.UNCONFIRMED


def test_clashes_stand_beside_the_sessions_with_their_mend(client: Client) -> None:
    planned({"starts": "09:00", "ends": "11:00", "title": "가"}, {"starts": "10:00", "ends": "12:00", "title": "나"},
            {"day": date(2025, 11, 2), "title": "다"})  # fmt: skip
    page = signed_in(client).get(BOARD).text
    assert "겹치거나 맞지 않는 일정 2건" in page
    assert page.count("의 시작을 11:00 이후로 옮기거나 다른 날로 옮겨 주세요.") == 2
    assert page.count("연수기간 안의 날로 옮겨 주세요.") == 1
    assert "<strong>연수기간 밖</strong>" in page


def test_a_theme_is_written_and_a_stale_one_told(client: Client) -> None:
    planned()
    signed_in(client)
    address = f"{BOARD}/days/2025-10-28"
    assert client.get(address).status_code == 200
    assert client.post(address, data={"theme_ko": "현장", "theme_en": "Sites", "version": 0}).status_code == 303
    answer = client.post(address, data={"theme_ko": "기관", "version": 0})
    assert answer.status_code == 409
    assert 'value="기관"' in answer.text
    assert client.post(address, data={"theme_ko": "기관", "version": 1}).status_code == 303
    assert '<span class="day-theme">기관</span>' in client.get(BOARD).text
    assert client.get(f"{BOARD}/days/28-10").status_code == 404


def test_a_release_keeps_what_the_page_showed(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(slots._slots, "itinerary.release", [lambda release: f"PDF of {release.number}"])
    (id,) = planned({"starts": "09:00", "title": "처음"})
    signed_in(client, name="한운영")
    page = client.get(BOARD).text
    seen = re.search(r'name="seen" value="(\w+)"', page)
    assert seen is not None
    assert "방문기관 미정 1" in page  # a warning, not a refusal
    client.post(f"{BOARD}/sessions/{id}", data=typed(title_ko="그 사이", version="1"))
    assert client.post(f"{BOARD}/release", data={"seen": seen[1]}).status_code == 409
    assert db.session.query(ItineraryRelease).count() == 0

    seen = re.search(r'name="seen" value="(\w+)"', client.get(BOARD).text)
    assert seen is not None
    page = client.post(f"{BOARD}/release", data={"seen": seen[1]}, follow_redirects=True).text
    assert "제1판을 배포했습니다." in page
    assert "PDF of 1" in page
    assert "한운영" in page
    assert "바뀐 내용이 없습니다" in client.post(f"{BOARD}/release", follow_redirects=True).text


def test_the_board_tells_what_changed_since_the_last_release(client: Client) -> None:
    (id,) = planned({"starts": "09:00", "title": "처음"})
    with unit_of_work():
        services.release(db.session.query(Call).one(), actor=SYSTEM)
    signed_in(client)
    client.post(f"{BOARD}/sessions/{id}", data=typed(title_ko="처음", starts="10:00", version="1"))
    page = client.get(BOARD).text
    assert "제1판 이후 변경" in page
    assert "시간: <del>09:00</del> → <ins>10:00</ins>" in page


def test_a_release_is_shown_as_it_was(client: Client) -> None:
    (id,) = planned({"starts": "09:00", "title": "그때 이름"})
    with unit_of_work():
        services.release(db.session.query(Call).one(), actor=SYSTEM)
    signed_in(client)
    client.post(f"{BOARD}/sessions/{id}", data=typed(version="1"))
    page = client.get(f"{BOARD}/releases/1")
    assert page.status_code == 200
    assert "그때 이름" in page.text
    assert "<form" not in page.text.split("<main")[1].split("</main>")[0]
    assert client.get(f"{BOARD}/releases/2").status_code == 404


def coming(company: Any, state: PlacementState) -> None:
    nomination = make_nomination(db.session.query(Call).one(), company, state=NominationState.SUBMITTED)
    make_placement(nomination.trainees[0], state)


@pytest.mark.parametrize(("state", "status"), [
    (PlacementState.SELECTED, 200), (PlacementState.RESERVE, 404), (PlacementState.GONE, 404), (None, 404),
])
def test_a_company_sees_the_latest_release_where_somebody_of_it_comes(
    client: Client, state: PlacementState | None, status: int
) -> None:
    with unit_of_work():
        call, own, other = make_call(), CompanyFactory(), CompanyFactory()
        make_session(call, "09:00", title="공개된 일정")
        services.release(call, actor=SYSTEM)
        make_session(call, title="아직 비공개")
        coming(other, PlacementState.SELECTED)
        if state:
            coming(own, state)
        person = company_officer(company=own)
    answer = client.sign_in(person).get("/calls/URT-2025/itinerary")
    assert answer.status_code == status
    assert "아직 비공개" not in answer.text
    assert ("공개된 일정" in answer.text) is (status == 200)


def test_a_company_learns_that_the_itinerary_is_being_worked_out(client: Client) -> None:
    with unit_of_work():
        make_call()
        company = CompanyFactory()
        coming(company, PlacementState.SELECTED)
        person = company_officer(company=company)
    assert "일정표를 준비하고 있습니다" in client.sign_in(person).get("/calls/URT-2025/itinerary").text


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_of_hosts_sends_the_same_statements_whatever_its_length(client: Client, rows: int) -> None:
    with unit_of_work():
        for n in range(rows):
            make_host(f"기관 {n}")
    signed_in(client)
    with statements() as sent:
        assert client.get("/manage/hosts").status_code == 200
    assert len(sent) == 3, sent  # account, roles, hosts with how many sessions


def test_a_host_gets_its_english_name(client: Client) -> None:
    with unit_of_work():
        id = make_host("서울시메트로9호선", "").id
        make_host("서울교통공사")
    signed_in(client)
    assert "영문 이름 없음" in client.get("/manage/hosts").text
    data = {"name_ko": "서울시메트로9호선", "name_en": "Seoul Metro Line 9", "version": 1}
    assert client.post(f"/manage/hosts/{id}", data=data).status_code == 303
    assert db.session.get_one(HostInstitution, id).name_en == "Seoul Metro Line 9"
    assert client.post(f"/manage/hosts/{id}", data=data).status_code == 409
    taken = client.post(f"/manage/hosts/{id}", data={"name_ko": "서울교통공사", "version": 2})
    assert taken.status_code == 422
    assert "이미 있는 방문기관입니다" in taken.text
    assert client.get("/manage/hosts/4711").status_code == 404


@pytest.mark.parametrize(("role", "board", "change"), [
    (Role.COORDINATOR, 200, 200), (Role.OFFICER, 200, 200), (Role.ADMIN, 200, 403), (Role.APPROVER, 403, 403),
    (Role.COMMITTEE, 403, 403), (Role.COMPANY, 403, 403),
])
def test_who_sees_and_who_plans(client: Client, role: Role, board: int, change: int) -> None:
    planned({})
    signed_in(client, role)
    assert client.get(BOARD).status_code == board
    assert client.get(f"{BOARD}/sessions/new").status_code == change
    assert client.get("/manage/hosts").status_code == change


def test_a_session_of_another_call_is_not_found(client: Client) -> None:
    (id,) = planned({})
    with unit_of_work():
        make_call("policy-internship-2017")
    signed_in(client)
    for verb in ("", "/move", "/remove", "/confirm", "/reopen"):
        answer = client.post(f"/manage/calls/SPEI-2017/itinerary/sessions/{id}{verb}", data={"direction": "up"})
        assert answer.status_code == 404, verb
