"""Reads of the itinerary: the working days, the releases, the host institutions."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import sqlalchemy as sa
from flask import abort
from sqlalchemy.orm import defer, joinedload

from workflow.core.db import db
from workflow.core.i18n import Text
from workflow.itinerary.frozen import NOTHING, FrozenDay, FrozenItinerary, FrozenSession
from workflow.itinerary.models import HostInstitution, ItineraryDay, ItineraryRelease, Session
from workflow.nominations.models import Nomination
from workflow.programmes.models import Call
from workflow.selection.models import Placement
from workflow.selection.states import PlacementState


@dataclass(frozen=True, slots=True)
class Day:
    """A day of the working itinerary; `row` keeps its theme, None where nobody gave it one."""

    day: date
    row: ItineraryDay | None
    sessions: tuple[Session, ...]

    @property
    def theme(self) -> Text:
        return self.row.theme if self.row else NOTHING


def sessions_of(call_id: int) -> Sequence[Session]:
    """Return the working sessions of a call in their order, host institutions read. One query."""
    query = (
        sa.select(Session)
        .where(Session.call_id == call_id)
        .options(joinedload(Session.host))
        .order_by(Session.day, Session.position, Session.id)
    )
    return db.session.scalars(query).all()


def sessions_on(call_id: int, day: date) -> Sequence[Session]:
    query = sa.select(Session).where(Session.call_id == call_id, Session.day == day)
    return db.session.scalars(query.order_by(Session.position, Session.id)).all()


def days_of(call: Call) -> list[Day]:
    """Return every day of the training period, and any other that has sessions. Two queries."""
    sessions: dict[date, list[Session]] = defaultdict(list)
    for session in sessions_of(call.id):
        sessions[session.day].append(session)
    rows = {row.day: row for row in db.session.scalars(sa.select(ItineraryDay).where(ItineraryDay.call_id == call.id))}
    length = (call.training_to - call.training_from).days + 1
    period = [call.training_from + timedelta(days=n) for n in range(length)]
    return [Day(day, rows.get(day), tuple(sessions[day])) for day in sorted({*period, *sessions})]


def working(call: Call, days: list[Day] | None = None) -> FrozenItinerary:
    """Return the working itinerary as plain values: what a release would keep now."""
    definition = call.definition
    return FrozenItinerary(
        programme=definition.programme, training_from=call.training_from, training_to=call.training_to,
        tentative=definition.training.tentative,
        days=tuple(
            FrozenDay(day.day, day.theme, tuple(_frozen(one) for one in day.sessions))
            for day in (days_of(call) if days is None else days)
        ),
    )


def _frozen(session: Session) -> FrozenSession:
    return FrozenSession(
        id=session.id, title=session.title, category=session.category, starts=session.starts, ends=session.ends,
        place=session.place, host=session.host.name if session.host else NOTHING,
    )


def session_or_404(code: str, session_id: int) -> Session:
    """Return that session of the call with this code, its call and host read; 404 where it is another's."""
    query = (
        sa.select(Session)
        .join(Session.call)
        .where(Session.id == session_id, Call.code == code)
        .options(joinedload(Session.call), joinedload(Session.host))
    )
    return db.session.scalar(query) or abort(404)


def day_row(call_id: int, day: date) -> ItineraryDay | None:
    query = sa.select(ItineraryDay).where(ItineraryDay.call_id == call_id, ItineraryDay.day == day)
    return db.session.scalar(query)


def releases_of(call_id: int) -> Sequence[ItineraryRelease]:
    """Return the releases of a call, the latest first, without what they say. One query."""
    query = sa.select(ItineraryRelease).where(ItineraryRelease.call_id == call_id)
    return db.session.scalars(
        query.options(defer(ItineraryRelease.data)).order_by(ItineraryRelease.number.desc())
    ).all()


def latest_release(call_id: int) -> ItineraryRelease | None:
    query = sa.select(ItineraryRelease).where(ItineraryRelease.call_id == call_id)
    return db.session.scalar(query.order_by(ItineraryRelease.number.desc()).limit(1))


def latest_release_for(nomination: Nomination) -> ItineraryRelease | None:
    """Return the latest release, without what it says, where somebody of this nomination comes. One query."""
    comes = sa.select(Placement.id).where(
        Placement.nomination_id == nomination.id, Placement.state == PlacementState.SELECTED
    )
    query = sa.select(ItineraryRelease).where(ItineraryRelease.call_id == nomination.call_id, comes.exists())
    return db.session.scalar(
        query.options(defer(ItineraryRelease.data)).order_by(ItineraryRelease.number.desc()).limit(1)
    )


def release_or_404(code: str, number: int) -> ItineraryRelease:
    query = (
        sa.select(ItineraryRelease)
        .join(ItineraryRelease.call)
        .where(Call.code == code, ItineraryRelease.number == number)
        .options(joinedload(ItineraryRelease.call))
    )
    return db.session.scalar(query) or abort(404)


def call_coming_from(company_id: int | None, code: str) -> Call:
    """Return the call of that code to a company from which somebody comes to its training; 404 to any other."""
    comes = (
        sa.select(Placement.id)
        .join(Nomination, Nomination.id == Placement.nomination_id)
        .where(
            Placement.call_id == Call.id,
            Placement.state == PlacementState.SELECTED,
            Nomination.company_id == company_id,
        )
    )
    return db.session.scalar(sa.select(Call).where(Call.code == code, comes.exists())) or abort(404)


def hosts() -> Sequence[HostInstitution]:
    """Return every known host institution by its Korean name."""
    return db.session.scalars(sa.select(HostInstitution).order_by(HostInstitution.name_ko)).all()


def hosts_with_use() -> list[tuple[HostInstitution, int]]:
    """Return every known host institution with how many sessions it receives. One query."""
    query = (
        sa.select(HostInstitution, sa.func.count(Session.id))
        .outerjoin(Session, Session.host_id == HostInstitution.id)
        .group_by(HostInstitution.id)
        .order_by(HostInstitution.name_ko)
    )
    return [(host, used) for host, used in db.session.execute(query)]


def host_or_404(host_id: int) -> HostInstitution:
    return db.session.get(HostInstitution, host_id) or abort(404)


def host_named(name_ko: str) -> HostInstitution | None:
    return db.session.scalar(sa.select(HostInstitution).where(HostInstitution.name_ko == name_ko))
