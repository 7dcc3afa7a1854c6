"""What the board shows of a call: its days with clashes and open points, what is new, and the drawing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any, Protocol

from workflow.core.i18n import Text, current_language
from workflow.core.i18n import gettext as _
from workflow.itinerary import queries
from workflow.itinerary.changes import Change, changes
from workflow.itinerary.models import ItineraryRelease, Session
from workflow.itinerary.order import neighbour
from workflow.itinerary.queries import Day
from workflow.itinerary.readiness import Open, OpenPoint, open_points, points_of
from workflow.itinerary.rules import Clash, ClashKind, Slot, clashes
from workflow.programmes.models import Call

WEEK = 7
MOMENT = timedelta(minutes=30)
"""How long a session without an end is drawn."""


class Drawn(Protocol):
    """What of a session, working or frozen, is drawn."""

    @property
    def id(self) -> int: ...
    @property
    def title(self) -> Text: ...
    @property
    def place(self) -> Text: ...
    @property
    def starts(self) -> time | None: ...
    @property
    def ends(self) -> time | None: ...


class DrawnDay(Protocol):
    """A day, working or frozen."""

    @property
    def day(self) -> date: ...
    @property
    def theme(self) -> Text: ...
    @property
    def sessions(self) -> Sequence[Any]: ...


@dataclass(frozen=True, slots=True)
class Board:
    """The working itinerary of a call. `seen` is the token of what it says, for the release button."""

    days: list[Day]
    seen: str
    clashes: list[Clash]
    open: list[Open]
    last: ItineraryRelease | None
    changes: tuple[Change, ...]
    of_session: dict[int, list[Clash]] = field(default_factory=dict)

    @property
    def sessions(self) -> list[Session]:
        return [session for day in self.days for session in day.sessions]

    @property
    def may_release(self) -> bool:
        """Whether there is something to give out that was not given out yet."""
        return bool(self.sessions) and (self.last is None or bool(self.changes))

    @property
    def next_number(self) -> int:
        return self.last.number + 1 if self.last else 1


def read(call: Call) -> Board:
    """Read the board of a call: three queries."""
    days = queries.days_of(call)
    now, last = queries.working(call, days), queries.latest_release(call.id)
    sessions = [session for day in days for session in day.sessions]
    found = clashes([_slot(one) for one in sessions], call.training_from, call.training_to)
    of_session = defaultdict(list)
    for clash in found:
        for key in clash.slots:
            of_session[int(key)].append(clash)
    return Board(
        days=days, seen=now.digest(), clashes=found, open=open_points(sessions), last=last,
        changes=changes(last.itinerary, now) if last else (), of_session=dict(of_session),
    )


def _slot(session: Session) -> Slot:
    return Slot(
        key=str(session.id), title=session.title, day=session.day, starts=session.starts, ends=session.ends,
        place=session.place.ko, host=str(session.host_id or ""),
    )


def may_move(day: Day, session: Session) -> tuple[bool, bool]:
    """Return whether the session can go up and down in its day."""
    here = day.sessions.index(session)
    return neighbour(day.sessions, here, "up") is not None, neighbour(day.sessions, here, "down") is not None


def unplaced_hosts(call: Call, day: Day) -> list[Text]:
    """Return the host institutions that the notice names beside this day and no session of it has."""
    named = next((draft.hosts for draft in call.definition.programme_draft if draft.day == day.day), ())
    placed = {session.host.name_ko for session in day.sessions if session.host}
    return [name for name in named if name.ko not in placed]


def weeks(days: Iterable[DrawnDay], board: Board | None = None) -> list[list[dict[str, Any]]]:
    """Return the days as the week drawing takes them, seven at a time, without weeks that have no times."""
    drawn = [{"label": short_day(day.day), "items": [_item(one, board) for one in day.sessions if one.starts]}
             for day in days]
    parted = [drawn[n:n + WEEK] for n in range(0, len(drawn), WEEK)]
    return [week for week in parted if any(day["items"] for day in week)]


def _item(session: Drawn, board: Board | None) -> dict[str, Any]:
    assert session.starts is not None
    begins = datetime.combine(date.min, session.starts)
    item: dict[str, Any] = {
        "start": f"{session.starts:%H:%M}", "end": f"{session.ends or (begins + MOMENT).time():%H:%M}",
        "time": None if session.ends else f"{session.starts:%H:%M}",
        "title": str(session.title), "place": str(session.place), "tone": "", "tag": "",
    }
    if board is not None:
        item["url"] = f"#session-{session.id}"
        if session.id in board.of_session:
            item |= {"tone": "danger", "tag": clash_label(board.of_session[session.id][0])}
        elif OpenPoint.HOST_UNCONFIRMED in points_of(session):  # type: ignore[arg-type]
            item |= {"tone": "warning", "tag": _("Host not confirmed")}
    return item


def clash_label(clash: Clash) -> str:
    """Return in a word or two what is wrong."""
    return _("Outside the training") if clash.kind is ClashKind.OUTSIDE_TRAINING else _("Clash")


def short_day(day: date) -> str:
    """Return a day without its year, for the head of a narrow column: '10. 26.(일)' or 'Sun 26 Oct'."""
    if current_language() == "en":
        return f"{day:%a} {day.day} {day:%b}"
    return f"{day.month}. {day.day}.({'월화수목금토일'[day.weekday()]})"
