"""Reads of the register of people. Personal data: pages record each reading before they show it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import sqlalchemy as sa
from flask import abort
from sqlalchemy.orm import aliased, joinedload

from workflow.core.db import db
from workflow.core.names import words_of
from workflow.nominations import states
from workflow.nominations.models import Nomination, Trainee
from workflow.people.matching import Identity, Likeness, likeness
from workflow.people.models import (
    Person,
    PersonKey,
    PersonMerge,
    PersonPair,
    PersonTrainee,
    PersonTraining,
)
from workflow.programmes.models import Call

PAGE = 50
FOUND = 20
CAME_IN = Nomination.state.in_(states.CAME_IN)


@dataclass(frozen=True, slots=True)
class Filters:
    """What the register is narrowed to; as it stands in the address."""

    words: str = ""
    country: str = ""

    def address(self) -> dict[str, Any]:
        named = {"q": self.words, "country": self.country}
        return {name: value for name, value in named.items() if value}


@dataclass(frozen=True, slots=True)
class Listed:
    """A person as lists show them: plain values, which outlast the transaction that records the reading."""

    id: int
    name: str
    country: str
    birth_date: date | None
    organisation: str
    position: str


@dataclass(frozen=True, slots=True)
class Entry:
    """A person of the register: how many nominations, the year of the last training, whether there is a suggestion."""

    person: Listed
    nominations: int
    last_year: int | None
    has_pair: bool


def people(filters: Filters, page: int) -> tuple[list[Entry], bool]:
    """Return a page (from 0) of the register by name, and whether there is more. One query."""
    nominated = sa.select(sa.func.count()).where(PersonTrainee.person_id == Person.id).scalar_subquery()
    trained = sa.select(sa.func.max(PersonTraining.year)).where(PersonTraining.person_id == Person.id).scalar_subquery()
    paired = sa.exists().where(sa.or_(PersonPair.one_id == Person.id, PersonPair.other_id == Person.id), *open_pair())
    query = sa.select(Person, nominated, trained, paired).where(Person.merged_into_id.is_(None))
    if filters.country:
        query = query.where(Person.country == filters.country)
    for word in words_of(filters.words):
        named = sa.select(PersonKey.person_id).where(PersonKey.key.contains(word, autoescape=True))
        query = query.where(Person.id.in_(named))
    found = db.session.execute(query.order_by(Person.name, Person.id).offset(page * PAGE).limit(PAGE + 1)).all()
    return [Entry(_listed(person), *rest) for person, *rest in found[:PAGE]], len(found) > PAGE


def person_or_404(person_id: int) -> Person:
    """Return a record of the register, also one that was merged into another."""
    return db.session.get(Person, person_id) or abort(404)


def live_person_or_404(person_id: int) -> Person:
    """Return a record that was not merged into another."""
    found = person_or_404(person_id)
    return found if found.merged_into_id is None else abort(404)


def root_of(person: Person) -> Person:
    """Return the record that this one has become part of, or itself."""
    while person.merged_into_id is not None:
        person = db.session.get_one(Person, person.merged_into_id)
    return person


def identity_of(person: Person) -> Identity:
    """Return what a person is told by, for the rules."""
    return Identity(person.name, person.country, person.birth_date)


def trainees_of(person: Person) -> Sequence[Trainee]:
    """Return the trainees of nominations that the person was, the latest first, with nomination and call. One query."""
    query = (
        sa.select(Trainee)
        .join(PersonTrainee, PersonTrainee.trainee_id == Trainee.id)
        .join(Trainee.nomination)
        .where(PersonTrainee.person_id == person.id, CAME_IN)
        .options(
            joinedload(Trainee.nomination).joinedload(Nomination.call),
            joinedload(Trainee.nomination).joinedload(Nomination.company),
        )
        .order_by(Nomination.received_at.desc(), Trainee.id)
    )
    return db.session.scalars(query).all()


def trainings_of(person: Person) -> Sequence[PersonTraining]:
    query = sa.select(PersonTraining).where(PersonTraining.person_id == person.id)
    return db.session.scalars(query.order_by(PersonTraining.year.desc(), PersonTraining.id.desc())).all()


def training_or_404(training_id: int, person_id: int) -> PersonTraining:
    found = db.session.get(PersonTraining, training_id)
    return found if found is not None and found.person_id == person_id else abort(404)


def merges_of(person: Person) -> Sequence[tuple[PersonMerge, Person]]:
    """Return what was merged into a record and can be split off again, the latest first."""
    query = (
        sa.select(PersonMerge, Person)
        .join(Person, Person.id == PersonMerge.gone_id)
        .where(PersonMerge.kept_id == person.id, PersonMerge.undone_at.is_(None))
        .order_by(PersonMerge.id.desc())
    )
    return [(merge, gone) for merge, gone in db.session.execute(query)]


def merge_or_404(merge_id: int, kept_id: int) -> PersonMerge:
    found = db.session.get(PersonMerge, merge_id)
    return found if found is not None and found.kept_id == kept_id else abort(404)


def like(person: Person) -> list[tuple[Listed, Likeness]]:
    """Return the records that may be the same person's, and why."""
    query = (
        sa.select(PersonPair)
        .where(sa.or_(PersonPair.one_id == person.id, PersonPair.other_id == person.id), *open_pair())
        .options(joinedload(PersonPair.one), joinedload(PersonPair.other))
        .order_by(PersonPair.one_id, PersonPair.other_id)
    )
    others = [pair.other if pair.one_id == person.id else pair.one for pair in db.session.scalars(query)]
    return [(_listed(other), _why(person, other)) for other in others]


