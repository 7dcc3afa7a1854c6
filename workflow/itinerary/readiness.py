"""What is still open in an itinerary: shown before it is released, never refused. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import time
from enum import StrEnum
from typing import Any, Protocol

from workflow.core.i18n import Text
from workflow.itinerary.categories import Category
from workflow.itinerary.states import SessionState


class OpenPoint(StrEnum):
    """Kinds of open points, the most pressing first."""

    NO_TIME = "no_time"
    NO_HOST = "no_host"
    HOST_UNCONFIRMED = "host_unconfirmed"
    NO_ENGLISH = "no_english"


LABELS = {
    OpenPoint.NO_TIME: Text("시간 미정", "No time yet"),
    OpenPoint.NO_HOST: Text("방문기관 미정", "No host institution yet"),
    OpenPoint.HOST_UNCONFIRMED: Text("방문기관 미확정", "Host institution not confirmed"),
    OpenPoint.NO_ENGLISH: Text("영문 누락", "English missing"),
}
RECEIVED = frozenset({Category.VISIT, Category.SITE})
"""Categories at which somebody has to receive the trainees."""


class Planned(Protocol):
    """What of a session is looked at."""

    @property
    def starts(self) -> time | None: ...
    @property
    def title(self) -> Text: ...
    @property
    def place(self) -> Text: ...
    @property
    def category(self) -> Category: ...
    @property
    def state(self) -> SessionState: ...
    @property
    def host(self) -> Any: ...


@dataclass(frozen=True, slots=True)
class Open:
    """The sessions to which one kind of open point applies, in their order."""

    point: OpenPoint
    sessions: tuple[Any, ...]

    @property
    def label(self) -> Text:
        return LABELS[self.point]


def points_of(session: Planned) -> list[OpenPoint]:
    """Return what is open at a session."""
    found = []
    if session.starts is None:
        found.append(OpenPoint.NO_TIME)
    if session.host is None and session.category in RECEIVED:
        found.append(OpenPoint.NO_HOST)
    if session.host is not None and session.state is not SessionState.CONFIRMED:
        found.append(OpenPoint.HOST_UNCONFIRMED)
    texts = [session.title, session.place, *([session.host.name] if session.host is not None else [])]
    if any(text.ko and not text.en for text in texts):
        found.append(OpenPoint.NO_ENGLISH)
    return found


def open_points(sessions: Iterable[Planned]) -> list[Open]:
    """Return every kind of open point with the sessions that have it; an empty list where nothing is open."""
    found = [(session, points_of(session)) for session in sessions]
    grouped = [Open(point, tuple(one for one, points in found if point in points)) for point in OpenPoint]
    return [one for one in grouped if one.sessions]
