from dataclasses import replace
from datetime import date, datetime

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

from tests.factories.accounts import approver, committee_member, officer
from tests.factories.meetings import HELD_ON, make_content, make_decision, make_meeting
from tests.factories.nominations import make_nomination
from tests.factories.programmes import make_call
from workflow.accounts.models import User
from workflow.core import clock
from workflow.core.db import db, unit_of_work
from workflow.core.errors import NotAllowed, Refused, Stale
from workflow.core.i18n import Text
from workflow.meetings import queries, rules
from workflow.meetings.references import references_to
from workflow.meetings.services import decisions, meetings
from workflow.meetings.services.meetings import Content, Member
from workflow.meetings.states import MEETING, DecisionKind, MeetingState
from workflow.nominations import decided
from workflow.nominations.states import NominationState
from workflow.programmes import services as calls
from workflow.programmes.models import Call
from workflow.selection import services as selection


class Scene:
    def __init__(self) -> None:
        self.call: Call = make_call()
        self.staff: User = officer()


@pytest.fixture
def scene(app: Flask) -> Scene:
    with unit_of_work():
        return Scene()


def codes(refused: pytest.ExceptionInfo[Refused]) -> list[tuple[str, str | None]]:
    return [(reason.code, reason.field) for reason in refused.value.reasons]


def test_minutes_are_written_closed_frozen_and_reopened_with_a_reason(scene: Scene) -> None:
    staff = scene.staff
    with unit_of_work():
        meeting = make_meeting(scene.call, staff, state=MeetingState.CLOSED)
        assert (meeting.state, meeting.closed_by) == (MeetingState.CLOSED, staff.id)
        for act in (
            lambda: meetings.write(meeting, make_content(), actor=staff),
            lambda: make_decision(meeting, staff),
            lambda: meetings.hold(meeting, actor=staff),
            lambda: meetings.cancel(meeting, "사유", actor=staff),
        ):
            with pytest.raises(Refused):
                act()
        with pytest.raises(Refused) as refused:
            meetings.reopen(meeting, " ", actor=staff)
        assert codes(refused) == [("reason", "reason")]
        meetings.reopen(meeting, "참석자 누락", actor=staff)
        assert (meeting.state, meeting.closed_at) == (MeetingState.HELD, None)
        meetings.write(meeting, make_content(minutes="수정"), actor=staff)
        assert make_decision(meeting, staff).number == 1


def test_closing_says_all_that_is_lacking(scene: Scene) -> None:
    with unit_of_work():
        meeting = make_meeting(scene.call, scene.staff, members=(), agenda=(), minutes=" ")
        with pytest.raises(Refused) as refused:
            meetings.close(meeting, actor=scene.staff)
        assert codes(refused) == [("members", "members"), ("agenda", "agenda"), ("minutes", "minutes")]


def test_meeting_is_held_on_its_day_and_not_before(scene: Scene) -> None:
    with unit_of_work():
        meeting = make_meeting(scene.call, scene.staff, state=MeetingState.PLANNED, held_on=date(2025, 7, 11))
        with pytest.raises(Refused) as refused:
            meetings.hold(meeting, actor=scene.staff)
        assert codes(refused) == [("not_yet", "held_on")]
        with pytest.raises(Refused, match="once the meeting was held"):
            make_decision(meeting, scene.staff)
    clock.move_to(datetime(2025, 7, 11, 0, 0, tzinfo=clock.KST))
    with unit_of_work():
        meetings.hold(meeting, actor=scene.staff)
    assert meeting.state is MeetingState.HELD


@given(ahead=st.integers(-400, 400), members=st.integers(0, 3), agenda=st.integers(0, 3), minutes=st.sampled_from(["", " ", "x"]))
def test_nothing_is_lacking_exactly_where_all_is_there(ahead: int, members: int, agenda: int, minutes: str) -> None:
    day = date.fromordinal(HELD_ON.toordinal() + ahead)
    reasons = rules.lacking(day, HELD_ON, members=members, agenda=agenda, minutes=minutes)
    assert (not reasons) == (ahead <= 0 and members > 0 and agenda > 0 and bool(minutes.strip()))
    assert len(reasons) == sum((ahead > 0, not members, not agenda, not minutes.strip()))


