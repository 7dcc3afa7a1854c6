import re
from html import unescape

import pytest
from flask import Flask

from tests.bench.harness import count_reads
from tests.conftest import Client
from tests.factories.accounts import approver, committee_member, company_officer, coordinator, officer
from tests.factories.meetings import make_decision, make_meeting
from tests.factories.nominations import make_nomination
from tests.factories.programmes import make_call
from tests.factories.selection import make_eligible, make_scores
from workflow.accounts.models import User
from workflow.core.db import db, unit_of_work
from workflow.core.i18n import Text
from workflow.meetings.models import AmendmentDecision, Decision, Meeting
from workflow.meetings.services import decisions
from workflow.meetings.states import DecisionKind, MeetingState
from workflow.nominations.models import Nomination
from workflow.nominations.states import NominationState
from workflow.programmes import services as calls
from workflow.programmes.models import Call, CallAmendment
from workflow.selection.models import ExceptionDecision


@pytest.fixture
def call(app: Flask) -> Call:
    with unit_of_work():
        return make_call()


@pytest.fixture
def staff(app: Flask) -> User:
    with unit_of_work():
        return officer(name="서지우")


def page(client: Client, path: str, language: str = "ko", status: int = 200) -> str:
    """Return what a reader of that language sees, without markup and runs of space."""
    client.set_cookie("language", language)
    response = client.get(path)
    assert response.status_code == status
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", response.text)).split())


def amended(call: Call, staff: User) -> int:
    """Amend the published call and return the amendment's id."""
    calls.update_call(call, {"quotas": {**call.data["quotas"], "trainees": 16}}, actor=staff, reason="수요 증가")
    return db.session.query(CallAmendment).one().id


def typed(**changes: str) -> dict[str, str]:
    return {
        "title": "제1차 실무회의", "held_on": "2025-07-03", "place": "본관", "minutes": "원안 의결",
        "members-0-user": "0", "members-0-name": "이건우", "members-0-organisation": "서울교통공사", "members-0-role": "위원",
        "agenda-0-title": "정원 조정", "agenda-0-said": "논의함", **changes,
    }


def test_meeting_goes_from_plan_to_closed_minutes(client: Client, call: Call, staff: User) -> None:
    client.sign_in(staff)
    assert "아직 회의가 없습니다" in page(client, "/manage/calls/URT-2025/meetings")
    sent = typed(**{"members-1-user": str(staff.id), "members-1-role": "간사", "version": ""})
    planned = client.post("/manage/calls/URT-2025/meetings/new", data=sent)
    meeting = db.session.query(Meeting).one()
    assert planned.location == f"/manage/meetings/{meeting.id}"
    assert [(one.name, one.user_id) for one in meeting.members] == [("이건우", None), ("서지우", staff.id)]
    here = planned.location
    client.post(f"{here}/hold", data={"version": str(meeting.version)})
    decided = client.post(f"{here}/decisions/new", data={
        "kind": "quota", "text-ko": "정원을 늘린다.", "text-en": "More seats.", "reason": "추천이 많음",
    })  # fmt: skip
    assert decided.location == f"{here}#decision-1"
    text = page(client, here)
    assert "결정 1호 정원의 예외 정원을 늘린다. 사유: 추천이 많음 아직 이 결정을 근거로 한 것이 없습니다." in text
    with unit_of_work():
        reader = committee_member(language="en")
    client.sign_in(reader)
    assert "Decision 1 Exception to a quota More seats. Reason: 추천이 많음" in page(client, here)
    client.sign_in(staff)
    client.post(f"{here}/close", data={"version": str(db.session.query(Meeting).one().version)})
    printed = page(client, f"{here}/minutes")
    for said in (
        "회의록: 제1차 실무회의", "2025. 7. 3.(목)", "이건우 서울교통공사 위원", "정원 조정 논의함", "원안 의결",
        "정원을 늘린다.",
    ):  # fmt: skip
        assert said in printed
    refused = client.post(f"{here}/edit", data=typed(version=str(db.session.query(Meeting).one().version)))
    assert refused.status_code == 422
    assert "마감된 회의록은 고칠 수 없습니다" in refused.text
    version = str(db.session.query(Meeting).one().version)
    client.post(f"{here}/reopen", data={"version": version, "reason": ""})
    assert db.session.query(Meeting).one().state is MeetingState.CLOSED
    client.post(f"{here}/reopen", data={"version": version, "reason": "참석자 누락"})
    assert db.session.query(Meeting).one().state is MeetingState.HELD


