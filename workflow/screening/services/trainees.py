"""An officer decides on one trainee, where it is not to be as the rules say; the nomination's decision stays."""

from __future__ import annotations

from workflow.core import audit, clock
from workflow.core.db import db
from workflow.core.errors import Reason, Refused
from workflow.core.i18n import Text
from workflow.core.states import move
from workflow.meetings.models import Decision
from workflow.meetings.services.decisions import check_referable
from workflow.meetings.states import DecisionKind
from workflow.nominations import queries as nominations
from workflow.nominations.models import Nomination, Trainee
from workflow.screening import queries
from workflow.screening.models import TraineeScreening
from workflow.screening.services.decisions import against_any
from workflow.screening.states import TRAINEE, ScreeningState, TraineeState
from workflow.screening.trainees import ScreenedTrainee, verdict

VERBS = {TraineeState.LEFT_OUT: "leave_out", TraineeState.ADMITTED: "admit", TraineeState.BY_RULES: "take_back"}


def decide_trainee(
    trainee: Trainee,
    decision: TraineeState,
    *,
    reason: str,
    by: Decision | None = None,
    actor: audit.Actor,
    version: int | None = None,
) -> TraineeScreening:
    """Leave a trainee out of a nomination (제외), admit one whom a rule excludes (예외 인정), or take either back.

    An exception may name the meeting's decision `by` which it is made; without a `reason` that one's stands.
    `version` is that of the decision the officer's page showed, 0 for none yet. Raises Refused, naming the
    fields, also where nobody would be left of an eligible nomination, and Stale when a colleague was faster.
    """
    nomination = nominations.locked(trainee.nomination)  # two officers do not leave out the last two at once
    by = by if decision is TraineeState.ADMITTED else None
    if by is not None:
        check_referable(by, nomination.call_id, DecisionKind.ELIGIBILITY)
        reason = reason.strip() or by.reason
    everybody = queries.trainees_of([nomination.id])[nomination.id]
    screened = next(one for one in everybody if one.trainee.id == trainee.id)
    others = [one for one in everybody if one is not screened]
    if reasons := _reasons_against(nomination, screened, others, decision, reason):
        raise Refused(reasons)
    row = screened.decided
    if row is None:
        row = TraineeScreening(trainee_id=trainee.id, state=TraineeState.BY_RULES, version=0)
        db.session.add(row)
        db.session.flush()
    move(
        row, VERBS[decision], machine=TRAINEE, actor=actor, version=version, reason=reason.strip(),
        changes={"reason": reason.strip(), "found": screened.said, "decided_by": actor.id, "decided_at": clock.now(),
                 "decision_id": by.id if by else None},
        facts={"nomination_id": nomination.id},
    )  # fmt: skip
    return row


def _reasons_against(
    nomination: Nomination, screened: ScreenedTrainee, others: list[ScreenedTrainee], decision: TraineeState, reason: str
) -> list[Reason]:
    reasons = against_any(nomination, reason)
    is_excluded = bool(screened.excluding)
    if decision is TraineeState.ADMITTED and not is_excluded:
        reasons.append(Reason("not_excluded", Text(
            "이 연수생을 제외하는 자격요건이 없어 예외로 인정할 것이 없습니다.",
            "No rule excludes this trainee, so there is nothing to make an exception from.")))
    now = queries.screening_of(nomination.id)
    nobody_left = verdict(decision, excluded=is_excluded).is_out and all(one.verdict.is_out for one in others)
    if nobody_left and now is not None and now.state is ScreeningState.ELIGIBLE:
        reasons.append(Reason("last", Text(
            "적격 추천에 남은 마지막 연수생입니다. 먼저 추천을 부적격으로 판정하세요.",
            "Nobody else is left of this eligible nomination. Find the nomination ineligible first.")))
    return reasons
