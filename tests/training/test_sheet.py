from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from workflow.training.sheet import Sheet

ONE, TWO, THREE = 1, 2, 3
ANNA, BORA = 11, 12


def test_only_sessions_whose_roll_was_called_are_held() -> None:
    sheet = Sheet((ONE, TWO, THREE), (ANNA, BORA), {
        (ONE, ANNA): True, (ONE, BORA): False, (TWO, ANNA): True, (THREE, 99): True,
    })  # fmt: skip
    assert sheet.called == (ONE, TWO)  # 99 does not come any more
    assert (sheet.attended(ANNA), sheet.attended(BORA)) == (2, 0)
    assert (sheet.present(ONE), sheet.present(THREE)) == (1, 0)
    assert sheet.share(ANNA) == 1
    assert sheet.gaps(TWO) == (BORA,)
    assert sheet.gaps(THREE) == ()


def test_without_any_roll_nobody_has_a_share() -> None:
    assert Sheet((ONE,), (ANNA,), {}).share(ANNA) == 0


def test_the_token_tells_another_mark_and_another_person() -> None:
    sheet = Sheet((ONE,), (ANNA,), {(ONE, ANNA): True})
    assert sheet.token(ONE) == Sheet((ONE, TWO), (ANNA,), {(ONE, ANNA): True, (TWO, ANNA): False}).token(ONE)
    assert sheet.token(ONE) != Sheet((ONE,), (ANNA,), {(ONE, ANNA): False}).token(ONE)
    assert sheet.token(ONE) != Sheet((ONE,), (ANNA,), {}).token(ONE)
    assert sheet.token(ONE) != Sheet((ONE,), (ANNA, BORA), {(ONE, ANNA): True}).token(ONE)


marks = st.dictionaries(st.tuples(st.integers(1, 4), st.integers(11, 14)), st.booleans())


@given(st.lists(st.integers(1, 4), unique=True), st.lists(st.integers(11, 14), unique=True), marks)
def test_rows_and_columns_count_the_same_ticks(
    sessions: list[int], trainees: list[int], given: dict[tuple[int, int], bool]
) -> None:
    sheet = Sheet(tuple(sessions), tuple(trainees), given)
    assert sum(map(sheet.attended, trainees)) == sum(map(sheet.present, sessions))
    assert all(0 <= sheet.share(one) <= 1 for one in trainees)
    assert all(sheet.share(one) * len(sheet.called) == Fraction(sheet.attended(one)) for one in trainees)