def test_rows_are_added_and_taken_out_without_javascript(client: Client, call: Call, staff: User) -> None:
    client.sign_in(staff)
    more = client.post("/manage/calls/URT-2025/meetings/new", data=typed(add="agenda"))
    assert 'name="agenda-1-title"' in more.text
    assert "이건우" in more.text
    fewer = client.post("/manage/calls/URT-2025/meetings/new", data=typed(remove="members-0"))
    assert "이건우" not in fewer.text
    assert db.session.query(Meeting).count() == 0


def test_stale_minutes_keep_what_was_typed(client: Client, call: Call, staff: User) -> None:
    with unit_of_work():
        meeting = make_meeting(call, staff)
        here = f"/manage/meetings/{meeting.id}/edit"
    client.sign_in(staff)
    stale = client.post(here, data=typed(version="1", minutes="나중에 쓴 결과"))
    assert stale.status_code == 409
    assert "나중에 쓴 결과</textarea>" in stale.text
    assert "입력한 내용은 그대로 있습니다" in stale.text
    fresh = re.search(r'name="version"[^>]*value="(\d+)"', stale.text)
    assert fresh is not None
    assert client.post(here, data=typed(version=fresh[1], minutes="나중에 쓴 결과")).status_code == 303


def test_wrong_decision_is_told_beside_its_field(client: Client, call: Call, staff: User) -> None:
    with unit_of_work():
        meeting = make_meeting(call, staff)
        decision = make_decision(meeting, staff)
        paths = (f"/manage/meetings/{meeting.id}/decisions/new", f"/manage/decisions/{decision.id}")
    client.sign_in(staff)
    for path in paths:
        answer = client.post(path, data={"kind": "quota", "text-ko": "", "reason": "", "version": "1"})
        assert answer.status_code == 422
        assert "결정 내용을 적어 주세요." in answer.text
        assert "결정한 사유를 적어 주세요." in answer.text
        assert client.post(path, data={"kind": "nope", "text-ko": "가", "reason": "나"}).status_code == 422
    assert client.post(paths[1], data={
        "kind": "other", "text-ko": "가", "text-en": "", "reason": "나", "version": "1",
    }).status_code == 303  # fmt: skip
    assert db.session.query(Decision).one().text == Text("가")


@pytest.mark.parametrize("make", [committee_member, approver])
def test_committee_and_approvers_read(client: Client, call: Call, staff: User, make: object) -> None:
    with unit_of_work():
        reader = make()  # type: ignore[operator]
        meeting = make_meeting(call, staff)
        make_decision(meeting, staff)
        id = meeting.id
    client.sign_in(reader)
    text = page(client, f"/manage/meetings/{id}")
    assert "결정 1호" in text
    assert "회의 수정" not in text
    assert "결정 삭제" not in text
    assert client.get(f"/manage/meetings/{id}/edit").status_code == 403
    for outsider in (coordinator, company_officer):
        with unit_of_work():
            other = outsider()
        assert client.sign_in(other).get(f"/manage/meetings/{id}").status_code == 403


