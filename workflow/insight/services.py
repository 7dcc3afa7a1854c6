"""Keeps the one row per nomination that lists filter and page by, and the counts beside it."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from workflow.core import countries
from workflow.core.db import db
from workflow.insight.models import StandingCount, StandingRow
from workflow.insight.search import searchable
from workflow.insight.standing import StageFacts, derive
from workflow.nominations.models import Nomination, Trainee
from workflow.screening.models import Correction, Finding, Screening
from workflow.screening.states import CorrectionState, ScreeningState
from workflow.selection.models import Placement, SelectionRound
from workflow.selection.states import RoundState
from workflow.training.models import Completion


def refresh(nomination_id: int) -> None:
    """Write anew where this nomination stands, in the caller's transaction."""
    nomination = db.session.get_one(Nomination, nomination_id)
    code = derive(_facts(nomination)).value
    row = db.session.get(StandingRow, nomination_id)
    before = row.code if row is not None else None
    values = {**_shown(nomination), "code": code, **_counts(nomination_id)}
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


def rebuild(call_id: int) -> None:
    """Drop and write anew the rows and counts of a call."""
    db.session.execute(sa.delete(StandingRow).where(StandingRow.call_id == call_id))
    db.session.execute(sa.delete(StandingCount).where(StandingCount.call_id == call_id))
    db.session.expire_all()
    refresh_call(call_id)


def _facts(nomination: Nomination) -> StageFacts:
    def of_nomination(column: Any, table: Any) -> Any:
        return sa.select(column).where(table.nomination_id == nomination.id)

    screening = db.session.scalar(of_nomination(Screening.state, Screening))
    open_corrections = db.session.scalar(
        of_nomination(sa.func.count(), Correction).where(Correction.state == CorrectionState.ASKED)
    )
    round_state = db.session.scalar(sa.select(SelectionRound.state).where(SelectionRound.call_id == nomination.call_id))
    placements = tuple(db.session.scalars(of_nomination(Placement.state, Placement).order_by(Placement.id)))
    completed = db.session.scalar(
        sa.select(sa.func.count())
        .select_from(Completion)
        .join(Trainee, Trainee.id == Completion.trainee_id)
        .where(Trainee.nomination_id == nomination.id, Completion.completed)
    )
    return StageFacts(
        nomination=nomination.state, screening=screening or ScreeningState.UNDECIDED,
        correction_open=bool(open_corrections), announced=round_state is RoundState.ANNOUNCED,
        placements=placements, anyone_completed=bool(completed),
    )


def _shown(nomination: Nomination) -> dict[str, Any]:
    company, trainees = nomination.company, nomination.trainees
    places = {nomination.country, *(trainee.country for trainee in trainees)} - {""}
    country = nomination.country or (next(iter(places)) if len(places) == 1 else "")
    words = [
        nomination.receipt_no, nomination.key, company.name_ko, company.name_en, company.registration_no,
        nomination.city, nomination.organisation, *(trainee.name for trainee in trainees),
        *(f"{countries.name(c, 'ko')} {countries.name(c, 'en')} {c}" for c in places if countries.is_country(c)),
    ]
    return {
        "call_id": nomination.call_id, "receipt_no": nomination.receipt_no or "",
        "received_at": nomination.received_at, "company_id": company.id, "company_ko": company.name_ko,
        "company_en": company.name_en, "country": country, "city": nomination.city,
        "organisation": nomination.organisation, "route": nomination.route, "criterion": nomination.criterion,
        "people": len(trainees), "search": searchable(" ".join(word for word in words if word)),
    }


def _counts(nomination_id: int) -> dict[str, int]:
    flags = db.session.scalar(
        sa.select(sa.func.count()).where(Finding.nomination_id == nomination_id, Finding.outcome != "info")
    )
    corrections = db.session.scalar(
        sa.select(sa.func.count()).where(
            Correction.nomination_id == nomination_id, Correction.state != CorrectionState.RESOLVED
        )
    )
    return {"flags": flags or 0, "corrections": corrections or 0}


def _count(call_id: int, code: str, step: int) -> None:
    insert = postgresql.insert if db.session.get_bind().dialect.name == "postgresql" else sqlite.insert
    db.session.execute(
        insert(StandingCount)
        .values(call_id=call_id, code=code, count=step)
        .on_conflict_do_update(index_elements=["call_id", "code"], set_={"count": StandingCount.count + step})
    )
