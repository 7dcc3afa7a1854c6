"""The register of cities: spellings that come in, names that officers give, cities merged and split again."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from workflow.core import audit, clock
from workflow.core.db import db
from workflow.core.errors import Refused
from workflow.core.states import edit
from workflow.reference import merging
from workflow.reference.cities import city_key, resemble
from workflow.reference.models import City, CityMerge, CitySpelling

CITY = merging.Kind(
    "city", City, CityMerge, ("name_en", "name_ko"), (merging.Part(CitySpelling.id, CitySpelling.city_id),)
)

Place = tuple[str, str]
"""A country's code and a city's name as it was written."""


def note(places: Iterable[Place]) -> dict[Place, CitySpelling]:
    """Return the spelling of each place, putting those that are new into the register.

    A spelling that differs from a known one by case, marks or spacing belongs to the same city. One query
    where all are known.
    """
    wanted = list(dict.fromkeys(places))
    if not wanted:
        return {}
    query = sa.select(CitySpelling).where(sa.tuple_(CitySpelling.country, CitySpelling.written).in_(wanted))
    known = {(one.country, one.written): one for one in db.session.scalars(query)}
    return {place: known.get(place) or _noted(*place) for place in wanted}


def name(city: City, name_en: str, name_ko: str, *, actor: audit.Actor, version: int | None = None) -> None:
    """Give a city its names, which also says that an officer has looked at it: it is suggested from now on,
    and no longer said to resemble another. Raises Refused without a name, and Stale."""
    name_en, name_ko = name_en.strip(), name_ko.strip()
    if not name_en and not name_ko:
        raise Refused.because("name", ko="도시 이름을 적어 주세요.", en="Write the city's name.", field="name_en")
    before = {"name_en": city.name_en, "name_ko": city.name_ko}
    edit(city, "name", machine="city", actor=actor, version=version, before=before,
         after={"name_en": name_en, "name_ko": name_ko},
         changes={"name_en": name_en, "name_ko": name_ko, "resembles_id": None,
                  "confirmed_at": city.confirmed_at or clock.now()})
    for written in (name_en, name_ko):
        if written and not _of_country(city.country, CitySpelling.written == written):
            _spell(city, written)


def merge(
    kept: City, gone: City, chosen: Mapping[str, str], *,
    actor: audit.Actor, version: int | None = None, gone_version: int | None = None,
) -> CityMerge:  # fmt: skip
    """Make one city of two of a country; all spellings are its own from now on."""
    if kept.country != gone.country:
        raise Refused.because("country", ko="다른 나라의 도시입니다.", en="The two are cities of two countries.")
    row: CityMerge = merging.merge(CITY, kept, gone, chosen, actor=actor, version=version, gone_version=gone_version)
    db.session.execute(
        sa.update(City).where(City.id.in_([kept.id, gone.id])).values(resembles_id=None)
    )
    db.session.execute(sa.update(City).where(City.resembles_id == gone.id).values(resembles_id=kept.id))
    db.session.refresh(kept)
    return row


def split(row: CityMerge, *, actor: audit.Actor, version: int | None = None) -> None:
    """Undo a merge; `version` is that of the kept city."""
    merging.undo(CITY, row, actor=actor, version=version)


def _noted(country: str, written: str) -> CitySpelling:
    """Put a spelling into the register, with the city it belongs to or a new one; where another transaction
    was faster with it, theirs is the one."""
    try:
        with db.session.begin_nested():
            same = _of_country(country, CitySpelling.key == city_key(written))
            return _spell(same.city if same else _new(country, written), written)
    except IntegrityError:
        theirs = _of_country(country, CitySpelling.written == written)
        assert theirs is not None, "the spelling that stands in the way"
        return theirs


def _spell(city: City, written: str) -> CitySpelling:
    spelling = CitySpelling(
        city_id=city.id, country=city.country, written=written, key=city_key(written), first_at=clock.now()
    )
    db.session.add(spelling)
    db.session.flush()
    return spelling


def _new(country: str, written: str) -> City:
    others = sa.select(City).where(City.country == country, City.merged_into_id.is_(None)).order_by(City.id)
    like = next(
        (one for one in db.session.scalars(others) if any(resemble(written, name) for name in (one.name_en, one.name_ko))),
        None,
    )
    korean = any("가" <= letter <= "힣" for letter in written)
    made = City(
        country=country, name_en="" if korean else written, name_ko=written if korean else "",
        resembles_id=like.id if like else None, created_at=clock.now(),
    )
    db.session.add(made)
    db.session.flush()
    return made


def _of_country(country: str, which: sa.ColumnElement[bool]) -> CitySpelling | None:
    query = sa.select(CitySpelling).where(CitySpelling.country == country, which).order_by(CitySpelling.id).limit(1)
    return db.session.scalar(query)


