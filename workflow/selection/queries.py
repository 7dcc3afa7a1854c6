"""Reads of the stage: what is ranked, who scored what, and how seats stand after the announcement."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from typing import Any

import sqlalchemy as sa
from flask import abort
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from workflow.accounts.models import RoleGrant, User
from workflow.accounts.roles import Role
from workflow.core.db import db
from workflow.core.i18n import Text
from workflow.meetings.models import Decision
from workflow.nominations.models import Nomination, Trainee
from workflow.nominations.states import NominationState
from workflow.programmes.asks import YES_NO_ASKS
from workflow.programmes.models import Call
from workflow.screening import queries as screening
from workflow.screening.models import Screening, TraineeVerification
from workflow.screening.states import ScreeningState
from workflow.screening.trainees import ScreenedTrainee
from workflow.selection.models import (
    AgreedPlace,
    ExceptionDecision,
    Placement,
    Score,
    SelectionRound,
    Vacancy,
)
from workflow.selection.promotion import Announced, Holder
from workflow.selection.ranking import (
    CapException,
    RankedNomination,
    RankedTrainee,
    SelectionRules,
    Unit,
    rank,
)
from workflow.selection.seats import Cap
from workflow.selection.states import PlacementState, VacancyState
from workflow.selection.wording import unit_name


@dataclass(frozen=True, slots=True)
class Field:
    """What is ranked in a call, and the rows behind the keys that the rules speak in."""

    nominations: tuple[RankedNomination, ...]
    rows: dict[str, Nomination]
    trainees: dict[str, Trainee]

    @property
    def trainee_ids(self) -> dict[str, int]:
        return {key: trainee.id for key, trainee in self.trainees.items()}

    def key_of(self, typed: str) -> str:
        """Return the key that the rules know a nomination by, for its receipt number; any other word as it is."""
        return next((key for key, row in self.rows.items() if row.receipt_no == typed), typed)


@dataclass(frozen=True, slots=True)
class KeptException:
    """An exception to a cap as the round keeps it, by its place there; taken back, it says by whom, when and why."""

    position: int
    granted: CapException
    removed_by: str = ""
    removed_at: datetime | None = None
    removed_for: str = ""

    @property
    def stands(self) -> bool:
        return self.removed_at is None

    @classmethod
    def read(cls, position: int, entry: Mapping[str, Any]) -> KeptException:
        granted = {key: value for key, value in entry.items() if key != "removed"}
        removed = entry.get("removed") or {}
        at = datetime.fromisoformat(removed["at"]) if removed else None
        return cls(position, CapException(**granted), removed.get("by", ""), at, removed.get("reason", ""))


def eligible_nominations(call_id: int) -> Sequence[Nomination]:
    """Return the nominations that an officer found eligible and that were not withdrawn, by receipt."""
    query = (
        sa.select(Nomination)
        .join(Screening, Screening.nomination_id == Nomination.id)
        .where(
            Nomination.call_id == call_id,
            Nomination.state == NominationState.SUBMITTED,
            Screening.state == ScreeningState.ELIGIBLE,
        )
        .options(joinedload(Nomination.company), selectinload(Nomination.trainees))
        .order_by(Nomination.received_at, Nomination.id)
    )
    return db.session.scalars(query).all()


def field_of(call: Call) -> Field:
    """Return what the selection of `call` ranks: eligible nominations with their totals and verified categories.

    A trainee whom screening left out, by a rule of the call or by an officer, bears the reason and is not ranked.
    """
    rows = eligible_nominations(call.id)
    ids = [row.id for row in rows]
    totals: dict[int, list[Fraction]] = defaultdict(list)
    for score in db.session.scalars(sa.select(Score).where(Score.nomination_id.in_(ids), ~Score.recused)):
        totals[score.nomination_id].append(Fraction(score.hundredths or 0, 100))
    places = {one.nomination_id: one.place for one in agreed_places(call.id).values()}
    verified = (
        sa.select(TraineeVerification)
        .join(TraineeVerification.trainee)
        .where(Trainee.nomination_id.in_(ids))
    )
    categories = {one.trainee_id: one.category for one in db.session.scalars(verified)}
    per_trainee = call.definition.country_per_trainee
    screened = screening.trainees_of(ids)
    ranked = tuple(
        RankedNomination(
            key=name_of(row), received=row.received_at or row.created_at, country=row.country, city=row.city,
            company=row.company.registration_no,
            totals=tuple(totals[row.id]), agreed_place=places.get(row.id),
            trainees=tuple(_ranked(one, categories, per_trainee) for one in screened[row.id]),
        )
        for row in rows
    )
    return Field(
        nominations=ranked,
        rows={name_of(row): row for row in rows},
        trainees={trainee.label: trainee for row in rows for trainee in row.trainees},
    )


def _ranked(screened: ScreenedTrainee, categories: dict[int, str | None], per_trainee: bool) -> RankedTrainee:
    trainee = screened.trainee
    met = frozenset(ask for ask in YES_NO_ASKS if getattr(trainee, ask))
    return RankedTrainee(
        key=trainee.label, category=categories.get(trainee.id), met=met,
        country=trainee.country if per_trainee else "", city=trainee.city if per_trainee else "",
        left_out=screened.why_out,
    )


def nomination_ids(trainee_ids: Sequence[int]) -> dict[int, int]:
    """Return the nomination of each of these trainees."""
    query = sa.select(Trainee.id, Trainee.nomination_id).where(Trainee.id.in_(trainee_ids))
    return {row.id: row.nomination_id for row in db.session.execute(query)}


def cap_owners(call: Call, field: Field) -> dict[Cap, dict[str, Text]]:
    """Return the countries (or cities) and companies in the ranking, by the code that an exception names."""
    ranking = rank(field.nominations, SelectionRules.of(call.definition))
    companies = [row.company for row in field.rows.values()]
    return {
        Cap.PER_COUNTRY: {one.unit.code: unit_name(one.unit) for one in ranking.units},
        Cap.PER_COMPANY: {one.registration_no: one.name for one in companies},
    }


def counts_for(placement: Placement) -> tuple[Unit, str]:
    """Return the country (or city) and the company whose seats a placement counts for."""
    return Unit(placement.country, placement.city), placement.nomination.company.registration_no


def name_of(nomination: Nomination) -> str:
    """Return how the rules and their reasons name a nomination: its key, or else its receipt number."""
    return nomination.key or nomination.receipt_no or str(nomination.id)


def rules_of(call: Call) -> SelectionRules:
    """Return the call's rules with what the meeting granted beyond the caps."""
    return SelectionRules.of(call.definition, [one.granted for one in exceptions_of(round_of(call.id)) if one.stands])


