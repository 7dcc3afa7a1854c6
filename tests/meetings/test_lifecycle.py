from collections.abc import Callable

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.factories.accounts import officer
from tests.factories.meetings import make_content, make_decision, make_meeting
from tests.factories.programmes import make_call
from workflow.accounts.models import User
from workflow.core.db import db, unit_of_work
from workflow.core.errors import Refused
from workflow.core.i18n import Text
from workflow.meetings.models import Decision, Meeting
from workflow.meetings.services import decisions, meetings
from workflow.meetings.states import DecisionKind, MeetingState
from workflow.programmes.models import Call

VERBS = ("write", "hold", "cancel", "close", "reopen", "decide", "reword", "remove")


@pytest.fixture
def staff(app: Flask) -> User:
    with unit_of_work():
        make_call()
        return officer()


def take(meeting: Meeting, verb: str, staff: User, serial: int) -> None:
    """Do what a button does; raises Refused where the meeting's state forbids it."""
    held: list[Decision] = sorted(meeting.decisions, key=lambda one: one.number)
    acts: dict[str, Callable[[], object]] = {
        "write": lambda: meetings.write(meeting, make_content(minutes=f"결과 {serial}"), actor=staff),
        "hold": lambda: meetings.hold(meeting, actor=staff),
        "cancel": lambda: meetings.cancel(meeting, "사유", actor=staff),
        "close": lambda: meetings.close(meeting, actor=staff),
        "reopen": lambda: meetings.reopen(meeting, "사유", actor=staff),
        "decide": lambda: make_decision(meeting, staff),
        "reword": lambda: held and decisions.reword(held[0], DecisionKind.OTHER, Text(f"결정 {serial}"), "사유", actor=staff),
        "remove": lambda: held and decisions.remove(held[serial % len(held)], actor=staff),
    }
    acts[verb]()


def said(meeting: Meeting) -> tuple[object, ...]:
    """Return all that the minutes say."""
    return (meetings.content_of(meeting), [(one.number, one.text, one.kind) for one in meeting.decisions])


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(verbs=st.lists(st.sampled_from(VERBS), min_size=4, max_size=14))
def test_numbers_have_no_gaps_and_frozen_minutes_stay_whatever_is_done(staff: User, verbs: list[str]) -> None:
    with unit_of_work():
        call = db.session.query(Call).one()
        meeting = make_meeting(call, staff, state=MeetingState.PLANNED)
        for serial, verb in enumerate(verbs):
            before, frozen = said(meeting), meeting.state in (MeetingState.CLOSED, MeetingState.CANCELLED)
            planned = meeting.state is MeetingState.PLANNED
            try:
                take(meeting, verb, staff, serial)
            except Refused:
                assert said(meeting) == before
            if frozen:
                assert said(meeting) == before
            if planned:
                assert meeting.decisions == []
            assert [one.number for one in meeting.decisions] == list(range(1, len(meeting.decisions) + 1))
            assert (meeting.state is MeetingState.CLOSED) == (meeting.closed_at is not None)
