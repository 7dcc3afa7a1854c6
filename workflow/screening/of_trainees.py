"""Rules that look at each trainee's answers (`programmes/eligibility.py` says what each asks). Pure.

What is not answered cannot be told: it is flagged, and never excludes. A rule of the confirmation waits
for its answer in silence, since nobody was asked for it yet.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

from workflow.core.errors import Reason
from workflow.core.i18n import Text, format_date
from workflow.nominations.answers import TraineeAnswers
from workflow.nominations.questions import asked_of_nomination, asked_of_trainee
from workflow.programmes.asks import ENGLISH_LEVELS, NOMINATION_ASKS, TRAINEE_ASKS
from workflow.programmes.definition import CallDefinition
from workflow.programmes.eligibility import (
    AGE_ON_LABELS,
    AgeAtMost,
    AgeOn,
    AnswerIs,
    DocumentsGiven,
    EligibilityRule,
    EnglishAtLeast,
    FieldOfWorkIs,
    NotTrainedWithin,
    PassportValid,
    YearsInPost,
    written_answer,
)
from workflow.programmes.moments import Moment
from workflow.programmes.questioning import WORKS_ON
from workflow.programmes.questions import AskedOf, QuestionKind, as_written
from workflow.screening.case import Case, Finding, Outcome, Screened
from workflow.screening.years import age_on, months_after

LEVELS = list(ENGLISH_LEVELS)


def age_at_most(rule: AgeAtMost, case: Case, one: Screened) -> Iterator[Finding]:
    """Each trainee is at most so many years old on the day the rule names."""
    day = _day_of(rule.on, case.call)

    def too_old(born: date, trainee: TraineeAnswers) -> Text | None:
        if (age := age_on(born, day)) <= rule.years:
            return None
        label = AGE_ON_LABELS[rule.on]
        return Text(
            f"{label.ko}({format_date(day, 'ko')})에 만 {age}세입니다(만 {rule.years}세 이하).",
            f"{age} years old on {label.en}, {format_date(day, 'en')} (at most {rule.years})",
        )

    return _each(rule, one, too_old)


def field_of_work_is(rule: FieldOfWorkIs, case: Case, one: Screened) -> Iterator[Finding]:
    """Each trainee works in one of the rule's fields, or of the call's where it names none."""
    taken = rule.fields or tuple(field.ko for field in case.call.fields_of_work)
    said = {field.ko: field for field in case.call.fields_of_work}

    def other(field: str, trainee: TraineeAnswers) -> Text | None:
        name = said.get(field, Text(field, field))
        return None if field in taken else Text(
            f"업무 분야가 '{name.ko}'입니다.", f"the field of work is '{name.pick('en')}'"
        )  # fmt: skip

    return _each(rule, one, other)


def years_in_post(rule: YearsInPost, case: Case, one: Screened) -> Iterator[Finding]:
    """Each trainee has been in the post for so many full years on the day the rule names."""
    day = _day_of(rule.on, case.call)

    def too_short(since: date, trainee: TraineeAnswers) -> Text | None:
        if (years := age_on(since, day)) >= rule.years:
            return None
        label = AGE_ON_LABELS[rule.on]
        return Text(
            f"현 직무를 {format_date(since, 'ko')}에 시작하여 {label.ko}({format_date(day, 'ko')})에 "
            f"{max(years, 0)}년입니다({rule.years}년 이상).",
            f"in the post since {format_date(since, 'en')}: {max(years, 0)} full years on {label.en}, "
            f"{format_date(day, 'en')} (at least {rule.years})",
        )

    return _each(rule, one, too_short)


def english_at_least(rule: EnglishAtLeast, case: Case, one: Screened) -> Iterator[Finding]:
    """Each trainee's English is of that level or higher."""

    def too_low(level: str, trainee: TraineeAnswers) -> Text | None:
        if level in LEVELS and LEVELS.index(level) >= LEVELS.index(rule.level):
            return None
        has, wanted = ENGLISH_LEVELS.get(level, Text(level, level)), ENGLISH_LEVELS[rule.level]
        return Text(f"영어 수준이 '{has.ko}'입니다({wanted.ko} 이상).",
                    f"the level of English is '{has.en}' (at least {wanted.en})")  # fmt: skip

    return _each(rule, one, too_low)


def not_trained_within(rule: NotTrainedWithin, case: Case, one: Screened) -> Iterator[Finding]:
    """No invited training of a trainee ended in the years before the first day of this one.

    What the trainee is said to have attended counts, and what the register of people knows. One that
    ended on the same day of the year, so many years before, is long enough ago.
    """
    first = case.call.training.starts_on
    since = months_after(first, -12 * rule.years)
    for trainee in one.answers.trainees:
        known = case.known.trained.get(trainee.key)
        days = [(day, by_register) for day, by_register in ((trainee.last_trained_on, False), (known, True)) if day]
        recent = [(day, by_register) for day, by_register in days if since < day]
        if recent:
            day, by_register = max(recent)
            told = Text("연수 이력대장", "register of people") if by_register else Text("추천서", "nomination")
            yield _found(rule, trainee.key, Text(
                f"{format_date(day, 'ko')}에 끝난 초청연수에 참가했습니다(최근 {rule.years}년 이내, {told.ko}).",
                f"attended an invited training that ended on {format_date(day, 'en')}, within the last "
                f"{rule.years} years ({told.en})",
            ))


