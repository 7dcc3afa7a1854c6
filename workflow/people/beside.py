"""What the registers point out beside a nomination and a city: where else the same people and cities are."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import aliased, joinedload

from workflow.core.db import db
from workflow.nominations.models import Nomination, Trainee
from workflow.people.models import CityMention, PersonPair, PersonTrainee
from workflow.people.queries import CAME_IN, PAGE, open_pair
from workflow.reference.models import City, CitySpelling

SHOWN = 10


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """A nomination in which a trainee of another one was, or may have been, put forward too."""

    nomination: Nomination
    person_id: int
    certain: bool


def elsewhere(nomination: Nomination) -> dict[int, list[Elsewhere]]:
    """Return where else the trainees of a nomination (by id) are, or may be: three queries."""
    links = sa.select(PersonTrainee).where(PersonTrainee.trainee_id.in_([one.id for one in nomination.trainees]))
    whose = {one.trainee_id: one.person_id for one in db.session.scalars(links)}
    if not whose:
        return {}
    alike = _alike(set(whose.values()))
    wanted = {*whose.values(), *(other for others in alike.values() for other in others)}
    of_person = _nominations_of(wanted, but=nomination.id)
    found = {}
    for trainee_id, person_id in whose.items():
        certain = [Elsewhere(one, person_id, True) for one in of_person[person_id]]
        likely = [Elsewhere(one, other, False) for other in alike[person_id] for one in of_person[other]]
        if certain or likely:
            found[trainee_id] = [*certain, *likely][:SHOWN]
    return found


def of_same_city(nomination: Nomination) -> list[tuple[Nomination, str]]:
    """Return other nominations that name the same city, each with its spelling, the latest first. One query."""
    own, theirs = aliased(CitySpelling), aliased(CitySpelling)
    mine, other = aliased(CityMention), aliased(CityMention)
    query = (
        sa.select(Nomination, theirs.written)
        .join(other, other.nomination_id == Nomination.id)
        .join(theirs, theirs.id == other.spelling_id)
        .join(own, own.city_id == theirs.city_id)
        .join(mine, mine.spelling_id == own.id)
        .where(mine.nomination_id == nomination.id, Nomination.id != nomination.id, CAME_IN)
        .options(joinedload(Nomination.call), joinedload(Nomination.company))
        .order_by(Nomination.received_at.desc(), Nomination.id)
        .limit(SHOWN)
    )
    return [(one, written) for one, written in db.session.execute(query)]


def doubtful_cities(nomination: Nomination) -> Sequence[City]:
    """Return the cities that a nomination names and that may be another one of the register. One query."""
    query = (
        sa.select(City)
        .join(CitySpelling, CitySpelling.city_id == City.id)
        .join(CityMention, CityMention.spelling_id == CitySpelling.id)
        .where(CityMention.nomination_id == nomination.id, City.resembles_id.is_not(None))
        .options(joinedload(City.resembles))
        .distinct()
    )
    return db.session.scalars(query.order_by(City.id)).all()


def of_city(city: City) -> Sequence[tuple[Nomination, str]]:
    """Return the latest nominations that name a city, each with its spelling. One query."""
    query = (
        sa.select(Nomination, CitySpelling.written)
        .join(CityMention, CityMention.nomination_id == Nomination.id)
        .join(CitySpelling, CitySpelling.id == CityMention.spelling_id)
        .where(CitySpelling.city_id == city.id, CAME_IN)
        .options(joinedload(Nomination.call), joinedload(Nomination.company))
        .order_by(Nomination.received_at.desc(), Nomination.id)
        .limit(PAGE)
    )
    return [(one, written) for one, written in db.session.execute(query)]


def _alike(person_ids: Iterable[int]) -> Mapping[int, list[int]]:
    ids, found = list(person_ids), defaultdict(list)
    query = sa.select(PersonPair.one_id, PersonPair.other_id).where(
        sa.or_(PersonPair.one_id.in_(ids), PersonPair.other_id.in_(ids)), *open_pair()
    )
    for one, other in db.session.execute(query.order_by(PersonPair.one_id, PersonPair.other_id)):
        found[one].append(other)
        found[other].append(one)
    return found


def _nominations_of(person_ids: Iterable[int], *, but: int) -> Mapping[int, list[Nomination]]:
    query = (
        sa.select(PersonTrainee.person_id, Nomination)
        .join(Trainee, Trainee.id == PersonTrainee.trainee_id)
        .join(Nomination, Nomination.id == Trainee.nomination_id)
        .where(PersonTrainee.person_id.in_(list(person_ids)), Nomination.id != but, CAME_IN)
        .options(joinedload(Nomination.call), joinedload(Nomination.company))
        .order_by(Nomination.received_at.desc(), Nomination.id)
    )
    found = defaultdict(list)
    for person_id, nomination in db.session.execute(query):
        found[person_id].append(nomination)
    return found
