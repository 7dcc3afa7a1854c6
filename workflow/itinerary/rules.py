"""Clashes in an itinerary: what cannot be so, why, and how it could be mended.

Days and times are Korean wall time. A session whose time is not known yet clashes with nothing by
its time; one that ends when the next begins does not overlap it. A session without an end is taken
for a moment at its start. A session without a group is for everybody.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, time
from enum import StrEnum
from itertools import combinations

from workflow.core.i18n import Text, format_date, format_period


class ClashKind(StrEnum):
    ENDS_BEFORE_START = "ends_before_start"
    OUTSIDE_TRAINING = "outside_training"
    SAME_GROUP = "same_group"
    SAME_PLACE = "same_place"
    SAME_HOST = "same_host"


@dataclass(frozen=True, slots=True)
class Slot:
    """A session as the rules see it. `place` and `host` are what tells two places, or two host
    institutions, apart; empty where there is none. `group` is empty for everybody."""

    key: str
    title: Text
    day: date
    starts: time | None = None
    ends: time | None = None
    group: str = ""
    place: str = ""
    host: str = ""


@dataclass(frozen=True, slots=True)
class Clash:
    """What is wrong with one session or two (`slots` are their keys), and what would mend it."""

    kind: ClashKind
    slots: tuple[str, ...]
    text: Text
    mend: Text


def clashes(slots: Iterable[Slot], first_day: date, last_day: date) -> list[Clash]:
    """Return every clash of an itinerary in the order of its days and times.

    `first_day` and `last_day` are those of the training; both belong to it.
    """
    ordered = sorted(slots, key=_order)
    found = [clash for slot in ordered for clash in _alone(slot, first_day, last_day)]
    for one, other in combinations(ordered, 2):
        if _overlap(one, other):
            found += _together(one, other)
    return found


def _alone(slot: Slot, first_day: date, last_day: date) -> Iterator[Clash]:
    if slot.starts and slot.ends and slot.ends <= slot.starts:
        yield Clash(ClashKind.ENDS_BEFORE_START, (slot.key,), Text(
            f"'{slot.title.pick('ko')}'의 종료 시각({slot.ends:%H:%M})이 시작 시각({slot.starts:%H:%M})보다 늦지 않습니다.",
            f"'{slot.title.pick('en')}' ends at {slot.ends:%H:%M}, not after it starts at {slot.starts:%H:%M}.",
        ), Text("종료 시각을 시작 시각보다 늦게 고쳐 주세요.", "Let it end after it starts."))
    if not first_day <= slot.day <= last_day:
        period = (format_period(first_day, last_day, "ko"), format_period(first_day, last_day, "en"))
        yield Clash(ClashKind.OUTSIDE_TRAINING, (slot.key,), Text(
            f"'{slot.title.pick('ko')}'의 날짜 {format_date(slot.day, 'ko')}은 연수기간({period[0]}) 밖입니다.",
            f"'{slot.title.pick('en')}' on {format_date(slot.day, 'en')} is outside the training ({period[1]}).",
        ), Text("연수기간 안의 날로 옮겨 주세요.", "Move it to a day of the training."))


def _together(one: Slot, other: Slot) -> Iterator[Clash]:
    """Two sessions at one time: one group cannot be at both. Two groups can, unless they meet in one
    place or at one host institution, which may be meant."""
    keys, when = (one.key, other.key), f"{format_date(other.day, 'ko')} {other.starts:%H:%M}"
    titles_ko = f"'{one.title.pick('ko')}', '{other.title.pick('ko')}'"
    titles_en = f"'{one.title.pick('en')}' and '{other.title.pick('en')}'"
    when_en = f"{format_date(other.day, 'en')} at {other.starts:%H:%M}"
    if not one.group or not other.group or one.group == other.group:
        yield Clash(ClashKind.SAME_GROUP, keys, Text(
            f"{when}에 두 일정이 겹칩니다: {titles_ko}", f"{titles_en} overlap on {when_en}."
        ), _apart(one, other))
        return
    if one.place and one.place == other.place:
        yield Clash(ClashKind.SAME_PLACE, keys, Text(
            f"{when}에 두 조가 같은 장소를 씁니다: {titles_ko}",
            f"{titles_en} use one place on {when_en}.",
        ), Text(
            "함께 쓸 수 있는지 확인하거나 한쪽의 장소나 시간을 바꿔 주세요.",
            "Check that both fit in, or change the place or the time of one.",
        ))
    if one.host and one.host == other.host:
        yield Clash(ClashKind.SAME_HOST, keys, Text(
            f"{when}에 두 조가 같은 방문기관을 찾습니다: {titles_ko}",
            f"{titles_en} visit one host institution on {when_en}.",
        ), Text(
            "방문기관이 두 조를 함께 맞을 수 있는지 확인하거나 한쪽의 시간을 바꿔 주세요.",
            "Check that the host institution can receive both, or change the time of one.",
        ))


def _apart(one: Slot, other: Slot) -> Text:
    if one.starts and one.ends and one.starts < one.ends:
        return Text(
            f"'{other.title.pick('ko')}'의 시작을 {one.ends:%H:%M} 이후로 옮기거나 다른 날로 옮겨 주세요.",
            f"Start '{other.title.pick('en')}' at {one.ends:%H:%M} or later, or move it to another day.",
        )
    return Text("한쪽을 다른 시간이나 다른 날로 옮겨 주세요.", "Move one of them to another time or day.")


def _overlap(one: Slot, other: Slot) -> bool:
    """Whether two sessions share a moment; two without an end do when they start together."""
    if one.day != other.day or one.starts is None or other.starts is None:
        return False
    if one.starts == other.starts:
        return True
    first, second = (one, other) if one.starts < other.starts else (other, one)
    assert second.starts is not None
    return first.ends is not None and second.starts < first.ends


def _order(slot: Slot) -> tuple[date, time, str]:
    return (slot.day, slot.starts or time.max, slot.key)
