"""What a session says, as it is typed, and what is wrong with it. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, time

from workflow.core.errors import Reason
from workflow.core.i18n import Text
from workflow.itinerary.categories import Category, counts_by_default

NOTHING = Text("")
LONGEST = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """A session's values. The host institution is one that is known (`host_id`) or a new one, by its
    Korean name; `counts` is None where the category decides whether attendance counts.
    """

    day: date
    title: Text
    category: Category
    starts: time | None = None
    ends: time | None = None
    place: Text = NOTHING
    host_id: int | None = None
    new_host: Text = NOTHING
    counts: bool | None = None

    @property
    def counted(self) -> bool:
        return counts_by_default(self.category) if self.counts is None else self.counts


def problems(content: Content) -> list[Reason]:
    """Return why a session cannot be kept as typed, each with its field; an empty list where it can."""
    return [*_texts(content), *_times(content), *_host(content)]


def _texts(content: Content) -> Iterator[Reason]:
    if not content.title.ko:
        yield Reason("title", Text("일정명을 한글로 적어 주세요.", "Write the title in Korean."), "title_ko")
    if content.place.en and not content.place.ko:
        yield Reason("place", Text("장소를 한글로도 적어 주세요.", "Write the place in Korean as well."), "place_ko")
    written = {
        "title_ko": content.title.ko, "title_en": content.title.en, "place_ko": content.place.ko,
        "place_en": content.place.en, "new_host_ko": content.new_host.ko, "new_host_en": content.new_host.en,
    }
    for field, value in written.items():
        if len(value) > LONGEST:
            yield Reason("too_long", Text(
                f"{LONGEST}자까지 적을 수 있습니다. 지금 {len(value)}자이니 줄여 주세요.",
                f"At most {LONGEST} characters fit; shorten it, it has {len(value)}."), field)


def _times(content: Content) -> Iterator[Reason]:
    if content.ends is not None and content.starts is None:
        yield Reason("no_start", Text(
            "시작 시각을 적거나 종료 시각을 지워 주세요.", "Write when it starts, or clear the end."), "starts")
    if content.starts and content.ends and content.ends <= content.starts:
        yield Reason("ends_first", Text(
            f"종료 시각은 시작 시각 {content.starts:%H:%M}보다 늦어야 합니다.",
            f"The end must be later than the start at {content.starts:%H:%M}."), "ends")


def _host(content: Content) -> Iterator[Reason]:
    if content.host_id is not None and content.new_host:
        yield Reason("two_hosts", Text(
            "목록에서 고르거나 새로 적거나 한 가지만 해 주세요. 새 기관이면 목록에서 '없음'을 고르세요.",
            "Either choose an institution or type a new one; for a new one choose none in the list."), "new_host_ko")
    if content.new_host.en and not content.new_host.ko:
        yield Reason("host_name", Text(
            "방문기관의 한글 이름을 적어 주세요.", "Write the institution's Korean name."), "new_host_ko")
