"""A call's life in pages: versions, a later deadline, closed and reopened, its next edition."""

import re
from datetime import datetime
from typing import Any

import pytest
from flask import Flask

from tests.conftest import Client
from tests.factories.accounts import officer
from tests.factories.programmes import make_call
from tests.programmes.test_views_edit import Boxes, errors
from tests.programmes.test_views_public import page
from tests.support.uploads import upload
from workflow.accounts.models import User
from workflow.core import clock
from workflow.core.db import unit_of_work
from workflow.core.events import Event, on
from workflow.programmes import queries, services
from workflow.programmes.events import DeadlineExtended
from workflow.programmes.models import Call
from workflow.programmes.states import CallState

MANAGE = "/manage/calls/URT-2025"


@pytest.fixture
def staff(app: Flask) -> User:
    with unit_of_work():
        return officer()


def begin(client: Client, staff: User, state: CallState = CallState.PUBLISHED, **changes: Any) -> Client:
    with unit_of_work():
        make_call(state=CallState.DRAFT, **changes)
    if state is not CallState.DRAFT:
        with unit_of_work():
            services.publish_call(call(), actor=staff)
    client.set_cookie("language", "ko")
    return client.sign_in(staff)


def call(code: str = "URT-2025") -> Call:
    return queries.call_or_404(code)


def update(staff: User, reason: str = "협의", **changes: Any) -> None:
    with unit_of_work():
        services.update_call(call(), changes, actor=staff, reason=reason)


def test_publishing_makes_the_first_version(client: Client, staff: User) -> None:
    begin(client, staff, CallState.DRAFT)
    assert (queries.version_of(call()), list(queries.versions(call()))) == (0, [])
    client.post(f"{MANAGE}/publish", data={"version": 1})
    [version] = queries.versions(call())
    assert (queries.version_of(call()), version.number, version.definition, version.lines) == (1, 1, call().definition, [])
    assert (version.actor_name, version.published_at <= clock.now()) == (staff.name, True)


def test_what_matters_to_nominators_makes_the_next_version_and_shows_on_the_notice(client: Client, staff: User) -> None:
    begin(client, staff)
    update(staff, contact={"name": "서지우", "phone": "02-2133-0000"}, reason="")
    assert queries.version_of(call()) == 1
    update(staff, quotas={"countries": 6, "trainees": 12, "trainees_per_country": 2},
           nomination_asks={**services.stored(call().definition)["nomination_asks"], "optional": ["nomination.city_profile"]})
    latest, _first = queries.versions(call())
    assert (latest.number, latest.reason) == (2, "협의")
    assert [line.ko for line in latest.lines] == ["연수생 정원: 14 → 12", "문항 변경: 도시 현황 (필수 여부)"]
    text = page(client, "/calls/URT-2025")
    assert "연수생 정원 14 → 12 문항 변경: 도시 현황 (필수 여부) 사유: 협의" in text
    assert "2 2025. 7. 10." in page(client, f"{MANAGE}/publish")


def test_a_change_that_was_taken_back_is_none_to_who_saw_neither(client: Client, staff: User) -> None:
    begin(client, staff)
    update(staff, trainees_per_nomination=3)
    update(staff, trainees_per_nomination=2, quotas={"trainees": 12})
    assert [line.ko for line in queries.changes_since(call(), 1)] == [
        "국가 수: 6 → 없음", "연수생 정원: 14 → 12", "국가별 인원: 2 → 없음",
    ]  # fmt: skip
    assert queries.changes_since(call(), 3) == []


def test_a_call_published_before_there_were_versions_gets_its_first_with_its_next_change(app: Flask, staff: User) -> None:
    with unit_of_work():
        make_call()
    update(staff, trainees_per_nomination=3)
    assert [(version.number, version.definition.trainees_per_nomination) for version in queries.versions(call())] == [
        (2, 3), (1, 2),
    ]  # fmt: skip
    assert [line.ko for line in queries.changes_since(call(), 0)] == ["추천서별 인원: 2 → 3"]


def test_a_deadline_is_extended_with_a_reason_that_the_notice_shows(client: Client, staff: User) -> None:
    begin(client, staff)
    heard: list[Event] = []
    on(DeadlineExtended, heard.append)
    sent = {"version": 2, "nominations_close_on": "2025-07-31", "nominations_close_at": "18:00", "reason": "연휴"}
    response = client.post(f"{MANAGE}/extend", data=sent)
    assert (response.status_code, response.location) == (303, f"{MANAGE}/publish")
    assert call().closes_at == datetime(2025, 7, 31, 18, 0, tzinfo=clock.KST)
    text = page(client, "/calls/URT-2025")
    assert "접수마감일 2025. 7. 25.(금) → 2025. 7. 31.(목) 접수마감 시각 없음(마감일 24시) → 18:00 사유: 연휴" in text
    assert "2025. 7. 31.(목) 18:00 KST" in text
    assert [(event.closes_at, event.reason) for event in heard if isinstance(event, DeadlineExtended)] == [
        (call().closes_at, "연휴")
    ]


