"""Conditions: which own questions are asked follows from the answers, through any chain of questions."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from tests.factories.programmes import call_data
from workflow.nominations.answers import NominationAnswers, TraineeAnswers
from workflow.nominations.conditions import condition_of, given_elsewhere
from workflow.nominations.questions import asked_of_nomination, asked_of_trainee, unanswered
from workflow.programmes.definition import CallDefinition


def chain(length: int) -> CallDefinition:
    """Return a call whose questions of yes or no are each asked when the one before is answered yes."""
    questions: list[dict[str, Any]] = [
        {"key": f"q{n}", "of": "nomination", "kind": "yes_no", "ko": f"문항 {n}", "en": f"Question {n}",
         **({"shown_when": {"question": f"q{n - 1}", "value": "yes"}} if n else {})}
        for n in range(length)
    ]  # fmt: skip
    return CallDefinition.model_validate({**call_data(), "questions": questions})


CHAIN = chain(6)


@given(answers=st.dictionaries(st.sampled_from([f"q{n}" for n in range(6)]), st.booleans()))
def test_a_question_is_asked_if_all_before_it_are_answered_yes(answers: dict[str, bool]) -> None:
    asked = [one.key for one in asked_of_nomination(CHAIN, NominationAnswers(answers=answers))]
    reached = 1
    while reached < 6 and answers.get(f"q{reached - 1}") is True:
        reached += 1
    assert asked == [f"q{n}" for n in range(reached)]
    missing = {one.field for one in unanswered(CHAIN, NominationAnswers(answers=answers))}
    assert missing == {f"answers.{key}" for key in asked if key not in answers}


@given(number=st.sampled_from([None, 1, 2, 3]), hidden=st.text(max_size=5))
def test_a_trainee_is_asked_by_an_answer_of_the_nomination(number: int | None, hidden: str) -> None:
    call = CallDefinition.model_validate({**call_data(), "questions": [
        {"key": "test", "of": "trainee", "kind": "text", "ko": "시험", "en": "Test",
         "shown_when": {"question": "criterion", "value": 1}},
    ]})  # fmt: skip
    answers = NominationAnswers(criterion=number, trainees=(TraineeAnswers(answers={"test": hidden}),))
    assert [one.key for one in asked_of_trainee(call, answers, 0)] == (["test"] if number == 1 else [])
    assert given_elsewhere(call, answers) == {"criterion": "" if number is None else str(number)}
    condition = condition_of(call.questions[0], call)
    assert condition is not None
    assert (condition.control, condition.value) == ("", "1")
