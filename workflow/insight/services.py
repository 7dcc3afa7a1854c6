"""Keeps the one row per nomination that lists filter and page by, and the counts beside it."""

from __future__ import annotations

from functools import cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from workflow.core import countries
from workflow.core.db import db
from workflow.insight.models import StandingCount, StandingRow
from workflow.insight.search import searchable
from workflow.insight.standing import StageFacts, derive
from workflow.nominations.models import Nomination, Trainee
from workflow.nominations.states import NominationState
from workflow.screening.models import Correction, Finding, Screening
from workflow.screening.states import CorrectionState, ScreeningState
from workflow.selection.models import Placement, SelectionRound
from workflow.selection.states import PlacementState, RoundState
from workflow.training.models import Completion


def _of_nomination(column: Any, table: Any, *where: Any) -> Any:
    return sa.select(column).where(table.nomination_id == sa.bindparam("nomination", type_=sa.Integer), *where)


_SAID = sa.select(
    _of_nomination(Screening.state, Screening).scalar_subquery().label("screening"),
    sa.select(SelectionRound.state)
    .where(SelectionRound.call_id == sa.bindparam("call", type_=sa.Integer))
    .scalar_subquery()
    .label("round"),
    sa.exists(_of_nomination(Correction.id, Correction, Correction.state == CorrectionState.ASKED)).label("asked"),
    sa.exists(
        sa.select(Completion.id)
        .join(Trainee, Trainee.id == Completion.trainee_id)
        .where(Trainee.nomination_id == sa.bindparam("nomination", type_=sa.Integer), Completion.completed)
    ).label("completed"),
    _of_nomination(sa.func.count(), Finding, Finding.outcome != "info").scalar_subquery().label("flags"),
    _of_nomination(sa.func.count(), Correction, Correction.state != CorrectionState.RESOLVED)
    .scalar_subquery()
    .label("corrections"),
)
"""All that the stages say of one nomination, written once: making a statement costs more than running it."""

_PLACEMENTS = _of_nomination(Placement.state, Placement).order_by(Placement.id)


def refresh(nomination_id: int) -> None:
    """Write anew where this nomination stands, in the caller's transaction; a discarded draft stands nowhere."""
    nomination = db.session.get_one(Nomination, nomination_id)
    row = db.session.get(StandingRow, nomination_id)
    before = row.code if row is not None else None
    if nomination.state is NominationState.DISCARDED:
        if row is not None:
            db.session.delete(row)
            _count(nomination.call_id, row.code, -1)
        return
    facts, counts = _read(nomination)
    code = derive(facts).value
    values = {**_shown(nomination), "code": code, **counts}
    if row is None:
        db.session.add(StandingRow(nomination_id=nomination_id, **values))
    else:
        for name, value in values.items():
            setattr(row, name, value)
    db.session.flush()
    if before != code:
        if before is not None:
            _count(nomination.call_id, before, -1)
        _count(nomination.call_id, code, 1)


def refresh_call(call_id: int) -> None:
    """Write anew where every nomination of a call stands: after an announcement, or to repair."""
    ids = db.session.scalars(sa.select(Nomination.id).where(Nomination.call_id == call_id).order_by(Nomination.id))
    for nomination_id in ids.all():
        refresh(nomination_id)


def refresh_company(company_id: int) -> None:
    """Write anew where every nomination of a company stands: after a change of its name."""
    for nomination_id in db.session.scalars(sa.select(Nomination.id).where(Nomination.company_id == company_id)).all():
        refresh(nomination_id)


def rebuild(call_id: int) -> None:
    """Drop and write anew the rows and counts of a call."""
    db.session.execute(sa.delete(StandingRow).where(StandingRow.call_id == call_id))
    db.session.execute(sa.delete(StandingCount).where(StandingCount.call_id == call_id))
    db.session.expire_all()
    refresh_call(call_id)


def _read(nomination: Nomination) -> tuple[StageFacts, dict[str, int]]:
    """Return what the stages say of a nomination, and the counts that the list shows: one query, and a second
    for the places once the selection is announced."""
    found = db.session.execute(_SAID, {"nomination": nomination.id, "call": nomination.call_id}).one()
    announced = found.round is RoundState.ANNOUNCED
    placements: tuple[PlacementState, ...] = ()
    if announced:
        placements = tuple(db.session.scalars(_PLACEMENTS, {"nomination": nomination.id}))
    facts = StageFacts(
        nomination=nomination.state, screening=found.screening or ScreeningState.UNDECIDED,
        correction_open=found.asked, announced=announced, placements=placements, anyone_completed=found.completed,
    )
    return facts, {"flags": found.flags, "corrections": found.corrections}


def _shown(nomination: Nomination) -> dict[str, Any]:
    company, trainees = nomination.company, nomination.trainees
    places = [code for code in dict.fromkeys((nomination.country, *(one.country for one in trainees))) if code]
    country = nomination.country or (places[0] if len(places) == 1 else "")
    words = [
        nomination.receipt_no, nomination.key, company.name_ko, company.name_en, company.registration_no,
        nomination.city, nomination.organisation, *(trainee.name for trainee in trainees),
        *(f"{countries.name(c, 'ko')} {countries.name(c, 'en')} {c}" for c in places if countries.is_country(c)),
    ]
    return {
        "call_id": nomination.call_id, "receipt_no": nomination.receipt_no or "",
        "received_at": nomination.received_at, "company_id": company.id, "company_ko": company.name_ko,
        "company_en": company.name_en, "country": country,
        "places": "" if country else " ".join(places), "city": nomination.city,
        "organisation": nomination.organisation, "route": nomination.route, "criterion": nomination.criterion,
        "people": len(trainees), "search": searchable(" ".join(word for word in words if word)),
    }


def _count(call_id: int, code: str, step: int) -> None:
    statement = _counting(db.session.get_bind().dialect.name)
    db.session.execute(statement, {"call_id": call_id, "code": code, "step": step})


@cache
def _counting(dialect: str) -> Any:
    insert = postgresql.insert if dialect == "postgresql" else sqlite.insert
    step = sa.bindparam("step", type_=sa.Integer)
    return (
        insert(StandingCount)
        .values(call_id=sa.bindparam("call_id"), code=sa.bindparam("code"), count=step)
        .on_conflict_do_update(index_elements=["call_id", "code"], set_={"count": StandingCount.count + step})
    )