def test_rows_without_words_are_left_out_and_blanks_around_them(scene: Scene) -> None:
    typed = Content(" 제1차  실무회의 ", HELD_ON, "", (Member(""), Member("이건우 ")), (("", ""), (" 정원 ", " 논의 ")), " 결과 ")
    with unit_of_work():
        meeting = meetings.plan(scene.call, typed, actor=scene.staff)
        assert meetings.content_of(meeting) == Content(
            "제1차 실무회의", HELD_ON, "", (Member("이건우 "),), (("정원", "논의"),), "결과")  # fmt: skip


@pytest.mark.parametrize(("changes", "fields"), [
    ({"title": " "}, ["title"]), ({"held_on": None}, ["held_on"]),
    ({"title": "가" * 201, "place": "나" * 201}, ["title", "place"]),
    ({"agenda": (("", "논의만"),)}, ["agenda"]), ({"agenda": (("가" * 301, ""),)}, ["agenda"]),
    ({"members": tuple(Member(str(n)) for n in range(61))}, ["members"]), ({"minutes": "가" * 20_001}, ["minutes"]),
])  # fmt: skip
def test_what_cannot_be_kept_is_said_by_field(scene: Scene, changes: dict[str, object], fields: list[str]) -> None:
    with unit_of_work(), pytest.raises(Refused) as refused:
        meetings.plan(scene.call, replace(make_content(), **changes), actor=scene.staff)
    assert [reason.field for reason in refused.value.reasons] == fields


def test_decisions_are_numbered_without_gaps(scene: Scene) -> None:
    with unit_of_work():
        meeting, other = (make_meeting(scene.call, scene.staff) for _ in range(2))
        first, second, third = (make_decision(meeting, scene.staff) for _ in range(3))
        assert [first.number, second.number, third.number, make_decision(other, scene.staff).number] == [1, 2, 3, 1]
        with pytest.raises(Refused) as refused:
            decisions.remove(second, actor=scene.staff)
        assert codes(refused) == [("not_last", None)]
        decisions.remove(third, actor=scene.staff)
        decisions.remove(second, actor=scene.staff)
        assert make_decision(meeting, scene.staff).number == 2


def test_decision_needs_its_text_and_reason(scene: Scene) -> None:
    with unit_of_work():
        meeting = make_meeting(scene.call, scene.staff)
        with pytest.raises(Refused) as refused:
            make_decision(meeting, scene.staff, text=Text("", "only English"), reason=" ")
        assert codes(refused) == [("blank", "text.ko"), ("blank", "reason")]


def test_only_officers_write_meetings(scene: Scene) -> None:
    with unit_of_work():
        meeting = make_meeting(scene.call, scene.staff)
        for actor in (committee_member(), approver()):
            with pytest.raises(NotAllowed):
                meetings.plan(scene.call, make_content(), actor=actor)
            with pytest.raises(NotAllowed):
                make_decision(meeting, actor)
            with pytest.raises(NotAllowed):
                meetings.close(meeting, actor=actor)
    assert {role for step in MEETING.transitions for role in step.who} == {"officer"}


def test_later_save_of_minutes_is_told(scene: Scene) -> None:
    with unit_of_work():
        meeting = make_meeting(scene.call, scene.staff)
        seen = meeting.version
        meetings.write(meeting, make_content(minutes="첫째"), actor=scene.staff, version=seen)
        with pytest.raises(Stale):
            meetings.write(meeting, make_content(minutes="둘째"), actor=scene.staff, version=seen)