def passport_valid(rule: PassportValid, case: Case, one: Screened) -> Iterator[Finding]:
    """Each passport is valid until so many months after the last day of the training, that day included."""
    needed = months_after(case.call.training.ends_on, rule.months)

    def too_early(expires: date, trainee: TraineeAnswers) -> Text | None:
        return None if expires >= needed else Text(
            f"여권이 {format_date(expires, 'ko')}에 만료됩니다({format_date(needed, 'ko')}까지 유효해야 함).",
            f"the passport expires on {format_date(expires, 'en')}; it must be valid until {format_date(needed, 'en')}",
        )  # fmt: skip

    return _each(rule, one, too_early)


def documents_given(rule: DocumentsGiven, case: Case, one: Screened) -> Iterator[Finding]:
    """Each document that the rule names is there, of the nomination or of each trainee, where it is asked."""
    call, answers = case.call, one.answers
    for question in asked_of_nomination(call, answers):
        if question.key in rule.questions and not answers.files.get(question.key):
            yield _found(rule, None, _no_document(question.text))
    for place, trainee in enumerate(answers.trainees):
        for question in asked_of_trainee(call, answers, place):
            if question.key in rule.questions and not trainee.files.get(question.key):
                yield _found(rule, trainee.key, _no_document(question.text))


def answer_is(rule: AnswerIs, case: Case, one: Screened) -> Iterator[Finding]:
    """The answer to a question, asked of the nomination or of each trainee, is the one that the rule names."""
    call, answers = case.call, one.answers
    own = call.question(rule.question)
    if rule.question in NOMINATION_ASKS and rule.question in call.nomination_asks.nomination:
        yield from _compared(rule, call, answers.answer(rule.question), None)
    elif own is not None and own.of is AskedOf.NOMINATION:
        if own in asked_of_nomination(call, answers):
            yield from _compared(rule, call, answers.answer(rule.question), None)
    else:
        for place, trainee in enumerate(answers.trainees):
            if own is None or own in asked_of_trainee(call, answers, place, own.asked_at):
                yield from _compared(rule, call, trainee.answer(rule.question), trainee.key)


def _compared(rule: AnswerIs, call: CallDefinition, answer: Any, trainee: str | None) -> Iterator[Finding]:
    asked = call.name_of_question(rule.question)
    if answer in (None, ""):
        yield from _unanswered(rule, trainee, asked)
    elif as_written(answer) != as_written(rule.value):
        given = _said(call, rule.question, answer)
        yield _found(rule, trainee, Text(
            f"{asked.ko}에 대한 답이 '{given.ko}'입니다.", f"{asked.pick('en')}: the answer is '{given.pick('en')}'"
        ))


def _said(call: CallDefinition, name: str, answer: Any) -> Text:
    """Return how people read an answer: the words of an option, yes or no, or what was written."""
    own = call.question(name)
    option = own.option(answer) if own is not None and own.kind is QuestionKind.CHOICE else None
    return option.text if option else written_answer(answer if isinstance(answer, bool) else str(answer))


def _each(
    rule: EligibilityRule, one: Screened, wrong: Callable[[Any, TraineeAnswers], Text | None]
) -> Iterator[Finding]:
    """Look at the one answer that a rule works on, of each trainee."""
    question = WORKS_ON[type(rule)]
    for trainee in one.answers.trainees:
        answer = trainee.answer(question)
        if answer in (None, ""):
            yield from _unanswered(rule, trainee.key, TRAINEE_ASKS[question])
        elif text := wrong(answer, trainee):
            yield _found(rule, trainee.key, text)


def _day_of(on: AgeOn, call: CallDefinition) -> date:
    return call.training.starts_on if on is AgeOn.FIRST_DAY_OF_TRAINING else call.nominations_close_on


def _found(rule: EligibilityRule, trainee: str | None, text: Text) -> Finding:
    return Finding(rule.rule, Outcome(rule.on_fail), trainee, text, of_rule(rule))


def _unanswered(rule: EligibilityRule, trainee: str | None, asked: Text) -> Iterator[Finding]:
    if rule.phase is not Moment.CONFIRMATION:
        yield Finding(rule.rule, Outcome.FLAG, trainee, Text(
            f"'{asked.ko}' 항목이 비어 있어 확인할 수 없습니다.", f"cannot be checked: '{asked.pick('en')}' has no answer"
        ), of_rule(rule))


def _no_document(name: Text) -> Text:
    return Text(f"제출서류가 없습니다: {name.ko}", f"the document is not there: {name.pick('en')}")


def of_rule(rule: EligibilityRule) -> Text:
    """Return the source of a finding: the rule of the call, in its words."""
    return Text(f"자격요건: {rule.text.ko}", f"eligibility: {rule.text.pick('en')}")


def as_reason(finding: Finding, place: int | None) -> Reason:
    """Return a finding as the reason why a nomination cannot be submitted, at its trainee's place."""
    path = "" if place is None else f"trainees.{place}"
    return Reason(finding.rule, Text(f"{finding.source.ko}. {finding.text.ko}",
                                     f"{finding.source.pick('en')}: {finding.text.pick('en')}"), path or None)  # fmt: skip
