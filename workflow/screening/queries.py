"""Reads of screening."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa
from flask import abort
from sqlalchemy.orm import joinedload

from workflow.accounts.models import User
from workflow.core.db import db
from workflow.nominations.models import Nomination, Trainee
from workflow.nominations.queries import own_or_404
from workflow.nominations.states import NominationState
from workflow.screening.models import Correction, Finding, Screening, TraineeVerification


def screening_of(nomination_id: int) -> Screening | None:
    return db.session.scalar(sa.select(Screening).where(Screening.nomination_id == nomination_id))


def findings_of(nomination_id: int) -> Sequence[Finding]:
    """Return what the rules found, what excludes first."""
    order = sa.case({"exclude": 0, "flag": 1, "info": 2}, value=Finding.outcome)
    query = sa.select(Finding).where(Finding.nomination_id == nomination_id).options(joinedload(Finding.trainee))
    return db.session.scalars(query.order_by(order, Finding.id)).all()


def verified_categories(nomination_id: int) -> dict[int, str | None]:
    """Return the category that was verified for each trainee who was looked at."""
    query = (
        sa.select(TraineeVerification)
        .join(TraineeVerification.trainee)
        .where(Trainee.nomination_id == nomination_id)
    )
    return {one.trainee_id: one.category for one in db.session.scalars(query)}


def correction_or_404(correction_id: int) -> Correction:
    return db.session.get(Correction, correction_id) or abort(404)


def own_correction_or_404(correction_id: int, user: User) -> Correction:
    """Return a correction that was asked of a nomination which `user` may change; a foreign one is a 404."""
    correction = correction_or_404(correction_id)
    own_or_404(correction.nomination_id, user)
    return correction


def others_of_country(nomination: Nomination) -> Sequence[Nomination]:
    """Return the other nominations of the same country in the call, for comparison."""
    if not nomination.country:
        return []
    query = (
        sa.select(Nomination)
        .where(
            Nomination.call_id == nomination.call_id, Nomination.country == nomination.country,
            Nomination.id != nomination.id, Nomination.state == NominationState.SUBMITTED,
        )
        .options(joinedload(Nomination.company))
        .order_by(Nomination.received_at)
        .limit(20)
    )
    return db.session.scalars(query).all()


def next_undecided(call_id: int, after_id: int) -> int | None:
    """Return the next nomination of the call that nobody has decided on, so that an officer can go on."""
    undecided = (
        sa.select(Nomination.id)
        .outerjoin(Screening, Screening.nomination_id == Nomination.id)
        .where(
            Nomination.call_id == call_id, Nomination.state == NominationState.SUBMITTED, Nomination.id != after_id,
            sa.or_(Screening.id.is_(None), Screening.state == "undecided"),
        )
    )
    return db.session.scalar(undecided.order_by(Nomination.id <= after_id, Nomination.id).limit(1))