def test_decision_shows_all_that_refers_to_it(app: Flask, scene: Scene) -> None:
    call, staff = scene.call, scene.staff
    with unit_of_work():
        meeting = make_meeting(call, staff)
        quota = make_decision(meeting, staff, DecisionKind.QUOTA)
        country = make_decision(meeting, staff, DecisionKind.COUNTRY, text=Text("페루를 추천한다."))
        change = make_decision(meeting, staff, DecisionKind.CHANGE, text=Text("접수를 연장한다."))
        other = make_decision(meeting, staff, DecisionKind.OTHER)
        selection.grant_exception(call, "trainees", 2, "", decision=quota, actor=staff)
        nomination = make_nomination(call, state=NominationState.SUBMITTED, criterion=4, country="PER", city="Lima",
                                     receipt_no="2025-0009")
        decided.refer(nomination, country, actor=staff)
        calls.update_call(call, {"quotas": {**call.data["quotas"], "trainees": 16}}, actor=staff, reason="수요 증가")
        decisions.follow(call.amendments[0], change, actor=staff)
    with app.test_request_context():
        found = references_to([quota, country, change, other])
    assert [(one.what, one.text, one.url) for one in found[quota.id]] == [
        ("정원의 예외", "연수생 +2", "/manage/calls/URT-2025/selection")]  # fmt: skip
    assert [(one.what, one.url) for one in found[country.id]] == [("추천서", f"/manage/nominations/{nomination.id}")]
    assert found[country.id][0].text.startswith("2025-0009 페루 Lima · ")
    assert [(one.what, one.text) for one in found[change.id]] == [("변경공고", "연수생 정원 14 → 16")]
    assert found[other.id] == []
    with app.test_request_context(), unit_of_work():
        fourth = db.session.merge(other)
        decisions.remove(fourth, actor=staff)
        with pytest.raises(Refused) as refused:
            decisions.remove(db.session.merge(change), actor=staff)
        assert codes(refused) == [("referred_to", None)]
        with pytest.raises(Refused) as refused:
            decisions.reword(db.session.merge(change), DecisionKind.OTHER, Text("다른"), "사유", actor=staff)
        assert codes(refused) == [("referred_to", "kind")]
        decisions.reword(db.session.merge(change), DecisionKind.CHANGE, Text("다른"), "사유", actor=staff)


def test_exception_takes_the_reason_of_its_decision(scene: Scene) -> None:
    with unit_of_work():
        decision = make_decision(make_meeting(scene.call, scene.staff), scene.staff, reason="두 사업이 겹침")
        selection.grant_exception(scene.call, "countries", 1, "", decision=decision, actor=scene.staff)
        selection.grant_exception(scene.call, "trainees", 2, "따로 정함", actor=scene.staff)
        round_ = selection.begin_round(scene.call)
        assert [one["reason"] for one in round_.exceptions] == ["두 사업이 겹침", "따로 정함"]
        from_selection = selection.queries.decisions_behind(round_)
        assert from_selection == {0: decision}


def test_only_a_decision_of_the_call_and_of_the_kind_can_be_referred_to(scene: Scene) -> None:
    with unit_of_work():
        elsewhere = make_decision(make_meeting(make_call(code="URT-2026"), scene.staff), scene.staff, DecisionKind.COUNTRY)
        of_other_kind = make_decision(make_meeting(scene.call, scene.staff), scene.staff, DecisionKind.OTHER)
        nomination = make_nomination(scene.call, state=NominationState.SUBMITTED)
        for decision in (elsewhere, of_other_kind):
            with pytest.raises(Refused) as refused:
                decided.refer(nomination, decision, actor=scene.staff)
            assert codes(refused) == [("decision", "decision")]
        assert nomination.decision_id is None


def test_amendment_follows_another_decision_or_none(scene: Scene) -> None:
    with unit_of_work():
        meeting = make_meeting(scene.call, scene.staff)
        first, second = (make_decision(meeting, scene.staff, DecisionKind.CHANGE) for _ in range(2))
        calls.update_call(scene.call, {"quotas": {**scene.call.data["quotas"], "trainees": 16}}, actor=scene.staff,
                          reason="수요 증가")
        amendment = scene.call.amendments[0]
        for chosen in (first, second, None):
            decisions.follow(amendment, chosen, actor=scene.staff)
            assert queries.amendments_of(scene.call.id) == [(amendment, chosen)]


@pytest.mark.databases
def test_two_colleagues_never_take_the_same_number(scene: Scene) -> None:
    """The meeting's row is compared and set before the number is read, so one of two waits or is told."""
    with unit_of_work():
        meeting = make_meeting(scene.call, scene.staff)
        before = meeting.version
        make_decision(meeting, scene.staff)
        assert meeting.version == before + 1
        with pytest.raises(Stale):
            decisions.decide(meeting, DecisionKind.OTHER, Text("둘"), "사유", actor=scene.staff, version=before)
