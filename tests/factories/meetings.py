"""Meetings about a call, with what was decided there."""

from __future__ import annotations

from datetime import date
from typing import Any

from workflow.accounts.models import User
from workflow.core.i18n import Text
from workflow.meetings.models import Decision, Meeting
from workflow.meetings.services import decisions, meetings
from workflow.meetings.services.meetings import Content, Member
from workflow.meetings.states import DecisionKind, MeetingState
from workflow.programmes.models import Call

HELD_ON = date(2025, 7, 3)


def make_content(**changes: Any) -> Content:
    """Return the content of a meeting whose minutes can be closed."""
    return Content(**{
        "title": "제1차 실무회의", "held_on": HELD_ON, "place": "본관 3층 회의실",
        "members": (Member("서지우", "도시철도과", "위원장"), Member("이건우", "서울교통공사", "위원")),
        "agenda": (("추천국가 검토", "기준 4호 국가를 논의함."), ("정원 조정", "")), "minutes": "원안대로 의결함.", **changes,
    })


def make_meeting(call: Call, actor: User, *, state: MeetingState = MeetingState.HELD, **changes: Any) -> Meeting:
    """Plan a meeting and take it to `state`; closed minutes hold what decisions were made before, so none."""
    meeting = meetings.plan(call, make_content(**changes), actor=actor)
    if state is MeetingState.CANCELLED:
        meetings.cancel(meeting, "일정 변경", actor=actor)
    elif state is not MeetingState.PLANNED:
        meetings.hold(meeting, actor=actor)
    if state is MeetingState.CLOSED:
        meetings.close(meeting, actor=actor)
    return meeting


def make_decision(meeting: Meeting, actor: User, kind: DecisionKind = DecisionKind.QUOTA, **values: Any) -> Decision:
    """Record a decision of a meeting that was held."""
    text = values.pop("text", Text("연수생 정원을 2명 늘린다.", "Two more trainees are taken."))
    return decisions.decide(meeting, kind, text, values.pop("reason", "추천이 많음"), actor=actor)