@pytest.mark.parametrize(("typed", "said"), [
    ({"nominations_close_on": "2025-07-20"}, {"nominations_close_on": "지금의 접수마감과 현재 시각보다 늦은 때로 정해 주세요."}),
    ({"nominations_close_on": "2025-07-25", "nominations_close_at": "18:00"},
     {"nominations_close_on": "지금의 접수마감과 현재 시각보다 늦은 때로 정해 주세요."}),
    ({"nominations_close_on": "2025-10-26"}, {"nominations_close_on": "접수마감일은 연수 시작일보다 빨라야 합니다."}),
    ({"nominations_close_on": "9999-12-31"}, {"nominations_close_on": "1990년부터 2199년까지의 날짜를 적어 주세요."}),
    ({"nominations_close_on": "7월 말"}, {"nominations_close_on": "날짜는 2025-07-25처럼 적어 주세요."}),
    ({"nominations_close_on": "2025-07-31", "nominations_close_at": "저녁"},
     {"nominations_close_at": "시각은 18:00처럼 적어 주세요."}),
    ({"nominations_close_on": "2025-07-31", "reason": " "},
     {"reason": "공고된 내용을 바꾸려면 사유가 필요합니다. 사유를 적어 주세요."}),
])  # fmt: skip
def test_a_deadline_that_cannot_be_is_told_beside_its_box(
    client: Client, staff: User, typed: dict[str, str], said: dict[str, str]
) -> None:
    begin(client, staff)
    response = client.post(f"{MANAGE}/extend", data={"version": 2, "reason": "연휴", **typed})
    assert (response.status_code, errors(response)) == (422, said)
    assert call().closes_at == datetime(2025, 7, 26, tzinfo=clock.KST)


def test_the_form_of_an_extension_holds_the_deadline_that_stands(client: Client, staff: User) -> None:
    begin(client, staff, nominations_close_at="18:00")
    boxes = dict(Boxes(client.get(f"{MANAGE}/extend").get_data(as_text=True)).sent)
    assert (boxes["nominations_close_on"], boxes["nominations_close_at"]) == ("2025-07-25", "18:00")
    client.post(f"{MANAGE}/extend", data={**boxes, "nominations_close_on": "2025-07-31", "reason": "연휴"})
    assert call().closes_at == datetime(2025, 7, 31, 18, 0, tzinfo=clock.KST)


def test_all_that_is_wrong_with_an_extension_is_told_at_once(client: Client, staff: User) -> None:
    begin(client, staff)
    response = client.post(f"{MANAGE}/extend", data={"version": 2, "nominations_close_on": "2025-07-20", "reason": " "})
    assert list(errors(response)) == ["nominations_close_on", "reason"]


def test_only_a_published_call_is_extended(client: Client, staff: User) -> None:
    begin(client, staff, CallState.DRAFT)
    response = client.post(f"{MANAGE}/extend", data={"version": 1, "nominations_close_on": "2025-07-31", "reason": "연휴"})
    assert response.status_code == 422
    assert "공고 중인 모집공고만 접수마감을 연장할 수 있습니다." in response.get_data(as_text=True)


def test_a_closed_call_is_reopened_with_a_reason_only(client: Client, staff: User) -> None:
    begin(client, staff)
    client.post(f"{MANAGE}/close", data={"version": 2, "reason": "정산 완료"})
    assert call().state == CallState.CLOSED
    response = client.post(f"{MANAGE}/reopen", data={"version": 3, "reason": " "}, follow_redirects=True)
    box = response.get_data(as_text=True).split("<details")[-1].split("</details>")[0]
    assert box.startswith(' class="confirm" data-confirm open')
    assert 'aria-invalid="true"' in box
    assert "사유를 적어 주세요.</p>" in box
    assert "data-confirm open" not in client.get(f"{MANAGE}/publish").get_data(as_text=True)  # it is told once
    assert call().state == CallState.CLOSED
    client.post(f"{MANAGE}/reopen", data={"version": 3, "reason": "수료증 정정"})
    assert call().state == CallState.PUBLISHED


