"""Answers to the call's own questions: which of them are asked of a nomination, and what is missing in them
or cannot stand. Pure; the paths are 'answers.<key>', 'trainees.<place>.answers.<key>' and, of documents,
'files.<key>' and 'files.<key>.<place of the trainee>'.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from typing import Any

from workflow.core.errors import Reason
from workflow.core.i18n import Text
from workflow.nominations import wellformed
from workflow.nominations.answers import NominationAnswers
from workflow.programmes.asks import LONG_LIMIT, MILESTONE_LIMIT
from workflow.programmes.definition import CallDefinition
from workflow.programmes.moments import Moment
from workflow.programmes.questions import AskedOf, Column, Question, QuestionKind, as_number, is_shown

MISSING = "missing"
LINE_LIMIT = MILESTONE_LIMIT


def asked_of_nomination(call: CallDefinition, answers: NominationAnswers) -> list[Question]:
    """Return the own questions that this nomination is asked: those whose condition is met."""
    own = {question.key: question for question in call.questions}
    return [one for one in call.questions_of(AskedOf.NOMINATION) if is_shown(one, answers.answer, own)]


def asked_of_trainee(
    call: CallDefinition, answers: NominationAnswers, place: int, at: Moment = Moment.SUBMISSION
) -> list[Question]:
    """Return the own questions that the trainee at that place is asked."""
    own = {question.key: question for question in call.questions}
    answer = _of_trainee(call, answers, place)
    return [one for one in call.questions_of(AskedOf.TRAINEE, at) if is_shown(one, answer, own)]


def unanswered(call: CallDefinition, answers: NominationAnswers) -> Iterator[Reason]:
    """Yield what is missing in the answers of the nomination itself, or cannot stand."""
    for question in asked_of_nomination(call, answers):
        if question.is_file:
            yield from _documents(question, answers.files, f"files.{question.key}")
        else:
            yield from check(question, answers.answers.get(question.key), f"answers.{question.key}")


def unanswered_of_trainee(call: CallDefinition, answers: NominationAnswers, place: int) -> Iterator[Reason]:
    """Yield what is missing in the answers of the trainee at that place, or cannot stand."""
    trainee = answers.trainees[place]
    for question in asked_of_trainee(call, answers, place):
        if question.is_file:
            yield from _documents(question, trainee.files, f"files.{question.key}.{place}")
        else:
            path = f"trainees.{place}.answers.{question.key}"
            yield from check(question, trainee.answers.get(question.key), path)


def check(question: Question, value: Any, path: str) -> Iterator[Reason]:
    """Yield what is wrong with the answer to a question, as it is kept; None and '' are no answer."""
    if value in (None, "", []):
        if question.required:
            yield Reason(MISSING, Text(
                f"'{question.ko}' 항목을 입력해 주세요.", f"{question.text.pick('en')} is missing; please fill it in.",
            ), path)
    elif question.kind is QuestionKind.TABLE:
        yield from _table(question, value, path)
    elif wrong := _wrong(question.kind, value, question):
        yield Reason("answer", wrong, path)


def fits(question: Question, value: Any) -> bool:
    """Tell whether a kept answer is of the kind that the question takes now."""
    if question.kind is QuestionKind.TABLE:
        return isinstance(value, list) and all(isinstance(row, Mapping) for row in value)
    if question.kind is QuestionKind.CHOICE:
        return isinstance(value, str) and question.option(value) is not None
    return _wrong(question.kind, value, None) is None


def _of_trainee(call: CallDefinition, answers: NominationAnswers, place: int) -> Callable[[str], Any]:
    """Return what answers by name: the trainee's answer where the trainee is asked, else the nomination's."""
    trainee = answers.trainees[place]
    asked = {*call.nomination_asks.trainee, *(one.key for one in call.questions if one.of is AskedOf.TRAINEE)}
    return lambda name: trainee.answer(name) if name in asked else answers.answer(name)


def _documents(question: Question, given: Mapping[str, int], path: str) -> Iterator[Reason]:
    count, most = given.get(question.key, 0), question.most
    if question.required and not count:
        yield Reason(MISSING, Text(
            f"'{question.ko}' 파일을 올려 주세요.", f"{question.text.pick('en')} is missing; please upload it.",
        ), path)
    if most is not None and count > most:
        yield Reason("too_many", Text(
            f"'{question.ko}' 파일은 {most}개까지입니다. 지금 {count}개입니다.",
            f"{question.text.pick('en')}: at most {most} files; there are {count}.",
        ), path)


def _table(question: Question, rows: Any, path: str) -> Iterator[Reason]:
    if not isinstance(rows, list) or not all(isinstance(row, Mapping) for row in rows):
        yield Reason("answer", Text("표의 행으로 적어 주세요.", "Write it as rows of the table."), path)
        return
    if question.at_most is not None and len(rows) > question.at_most:
        yield Reason("too_many", Text(
            f"{question.at_most}행까지 적을 수 있습니다. 지금 {len(rows)}행입니다.",
            f"At most {question.at_most} rows fit; there are {len(rows)}.",
        ), path)
    for place, row in enumerate(rows):
        for column in question.columns:
            yield from _cell(column, row.get(column.key), f"{path}.{place}.{column.key}")


def _cell(column: Column, value: Any, path: str) -> Iterator[Reason]:
    if value in (None, ""):
        if column.required:
            yield Reason(MISSING, Text(
                f"'{column.ko}' 칸을 입력해 주세요.", f"{column.text.pick('en')} is missing; please fill it in.",
            ), path)
    elif wrong := _wrong(QuestionKind(column.kind), value, None):
        yield Reason("answer", wrong, path)


def _wrong(kind: QuestionKind, value: Any, question: Question | None) -> Text | None:
    """Say what is wrong with a value of this kind, None where nothing is."""
    if kind is QuestionKind.YES_NO:
        return None if isinstance(value, bool) else Text("예 또는 아니요를 선택해 주세요.", "Choose yes or no.")
    if not isinstance(value, str):
        return Text("글자로 적어 주세요.", "Write it as text.")
    if kind is QuestionKind.NUMBER and as_number(value) is None:
        return wellformed.NO_NUMBER
    if kind is QuestionKind.DATE:
        return wellformed.check_day(day) if (day := as_day(value)) else wellformed.NO_DAY
    if kind is QuestionKind.CHOICE and question is not None and question.option(value) is None:
        listed = ", ".join(f"{option.key}({option.ko})" for option in question.choices)
        return Text(f"이 문항에 없는 값입니다: {value}. 다음 중에서 선택해 주세요: {listed}",
                    f"There is no '{value}' here; choose one of: {', '.join(one.key for one in question.choices)}.")
    if kind is QuestionKind.LONG_TEXT:
        return wellformed.check_lines(value, LONG_LIMIT)
    return wellformed.check_line(value, LINE_LIMIT)


def as_day(value: str) -> date | None:
    """Return the day of a kept answer ('2025-07-25'), None where it is none."""
    try:
        return date.fromisoformat(value)
    except ValueError:
        return None