def exceptions_of(round_: SelectionRound | None) -> list[KeptException]:
    """Return what was granted beyond the caps, in its order, what was taken back too; no query."""
    return [KeptException.read(position, entry) for position, entry in enumerate(round_.exceptions if round_ else ())]


def decisions_behind(round_: SelectionRound | None) -> dict[int, Decision]:
    """Return the meetings' decisions by which exceptions were granted, by the exception's place in the round's list."""
    if round_ is None or not round_.exceptions:
        return {}
    found = sa.select(ExceptionDecision).where(ExceptionDecision.round_id == round_.id)
    whole = joinedload(ExceptionDecision.decision).joinedload(Decision.meeting)
    return {one.position: one.decision for one in db.session.scalars(found.options(whole))}


def round_of(call_id: int) -> SelectionRound | None:
    return db.session.scalar(sa.select(SelectionRound).where(SelectionRound.call_id == call_id))


def scores_of(call_id: int) -> Sequence[Score]:
    query = (
        sa.select(Score)
        .join(Score.nomination)
        .where(Nomination.call_id == call_id)
        .options(joinedload(Score.evaluator), contains_eager(Score.nomination))
        .order_by(Score.nomination_id, Score.evaluator_id)
    )
    return db.session.scalars(query).all()


def score_by(nomination_id: int, evaluator_id: int) -> Score | None:
    return db.session.scalar(
        sa.select(Score).where(Score.nomination_id == nomination_id, Score.evaluator_id == evaluator_id)
    )


