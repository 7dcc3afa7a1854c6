"""The verbs of selection up to the announcement: scores, the frozen proposal, making it known."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from typing import Any

import sqlalchemy as sa

from workflow.accounts.models import User
from workflow.accounts.roles import Role
from workflow.approvals import services as approvals
from workflow.core import audit, clock, slots
from workflow.core.db import db
from workflow.core.errors import NotAllowed, Reason, Refused
from workflow.core.events import announce as announce_event
from workflow.core.i18n import Text
from workflow.core.states import move
from workflow.meetings.models import Decision
from workflow.meetings.services import decisions
from workflow.meetings.states import DecisionKind
from workflow.nominations.models import Nomination
from workflow.nominations.states import NominationState
from workflow.programmes.models import Call
from workflow.screening.models import Screening
from workflow.screening.states import ScreeningState
from workflow.selection import counters, queries
from workflow.selection.events import ScoreEntered
from workflow.selection.freeze import freeze
from workflow.selection.models import AgreedPlace, ExceptionDecision, Placement, Score, SelectionRound
from workflow.selection.ranking import CapException
from workflow.selection.rules import Proposal, propose
from workflow.selection.seats import Cap, Caps, Held
from workflow.selection.states import ROUND, PlacementState, RoundState

SUBJECT = "selection"
"""How an approval names its subject when it is the selection of a call."""


FROZEN = {
    RoundState.SUBMITTED: Text(
        "선정(안)이 결재에 올라가 있어 바꿀 수 없습니다. 바꾸려면 결재권자에게 반려를 받은 뒤 고치고, 선정(안)을 다시 올리세요.",
        "The proposal is frozen for approval. To change this, have the approver return it, and send up a new proposal.",
    ),
    RoundState.APPROVED: Text(
        "선정이 결재되어 더 이상 바꿀 수 없습니다. 참가할 수 없게 된 추천은 추천기업이 철회하며, 통보할 때 자리를 받지 않습니다.",
        "The selection is approved, so this cannot be changed any more. A nomination that cannot go on is withdrawn "
        "by its company, and takes no seat when the result is announced.",
    ),
    RoundState.ANNOUNCED: Text(
        "선정결과를 통보하여 더 이상 바꿀 수 없습니다. 참가하지 못하는 연수생은 선정결과 화면에서 참가포기로 기록하거나 "
        "추천기업이 추천을 철회하면, 예비 순위에 따라 자리를 채웁니다.",
        "The result is announced, so this cannot be changed any more. Who cannot come is recorded on the page of the "
        "result, or the company withdraws the nomination; the seat then goes to a reserve.",
    ),
}
"""Why nothing that the proposal rests on can be changed, and what to do instead."""


def begin_round(call: Call) -> SelectionRound:
    """Return the call's round, made where it does not exist yet."""
    found = queries.round_of(call.id)
    if found is None:
        found = SelectionRound(call_id=call.id, state=RoundState.OPEN, exceptions=[])
        db.session.add(found)
        db.session.flush()
    return found


def parse_total(typed: str) -> int:
    """Return a total of 100 in hundredths from what was typed, such as '88' or '88.5'. Raises Refused."""
    try:
        total = Decimal(typed.strip().replace(",", "."))
    except InvalidOperation:
        total = Decimal(-1)
    hundredths = total * 100
    if not total.is_finite() or not 0 <= total <= 100 or hundredths != hundredths.to_integral_value():
        raise Refused.because(
            "total",
            ko="점수는 0부터 100까지, 소수점 아래 두 자리 이내의 숫자로 적어 주세요.",
            en="Write the total as a number from 0 to 100 with at most two decimals.",
            field="total",
        )
    return int(hundredths)


def enter_score(
    nomination: Nomination, evaluator: User, hundredths: int | None, *, recused: bool = False, actor: audit.Actor
) -> Score:
    """Enter or change an evaluator's total, in hundredths; None with `recused` (제척·회피).

    A committee member enters their own; an officer enters anybody's paper sheet. Refused once the
    proposal has been sent up, and for a nomination that is not eligible.
    """
    roles = set(actor.roles)
    if not (roles & {Role.OFFICER, Role.SYSTEM} or (Role.COMMITTEE in roles and evaluator.id == actor.id)):
        raise NotAllowed("score")
    if not evaluator.holds(Role.COMMITTEE):
        raise Refused.because("evaluator", ko="심의위원이 아닙니다.", en="This person is not a committee member.",
                              field="evaluator")
    _refuse_unless_open(nomination.call_id)
    _refuse_unless_eligible(nomination)
    score = queries.score_by(nomination.id, evaluator.id)
    before = None if score is None else {"hundredths": score.hundredths, "recused": score.recused}
    if score is None:
        score = Score(nomination_id=nomination.id, evaluator_id=evaluator.id)
        db.session.add(score)
    score.hundredths, score.recused = (None, True) if recused else (hundredths, False)
    score.entered_by, score.entered_at = actor.id, clock.now()
    db.session.flush()
    after = {"hundredths": score.hundredths, "recused": score.recused}
    audit.record("score.enter", score, actor=actor, before=before, after=after)
    announce_event(
        ScoreEntered(subject_id=score.id, actor_id=actor.id, at=score.entered_at, nomination_id=nomination.id)
    )
    return score


