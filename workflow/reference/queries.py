"""Reads of the reference lists: DAC lists, those kept here over the one that comes with the program; cities."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import sqlalchemy as sa
from flask import abort
from sqlalchemy.orm import joinedload, selectinload

from workflow.core.db import db
from workflow.reference import dac
from workflow.reference.cities import city_key, resemble
from workflow.reference.dac import Head, RecipientList
from workflow.reference.dacfile import Recipient
from workflow.reference.models import City, CityMerge, CitySpelling, DacEntry, DacList

PAGE = 50
FOUND = 20
SUGGESTED = 10


@dataclass(frozen=True, slots=True)
class Listed:
    """A DAC list among the others: until when it is in force (None: no end is known), how many countries."""

    head: Head
    until: date | None
    count: int


def dac_lists() -> list[Listed]:
    """Return all lists, the newest first. One query."""
    counts = sa.select(sa.func.count()).where(DacEntry.list_id == DacList.id).scalar_subquery()
    found = [(_head(row), count) for row, count in db.session.execute(sa.select(DacList, counts))]
    built_in = dac.built_in()
    if all(head.valid_from != built_in.head.valid_from for head, _count in found):
        found.append((built_in.head, len(built_in.recipients)))
    found.sort(key=lambda one: one[0].valid_from, reverse=True)
    nexts: list[date | None] = [None, *(head.valid_from - timedelta(days=1) for head, _count in found)]
    return [Listed(head, until, count) for (head, count), until in zip(found, nexts, strict=False)]


def list_in_force(day: date) -> RecipientList | None:
    """Return the list in force on a day; None where the day is before every list. Two queries at most."""
    latest = sa.select(DacList).where(DacList.valid_from <= day).order_by(DacList.valid_from.desc()).limit(1)
    kept, built_in = db.session.scalar(latest), dac.built_in()
    if kept is not None and kept.valid_from >= built_in.head.valid_from:
        return _whole(kept)
    if dac.in_force([built_in.head], day):
        return built_in
    return _whole(kept) if kept is not None else None


def dac_list(valid_from: date) -> RecipientList | None:
    """Return the list that begins on a day."""
    if kept := kept_list(valid_from):
        return _whole(kept)
    return dac.built_in() if dac.built_in().head.valid_from == valid_from else None


def dac_list_or_404(day: str) -> RecipientList:
    """Return the list that begins on a day, written 2024-01-01."""
    try:
        return dac_list(date.fromisoformat(day)) or abort(404)
    except ValueError:
        abort(404)


def kept_list(valid_from: date) -> DacList | None:
    """Return the list of the database that begins on a day."""
    return db.session.scalar(sa.select(DacList).where(DacList.valid_from == valid_from))


@dataclass(frozen=True, slots=True)
class CityFilters:
    """What the register of cities is narrowed to; as it stands in the address."""

    country: str = ""
    words: str = ""
    to_see: bool = False

    def address(self) -> dict[str, Any]:
        named = {"country": self.country, "q": self.words, "see": "1" if self.to_see else ""}
        return {name: value for name, value in named.items() if value}


def cities(filters: CityFilters, page: int) -> tuple[list[City], bool]:
    """Return a page (from 0) of the cities, by country and name, and whether there are more. Two queries."""
    query = sa.select(City).where(City.merged_into_id.is_(None))
    if filters.country:
        query = query.where(City.country == filters.country)
    if filters.to_see:
        query = query.where(sa.or_(City.confirmed_at.is_(None), City.resembles_id.is_not(None)))
    if filters.words:
        query = query.where(City.spellings.any(CitySpelling.key.contains(city_key(filters.words), autoescape=True)))
    query = query.order_by(City.country, City.name_en, City.id).offset(page * PAGE).limit(PAGE + 1)
    options = selectinload(City.spellings), joinedload(City.resembles)
    found = list(db.session.scalars(query.options(*options)))
    return found[:PAGE], len(found) > PAGE


def cities_to_see() -> int:
    """Return how many cities wait for an officer's look."""
    waiting = sa.or_(City.confirmed_at.is_(None), City.resembles_id.is_not(None))
    query = sa.select(sa.func.count()).select_from(City).where(City.merged_into_id.is_(None), waiting)
    return db.session.scalar(query) or 0


