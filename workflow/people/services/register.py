"""Who is in the register: trainees of nominations that came in are found in it, or put into it.

A trainee whose name and date of birth agree exactly with a record belongs to it; who is only likely the same
is put in as a person of their own, with a pair that an officer looks at.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import selectinload

from workflow.core import audit, clock
from workflow.core.db import db
from workflow.core.errors import Reason, Refused
from workflow.core.i18n import Text
from workflow.core.names import name_keys
from workflow.core.states import edit
from workflow.nominations.models import Nomination, Trainee
from workflow.nominations.states import CAME_IN
from workflow.people import queries
from workflow.people.matching import Identity, Likeness, born_apart, exact_key, keys_of, likeness
from workflow.people.models import CityMention, Person, PersonKey, PersonPair, PersonTrainee
from workflow.programmes.models import Call
from workflow.reference.services import cities

GATHER = "people.gather"
"""The task that takes in what came in and is in no register yet."""
CANDIDATES = 60
PAIRS_AT_MOST = 20
"""A name that hundreds share says little about any two of them."""


@dataclass(frozen=True, slots=True)
class About:
    """What staff write of a person."""

    name: str
    country: str = ""
    birth_date: date | None = None
    organisation: str = ""
    position: str = ""
    note: str = ""


def enlist(nomination: Nomination) -> None:
    """Take a nomination that came in into the registers: its people, and the cities that it names.

    It can be repeated: people who were taken in before stay as they are, and cities that were corrected since
    are named as they are written now.
    """
    _enlist_people(nomination)
    _mention_cities(nomination)
    db.session.flush()


def take_in(call: Call) -> None:
    """Take in what came into a call and waits for the task, for whom the registers have to be whole now."""
    for nomination in left_out(call=call):
        enlist(nomination)


def left_out(limit: int | None = None, *, call: Call | None = None) -> Sequence[Nomination]:
    """Return nominations that came in (into `call`) and whose people are not all in the register, at most `limit`."""
    unknown = sa.exists().where(
        Trainee.nomination_id == Nomination.id, Trainee.name != "",
        ~sa.exists().where(PersonTrainee.trainee_id == Trainee.id),
    )
    query = sa.select(Nomination).where(Nomination.state.in_(CAME_IN), unknown).order_by(Nomination.id)
    if call is not None:
        query = query.where(Nomination.call_id == call.id)
    return db.session.scalars(query.options(selectinload(Nomination.trainees)).limit(limit)).all()


def person_of(trainee: Trainee) -> Person | None:
    """Return whose trainee this is, taking the nomination into the register where it is not in it yet. None for
    a trainee without a name, whom nobody could find there."""
    linked = sa.select(Person).join(PersonTrainee).where(PersonTrainee.trainee_id == trainee.id)
    if (found := db.session.scalar(linked)) is None and trainee.name:
        enlist(trainee.nomination)
        found = db.session.scalar(linked)
    return found


def change(person: Person, about: About, *, actor: audit.Actor, version: int | None = None) -> None:
    """Write what is known of a person. Raises Refused, naming the fields, and Stale."""
    if not about.name.strip():
        raise Refused(Reason("name", Text("성명을 적어 주세요.", "Write the name."), "name"))
    values = {
        "name": about.name.strip(), "country": about.country, "birth_date": about.birth_date,
        "organisation": about.organisation.strip(), "position": about.position.strip(), "note": about.note.strip(),
    }  # fmt: skip
    changed = sorted(field for field, value in values.items() if getattr(person, field) != value)
    edit(person, "change", machine="person", actor=actor, version=version, changes=values, before={},
         after={"fields": changed})
    if {"name", "country", "birth_date"} & set(changed):
        find_again(person)


def follow_passport(trainee: Trainee) -> None:
    """Write the name that a trainee has given as it stands in the passport.

    The name that was typed before stays as a record that leads to this one, so whoever types it again is
    still found.
    """
    person, name = person_of(trainee), trainee.passport_name
    if person is None or not name or person.name == name:
        return
    if not name_keys(name) & name_keys(person.name):
        typed = Person(name=person.name, country=person.country, birth_date=person.birth_date,
                       merged_into_id=person.id, created_at=clock.now())
        db.session.add(typed)
        db.session.flush()
        _write_keys(typed, queries.identity_of(typed))
    edit(person, "follow_passport", machine="person", actor=audit.SYSTEM, changes={"name": name}, before={},
         after={"fields": ["name"]})
    find_again(person)


def tell_apart(one: Person, other: Person, *, actor: audit.Actor) -> None:
    """Say that two records are two people's: the suggestion is not made again."""
    pair = db.session.get(PersonPair, (min(one.id, other.id), max(one.id, other.id)))
    if pair is None:
        pair = PersonPair(one_id=min(one.id, other.id), other_id=max(one.id, other.id))
        db.session.add(pair)
    pair.apart_at, pair.apart_by = clock.now(), actor.id
    audit.record("person.tell_apart", one, actor=actor, after={"from": other.id})
    db.session.flush()