def agree_place(nomination: Nomination, place: int, reason: str, *, actor: audit.Actor) -> AgreedPlace:
    """Enter the place that the meeting agreed on, in a call without scores; it needs its reason."""
    if Role.OFFICER not in set(actor.roles):
        raise NotAllowed("agree_place")
    _refuse_unless_open(nomination.call_id)
    _refuse_unless_eligible(nomination)
    if not reason.strip():
        raise Refused.because("reason", ko="순위를 정한 사유를 적어 주세요.", en="Write the reason for this place.",
                              field="reason")
    agreed = db.session.get(AgreedPlace, nomination.id) or AgreedPlace(nomination_id=nomination.id)
    agreed.place, agreed.reason, agreed.entered_by, agreed.entered_at = place, reason.strip(), actor.id, clock.now()
    db.session.add(agreed)
    db.session.flush()
    audit.record("selection.agree_place", nomination, actor=actor, after={"place": place}, reason=reason)
    return agreed


def grant_exception(
    call: Call, cap: str, extra: int, reason: str, *, code: str = "", decision: Decision | None = None,
    actor: audit.Actor,
) -> None:
    """Grant seats or places beyond a cap, by the meeting's decision and with its reason.

    `code` names the country (or city) or the company (its registration number) where the cap is one's own.
    `decision` is the one that minutes of a meeting about the call hold; without a `reason` its own stands.
    """
    if Role.OFFICER not in set(actor.roles):
        raise NotAllowed("grant_exception")
    if decision is not None:
        decisions.check_referable(decision, call.id, DecisionKind.QUOTA)
        reason = reason.strip() or decision.reason
    if cap not in set(Cap) or extra < 1 or not reason.strip():
        raise Refused.because("exception", ko="한도, 1 이상의 수, 사유를 모두 적어 주세요.",
                              en="Name the cap, a number of 1 or more, and the reason.", field="reason")
    if Cap(cap).is_somebodys and code not in queries.cap_owners(call, queries.field_of(call))[Cap(cap)]:
        raise Refused.because("whose", ko="누구의 한도인지, 심의 대상인 국가나 추천기업 가운데에서 선택해 주세요.",
                              en="Choose whose cap it is, among the countries or companies that are ranked.",
                              field="code")
    round_ = begin_round(call)
    _refuse_unless_open(call.id)
    granted = CapException(cap=cap, extra=extra, reason=reason.strip(), code=code if Cap(cap).is_somebodys else "")
    entry = {"cap": granted.cap, "extra": granted.extra, "reason": granted.reason, "code": granted.code}
    if decision is not None:
        db.session.add(ExceptionDecision(round_id=round_.id, position=len(round_.exceptions), decision_id=decision.id))
    round_.exceptions = [*round_.exceptions, entry]
    behind = {"decision": decision.id} if decision else {}
    audit.record("selection.grant_exception", round_, actor=actor, after={**entry, **behind}, reason=reason)
    db.session.flush()


def take_back_exception(call: Call, position: int, reason: str, *, actor: audit.Actor) -> None:
    """Take back an exception that was recorded by mistake, until the proposal is sent up; it stays on record with
    who took it back and why. `position` is its place in the round. Raises Refused."""
    if Role.OFFICER not in set(actor.roles):
        raise NotAllowed("take_back_exception")
    _refuse_unless_open(call.id)
    round_ = begin_round(call)
    db.session.refresh(round_, with_for_update=True)
    found = next((one for one in queries.exceptions_of(round_) if one.position == position and one.stands), None)
    if found is None:
        raise Refused.because("gone", ko="이미 취소한 예외입니다.", en="This exception was taken back already.")
    if not reason.strip():
        raise Refused.because("reason", ko="예외를 취소하는 사유를 적어 주세요.", en="Write why the exception is taken back.",
                              field="reason")
    entries = list(round_.exceptions)
    before = entries[position]
    removed = {"by": str(actor.name), "at": clock.now().isoformat(), "reason": reason.strip()}
    entries[position] = {**before, "removed": removed}
    round_.exceptions = entries
    audit.record("selection.take_back_exception", round_, actor=actor, before=before, reason=reason.strip())
    db.session.flush()


def current_proposal(call: Call) -> tuple[Proposal, queries.Field]:
    """Return what the rules propose now. Saves nothing."""
    field = queries.field_of(call)
    return propose(field.nominations, queries.rules_of(call)), field


