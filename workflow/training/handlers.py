"""Reactions to the itinerary and to the stage's own settling: what was attended stays, who completed is known."""

from __future__ import annotations

from workflow.core.db import db
from workflow.core.errors import Refused
from workflow.core.i18n import Text
from workflow.itinerary.events import SessionRemoved
from workflow.nominations.models import Trainee
from workflow.people.services import trainings
from workflow.programmes.models import Call
from workflow.training import queries
from workflow.training.events import CompletionSettled


def on_session_removed(event: SessionRemoved) -> None:
    """Refuse to lose attendance with its session; raises Refused, which undoes the removal."""
    if queries.was_called(event.subject_id):
        raise Refused.because(
            "attended",
            ko="출석을 확인한 일정은 삭제할 수 없습니다. 출석에 넣지 않으려면 일정 수정에서 '출석부에서 제외'를 고르세요.",
            en="The roll was called at this session, so it stays. To leave it out, edit it and let it not count.",
        )


def on_settled(event: CompletionSettled) -> None:
    """Let the register of people know who completed this training, for the rules of later calls."""
    call, trainee = db.session.get_one(Call, event.call_id), db.session.get_one(Trainee, event.trainee_id)
    programme = call.definition.programme
    what = Text(f"{programme.ko} ({call.code})", f"{programme.pick('en')} ({call.code})")
    trainings.settled(trainee, event.completed, ended_on=call.training_to, what=what, actor_id=event.actor_id)