def test_notice_says_by_which_decision_it_was_amended(client: Client, call: Call, staff: User) -> None:
    with unit_of_work():
        amendment = amended(call, staff)
        decision = make_decision(make_meeting(call, staff), staff, DecisionKind.CHANGE).id
    client.sign_in(staff)
    assert "근거 결정 없음" in page(client, "/manage/calls/URT-2025/meetings")
    for chosen in ("9999", str(decision)):
        client.post(f"/manage/amendments/{amendment}/decision", data={"decision": chosen})
    assert db.session.query(AmendmentDecision).one().decision_id == decision
    client.post("/sign-out")
    assert "2025. 7. 3.(목) 실무회의 결정 1호에 따름" in page(client, "/calls/URT-2025")
    assert "by decision 1 of the meeting of 3 Jul 2025 (Thu)" in page(client, "/calls/URT-2025", "en")
    assert "/manage/meetings/" not in client.get("/calls/URT-2025").text
    client.sign_in(staff).post(f"/manage/amendments/{amendment}/decision", data={"decision": "0"})
    assert db.session.query(AmendmentDecision).count() == 0


def test_exception_is_granted_by_a_decision(client: Client, call: Call, staff: User) -> None:
    with unit_of_work():
        make_scores({make_eligible(call, "N01", "VNM"): 88})
        decision = make_decision(make_meeting(call, staff), staff, reason="두 사업이 겹침").id
    client.sign_in(staff)
    assert "2025. 7. 3.(목) 실무회의 결정 1호" in page(client, "/manage/calls/URT-2025/selection")
    granted = {"cap": "trainees", "code": "", "extra": "2", "reason": ""}
    assert client.post("/manage/calls/URT-2025/selection/exception", data={**granted, "decision": "0"}).status_code == 422
    answer = client.post("/manage/calls/URT-2025/selection/exception", data={**granted, "decision": str(decision)})
    assert answer.status_code == 303
    assert db.session.query(ExceptionDecision).one().decision_id == decision
    assert "두 사업이 겹침 2025. 7. 3.(목) 실무회의 결정 1호에 따름" in page(client, "/manage/calls/URT-2025/selection")


def test_nomination_under_a_criterion_of_the_office_names_its_decision(client: Client, call: Call, staff: User) -> None:
    with unit_of_work():
        nomination = make_nomination(call, state=NominationState.SUBMITTED, criterion=4)
        id, version = nomination.id, nomination.version
        meeting = make_meeting(call, staff)
    client.sign_in(staff)
    review = f"/manage/nominations/{id}"
    assert "근거가 된 실무회의 결정을 고르세요" in page(client, review)
    assert "이 공고의 실무회의로" in page(client, review)
    with unit_of_work():
        decision = make_decision(meeting, staff, DecisionKind.COUNTRY, text=Text("페루를 추천한다.")).id
    client.post(f"{review}/meeting", data={"decision": str(decision), "version": str(version)})
    assert db.session.get_one(Nomination, id).decision_id == decision
    assert "2025. 7. 3.(목) 실무회의 결정 1호에 따름 페루를 추천한다." in page(client, review)
    assert client.post(f"{review}/meeting", data={"decision": "", "version": str(version)}).status_code == 409


@pytest.mark.parametrize("rows", [1, 3])
def test_pages_take_as_many_queries_whatever_they_list(app: Flask, client: Client, call: Call, staff: User, rows: int) -> None:
    with unit_of_work():
        amendment = amended(call, staff)
        for _ in range(rows):
            meeting = make_meeting(call, staff)
            for _ in range(rows):
                decision = make_decision(meeting, staff, DecisionKind.CHANGE)
        decisions.follow(db.session.get_one(CallAmendment, amendment), decision, actor=staff)
        id = meeting.id
    client.sign_in(staff)
    for path, number in (("/manage/calls/URT-2025/meetings", 6), (f"/manage/meetings/{id}", 10),
                         (f"/manage/meetings/{id}/minutes", 6)):  # fmt: skip
        client.get(path)
        with count_reads(app) as counted:
            assert client.get(path).status_code == 200
        assert (path, counted.queries) == (path, number)