def countries() -> set[str]:
    """Return the countries that people of the register come from. One query."""
    live = sa.select(Person.country).where(Person.merged_into_id.is_(None))
    return set(db.session.scalars(live.distinct()))


def others(person: Person, typed: str) -> list[Listed]:
    """Return the records that an officer looks for beside this one, by words of the name or by the receipt number
    of a nomination; at most FOUND. One query."""
    words = words_of(typed)
    if not words:
        return []
    named = [
        Person.id.in_(sa.select(PersonKey.person_id).where(PersonKey.key.contains(word, autoescape=True))) for word in words
    ]  # fmt: skip
    numbered = (
        sa.select(PersonTrainee.person_id)
        .join(Trainee, Trainee.id == PersonTrainee.trainee_id)
        .join(Nomination, Nomination.id == Trainee.nomination_id)
        .where(sa.func.upper(Nomination.receipt_no) == typed.strip().upper())
    )
    query = sa.select(Person).where(
        Person.id != person.id, Person.merged_into_id.is_(None), sa.or_(sa.and_(*named), Person.id.in_(numbered))
    )
    return [_listed(one) for one in db.session.scalars(query.order_by(Person.name, Person.id).limit(FOUND))]


def pairs(page: int) -> tuple[list[tuple[Listed, Listed, Likeness]], bool]:
    """Return a page (from 0) of the suggestions, the latest first, and whether there are more. One query."""
    query = (
        sa.select(PersonPair)
        .where(*open_pair())
        .options(joinedload(PersonPair.one), joinedload(PersonPair.other))
        .order_by(PersonPair.other_id.desc(), PersonPair.one_id.desc())
        .offset(page * PAGE)
        .limit(PAGE + 1)
    )
    found = list(db.session.scalars(query))
    rows = [(_listed(pair.one), _listed(pair.other), _why(pair.one, pair.other)) for pair in found[:PAGE]]
    return rows, len(found) > PAGE


def open_pairs() -> int:
    """Return how many suggestions nobody has looked at."""
    return db.session.scalar(sa.select(sa.func.count()).select_from(PersonPair).where(*open_pair())) or 0


def told_apart_from(person_id: int) -> set[int]:
    """Return the ids of those who an officer said are other people."""
    query = sa.select(PersonPair.one_id, PersonPair.other_id).where(
        sa.or_(PersonPair.one_id == person_id, PersonPair.other_id == person_id), PersonPair.apart_at.is_not(None)
    )
    return {one if other == person_id else other for one, other in db.session.execute(query)}


def last_trained(call: Call) -> dict[int, date]:
    """Return the last day of the last training that each trainee of a call (by id) completed before it.

    For the rule 'not trained in the last N years'. Of a training of which only the year is known the last
    day of that year counts, or the day before this training if that is earlier. One query.
    """
    before = call.training_from - timedelta(days=1)
    query = (
        sa.select(Trainee.id, PersonTraining)
        .join(Nomination, Nomination.id == Trainee.nomination_id)
        .join(PersonTrainee, PersonTrainee.trainee_id == Trainee.id)
        .join(PersonTraining, PersonTraining.person_id == PersonTrainee.person_id)
        .where(Nomination.call_id == call.id, PersonTraining.year <= before.year)
    )
    last: dict[int, date] = {}
    for trainee_id, training in db.session.execute(query):
        day = training.ended_on or min(training.last_day, before)
        if day <= before:
            last[trainee_id] = max(day, last.get(trainee_id, day))
    return last


def _listed(one: Person) -> Listed:
    return Listed(one.id, one.name, one.country, one.birth_date, one.organisation, one.position)


def open_pair() -> tuple[sa.ColumnElement[bool], ...]:
    """Select the pairs that nobody has looked at, of records that both stand for themselves."""
    one, other = aliased(Person), aliased(Person)
    live = sa.and_(
        sa.exists().where(one.id == PersonPair.one_id, one.merged_into_id.is_(None)),
        sa.exists().where(other.id == PersonPair.other_id, other.merged_into_id.is_(None)),
    )
    return PersonPair.apart_at.is_(None), live


def _why(one: Person, other: Person) -> Likeness:
    """Return how alike two records of a pair are; a pair whose records were changed since is named by name."""
    return likeness(identity_of(one), identity_of(other)) or Likeness.NAME
