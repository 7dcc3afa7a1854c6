"""The attendance sheet, the roll and completion, by real requests."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any

import pytest

from tests.conftest import Client
from tests.factories.accounts import UserFactory
from tests.factories.itinerary import make_session
from tests.factories.programmes import make_call
from tests.factories.training import make_people, make_roll
from tests.support.counting import statements
from workflow.accounts.roles import Role
from workflow.core import clock
from workflow.core.audit import AccessEntry
from workflow.core.db import db, unit_of_work
from workflow.itinerary.categories import Category
from workflow.training import queries
from workflow.training.models import Attendance, Completion

CALL = "/manage/calls/URT-2025"
SHEET, COMPLETION = f"{CALL}/attendance", f"{CALL}/completion"


def signed_in(client: Client, role: Role = Role.COORDINATOR, **values: Any) -> Client:
    with unit_of_work():
        user = UserFactory(roles=[role], **values)
    return client.sign_in(user)


def training(people: int = 2, sessions: int = 2, **changes: Any) -> tuple[list[int], list[int]]:
    """Make the call of 2025 with people and sessions that count; return the ids of both."""
    with unit_of_work():
        call = make_call(**changes)
        made = [make_session(call, f"{9 + n:02}:00", title=f"일정 {n}").id for n in range(sessions)]
        return (make_people(call, people) if people else []), made


def seen(page: str) -> str:
    found = re.search(r'name="seen" value="(\w*)"', page)
    assert found is not None
    return found[1]


def marks(session: int) -> dict[int, bool]:
    return {trainee: row.present for trainee, row in queries.marks_of(session).items()}


@pytest.mark.parametrize("rows", [1, 3])
@pytest.mark.parametrize(("address", "count"), [(SHEET, 13), (COMPLETION, 14)])
def test_lists_send_the_same_statements_whatever_their_length(
    client: Client, address: str, count: int, rows: int
) -> None:
    training(people=rows, sessions=rows)
    signed_in(client)
    with statements() as sent:
        assert client.get(address).status_code == 200
    # account, roles, call; the access log in its own unit of work: account, roles, whose data, its row;
    # again call, account, roles; then sessions, people, marks, and what was settled
    assert len(sent) == count, sent


@pytest.mark.parametrize("rows", [1, 3])
def test_the_roll_sends_the_same_statements_whatever_its_length(client: Client, rows: int) -> None:
    _people, sessions = training(people=rows, sessions=rows)
    signed_in(client)
    with statements() as sent:
        assert client.get(f"{SHEET}/{sessions[0]}").status_code == 200
    assert len(sent) == 13, sent  # as above, with the session in the place of the call


def test_an_empty_sheet_says_what_will_be_here(client: Client) -> None:
    training(people=0)
    signed_in(client)
    assert "참가하는 연수생이 없습니다" in client.get(SHEET).text
    assert "참가하는 연수생이 없습니다" in client.get(COMPLETION).text


def test_a_sheet_without_sessions_leads_to_the_itinerary(client: Client) -> None:
    training(sessions=0)
    page = signed_in(client).get(SHEET).text
    assert "출석을 확인할 일정이 없습니다" in page
    assert 'href="/manage/calls/URT-2025/itinerary"' in page


def test_the_sheet_leads_to_the_next_roll_and_the_roll_back(client: Client) -> None:
    (anna, bora), (first, second) = training()
    signed_in(client)
    assert f'href="{SHEET}/{first}">다음 출석 확인' in client.get(SHEET).text
    page = client.get(f"{SHEET}/{first}").text
    assert "checked" not in page
    answer = client.post(f"{SHEET}/{first}", data={"present": [bora, 4711, "x"], "seen": seen(page)})
    assert answer.headers["Location"] == f"{SHEET}#session-{first}"
    assert marks(first) == {anna: False, bora: True}
    page = client.get(SHEET).text
    assert "출석을 저장했습니다: 2명 중 1명 출석." in page
    assert f'href="{SHEET}/{second}">다음 출석 확인' in page
    assert "1/2" in page
    assert page.count('<span class="sr-only">결석</span>') == 1
    assert re.findall(r'name="present" value="(\d+)" checked', client.get(f"{SHEET}/{first}").text) == [str(bora)]


def test_all_are_present_by_one_button(client: Client) -> None:
    people, (first, _second) = training()
    page = signed_in(client).get(f"{SHEET}/{first}").text
    client.post(f"{SHEET}/{first}", data={"all": "1", "seen": seen(page)})
    assert marks(first) == dict.fromkeys(people, True)


def test_a_stale_roll_keeps_the_ticks_and_shows_the_record(client: Client) -> None:
    (anna, bora), (first, _second) = training()
    signed_in(client)
    old = seen(client.get(f"{SHEET}/{first}").text)
    client.post(f"{SHEET}/{first}", data={"present": [anna], "seen": old})
    answer = client.post(f"{SHEET}/{first}", data={"present": [bora], "seen": old})
    assert answer.status_code == 409
    assert re.findall(r'name="present" value="(\d+)" checked', answer.text) == [str(bora)]
    assert answer.text.count("현재 기록:") == 2
    assert marks(first) == {anna: True, bora: False}
    client.post(f"{SHEET}/{first}", data={"present": [bora], "seen": seen(answer.text)})
    assert marks(first) == {anna: False, bora: True}


def test_a_day_is_marked_from_the_sheet(client: Client) -> None:
    training()
    signed_in(client)
    page = client.post(f"{SHEET}/days/2025-10-28", follow_redirects=True).text
    assert "출석 4건을 기록했습니다" in page
    assert "모든 출석 확인함" in page
    assert "바뀐 것은 없습니다" in client.post(f"{SHEET}/days/2025-10-28", follow_redirects=True).text
    assert "출석을 확인할 일정이나 연수생이 없습니다" in client.post(f"{SHEET}/days/2025-10-29", follow_redirects=True).text
    assert client.post(f"{SHEET}/days/today").status_code == 404


def test_a_session_that_does_not_count_has_no_roll(client: Client) -> None:
    training()
    with unit_of_work():
        call = make_call("policy-internship-2017")
        meal, elsewhere = make_session(call, category=Category.MEAL).id, make_session(call).id
    signed_in(client)
    assert client.get(f"/manage/calls/SPEI-2017/attendance/{meal}").status_code == 404
    assert client.get(f"{SHEET}/{elsewhere}").status_code == 404


def test_completion_is_previewed_and_settled(client: Client) -> None:
    (anna, bora), sessions = training(sessions=5)
    with unit_of_work():
        for n, id in enumerate(sessions):
            session = next(one for one in queries.counted_sessions(1) if one.id == id)
            make_roll(session, (anna, bora), [anna] * (n < 4) + [bora] * (n < 3))
    signed_in(client)
    page = client.get(COMPLETION).text
    assert "출석을 확인한 일정의 80% 이상 출석하면 수료입니다." in page
    assert "수료: 일정 5회 중 4회 출석(80%, 기준 80% 이상)" in page
    assert "1명 수료, 1명 미수료로 확정합니다." in page
    assert page.count(">미확정</span>") == 2
    page = client.post(COMPLETION, data={"seen": seen(page)}, follow_redirects=True).text
    assert "연수생 2명의 수료 여부를 확정했습니다." in page
    assert "모두 확정했습니다." in page
    assert 'name="seen"' not in page
    assert {row.trainee_id: row.completed for row in db.session.query(Completion)} == {anna: True, bora: False}
    assert "이미 같은 내용으로 확정되어 있습니다" in client.post(COMPLETION, follow_redirects=True).text
    client.post(f"{SHEET}/{sessions[4]}", data={"all": "1"})
    assert client.get(COMPLETION).text.count(">확정 후 변경</span>") == 2


def test_completion_waits_for_the_first_roll(client: Client) -> None:
    training()
    answer = signed_in(client).post(COMPLETION)
    assert answer.status_code == 422
    assert "출석을 먼저 확인해 주세요." in answer.text


def test_a_stale_preview_is_told(client: Client) -> None:
    people, (first, _second) = training()
    signed_in(client)
    client.post(f"{SHEET}/{first}", data={"all": "1"})
    old = seen(client.get(COMPLETION).text)
    client.post(f"{SHEET}/{first}", data={"present": people[:1]})
    answer = client.post(COMPLETION, data={"seen": old})
    assert answer.status_code == 409
    assert seen(answer.text) != old
    assert db.session.query(Completion).count() == 0


def test_without_a_rule_each_trainee_needs_a_decision_and_nothing_typed_is_lost(client: Client) -> None:
    (anna, bora), _sessions = training(completion=None)
    signed_in(client)
    page = client.get(COMPLETION).text
    assert "이 공고에는 수료 기준이 없습니다." in page
    answer = client.post(COMPLETION, data={
        "seen": seen(page), f"completed-{anna}": "yes", f"reason-{anna}": "과제 <우수>", f"reason-{bora}": "남은 글",
    })
    assert answer.status_code == 422
    assert f'<a href="#completed-{bora}">연수생 1: 수료 여부를 정해 주세요.</a>' in answer.text
    assert "과제 &lt;우수&gt;</textarea>" in answer.text
    assert "남은 글</textarea>" in answer.text
    assert f'id="completed-{anna}-yes" name="completed-{anna}" value="yes" checked' in answer.text
    settled = client.post(COMPLETION, data={
        "seen": seen(page), f"completed-{anna}": "yes", f"reason-{anna}": "과제", f"completed-{bora}": "no",
        f"reason-{bora}": "귀국",
    })
    assert settled.status_code == 303
    assert {row.trainee_id: (row.completed, row.reason.ko) for row in db.session.query(Completion)} == {
        anna: (True, "과제"), bora: (False, "귀국"),
    }


def test_every_reading_of_the_sheet_is_in_the_access_log(client: Client) -> None:
    people, (first, _second) = training()
    signed_in(client)
    for page in (SHEET, f"{SHEET}/{first}", COMPLETION):
        client.get(page)
    assert [(entry.purpose, entry.subject_type, entry.subject_ids) for entry in db.session.query(AccessEntry)] == [
        ("training.attendance", "Trainee", people), ("training.roll", "Trainee", people),
        ("training.completion", "Trainee", people),
    ]


@pytest.mark.parametrize(("role", "read", "change"), [
    (Role.COORDINATOR, 200, 303), (Role.OFFICER, 200, 303), (Role.ADMIN, 200, 403), (Role.APPROVER, 403, 403),
    (Role.COMMITTEE, 403, 403), (Role.COMPANY, 403, 403),
])
def test_who_reads_and_who_calls_the_roll(client: Client, role: Role, read: int, change: int) -> None:
    _people, (first, _second) = training()
    signed_in(client, role)
    assert client.get(SHEET).status_code == read
    assert client.get(COMPLETION).status_code == read
    assert client.post(f"{SHEET}/{first}", data={"all": "1"}).status_code == change
    assert client.post(f"{SHEET}/days/2025-10-28").status_code == change
    assert client.post(COMPLETION).status_code == change
    assert db.session.query(Attendance).count() == (4 if change == 303 else 0)


@pytest.mark.parametrize("language", ["ko", "en"])
def test_every_page_has_one_heading_that_is_its_title(client: Client, language: str) -> None:
    _people, (first, _second) = training()
    signed_in(client, language=language)
    for page in (SHEET, f"{SHEET}/{first}", COMPLETION):
        text = client.get(page).text
        (heading,) = re.findall(r"<h1>(.*?)</h1>", text)
        assert f"<title>{heading} · " in text


def test_before_the_training_nobody_has_failed_to_complete(client: Client) -> None:
    training()
    page = signed_in(client).get(COMPLETION).text
    assert "연수 전" in page
    assert "미수료" not in page
    assert "출석을 확인한 일정이 없습니다" not in page
    assert "출석부가 없는 일정" not in page
    assert page.index('href="/manage/calls">') < page.index(f'href="{CALL}">')  # the way begins with the short words


def test_without_a_roll_nobody_has_failed_to_complete_either(client: Client) -> None:
    _people, _sessions = training()
    clock.move_to(datetime(2025, 10, 27, 9, tzinfo=clock.KST))
    page = signed_in(client).get(COMPLETION).text
    assert "출석 확인 전" in page
    assert "미수료" not in page
