"""What has changed between two versions of an itinerary: a simple comparison by session, pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, time
from enum import StrEnum

from workflow.core.i18n import Text, format_date, format_period
from workflow.itinerary.categories import LABELS
from workflow.itinerary.frozen import NOTHING, FrozenItinerary, FrozenSession


class ChangeKind(StrEnum):
    ADDED = "added"
    CHANGED = "changed"
    REMOVED = "removed"


@dataclass(frozen=True, slots=True)
class Detail:
    """One value that is another now; an empty text is a value that is not there."""

    label: Text
    before: Text
    after: Text


@dataclass(frozen=True, slots=True)
class Change:
    """A session that was added, changed or removed, or, without `session_id`, something of the whole."""

    kind: ChangeKind
    what: Text
    day: date | None = None
    session_id: int | None = None
    details: tuple[Detail, ...] = ()


def changes(before: FrozenItinerary, after: FrozenItinerary) -> tuple[Change, ...]:
    """Return what is other in `after`: the whole first, then days, then sessions.

    Nothing is returned exactly where both say the same.
    """
    return (*_of_the_whole(before, after), *_of_days(before, after), *_of_sessions(before, after))


def _of_the_whole(before: FrozenItinerary, after: FrozenItinerary) -> Iterator[Change]:
    pairs = (
        (Text("사업명", "Programme"), before.programme, after.programme),
        (Text("연수기간", "Training period"), _period(before), _period(after)),
    )
    for label, old, new in pairs:
        if old != new:
            yield Change(ChangeKind.CHANGED, label, details=(Detail(label, old, new),))


def _of_days(before: FrozenItinerary, after: FrozenItinerary) -> Iterator[Change]:
    """Yield new themes, and the order of sessions that stayed on their day."""
    old_days, new_days = ({one.day: one for one in version.days} for version in (before, after))
    for day in sorted({*old_days, *new_days}):
        old, new = old_days.get(day), new_days.get(day)
        old_theme, new_theme = (one.theme if one else NOTHING for one in (old, new))
        if old_theme != new_theme:
            label = Text("주제", "Theme")
            yield Change(ChangeKind.CHANGED, label, day, details=(Detail(label, old_theme, new_theme),))
        if old and new:
            stayed = {one.id for one in old.sessions} & {one.id for one in new.sessions}
            was, is_ = ([one for one in version.sessions if one.id in stayed] for version in (old, new))
            if [one.id for one in was] != [one.id for one in is_]:
                label = Text("일정 순서", "Order of the sessions")
                yield Change(ChangeKind.CHANGED, label, day, details=(Detail(label, _titles(was), _titles(is_)),))


def _of_sessions(before: FrozenItinerary, after: FrozenItinerary) -> Iterator[Change]:
    old = {session.id: (day.day, session) for day in before.days for session in day.sessions}
    new = {session.id: (day.day, session) for day in after.days for session in day.sessions}
    for key, (day, session) in new.items():
        if key not in old:
            yield Change(ChangeKind.ADDED, session.title, day, key)
        elif old[key] != (day, session):
            yield Change(ChangeKind.CHANGED, session.title, day, key, tuple(_details(*old[key], day, session)))
    for key, (day, session) in old.items():
        if key not in new:
            yield Change(ChangeKind.REMOVED, session.title, day, key)


def _details(old_day: date, old: FrozenSession, new_day: date, new: FrozenSession) -> Iterator[Detail]:
    pairs = (
        (Text("일자", "Day"), _date(old_day), _date(new_day)),
        (Text("시간", "Time"), hours(old.starts, old.ends), hours(new.starts, new.ends)),
        (Text("일정명", "Title"), old.title, new.title),
        (Text("장소", "Place"), old.place, new.place),
        (Text("방문기관", "Host institution"), old.host, new.host),
        (Text("분류", "Category"), LABELS[old.category], LABELS[new.category]),
    )
    for label, was, is_ in pairs:
        if was != is_:
            yield Detail(label, was, is_)


def hours(starts: time | None, ends: time | None) -> Text:
    """Return a session's time as '09:00–10:30', '09:00' where the end is open, or nothing."""
    if starts is None:
        return NOTHING
    written = f"{starts:%H:%M}" + (f"–{ends:%H:%M}" if ends else "")
    return Text(written, written)


def _titles(sessions: list[FrozenSession]) -> Text:
    return Text(" → ".join(one.title.pick("ko") for one in sessions), " → ".join(one.title.pick("en") for one in sessions))


def _period(version: FrozenItinerary) -> Text:
    first, last = version.training_from, version.training_to
    ko, en = format_period(first, last, "ko"), format_period(first, last, "en")
    return Text(f"{ko} (예정)", f"{en} (tentative)") if version.tentative else Text(ko, en)


def _date(day: date) -> Text:
    return Text(format_date(day, "ko"), format_date(day, "en"))
