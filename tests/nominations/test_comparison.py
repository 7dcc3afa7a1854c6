"""Two colleagues on one draft: what changed is noticed, and nothing that either typed is lost."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflow.nominations.comparison import changed, flat, mark, meet, put_together

SHOWN = {
    "author": {"name": "한도윤", "email": "h@hanbit.example"},
    "city": "Hanoi",
    "duties_acknowledged": ["airfare"],
    "trainees": [{"row": "5", "name": "LE VAN DUC", "english": None}, {"row": "6", "name": "PHAM", "english": True}],
}


def with_changes(**changes: Any) -> dict[str, Any]:
    return {**SHOWN, **changes}


def test_flat_names_rows_by_their_id_and_leaves_out_what_is_empty() -> None:
    content = with_changes(trainees=[*SHOWN["trainees"], {"row": "", "name": "NEW", "english": False}])
    assert flat(content) == {
        "author.name": "한도윤", "author.email": "h@hanbit.example", "city": "Hanoi",
        "duties_acknowledged": "airfare", "trainees.5.name": "LE VAN DUC", "trainees.6.name": "PHAM",
        "trainees.6.english": "True", "trainees.+2.name": "NEW", "trainees.+2.english": "False",
    }  # fmt: skip


def test_nothing_changed() -> None:
    assert changed(mark(SHOWN), SHOWN) == []


def test_changed_names_what_was_written_added_and_taken_away() -> None:
    now = with_changes(city="Da Nang", trainees=[{"row": "6", "name": "PHAM", "english": False}])
    assert changed(mark(SHOWN), now) == ["city", "trainees.6.english", "trainees.5.name"]


@pytest.mark.parametrize("marks", ["", "no marks", "[]", "7", '{"city": ["x"]}', "[" * 100_000])
def test_marks_that_cannot_be_read_make_everything_count_as_changed(marks: str) -> None:
    assert set(changed(marks, SHOWN)) >= set(flat(SHOWN))


def test_each_takes_from_the_other_what_they_left_alone() -> None:
    mine = with_changes(city="Da Nang")
    theirs = with_changes(author={"name": "김수진", "email": "h@hanbit.example"}, duties_acknowledged=["airfare", "guidance"])
    assert put_together(mark(SHOWN), mine, theirs) == with_changes(
        city="Da Nang", author={"name": "김수진", "email": "h@hanbit.example"},
        duties_acknowledged=["airfare", "guidance"],
    )  # fmt: skip


def test_what_both_changed_stays_as_it_was_typed() -> None:
    mine, theirs = with_changes(city="Da Nang"), with_changes(city="Huế")
    assert put_together(mark(SHOWN), mine, theirs)["city"] == "Da Nang"


def test_rows_added_by_both_are_all_there() -> None:
    first, second = SHOWN["trainees"]
    mine = with_changes(trainees=[first, second, {"row": "", "name": "MINE", "english": None}])
    theirs = with_changes(trainees=[first, second, {"row": "9", "name": "THEIRS", "english": None}])
    names = [row["name"] for row in put_together(mark(SHOWN), mine, theirs)["trainees"]]
    assert names == ["LE VAN DUC", "PHAM", "THEIRS", "MINE"]


def test_a_row_that_i_took_away_stays_away_unless_a_colleague_changed_it() -> None:
    first, second = SHOWN["trainees"]
    mine = with_changes(trainees=[second])
    untouched = put_together(mark(SHOWN), mine, SHOWN)
    assert [row["row"] for row in untouched["trainees"]] == ["6"]
    changed_there = with_changes(trainees=[{**first, "name": "LE VAN DUC JR"}, second])
    both = put_together(mark(SHOWN), mine, changed_there)
    assert [row["name"] for row in both["trainees"]] == ["LE VAN DUC JR", "PHAM"]


def test_a_row_that_a_colleague_took_away_comes_back_as_new_if_i_changed_it() -> None:
    first, second = SHOWN["trainees"]
    mine = with_changes(trainees=[{**first, "name": "LE VAN DUC JR"}, second])
    theirs = with_changes(trainees=[second])
    rows = put_together(mark(SHOWN), mine, theirs)["trainees"]
    assert [(row["row"], row["name"]) for row in rows] == [("6", "PHAM"), ("", "LE VAN DUC JR")]
    assert put_together(mark(SHOWN), SHOWN, theirs)["trainees"] == [second]


ROWS = st.lists(st.sampled_from(["5", "6", "7"]), unique=True).flatmap(
    lambda keys: st.tuples(*(st.fixed_dictionaries({"row": st.just(key), "name": st.sampled_from("AB")}) for key in keys))
)
CONTENT = st.builds(
    lambda city, rows: {"city": city, "trainees": list(rows)}, st.sampled_from(["", "Hanoi", "Huế"]), ROWS
)


@given(shown=CONTENT, mine=CONTENT, theirs=CONTENT)
def test_nothing_typed_is_lost_and_nothing_of_the_colleague_either(
    shown: dict[str, Any], mine: dict[str, Any], theirs: dict[str, Any]
) -> None:
    together = flat(put_together(mark(shown), mine, theirs))
    before, i_wrote, they_wrote = flat(shown), flat(mine), flat(theirs)
    written = {path.split(".")[-1]: set() for path in together} | {"name": set(), "city": set()}
    for path, text in together.items():
        written[path.split(".")[-1]].add(text)
    for path, text in i_wrote.items():
        if before.get(path) != text:
            assert text in written[path.split(".")[-1]]
    for path, text in they_wrote.items():
        if before.get(path) != text and i_wrote.get(path) == before.get(path):
            assert together[path] == text


@given(shown=CONTENT, mine=CONTENT)
def test_without_a_colleagues_change_what_i_typed_is_taken_as_it_is(shown: dict[str, Any], mine: dict[str, Any]) -> None:
    together = put_together(mark(shown), mine, shown)
    assert sorted(flat(together).values()) == sorted(flat(mine).values())


def test_answers_to_own_questions_are_merged_one_by_one_at_every_depth() -> None:
    table = [{"name": "Line 1"}]
    shown = {"answers": {"metro": True, "lines": "12"}, "trainees": [{"row": "5", "name": "LE", "answers": {"a": "1"}}]}
    mine = {"answers": {"metro": True, "lines": "20"}, "trainees": [{"row": "5", "name": "LE", "answers": {"a": "2"}}]}
    theirs = {
        "answers": {"metro": True, "lines": "12", "plans": table},
        "trainees": [{"row": "5", "name": "LE", "answers": {"a": "1", "b": "new"}}],
    }
    assert flat(theirs)["answers.plans"] == '[{"name": "Line 1"}]'
    assert changed(mark(shown), theirs) == ["answers.plans", "trainees.5.answers.b"]
    assert put_together(mark(shown), mine, theirs) == {
        "answers": {"metro": True, "lines": "20", "plans": table},
        "trainees": [{"row": "5", "name": "LE", "answers": {"a": "2", "b": "new"}}],
    }


def test_two_meet_where_both_wrote_or_rows_came_or_a_table_was_written() -> None:
    shown = {"city": "Hanoi", "answers": {"a": "1"}, "trainees": [{"row": "5", "name": "LE"}]}

    def met(mine: dict[str, Any], theirs: dict[str, Any]) -> bool:
        return meet(mark(shown), {**shown, **mine}, {**shown, **theirs})

    assert not met({"city": "Huế"}, {"answers": {"a": "2"}})
    assert not met({"city": "Huế"}, {"city": "Huế"})
    assert met({"city": "Huế"}, {"city": "Da Nang"})
    assert met({"city": "Huế"}, {"trainees": [{"row": "5", "name": "LE"}, {"row": "6", "name": "AN"}]})
    assert met({"city": "Huế"}, {"answers": {"a": "1", "t": [{"name": "x"}]}})
    assert not met({"trainees": [{"row": "5", "name": "LE"}, {"row": "", "name": "NEW"}]}, {"city": "Huế"})


OWN = st.dictionaries(st.sampled_from("abc"), st.sampled_from(["1", "2", True, False]), max_size=3)


@given(shown=OWN, mine=OWN, theirs=OWN)
def test_of_own_answers_each_keeps_what_one_of_us_alone_changed(
    shown: dict[str, Any], mine: dict[str, Any], theirs: dict[str, Any]
) -> None:
    marks = mark({"answers": shown})
    together = put_together(marks, {"answers": mine}, {"answers": theirs})["answers"]
    for key in "abc":
        wanted = mine if mine.get(key) != shown.get(key) else theirs
        assert together.get(key) == wanted.get(key)
    if not meet(marks, {"answers": mine}, {"answers": theirs}):
        for key in "abc":
            if theirs.get(key) != shown.get(key):
                assert together.get(key) == theirs.get(key)
