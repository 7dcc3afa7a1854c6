"""The verbs of the training: call the roll of a session or a day, settle who completed (수료, 미수료).

Each locks its call's row first: rolls and settlements of a call follow each other.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date

import sqlalchemy as sa

from workflow.core import audit, clock
from workflow.core.db import db
from workflow.core.errors import NotAllowed, Reason, Refused, Stale
from workflow.core.events import announce
from workflow.core.i18n import Text
from workflow.core.states import edit
from workflow.itinerary.models import Session
from workflow.programmes.models import Call
from workflow.training import queries
from workflow.training.events import CompletionSettled
from workflow.training.models import Attendance, Completion
from workflow.training.policies import may_train
from workflow.training.preview import Decision, Verdict, token, verdicts
from workflow.training.queries import Roster

REASON_LIMIT = 500


def call_roll(session: Session, present: Collection[int], *, actor: audit.Actor, seen: str | None = None) -> None:
    """Write the roll of a session: everybody who comes was there if in `present` (trainee ids), else not.

    `seen` is the token of what the actor's page showed (raises Stale where the roll changed since).
    Refused at a session where attendance does not count.
    """
    _begin(session.call_id, actor)
    roster = queries.roster_of(session.call_id)
    if session.id not in roster.sheet.sessions:
        raise Refused.because(
            "not_counted", ko="출석부에서 제외된 일정입니다. 일정표에서 출석부에 포함한 뒤 확인해 주세요.",
            en="Attendance does not count at this session. Let it count in the itinerary first.",
        )
    if not roster.people:
        raise Refused.because("nobody", ko="참가하는 연수생이 없습니다.", en="No trainee comes to this training.")
    if seen is not None and seen != roster.sheet.token(session.id):
        raise Stale()
    _write(session, {one.trainee_id: one.trainee_id in present for one in roster.people}, actor)


def all_present(call: Call, day: date, *, actor: audit.Actor) -> int:
    """Mark everybody who comes present at every session of a day; return how many marks were made.

    What is on record already stays: an absence that was noted is not undone. Refused where no
    session of the day counts.
    """
    _begin(call.id, actor)
    roster = queries.roster_of(call.id)
    sessions = roster.on(day)
    if not sessions or not roster.people:
        raise Refused.because(
            "nothing_to_mark", ko="이날에는 출석을 확인할 일정이나 연수생이 없습니다.",
            en="There is no session, or nobody, to mark on this day.",
        )
    made = 0
    for session in sessions:
        open_ = [one.trainee_id for one in roster.people if roster.sheet.mark(session.id, one.trainee_id) is None]
        _write(session, dict.fromkeys(open_, True), actor)
        made += len(open_)
    return made


def settle(
    call: Call, *, actor: audit.Actor, decisions: Mapping[int, Decision] | None = None, seen: str | None = None
) -> list[Completion]:
    """Settle who completed, and announce each that is new or other than before; return those.

    By the call's rule; a call without one needs a decision with its reason for everybody who comes.
    `seen` is the token of the preview (raises Stale where it changed since). Refused while nobody
    comes, while no roll was called, and without a decision that is needed, each by its trainee.
    """
    _begin(call.id, actor)
    roster = queries.roster_of(call.id)
    kept = queries.completions_of(call.id)
    if seen is not None and seen != token(roster, kept):
        raise Stale()
    found = verdicts(call, roster, decisions)
    if reasons := _hindrances(call, roster, found):
        raise Refused(reasons)
    return [
        settled
        for one in roster.people
        if (settled := _settle(call, one.trainee_id, found[one.trainee_id], kept.get(one.trainee_id), actor))
    ]


def _begin(call_id: int, actor: audit.Actor) -> None:
    if not may_train(actor):
        raise NotAllowed("training")
    db.session.flush()
    db.session.execute(sa.select(Call.id).where(Call.id == call_id).with_for_update())


def _write(session: Session, marks: Mapping[int, bool], actor: audit.Actor) -> None:
    """Keep the marks that are new or other; the audit row holds those, by trainee id."""
    kept, now = queries.marks_of(session.id), clock.now()
    before: dict[str, bool | None] = {}
    for trainee_id, present in marks.items():
        row = kept.get(trainee_id)
        if row is not None and row.present == present:
            continue
        before[str(trainee_id)] = row.present if row else None
        if row is None:
            row = Attendance(session_id=session.id, trainee_id=trainee_id)
            db.session.add(row)
        row.present, row.taken_at, row.taken_by = present, now, actor.id
    db.session.flush()
    if before:
        after = {key: marks[int(key)] for key in before}
        audit.record("attendance.roll", session, actor=actor, before=before, after=after)


def _hindrances(call: Call, roster: Roster, found: Mapping[int, Verdict]) -> list[Reason]:
    if not roster.people:
        return [Reason("nobody", Text("참가하는 연수생이 없습니다.", "No trainee comes to this training."))]
    if call.definition.completion is not None:
        if roster.sheet.called:
            return []
        return [Reason("no_roll", Text(
            "출석을 확인한 일정이 없습니다. 출석을 먼저 확인해 주세요.", "No roll was called yet. Call the roll first."))]
    wrong = []
    for one in roster.people:
        verdict = found[one.trainee_id]
        if verdict.completed is None:
            wrong.append(Reason("undecided", Text(
                f"{one.trainee.name}: 수료 여부를 정해 주세요.", f"{one.trainee.name}: decide whether they completed."),
                f"completed-{one.trainee_id}"))
        elif not verdict.reason.ko.strip():
            wrong.append(Reason("no_reason", Text(
                f"{one.trainee.name}: 판단한 사유를 적어 주세요.", f"{one.trainee.name}: write the reason."),
                f"reason-{one.trainee_id}"))
        elif len(verdict.reason.ko) > REASON_LIMIT:
            wrong.append(Reason("long_reason", Text(
                f"{one.trainee.name}: 사유는 {REASON_LIMIT}자까지 적을 수 있습니다.",
                f"{one.trainee.name}: at most {REASON_LIMIT} characters fit the reason."),
                f"reason-{one.trainee_id}"))
    return wrong


def _settle(
    call: Call, trainee_id: int, verdict: Verdict, row: Completion | None, actor: audit.Actor
) -> Completion | None:
    """Keep one verdict and announce it; None where it says what was settled before."""
    assert verdict.completed is not None
    values = {"completed": verdict.completed, "attended": verdict.attended, "sessions": verdict.sessions,
              "reason": verdict.reason}
    said = {**values, "reason": verdict.reason.to_json()}
    by = {"settled_at": clock.now(), "settled_by": actor.id}
    if row is None:
        row = Completion(trainee_id=trainee_id, call_id=call.id, **values, **by)
        db.session.add(row)
        db.session.flush()
        audit.record("completion.settle", row, actor=actor, after=said)
    else:
        before = {name: getattr(row, name) for name in values}
        if before == values:
            return None
        edit(row, "settle", machine="completion", actor=actor, changes={**values, **by},
             before={**before, "reason": row.reason.to_json()}, after=said)
    announce(CompletionSettled(
        subject_id=row.id, actor_id=actor.id, at=by["settled_at"], call_id=call.id, trainee_id=trainee_id,
        completed=verdict.completed,
    ))
    return row