def test_the_check_names_what_is_missing_with_the_way_to_mend_it(client: Client, staff: User) -> None:
    begin(client, staff, CallState.DRAFT)
    body = client.get(f"{MANAGE}/publish").get_data(as_text=True)
    assert "개인정보 동의가 없습니다." in body
    for section in ("edit/quotas", "questions", "edit/consents"):
        assert f'<a class="txt-link nowrap" href="{MANAGE}/{section}">고치기: ' in body
    assert f'href="{MANAGE}/preview/first"' in body


def clone_form(client: Client) -> dict[str, str]:
    return {name: value for name, value in Boxes(client.get(f"{MANAGE}/clone").get_data(as_text=True)).sent if name}


def test_the_next_edition_shows_every_day_before_it_is_made(client: Client, staff: User) -> None:
    begin(client, staff, budget_krw=690_000_000, notice_title={"ko": "2025 도시철도 연수 모집"})
    text = page(client, f"{MANAGE}/clone")
    assert re.search(r"공고일 2025\. 7\. 2\.\(수\) +2026\. 7\. 1\.\(수\)", text)
    assert re.search(r"일정\(안\) 7일차: 출국 2025\. 11\. 1\.\(토\) +2026\. 10\. 31\.\(토\)", text)
    sent = clone_form(client)
    assert (sent["code"], sent["notice_title-ko"], sent["training_from"]) == (
        "URT-2026", "2026 도시철도 연수 모집", "2026-10-25",
    )  # fmt: skip
    with unit_of_work():
        services.attach(call(), upload(name="서식.pdf"), title={"ko": "서식"}, actor=staff)
    response = client.post(f"{MANAGE}/clone", data={**sent, "attachments": "y"})
    assert (response.status_code, response.location) == (303, "/manage/calls/URT-2026/edit")
    made = call("URT-2026")
    assert (made.state, made.definition.budget_krw, queries.version_of(made)) == (CallState.DRAFT, None, 0)
    assert (str(made.published_on), str(made.training_to)) == ("2026-07-01", "2026-10-31")
    assert made.definition.questions == call().definition.questions
    assert [(str(one.title), one.file.name) for one in made.attachments] == [("서식", "서식.pdf")]
    assert made.attachments[0].file_id != call().attachments[0].file_id
    assert made.amendments == []


def test_the_days_follow_the_one_that_is_known(client: Client, staff: User) -> None:
    begin(client, staff)
    sent = {**clone_form(client), "anchor": "publication", "anchor_day": "2026-03-05", "dates": "1"}
    response = client.post(f"{MANAGE}/clone", data=sent)
    again = dict(Boxes(response.get_data(as_text=True)).sent)
    assert response.status_code == 200
    assert (again["published_on"], again["nominations_close_on"], again["training_from"], again["programme_draft_0_date"]) == (
        "2026-03-05", "2026-04-03", "2026-07-05", "2026-07-05",
    )  # fmt: skip
    assert queries.call_by_code("URT-2026") is None


@pytest.mark.parametrize(("typed", "said"), [
    ({"code": "URT-2025"}, ["code"]), ({"code": ""}, ["code"]),
    ({"nominations_close_on": "2026-12-01"}, ["nominations_close_on"]),
    ({"training_to": "2026-10-01"}, ["training_to"]), ({"programme_draft_1_date": "곧"}, ["programme_draft_1_date"]),
    ({"notice_title-ko": ""}, ["notice_title-ko"]),
])  # fmt: skip
def test_an_edition_that_cannot_be_is_told_beside_its_box(
    client: Client, staff: User, typed: dict[str, str], said: list[str]
) -> None:
    begin(client, staff)
    response = client.post(f"{MANAGE}/clone", data={**clone_form(client), **typed})
    assert (response.status_code, list(errors(response))) == (422, said)


@pytest.mark.parametrize("day", ["", "언젠가", "9999-12-31", "0001-01-01", "2026-02-30"])
def test_a_day_from_which_nothing_follows_moves_nothing(client: Client, staff: User, day: str) -> None:
    begin(client, staff)
    response = client.post(f"{MANAGE}/clone", data={**clone_form(client), "anchor_day": day, "dates": "1"})
    assert response.status_code == 200


def test_a_call_of_a_shorter_training_has_its_nights_worked_out_again(client: Client, staff: User) -> None:
    begin(client, staff)
    draft = {f"programme_draft_{n}_date": f"2026-10-{25 + n}" for n in range(7)}
    client.post(f"{MANAGE}/clone", data={**clone_form(client), **draft, "training_to": "2026-10-29"})
    assert call("URT-2026").definition.training.night_count == 4
