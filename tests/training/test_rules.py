from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.factories.worked_set import CALL
from workflow.core.i18n import Text
from workflow.programmes.parts import Completion
from workflow.training.rules import completion, most_absences

EIGHT_TENTHS = CALL.completion


@pytest.mark.parametrize(
    ("attended", "sessions", "completed"),
    [
        (8, 10, True),
        (7, 10, False),
        (4, 5, True),
        (15, 19, False),  # 0.789
        (16, 20, True),
        (12, 15, True),
        (11, 14, False),  # 0.786
        (12, 14, True),
        (0, 1, False),
        (1, 1, True),
    ],
)
def test_the_boundary_completes_exactly(attended: int, sessions: int, completed: bool) -> None:
    result = completion(attended, sessions, EIGHT_TENTHS)
    assert result.completed is completed
    assert result.share == Fraction(attended, sessions)


def test_the_reason_gives_the_counts() -> None:
    assert completion(8, 10, EIGHT_TENTHS).reason == Text(
        "수료: 일정 10회 중 8회 출석(80%, 기준 80% 이상)",
        "completed: attended 8 of 10 sessions (80%, at least 80% are asked)",
    )
    assert completion(15, 19, EIGHT_TENTHS).reason.en == (
        "not completed: attended 15 of 19 sessions (78.9%, at least 80% are asked)"
    )


def test_a_share_just_below_the_boundary_never_reads_as_the_boundary() -> None:
    assert "(79.9%" in completion(1999, 2500, EIGHT_TENTHS).reason.en


def test_without_sessions_nobody_completes() -> None:
    result = completion(0, 0, EIGHT_TENTHS)
    assert (result.completed, result.share) == (False, 0)
    assert result.reason.en == "no session has a roll that was called"


def test_a_call_without_a_rule_asks_for_one_session() -> None:
    assert completion(1, 20, None).completed
    assert not completion(0, 20, None).completed
    assert completion(1, 20, None).reason.en == "completed: attended 1 of 20 sessions (5%)"


@pytest.mark.parametrize(("attended", "sessions"), [(2, 1), (-1, 1)])
def test_impossible_counts_are_an_error(attended: int, sessions: int) -> None:
    with pytest.raises(ValueError):
        completion(attended, sessions, EIGHT_TENTHS)


@given(st.integers(1, 200), st.integers(0, 100))
def test_most_absences_is_where_completion_ends(sessions: int, hundredths: int) -> None:
    rule = Completion(min_share_attended=Decimal(hundredths) / 100)
    absences = most_absences(sessions, rule)
    assert completion(sessions - absences, sessions, rule).completed
    if absences < sessions:
        assert not completion(sessions - absences - 1, sessions, rule).completed


def test_most_absences_of_no_sessions_is_none() -> None:
    assert most_absences(0, EIGHT_TENTHS) == 0
    assert most_absences(10, EIGHT_TENTHS) == 2
    assert most_absences(10, None) == 9
