from dataclasses import replace
from datetime import date, time, timedelta

from hypothesis import given
from hypothesis import strategies as st

from workflow.core.i18n import Text
from workflow.itinerary.categories import Category
from workflow.itinerary.changes import Change, ChangeKind, Detail, changes
from workflow.itinerary.frozen import FrozenDay, FrozenItinerary, FrozenSession

FIRST, LAST = date(2025, 10, 26), date(2025, 11, 1)
MONDAY, TUESDAY = date(2025, 10, 27), date(2025, 10, 28)
LECTURE = FrozenSession(1, Text("강의", "Lecture"), Category.LECTURE, time(9), time(10, 30))
VISIT = FrozenSession(2, Text("방문", "Visit"), Category.VISIT)


def itinerary(*days: FrozenDay, **values: object) -> FrozenItinerary:
    made = FrozenItinerary(Text("연수", "Training"), FIRST, LAST, tentative=False, days=days)
    return replace(made, **values)  # type: ignore[arg-type]


def test_a_session_is_added_or_removed() -> None:
    without, with_ = itinerary(FrozenDay(MONDAY)), itinerary(FrozenDay(MONDAY, sessions=(LECTURE,)))
    assert changes(without, with_) == (Change(ChangeKind.ADDED, LECTURE.title, MONDAY, 1),)
    assert changes(with_, without) == (Change(ChangeKind.REMOVED, LECTURE.title, MONDAY, 1),)


def test_a_changed_session_tells_each_value_before_and_after() -> None:
    moved = replace(LECTURE, starts=time(14), ends=None, place=Text("시청", "City Hall"), category=Category.CEREMONY)
    (found,) = changes(
        itinerary(FrozenDay(MONDAY, sessions=(LECTURE,))), itinerary(FrozenDay(TUESDAY, sessions=(moved,)))
    )
    assert found == Change(ChangeKind.CHANGED, Text("강의", "Lecture"), TUESDAY, 1, (
        Detail(Text("일자", "Day"), Text("2025. 10. 27.(월)", "27 Oct 2025 (Mon)"),
               Text("2025. 10. 28.(화)", "28 Oct 2025 (Tue)")),
        Detail(Text("시간", "Time"), Text("09:00–10:30", "09:00–10:30"), Text("14:00", "14:00")),
        Detail(Text("장소", "Place"), Text(""), Text("시청", "City Hall")),
        Detail(Text("분류", "Category"), Text("강의·발표", "Lecture"), Text("행사", "Ceremony")),
    ))  # fmt: skip


def test_another_order_of_a_day_is_one_change_of_the_day() -> None:
    (found,) = changes(
        itinerary(FrozenDay(MONDAY, sessions=(LECTURE, VISIT))), itinerary(FrozenDay(MONDAY, sessions=(VISIT, LECTURE)))
    )
    assert (found.kind, found.day, found.session_id) == (ChangeKind.CHANGED, MONDAY, None)
    assert found.details[0].after == Text("방문 → 강의", "Visit → Lecture")


def test_theme_programme_and_period_are_changes_of_the_whole() -> None:
    before = itinerary(FrozenDay(MONDAY, Text("정책", "Policy")), tentative=True)
    after = itinerary(FrozenDay(MONDAY, Text("현장", "Sites")))
    assert [(one.what.en, one.details[0].after.en) for one in changes(before, after)] == [
        ("Training period", "26 Oct 2025 (Sun) – 1 Nov 2025 (Sat)"),
        ("Theme", "Sites"),
    ]


texts = st.sampled_from([Text(""), Text("가", "a"), Text("나", "b")])
times = st.sampled_from([(None, None), (time(9), None), (time(9), time(10)), (time(10), time(12))])


@st.composite
def versions(draw: st.DrawFn) -> FrozenItinerary:
    """An itinerary of some of the sessions 1 to 5, on days that have sessions."""
    keys = draw(st.lists(st.integers(1, 5), unique=True))
    sessions = []
    for key in keys:
        starts, ends = draw(times)
        session = FrozenSession(key, draw(texts), draw(st.sampled_from(list(Category))), starts, ends, draw(texts))
        sessions.append((draw(st.integers(0, 2)), replace(session, host=draw(texts))))
    days = tuple(
        FrozenDay(MONDAY + timedelta(days=n), draw(texts), tuple(one for day, one in sessions if day == n))
        for n in sorted({day for day, _ in sessions})
    )
    return itinerary(*days, tentative=draw(st.booleans()))


@given(versions(), versions())
def test_nothing_is_told_exactly_where_both_say_the_same(before: FrozenItinerary, after: FrozenItinerary) -> None:
    assert (changes(before, after) == ()) is (before == after)
    assert (before.digest() == after.digest()) is (before == after)


@given(versions(), versions())
def test_every_change_of_a_session_turns_round(before: FrozenItinerary, after: FrozenItinerary) -> None:
    def of(kind: ChangeKind, found: tuple[Change, ...]) -> set[int | None]:
        return {one.session_id for one in found if one.kind is kind and one.session_id is not None}

    there, back = changes(before, after), changes(after, before)
    assert of(ChangeKind.ADDED, there) == of(ChangeKind.REMOVED, back)
    assert of(ChangeKind.CHANGED, there) == of(ChangeKind.CHANGED, back)


@given(versions())
def test_json_keeps_an_itinerary_word_for_word(version: FrozenItinerary) -> None:
    assert FrozenItinerary.from_json(version.to_json()) == version
