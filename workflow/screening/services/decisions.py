"""An officer decides whether a nomination is eligible."""

from __future__ import annotations

from collections.abc import Mapping

import sqlalchemy as sa

from workflow.core import audit, clock, slots
from workflow.core.db import db
from workflow.core.errors import Reason, Refused
from workflow.core.i18n import Text
from workflow.core.states import move
from workflow.nominations import queries as nominations
from workflow.nominations.models import Nomination
from workflow.nominations.states import NominationState
from workflow.programmes.definition import CallDefinition
from workflow.screening import queries
from workflow.screening.case import Outcome
from workflow.screening.models import Finding, Screening, TraineeVerification
from workflow.screening.states import SCREENING, ScreeningState


def decide(
    nomination: Nomination,
    decision: ScreeningState,
    *,
    reason: str,
    criterion_verified: int | None = None,
    categories: Mapping[int, str | None] | None = None,
    actor: audit.Actor,
    version: int | None = None,
) -> Screening:
    """Find a nomination eligible or not (적격·부적격), with the criterion and the categories verified.

    `categories` gives the verified category of each trainee by id, None where none of the ranked
    criteria applies; `version` is that of the decision the officer's page showed, 0 for none yet.
    Raises Refused, naming the fields, and Stale when a colleague was faster.
    """
    nomination = nominations.locked(nomination)
    call = nomination.call.definition
    reasons = [*_reasons_against(nomination, decision, reason, criterion_verified, call)]
    reasons += _wrong_categories(categories or {}, call)
    if reasons:
        raise Refused(reasons)
    screening = queries.screening_of(nomination.id)
    if screening is None:
        screening = Screening(nomination_id=nomination.id, state=ScreeningState.UNDECIDED, version=0)
        db.session.add(screening)
        db.session.flush()
    verb = "find_eligible" if decision is ScreeningState.ELIGIBLE else "find_ineligible"
    now = clock.now()
    for trainee in nomination.trainees:
        if categories is not None and trainee.id in categories:
            _verify(trainee.id, categories[trainee.id], actor)
    move(
        screening, verb, machine=SCREENING, actor=actor, version=version, reason=reason.strip(),
        changes={"criterion_verified": criterion_verified, "reason": reason.strip(), "decided_by": actor.id,
                 "decided_at": now},
        facts={"nomination_id": nomination.id},
    )
    return screening


def _reasons_against(
    nomination: Nomination, decision: ScreeningState, reason: str, criterion: int | None, call: CallDefinition
) -> list[Reason]:
    reasons = against_any(nomination, reason)
    if decision is ScreeningState.ELIGIBLE:
        if call.country_criteria and call.criterion(criterion) is None:
            reasons.append(Reason("criterion", Text(
                "확인한 국가(도시) 선정기준을 골라 주세요.", "Choose the criterion for countries that you verified."),
                "criterion_verified"))
        excluded = db.session.scalars(
            sa.select(Finding).where(
                Finding.nomination_id == nomination.id, Finding.outcome == Outcome.EXCLUDE.value, Finding.trainee_id.is_(None)
            )
        )
        reasons += [Reason("excluded", Text(
            f"자격요건에 따라 제외됩니다: {one.text.ko}", f"A rule of the call excludes it: {one.text.pick('en')}"))
            for one in excluded]
        if all(one.verdict.is_out for one in queries.trainees_of([nomination.id])[nomination.id]):
            reasons.append(Reason("nobody_left", Text(
                "연수생이 모두 제외되어 적격으로 판정할 수 없습니다.",
                "All its trainees are left out, so it cannot be eligible.")))
    return reasons


def _wrong_categories(categories: Mapping[int, str | None], call: CallDefinition) -> list[Reason]:
    return [
        Reason("category", Text("공고의 연수생 구분 중에서 골라 주세요.", "Choose one of the call's categories of trainees."),
               f"category-{trainee_id}")
        for trainee_id, category in categories.items()
        if category is not None and call.category(category) is None
    ]


def _verify(trainee_id: int, category: str | None, actor: audit.Actor) -> None:
    verified = db.session.get(TraineeVerification, trainee_id) or TraineeVerification(trainee_id=trainee_id)
    verified.category, verified.verified_by, verified.verified_at = category, actor.id, clock.now()
    db.session.add(verified)


def against_any(nomination: Nomination, reason: str) -> list[Reason]:
    """Return what stands against any decision: on a nomination that is not in, too late, or without a reason."""
    reasons = [] if nomination.state is NominationState.SUBMITTED else [not_received()]
    reasons += closed(nomination.call_id)
    if not reason.strip():
        reasons.append(Reason("reason", Text("판정 사유를 적어 주세요.", "Write the reason for the decision."), "reason"))
    return reasons


def not_received() -> Reason:
    return Reason("state", Text(
        "접수된 추천이 아니어서 처리할 수 없습니다. 철회되었는지 확인하세요.",
        "This nomination is not one that came in; look whether it was withdrawn."))


def closed(call_id: int) -> list[Reason]:
    """Return why nothing can be decided in a call any more; later stages say it through the slot
    `screening.blockers`, which takes the call's id."""
    return [reason for reasons in slots.ask("screening.blockers", call_id) for reason in reasons]