def submit(call: Call, *, actor: audit.Actor, version: int | None = None) -> SelectionRound:
    """Freeze the proposal and send it up for approval. Refused when nobody has a seat in it."""
    round_ = begin_round(call)
    proposal, field = current_proposal(call)
    if not proposal.seats:
        raise Refused.because(
            "empty",
            ko="선정된 연수생이 없습니다. 적격 판정과 평가 점수를 먼저 확인하세요.",
            en="Nobody is selected yet. Look at the eligibility decisions and the scores first.",
        )
    move(
        round_, "submit", machine=ROUND, actor=actor, version=version,
        changes={"proposal": freeze(proposal, field.trainee_ids), "submitted_at": clock.now()},
        facts={"call_id": call.id},
    )
    name = call.definition.programme
    approvals.submit_for_approval(
        subject_type=SUBJECT, subject_ref=round_.id, page=f"/manage/calls/{call.code}/selection", actor=actor,
        title=Text(f"{call.code} {name.ko} 선정(안)", f"{call.code} {name.pick('en')}: proposal for selection"),
    )
    return round_


def announce(round_: SelectionRound, *, actor: audit.Actor, version: int | None = None) -> None:
    """Make the result known: placements and seat counters, and with the event letters and mails.

    Refused with every reason that later stages give for waiting, such as a letter without its number.
    A nomination that was withdrawn since the proposal was frozen gives its seats up at once.
    """
    if round_.state is RoundState.APPROVED:
        blockers: list[Reason] = [reason for reasons in slots.ask("announcement.blockers", round_) for reason in reasons]
        if blockers:
            raise Refused(blockers)
        _place_everybody(round_)
    move(round_, "announce", machine=ROUND, actor=actor, version=version, changes={"announced_at": clock.now()},
         facts={"call_id": round_.call_id})


def _place_everybody(round_: SelectionRound) -> None:
    proposal: dict[str, Any] = round_.proposal or {}
    call = round_.call
    trainee_ids = [one["trainee_id"] for group in ("seats", "reserves", "out") for one in proposal[group]]
    nomination_ids = queries.nomination_ids(trainee_ids)
    withdrawn = set(
        db.session.scalars(
            sa.select(Nomination.id).where(
                Nomination.id.in_(nomination_ids.values()), Nomination.state == NominationState.WITHDRAWN
            )
        )
    )
    for group, state in (("seats", PlacementState.SELECTED), ("reserves", PlacementState.RESERVE),
                         ("out", PlacementState.NOT_SELECTED)):
        for order, one in enumerate(proposal[group], start=1):
            nomination_id = nomination_ids[one["trainee_id"]]
            db.session.add(Placement(
                call_id=call.id, nomination_id=nomination_id, trainee_id=one["trainee_id"],
                country=one.get("country", ""), city=one.get("city", ""), unit=one.get("unit", ""),
                state=PlacementState.GONE if nomination_id in withdrawn else state, order=order,
                reason=Text.of(one["reason"]),
            ))
    db.session.flush()
    _open_counters(call)


def _open_counters(call: Call) -> None:
    """Count seats as they are held now. Who withdrew meanwhile holds none, and the seat is free."""
    caps = Caps.of(queries.rules_of(call))
    placements = [one for one in queries.placements_of(call.id) if one.unit]
    held = Held(queries.counts_for(one) for one in placements if one.state is PlacementState.SELECTED)
    units, companies = zip(*map(queries.counts_for, placements), strict=True)
    counters.open_counter(call.id, counters.TRAINEES, caps.trainees, held.of_unit.total())
    counters.open_counter(call.id, counters.COUNTRIES, caps.countries, len(held.of_unit))
    for unit in dict.fromkeys(units):
        counters.open_counter(call.id, counters.of_unit(unit.code), caps.of_unit(unit), held.of_unit[unit])
    for company in dict.fromkeys(companies):
        counters.open_counter(call.id, counters.of_company(company), caps.of_company(company), held.of_company[company])


def frozen(call_id: int) -> list[Reason]:
    """Return why nothing that the proposal rests on can be changed: it was sent up. Nothing while it is open."""
    round_ = queries.round_of(call_id)
    if round_ is None or round_.state is RoundState.OPEN:
        return []
    return [Reason("frozen", FROZEN[round_.state])]


def _refuse_unless_open(call_id: int) -> None:
    if reasons := frozen(call_id):
        raise Refused(reasons)


def _refuse_unless_eligible(nomination: Nomination) -> None:
    state = db.session.scalar(sa.select(Screening.state).where(Screening.nomination_id == nomination.id))
    if state is not ScreeningState.ELIGIBLE or nomination.state is not NominationState.SUBMITTED:
        raise Refused.because(
            "not_eligible",
            ko="적격으로 판정된 추천만 평가할 수 있습니다.",
            en="Only a nomination that was found eligible can be scored.",
            field="nomination",
        )
