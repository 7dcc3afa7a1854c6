"""Sessions and host institutions of a working itinerary."""

from __future__ import annotations

from datetime import date, time
from typing import Any

from workflow.core.db import db
from workflow.core.i18n import Text
from workflow.itinerary.categories import Category, counts_by_default
from workflow.itinerary.content import Content
from workflow.itinerary.models import HostInstitution, Session
from workflow.itinerary.queries import sessions_on
from workflow.itinerary.states import SessionState
from workflow.programmes.models import Call

DAY = date(2025, 10, 28)


def _time(written: str) -> time | None:
    return time.fromisoformat(written) if written else None


def make_host(name_ko: str = "서울교통공사", name_en: str = "Seoul Metro") -> HostInstitution:
    host = HostInstitution(name_ko=name_ko, name_en=name_en)
    db.session.add(host)
    db.session.flush()
    return host


def make_session(
    call: Call, starts: str = "", ends: str = "", *, day: date = DAY, title: str = "차량기지 견학", **values: Any
) -> Session:
    """Make a session at the end of its day; times are written '09:00'."""
    category = values.get("category", Category.SITE)
    session = Session(**{
        "call_id": call.id, "day": day, "position": len(sessions_on(call.id, day)), "title": Text(title, "Depot"),
        "starts": _time(starts), "ends": _time(ends),
        "place": Text("지축", "Jichuk"), "category": category, "counts": counts_by_default(category),
        "state": SessionState.UNCONFIRMED, **values,
    })
    db.session.add(session)
    db.session.flush()
    return session


def content(starts: str = "", ends: str = "", **values: Any) -> Content:
    """Return what somebody types of a session."""
    return Content(**{
        "day": DAY, "title": Text("강의", "Lecture"), "category": Category.LECTURE,
        "starts": _time(starts), "ends": _time(ends),
        **values,
    })
