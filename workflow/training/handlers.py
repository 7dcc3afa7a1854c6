"""Reactions to the itinerary: a session at which the roll was called stays."""

from __future__ import annotations

from workflow.core.errors import Refused
from workflow.itinerary.events import SessionRemoved
from workflow.training import queries


def on_session_removed(event: SessionRemoved) -> None:
    """Refuse to lose attendance with its session; raises Refused, which undoes the removal."""
    if queries.was_called(event.subject_id):
        raise Refused.because(
            "attended",
            ko="출석을 확인한 일정은 삭제할 수 없습니다. 출석에 넣지 않으려면 일정 수정에서 '출석부에서 제외'를 고르세요.",
            en="The roll was called at this session, so it stays. To leave it out, edit it and let it not count.",
        )