def placements_of(call_id: int) -> Sequence[Placement]:
    """Return the trainees' places after the announcement: seats, then reserves and who gave a place up, then who
    could have none, each in its order."""
    kind = sa.case({PlacementState.SELECTED: 0, PlacementState.NOT_SELECTED: 2}, value=Placement.state, else_=1)
    query = (
        sa.select(Placement)
        .where(Placement.call_id == call_id)
        .options(
            joinedload(Placement.trainee),
            joinedload(Placement.nomination).joinedload(Nomination.company),
        )
        .order_by(kind, Placement.order, Placement.id)
    )
    return db.session.scalars(query).all()


def states_by_trainee(nomination_id: int) -> dict[int, PlacementState]:
    """Return where the trainees of a nomination stand after the announcement; empty before it."""
    query = sa.select(Placement.trainee_id, Placement.state).where(Placement.nomination_id == nomination_id)
    return {row.trainee_id: row.state for row in db.session.execute(query)}


def selected_of(call_id: int) -> Sequence[Placement]:
    """Return the placements of who comes, in the order of their seats."""
    return [one for one in placements_of(call_id) if one.state is PlacementState.SELECTED]


def committee_members() -> Sequence[User]:
    query = sa.select(User).join(User.grants).where(RoleGrant.role == Role.COMMITTEE.value).order_by(User.name, User.id)
    return db.session.scalars(query).all()


def member_or_404(user_id: int) -> User:
    found = db.session.get(User, user_id)
    return found if found is not None and found.holds(Role.COMMITTEE) else abort(404)


def agreed_places(call_id: int) -> dict[int, AgreedPlace]:
    query = sa.select(AgreedPlace).join(AgreedPlace.nomination).where(Nomination.call_id == call_id)
    return {one.nomination_id: one for one in db.session.scalars(query)}


def trainees_by_id(ids: Sequence[int]) -> dict[int, Trainee]:
    """Return trainees with their nomination and company, for a proposal that names them by id."""
    query = (
        sa.select(Trainee)
        .where(Trainee.id.in_(ids))
        .options(joinedload(Trainee.nomination).joinedload(Nomination.company))
    )
    return {one.id: one for one in db.session.scalars(query)}


def code_of(call_id: int) -> str:
    return db.session.get_one(Call, call_id).code


def placement_or_404(placement_id: int) -> Placement:
    return db.session.get(Placement, placement_id) or abort(404)


def vacancy_or_404(vacancy_id: int) -> Vacancy:
    return db.session.get(Vacancy, vacancy_id) or abort(404)


def open_vacancies(call_id: int) -> Sequence[Vacancy]:
    query = sa.select(Vacancy).where(Vacancy.call_id == call_id, Vacancy.state == VacancyState.OPEN).order_by(Vacancy.id)
    return db.session.scalars(query).all()


def announced_state(call_id: int) -> tuple[Announced, dict[str, Placement]]:
    """Return how seats and reserves stand, as the promotion rule reads it, and the placements by trainee."""
    placements = placements_of(call_id)
    held = [one for one in placements if one.state is PlacementState.SELECTED]
    waiting = sorted((one for one in placements if one.state is PlacementState.RESERVE), key=lambda one: one.order)
    by_key = {one.trainee.label: one for one in placements}
    return Announced(tuple(map(holder, held)), tuple(map(holder, waiting))), by_key


def holder(placement: Placement) -> Holder:
    unit, company = counts_for(placement)
    return Holder(trainee=placement.trainee.label, country=unit.country, city=unit.city, company=company)
