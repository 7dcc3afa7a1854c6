"""After the announcement: a seat is given up, the rules propose a reserve, an approver confirms.

A promotion fills what was freed and never moves anybody else (selection.md, point 7).
"""

from __future__ import annotations

import sqlalchemy as sa

from workflow.accounts.models import User
from workflow.core import audit, clock
from workflow.core.db import db
from workflow.core.errors import Refused
from workflow.core.states import move
from workflow.programmes.models import Call
from workflow.selection import counters, queries
from workflow.selection.models import Placement, Vacancy
from workflow.selection.promotion import promotions
from workflow.selection.states import PLACEMENT, VACANCY, PlacementState, VacancyState


def decline(placement: Placement, *, actor: audit.Actor, reason: str, version: int | None = None) -> None:
    """Give up a seat, or a place among the reserves. A freed seat becomes a vacancy with its proposal."""
    if not reason.strip():
        raise Refused.because(
            "reason", ko="사유를 적어 주세요. 기록에 남습니다.", en="Write the reason; it goes into the record.", field="reason"
        )
    facts = {"call_id": placement.call_id, "nomination_id": placement.nomination_id}
    counters.hold(placement.call_id)
    if placement.state is not PlacementState.SELECTED:
        move(placement, "leave", machine=PLACEMENT, actor=actor, version=version, reason=reason)
        repropose(placement.call_id)
        return
    move(placement, "decline", machine=PLACEMENT, actor=actor, version=version, reason=reason, facts=facts)
    for scope in _scopes(placement):
        counters.give_back(placement.call_id, scope)
    if not _seats_of_unit(placement):
        counters.give_back(placement.call_id, counters.COUNTRIES)
    db.session.add(
        Vacancy(call_id=placement.call_id, freed_id=placement.id, state=VacancyState.OPEN, opened_at=clock.now(),
                why=placement.reason)
    )
    db.session.flush()
    repropose(placement.call_id)


def decline_all(nomination_id: int, *, actor: audit.Actor, reason: str) -> None:
    """Give up what the trainees of a nomination have: it was withdrawn."""
    query = sa.select(Placement).where(
        Placement.nomination_id == nomination_id, Placement.state != PlacementState.GONE
    )
    for placement in db.session.scalars(query.order_by(Placement.id)).all():
        decline(placement, actor=actor, reason=reason)


def repropose(call_id: int) -> None:
    """Write down, for each open seat, whom the rules propose now; a reserve is proposed for one seat only."""
    vacancies = queries.open_vacancies(call_id)
    if not vacancies:
        return
    announced, by_trainee = queries.announced_state(call_id)
    rules = queries.rules_of(db.session.get_one(Call, call_id))
    freed = [queries.holder(vacancy.freed) for vacancy in vacancies]
    for vacancy, proposed in zip(vacancies, promotions(freed, announced, rules), strict=True):
        vacancy.proposed = by_trainee[proposed.reserve.trainee] if proposed.reserve else None
        vacancy.why = proposed.reason
    db.session.flush()


def promote(
    vacancy: Vacancy, reserve: Placement, *, actor: User, version: int | None = None, reason: str = ""
) -> Placement:
    """Confirm that `reserve` takes the freed seat; one click of an approver.

    Another reserve than the proposed one needs a written reason. Raises Stale when the seat has been
    filled meanwhile, and Refused when a cap would be broken.
    """
    if reserve.call_id != vacancy.call_id:
        raise Refused.because("foreign", ko="다른 공고의 예비입니다.", en="This reserve belongs to another call.")
    if reserve.id != vacancy.proposed_id and not reason.strip():
        raise Refused.because(
            "reason",
            ko="규칙이 제안한 예비가 아닌 사람을 올리려면 사유를 적어 주세요.",
            en="Write the reason for promoting somebody other than the reserve that the rules propose.",
            field="reason",
        )
    counters.hold(vacancy.call_id)
    brings_country = not _seats_of_unit(reserve)
    move(vacancy, "fill", machine=VACANCY, actor=actor, version=version, reason=reason,
         changes={"filled_id": reserve.id, "filled_at": clock.now()})
    for scope in _scopes(reserve):
        counters.take(reserve.call_id, scope)
    if brings_country:
        counters.take(reserve.call_id, counters.COUNTRIES)
    last = db.session.scalar(
        sa.select(sa.func.max(Placement.order)).where(
            Placement.call_id == reserve.call_id, Placement.state == PlacementState.SELECTED
        )
    )
    move(reserve, "promote", machine=PLACEMENT, actor=actor, reason=reason,
         changes={"promoted_at": clock.now(), "order": (last or 0) + 1},
         facts={"call_id": reserve.call_id, "nomination_id": reserve.nomination_id})
    repropose(vacancy.call_id)
    return reserve


def leave_empty(vacancy: Vacancy, *, actor: User, reason: str, version: int | None = None) -> None:
    """Leave a freed seat empty, for a stated reason."""
    if not reason.strip():
        raise Refused.because("reason", ko="비워 두는 사유를 적어 주세요.", en="Write why the seat stays empty.",
                              field="reason")
    counters.hold(vacancy.call_id)
    move(vacancy, "lapse", machine=VACANCY, actor=actor, version=version, reason=reason)
    repropose(vacancy.call_id)


def _scopes(placement: Placement) -> tuple[str, str, str]:
    """Return what counts the seat, always in this order: two transactions never wait for each other."""
    unit, company = queries.counts_for(placement)
    return counters.TRAINEES, counters.of_unit(unit.code), counters.of_company(company)


def _seats_of_unit(placement: Placement) -> int:
    """Count the seats that the placement's country (or city) holds now."""
    query = sa.select(sa.func.count()).where(
        Placement.call_id == placement.call_id, Placement.unit == placement.unit,
        Placement.state == PlacementState.SELECTED,
    )
    return db.session.scalar(query) or 0
