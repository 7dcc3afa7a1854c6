"""What the history of companies and countries shows on the pages of earlier stages; filled in wiring."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa
from flask import render_template
from flask_login import current_user
from sqlalchemy.orm import joinedload

from workflow.accounts.models import Company
from workflow.accounts.roles import Role
from workflow.accounts.states import VERIFICATION
from workflow.core import countries
from workflow.core.db import db
from workflow.insight import scorecard
from workflow.insight.models import StandingRow
from workflow.insight.standing import LABELS, TONES, Standing, of_trainee
from workflow.nominations.models import Nomination, Trainee
from workflow.nominations.standings import Word
from workflow.nominations.states import NominationState
from workflow.selection.models import Placement
from workflow.training.models import Completion

NEWEST = 10
"""How many of a company's nominations are listed."""


def at_screening(nomination: Nomination) -> str:
    """Show staff the company's history, and that of the country or countries, beside a nomination. Three statements."""
    codes = {trainee.from_country for trainee in nomination.trainees} | {nomination.country}
    return render_template(
        "insight/_at_screening.html", nomination=nomination, company=nomination.company, verification=VERIFICATION,
        card=scorecard.of_company(nomination.company_id), labels=scorecard.LABELS,
        countries=scorecard.of_countries(code for code in codes if countries.is_country(code)),
        before=_nominations(nomination.company_id, but=nomination.id), standings=LABELS, tones=TONES, Standing=Standing,
        may_open_company=current_user.holds(Role.OFFICER, Role.ADMIN),
    )


def of_company(company: Company) -> str:
    """Show a company its own history, or the office with what each nomination came to."""
    for_office = current_user.company_id != company.id
    shown = list(scorecard.LABELS) if for_office else list(scorecard.FOR_COMPANIES)
    return render_template(
        "insight/_of_company.html", card=scorecard.of_company(company.id),
        labels={name: scorecard.LABELS[name] for name in shown}, standings=LABELS, tones=TONES, Standing=Standing,
        before=_nominations(company.id) if for_office else (), for_office=for_office,
    )


def drafts_of(company: Company) -> dict[int, int]:
    """Return how many drafts of the company each person has begun."""
    begun = (
        sa.select(Nomination.created_by, sa.func.count())
        .where(
            Nomination.company_id == company.id, Nomination.state == NominationState.DRAFT,
            Nomination.created_by.is_not(None), Nomination.entered_by.is_(None),
        )
        .group_by(Nomination.created_by)
    )
    return {person: count for person, count in db.session.execute(begun) if person is not None}


def standings(ids: Sequence[int]) -> dict[int, Word]:
    """Say to staff where these nominations stand. One statement."""
    rows = sa.select(StandingRow.nomination_id, StandingRow.code).where(StandingRow.nomination_id.in_(ids))
    return {id: _word(Standing(code)) for id, code in db.session.execute(rows)}


def trainee_standings(ids: Sequence[int]) -> dict[int, Word]:
    """Say to staff where these trainees stand. One statement."""
    rows = (
        sa.select(Trainee.id, StandingRow.code, Placement.state, Completion.completed)
        .join(StandingRow, StandingRow.nomination_id == Trainee.nomination_id)
        .outerjoin(Placement, Placement.trainee_id == Trainee.id)
        .outerjoin(Completion, Completion.trainee_id == Trainee.id)
        .where(Trainee.id.in_(ids))
    )
    return {
        id: _word(of_trainee(Standing(code), place, completed=bool(completed)))
        for id, code, place, completed in db.session.execute(rows)
    }


def _word(standing: Standing) -> Word:
    return Word(LABELS[standing], TONES.get(standing, "neutral"))


def _nominations(company_id: int, but: int = 0) -> Sequence[StandingRow]:
    """Return the newest nominations of a company that came in, with their call and where they stand."""
    return db.session.scalars(
        sa.select(StandingRow)
        .where(
            StandingRow.company_id == company_id, StandingRow.code != Standing.DRAFT.value,
            StandingRow.nomination_id != but,
        )
        .options(joinedload(StandingRow.nomination).joinedload(Nomination.call))
        .order_by(StandingRow.nomination_id.desc())
        .limit(NEWEST)
    ).all()
