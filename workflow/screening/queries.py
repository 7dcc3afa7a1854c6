"""Reads of screening."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from typing import Any

import sqlalchemy as sa
from flask import abort
from sqlalchemy.orm import joinedload

from workflow.accounts.models import User
from workflow.core.db import db
from workflow.meetings.models import Decision
from workflow.nominations.models import Nomination, Trainee
from workflow.nominations.queries import own_or_404
from workflow.nominations.states import NominationState
from workflow.screening.case import Outcome
from workflow.screening.models import Correction, Finding, Screening, TraineeScreening, TraineeVerification
from workflow.screening.states import TraineeState
from workflow.screening.trainees import ScreenedTrainee

WEIGHT = (sa.case({"exclude": 0, "flag": 1, "info": 2}, value=Finding.outcome), Finding.id)
"""The order of findings: what excludes first."""


def screening_of(nomination_id: int) -> Screening | None:
    return db.session.scalar(sa.select(Screening).where(Screening.nomination_id == nomination_id))


def findings_of(nomination_id: int) -> Sequence[Finding]:
    """Return what the rules found, what excludes first."""
    query = sa.select(Finding).where(Finding.nomination_id == nomination_id).options(joinedload(Finding.trainee))
    return db.session.scalars(query.order_by(*WEIGHT)).all()


def trainees_of(nomination_ids: Collection[int]) -> dict[int, list[ScreenedTrainee]]:
    """Return what stands for each trainee of these nominations, by nomination, in their order. Two queries."""
    findings: dict[int | None, list[Finding]] = defaultdict(list)
    about = sa.select(Finding).where(Finding.nomination_id.in_(nomination_ids), Finding.trainee_id.is_not(None))
    for finding in db.session.scalars(about.order_by(*WEIGHT)):
        findings[finding.trainee_id].append(finding)
    everybody = (
        sa.select(Trainee, TraineeScreening)
        .outerjoin(TraineeScreening, TraineeScreening.trainee_id == Trainee.id)
        .where(Trainee.nomination_id.in_(nomination_ids))
        .options(joinedload(TraineeScreening.decision).joinedload(Decision.meeting))
        .order_by(Trainee.nomination_id, Trainee.position_no)
    )
    found: dict[int, list[ScreenedTrainee]] = defaultdict(list)
    for trainee, decided in db.session.execute(everybody):
        found[trainee.nomination_id].append(ScreenedTrainee(trainee, findings[trainee.id], decided))
    return found


def is_out() -> sa.ColumnElement[bool]:
    """Return `trainees.verdict` in SQL: whether a trainee is left out of the selection, in a statement that joins
    Trainee with TraineeScreening, if there is one."""
    excluded = sa.exists().where(
        Finding.nomination_id == Trainee.nomination_id, Finding.trainee_id == Trainee.id,
        Finding.outcome == Outcome.EXCLUDE.value,
    )
    state = TraineeScreening.state
    by_rules = sa.or_(state.is_(None), state == TraineeState.BY_RULES)
    return sa.or_(state.is_not_distinct_from(TraineeState.LEFT_OUT), sa.and_(by_rules, excluded))


def count_out(nomination_id: Any) -> sa.ScalarSelect[int]:
    """Return in SQL how many trainees of the nomination of that column are left out of the selection."""
    return (
        sa.select(sa.func.count(Trainee.id))
        .outerjoin(TraineeScreening, TraineeScreening.trainee_id == Trainee.id)
        .where(Trainee.nomination_id == nomination_id, is_out())
        .correlate(nomination_id.table)
        .scalar_subquery()
    )


def admitted_by(decision_ids: Collection[int]) -> Sequence[TraineeScreening]:
    """Return the trainees who were admitted by these decisions of meetings. One query."""
    query = (
        sa.select(TraineeScreening)
        .where(TraineeScreening.decision_id.in_(decision_ids))
        .options(joinedload(TraineeScreening.trainee).joinedload(Trainee.nomination))
    )
    return db.session.scalars(query.order_by(TraineeScreening.id)).all()


def trainee_or_404(trainee_id: int) -> Trainee:
    return db.session.get(Trainee, trainee_id) or abort(404)


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
