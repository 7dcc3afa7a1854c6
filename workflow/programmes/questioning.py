"""How the questions of a call fit each other: conditions refer to what is asked before, rules to what is asked."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from workflow.core.i18n import Text
from workflow.programmes.asks import NOMINATION_ASKS, TRAINEE_ASKS
from workflow.programmes.eligibility import (
    AgeAtMost,
    AnswerIs,
    DocumentsGiven,
    EligibilityRule,
    EnglishAtLeast,
    FieldOfWorkIs,
    NotTrainedWithin,
    PassportValid,
    YearsInPost,
)
from workflow.programmes.fields import Model, Problem
from workflow.programmes.parts import Asks
from workflow.programmes.questions import AskedOf, Question, QuestionKind, as_written

WORKS_ON: dict[type[Model], str] = {
    AgeAtMost: "birth_date",
    FieldOfWorkIs: "field_of_work",
    YearsInPost: "in_post_since",
    EnglishAtLeast: "english_level",
    NotTrainedWithin: "last_trained_on",
    PassportValid: "passport_expires_on",
}
"""The question to the trainee whose answer a rule works on."""

UNFIT = (QuestionKind.FILE, QuestionKind.TABLE, QuestionKind.LONG_TEXT)
"""Kinds of answer that no condition and no rule compares."""


def conditions(asks: Asks, questions: Sequence[Question]) -> Iterator[Problem]:
    """Yield what is wrong with the conditions under which own questions are asked: each refers to a
    question before it, of the nomination or of the same trainee, and to an answer that can be given."""
    before: dict[str, Question] = {}
    for index, question in enumerate(questions):
        when = question.shown_when
        if when is not None:
            path = f"questions.{index}.shown_when"
            own = before.get(when.question)
            of_trainee = question.of is AskedOf.TRAINEE
            known = when.question in asks.nomination or (of_trainee and when.question in asks.trainee)
            if not known and (own is None or own.kind in UNFIT or (own.of is AskedOf.TRAINEE and not of_trainee)):
                name = _named(when.question, questions)
                yield f"{path}.question", Text(
                    f"'{name.ko}'({when.question}) 문항의 답은 이 문항의 조건으로 쓸 수 없습니다. 앞에 있는 문항을 골라 주세요.",
                    f"The answer to '{name.pick('en')}' ({when.question}) cannot be the condition here; "
                    "choose a question before this one.",
                )
            elif own is not None and own.kind is QuestionKind.CHOICE and own.option(as_written(when.value)) is None:
                keys = ", ".join(option.key for option in own.choices)
                yield f"{path}.value", Text(
                    f"'{own.ko}' 문항의 답이 아닙니다. 쓸 수 있는 값: {keys}",
                    f"This is no answer to '{own.text.pick('en')}'. Known are: {keys}.",
                )
        before[question.key] = question


def _named(name: str, questions: Sequence[Question]) -> Text:
    own = next((question.text for question in questions if question.key == name), None)
    return own or NOMINATION_ASKS.get(name) or TRAINEE_ASKS.get(name) or Text.of(name)


def rules_and_questions(
    rules: Sequence[EligibilityRule], asks: Asks, questions: Sequence[Question], fields_of_work: Sequence[Text]
) -> Iterator[Problem]:
    """Yield what rules need and the call does not ask."""
    own = {question.key: question for question in questions}
    asked = {*asks.nomination, *asks.trainee, *asks.confirmation}
    comparable = asked | {question.key for question in questions if question.kind not in UNFIT}
    for index, rule in enumerate(rules):
        path = f"eligibility.{index}"
        needed = WORKS_ON.get(type(rule))
        if needed and needed not in asked and not isinstance(rule, AgeAtMost):  # that one is named at its question
            yield path, Text(
                f"이 요건에는 연수생에게 묻는 문항이 필요합니다: {needed}",
                f"This rule needs the question '{needed}' asked of the trainee.",
            )
        if isinstance(rule, AnswerIs) and rule.question not in comparable:
            yield f"{path}.question", Text(
                f"이 공고에서 묻지 않거나 비교할 수 없는 문항입니다: {rule.question}",
                f"'{rule.question}' is not asked by this call, or its answer cannot be compared.",
            )
        if isinstance(rule, DocumentsGiven):
            for place, key in enumerate(rule.questions):
                if key not in own or not own[key].is_file:
                    yield f"{path}.questions.{place}", Text(
                        f"파일을 받는 문항이 아닙니다: {key}. 이 요건에서 빼거나 문항을 추가해 주세요.",
                        f"'{key}' is not a question answered by a file; take it out of the rule, or ask for it.",
                    )
        if isinstance(rule, FieldOfWorkIs):
            known = [field.ko for field in fields_of_work]
            for place, name in enumerate(rule.fields):
                if name not in known:
                    yield f"{path}.fields.{place}", Text(
                        f"공고에 없는 업무 분야입니다: {name}", f"'{name}' is not one of the call's fields of work."
                    )
