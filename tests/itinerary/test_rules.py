from dataclasses import replace
from datetime import date, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflow.core.i18n import Text
from workflow.itinerary.rules import Clash, ClashKind, Slot, clashes

FIRST, LAST = date(2025, 10, 26), date(2025, 11, 1)
DAY = date(2025, 10, 28)


def slot(key: str, starts: str | None, ends: str | None, **values: object) -> Slot:
    made = Slot(
        key=key,
        title=Text(f"일정 {key}", f"session {key}"),
        day=DAY,
        starts=time.fromisoformat(starts) if starts else None,
        ends=time.fromisoformat(ends) if ends else None,
    )
    return replace(made, **values)


def kinds(*slots: Slot) -> list[tuple[ClashKind, tuple[str, ...]]]:
    return [(clash.kind, clash.slots) for clash in clashes(slots, FIRST, LAST)]


def test_sessions_of_one_group_that_overlap_clash() -> None:
    (found,) = clashes([slot("B", "10:30", "12:00"), slot("A", "09:00", "11:00")], FIRST, LAST)
    assert found == Clash(
        ClashKind.SAME_GROUP,
        ("A", "B"),
        Text(
            "2025. 10. 28.(화) 10:30에 두 일정이 겹칩니다: '일정 A', '일정 B'",
            "'session A' and 'session B' overlap on 28 Oct 2025 (Tue) at 10:30.",
        ),
        Text(
            "'일정 B'의 시작을 11:00 이후로 옮기거나 다른 날로 옮겨 주세요.",
            "Start 'session B' at 11:00 or later, or move it to another day.",
        ),
    )


@pytest.mark.parametrize(
    ("one", "other", "clash"),
    [
        (("09:00", "10:00"), ("10:00", "11:00"), False),
        (("09:00", "10:00"), ("09:59", "11:00"), True),
        (("09:00", "12:00"), ("10:00", "11:00"), True),
        (("09:00", "10:00"), ("09:00", "10:00"), True),
        (("09:00", None), ("09:00", None), True),
        (("09:00", None), ("08:00", "10:00"), True),
        (("09:00", None), ("09:30", "10:00"), False),
        ((None, None), ("09:30", "10:00"), False),
        (("09:00", "10:00"), ("00:00", "09:00"), False),
    ],
)
def test_what_ends_when_the_next_begins_does_not_overlap(
    one: tuple[str | None, str | None], other: tuple[str | None, str | None], clash: bool
) -> None:
    assert bool(kinds(slot("A", *one), slot("B", *other))) is clash


def test_sessions_of_two_days_do_not_clash() -> None:
    assert kinds(slot("A", "09:00", "11:00"), slot("B", "10:00", "12:00", day=date(2025, 10, 29))) == []


def test_two_groups_may_meet_different_things_at_one_time() -> None:
    one, other = slot("A", "09:00", "11:00", group="1"), slot("B", "10:00", "12:00", group="2")
    assert kinds(one, other) == []
    assert kinds(one, replace(other, group="")) == [(ClashKind.SAME_GROUP, ("A", "B"))]


def test_two_groups_in_one_place_or_at_one_host_are_pointed_out() -> None:
    one = slot("A", "09:00", "11:00", group="1", place="TOPIS", host="서울교통공사")
    other = slot("B", "10:00", "12:00", group="2", place="TOPIS", host="서울교통공사")
    assert kinds(one, other) == [(ClashKind.SAME_PLACE, ("A", "B")), (ClashKind.SAME_HOST, ("A", "B"))]
    assert kinds(one, replace(other, place="", host="")) == []
    assert kinds(replace(one, place="", host=""), replace(other, place="", host="")) == []


@pytest.mark.parametrize("ends", ["09:00", "08:59"])
def test_a_session_ends_after_it_starts(ends: str) -> None:
    assert kinds(slot("A", "09:00", ends)) == [(ClashKind.ENDS_BEFORE_START, ("A",))]


@pytest.mark.parametrize(("day", "outside"), [
    (date(2025, 10, 25), True), (FIRST, False), (LAST, False), (date(2025, 11, 2), True),
])  # fmt: skip
def test_a_session_is_on_a_day_of_the_training(day: date, outside: bool) -> None:
    found = clashes([slot("A", None, None, day=day)], FIRST, LAST)
    assert [clash.kind for clash in found] == ([ClashKind.OUTSIDE_TRAINING] if outside else [])
    if outside:
        assert "(2025. 10. 26.(일)~11. 1.(토))" in found[0].text.ko


quarters = st.integers(0, 95).map(lambda n: time(n // 4, n % 4 * 15))
slots = st.lists(
    st.builds(
        lambda n, starts, ends, group, place: Slot(str(n), Text("가", "a"), DAY, starts, ends, group, place),
        st.integers(0, 10**6),
        st.none() | quarters,
        st.none() | quarters,
        st.sampled_from(["", "1", "2"]),
        st.sampled_from(["", "hall"]),
    ),
    max_size=8,
    unique_by=lambda one: one.key,
)


@given(slots, st.randoms(use_true_random=False))
def test_clashes_do_not_depend_on_the_order_of_the_sessions(found: list[Slot], random: object) -> None:
    expected = clashes(found, FIRST, LAST)
    shuffled = list(found)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert clashes(shuffled, FIRST, LAST) == expected


@given(slots)
def test_starting_at_the_time_the_mend_names_ends_the_overlap(found: list[Slot]) -> None:
    by_key = {one.key: one for one in found}
    for clash in clashes(found, FIRST, LAST):
        assert clash.text.ko
        assert clash.mend.en
        if clash.kind is ClashKind.SAME_GROUP:
            one, other = (by_key[key] for key in clash.slots)
            if one.starts and one.ends and one.ends > one.starts:
                moved = replace(other, starts=one.ends, ends=None)
                assert ClashKind.SAME_GROUP not in {each.kind for each in clashes([one, moved], FIRST, LAST)}