def city_or_404(city_id: int) -> City:
    """Return a city of the register with its spellings, also one that was merged into another."""
    query = sa.select(City).where(City.id == city_id).options(selectinload(City.spellings), joinedload(City.resembles))
    return db.session.scalar(query) or abort(404)


def live_city_or_404(city_id: int) -> City:
    """Return a city that was not merged into another."""
    found = city_or_404(city_id)
    return found if found.merged_into_id is None else abort(404)


def merges_of(city: City) -> Sequence[tuple[CityMerge, City]]:
    """Return what was merged into a city and can be split off again, the latest first."""
    query = (
        sa.select(CityMerge, City)
        .join(City, City.id == CityMerge.gone_id)
        .where(CityMerge.kept_id == city.id, CityMerge.undone_at.is_(None))
        .order_by(CityMerge.id.desc())
    )
    return [(merge, gone) for merge, gone in db.session.execute(query)]


def city_merge_or_404(merge_id: int, kept_id: int) -> CityMerge:
    found = db.session.get(CityMerge, merge_id)
    return found if found is not None and found.kept_id == kept_id else abort(404)


def like(city: City) -> list[City]:
    """Return the cities of its country that may be the same, the likeliest spelling of each compared."""
    query = (
        sa.select(City)
        .where(City.country == city.country, City.id != city.id, City.merged_into_id.is_(None))
        .options(selectinload(City.spellings))
        .order_by(City.name_en, City.id)
    )
    own = names_of(city)
    return [
        other for other in db.session.scalars(query)
        if other.id == city.resembles_id or any(resemble(one, two) for one in own for two in names_of(other))
    ]


def countries_of_cities() -> set[str]:
    """Return the countries of the register's cities. One query."""
    return set(db.session.scalars(sa.select(City.country).where(City.merged_into_id.is_(None)).distinct()))


def others(city: City, typed: str) -> Sequence[City]:
    """Return the cities of the same country that an officer looks for beside this one, by a part of any spelling;
    at most FOUND. Two queries."""
    key = city_key(typed)
    if not key:
        return []
    query = (
        sa.select(City)
        .where(City.country == city.country, City.id != city.id, City.merged_into_id.is_(None),
               City.spellings.any(CitySpelling.key.contains(key, autoescape=True)))
        .options(selectinload(City.spellings))
        .order_by(City.name_en, City.id)
        .limit(FOUND)
    )  # fmt: skip
    return db.session.scalars(query).all()


def names_of(city: City) -> set[str]:
    """Return every way in which a city is known to be written."""
    return {name for name in (city.name_en, city.name_ko, *(one.written for one in city.spellings)) if name}


def suggestions(country: str, beginning: str) -> Sequence[City]:
    """Return the confirmed cities of a country of which a spelling begins so; at most SUGGESTED."""
    key = city_key(beginning)
    spelt = sa.select(CitySpelling.city_id).where(CitySpelling.country == country)
    if key:
        spelt = spelt.where(CitySpelling.key.startswith(key, autoescape=True))
    query = (
        sa.select(City)
        .where(City.country == country, City.confirmed_at.is_not(None), City.merged_into_id.is_(None), City.id.in_(spelt))
        .order_by(City.name_en, City.id)
        .limit(SUGGESTED)
    )
    return db.session.scalars(query).all()


def _head(row: DacList) -> Head:
    return Head(row.name, row.valid_from, row.source, row.address, row.version)


def _whole(row: DacList) -> RecipientList:
    entries = db.session.scalars(sa.select(DacEntry).where(DacEntry.list_id == row.id).order_by(DacEntry.iso3))
    return RecipientList(_head(row), {one.iso3: Recipient(one.iso3, one.group, one.check, one.note) for one in entries})