def find_again(person: Person) -> None:
    """Write the keys and the suggestions of a person anew, after a change of what they are told by."""
    db.session.execute(sa.delete(PersonKey).where(PersonKey.person_id == person.id))
    db.session.execute(sa.delete(PersonPair).where(
        sa.or_(PersonPair.one_id == person.id, PersonPair.other_id == person.id), PersonPair.apart_at.is_(None)
    ))  # fmt: skip
    identity = queries.identity_of(person)
    found = [one for one in _known([identity]) if one.root.id != person.id]
    _write_keys(person, identity)
    _pair(person, identity, found, told=queries.told_apart_from(person.id))
    db.session.flush()


@dataclass(frozen=True, slots=True)
class Known:
    """A record that may be somebody's: under the identity it was found by, part of the record `root` by now."""

    identity: Identity
    root: Person
    root_identity: Identity


def _enlist_people(nomination: Nomination) -> None:
    linked = set(db.session.scalars(
        sa.select(PersonTrainee.trainee_id).where(PersonTrainee.trainee_id.in_([one.id for one in nomination.trainees]))
    ))  # fmt: skip
    fresh = [(one, _identity(one)) for one in nomination.trainees if one.id not in linked and one.name]
    if not fresh:
        return
    known = _known([identity for _one, identity in fresh])
    made: list[tuple[Person, Identity, list[Known]]] = []
    for trainee, identity in fresh:
        person = next((
            one.root for one in known
            if likeness(one.identity, identity) is Likeness.SAME and not born_apart(one.root_identity, identity)
        ), None)  # fmt: skip
        if person is None:
            person = Person(
                name=trainee.name, country=identity.country, birth_date=trainee.birth_date, created_at=clock.now(),
                organisation=_organisation(trainee), position=trainee.position,
            )  # fmt: skip
            db.session.add(person)
            made.append((person, identity, known))
            known = [*known, Known(identity, person, identity)]
        else:  # what the latest nomination says of their work
            person.organisation, person.position = _organisation(trainee), trainee.position
            person.version += 1
        db.session.add(PersonTrainee(trainee_id=trainee.id, person=person))
    db.session.flush()
    for person, identity, others in made:
        _write_keys(person, identity)
        _pair(person, identity, others)


def _mention_cities(nomination: Nomination) -> None:
    of_trainees = [(one.from_country, one.city) for one in nomination.trainees]
    places = [(nomination.country, nomination.city), *of_trainees]
    noted = cities.note((country, city) for country, city in places if country and city)
    wanted = {one.id for one in noted.values()}
    mine = CityMention.nomination_id == nomination.id
    known = set(db.session.scalars(sa.select(CityMention.spelling_id).where(mine)))
    if gone := known - wanted:
        db.session.execute(sa.delete(CityMention).where(mine, CityMention.spelling_id.in_(gone)))
    db.session.add_all(CityMention(nomination_id=nomination.id, spelling_id=one) for one in sorted(wanted - known))


def _known(identities: Sequence[Identity]) -> list[Known]:
    """Return the records that share a key with one of these, the latest first; one query but for merged ones."""
    keys = {key for identity in identities for key in keys_of(identity)}
    exact = {key for identity in identities if (key := exact_key(identity))}
    sharing = sa.select(PersonKey.person_id).where(PersonKey.key.in_(keys)).order_by(PersonKey.person_id.desc())
    agreeing = sa.select(PersonKey.person_id).where(PersonKey.key.in_(exact))
    query = sa.select(Person).where(sa.or_(
        Person.id.in_(agreeing.limit(CANDIDATES)), Person.id.in_(sharing.limit(CANDIDATES))
    )).order_by(Person.id.desc())  # fmt: skip
    return [
        Known(queries.identity_of(one), root, queries.identity_of(root))
        for one in db.session.scalars(query) for root in [queries.root_of(one)]
    ]  # fmt: skip


def _pair(person: Person, identity: Identity, known: Iterable[Known], told: Collection[int] = ()) -> None:
    """Suggest to look at a person beside those who may be the same, but those `told` to be others."""
    alike = dict.fromkeys(
        one.root.id for one in known
        if likeness(one.identity, identity) and not born_apart(one.root_identity, identity)
    )  # fmt: skip
    db.session.add_all(
        PersonPair(one_id=min(person.id, other), other_id=max(person.id, other))
        for other in list(alike)[:PAIRS_AT_MOST] if other != person.id and other not in told
    )  # fmt: skip


def _write_keys(person: Person, identity: Identity) -> None:
    db.session.add_all(PersonKey(person_id=person.id, key=key) for key in sorted(keys_of(identity)))


def _identity(trainee: Trainee) -> Identity:
    return Identity(trainee.name, trainee.from_country, trainee.birth_date)


def _organisation(trainee: Trainee) -> str:
    return trainee.organisation or trainee.nomination.organisation
