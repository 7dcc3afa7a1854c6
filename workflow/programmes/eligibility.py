"""The rules of eligibility that a call can choose from, with the parameters each takes.

The catalogue stands here, before nominations and screening, so that a call with an unknown rule is
refused when it is read; `workflow/screening/rules.py` holds what each rule does. A rule that fails
either flags (an officer looks and decides) or excludes (ineligible by itself). A call may say a rule in
its own words (`text`) and name the moment at which it is looked at (`phase`).
"""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Any, Literal, get_args

from pydantic import AfterValidator, BeforeValidator, Field

from workflow.core.i18n import Text
from workflow.programmes.asks import ENGLISH_LEVELS, NOMINATION_ASKS, TRAINEE_ASKS
from workflow.programmes.fields import Bilingual, Count, Key, Line, Model, known, wrong
from workflow.programmes.moments import Moment


class OnFail(StrEnum):
    """What follows when a rule is not met."""

    FLAG = "flag"
    EXCLUDE = "exclude"


class AgeOn(StrEnum):
    """The day on which an age is counted."""

    FIRST_DAY_OF_TRAINING = "first_day_of_training"
    CLOSING_DAY = "closing_day"


AGE_ON_LABELS = {
    AgeOn.FIRST_DAY_OF_TRAINING: Text("연수 시작일", "the first day of training"),
    AgeOn.CLOSING_DAY: Text("접수마감일", "the closing day"),
}


class _Rule(Model):
    on_fail: OnFail = OnFail.FLAG
    phase: Moment = Moment.SCREENING
    says: Bilingual | None = Field(default=None, alias="text")

    @property
    def text(self) -> Text:
        """The rule in the call's words, or as the catalogue says it."""
        return self.says or self.standard

    @property
    def standard(self) -> Text:
        """The rule with its parameters, as the catalogue says it."""
        raise NotImplementedError


class Deadline(_Rule):
    """The nomination came in before the deadline."""

    rule: Literal["deadline"]

    @property
    def standard(self) -> Text:
        return Text("접수마감 전에 접수된 추천서", "received before the deadline")


class Completeness(_Rule):
    """Everything that the call asks is answered."""

    rule: Literal["completeness"]

    @property
    def standard(self) -> Text:
        return Text("공고에서 요구한 사항을 모두 적은 추천서", "everything asked is answered")


class DacRecipient(_Rule):
    """The country is on the DAC list of ODA recipients in force on the closing day."""

    rule: Literal["dac_recipient"]

    @property
    def standard(self) -> Text:
        return Text(
            "개발도상국(접수마감일에 유효한 OECD DAC 수원국 목록에 있는 국가)",
            "developing country (on the OECD DAC list in force on the closing day)",
        )


class CriterionClaimed(_Rule):
    """The nomination claims one of the call's criteria for countries."""

    rule: Literal["criterion_claimed"]

    @property
    def standard(self) -> Text:
        return Text("국가(도시) 선정기준 중 하나 이상에 해당", "meets at least one criterion for countries")


class SamePersonOnce(_Rule):
    """Nobody is nominated twice in the call."""

    rule: Literal["same_person_once"]

    @property
    def standard(self) -> Text:
        return Text("한 사람은 한 번만 추천", "nobody is nominated twice")


class AgeAtMost(_Rule):
    """The trainee is at most `years` old on the day named by `on`."""

    rule: Literal["age_at_most"]
    years: Count
    on: AgeOn = AgeOn.FIRST_DAY_OF_TRAINING

    @property
    def standard(self) -> Text:
        day = AGE_ON_LABELS[self.on]
        return Text(f"만 {self.years}세 이하({day.ko} 기준)", f"at most {self.years} years old on {day.en}")


def _as_answer(value: Any) -> bool | str:
    if isinstance(value, bool) or (isinstance(value, str) and value.strip()):
        return value
    raise wrong(
        "answer",
        ko="true, false 또는 답변의 글자를 적어 주세요.",
        en="Write true, false or the words of the answer.",
    )


class FieldOfWorkIs(_Rule):
    """The trainee works in one of `fields`, named by their Korean text; without any, in one of the call's."""

    rule: Literal["field_of_work_is"]
    fields: tuple[Line, ...] = ()

    @property
    def standard(self) -> Text:
        if not self.fields:
            return Text("공고에서 정한 업무 분야", "works in one of the call's fields")
        listed = ", ".join(self.fields)
        return Text(f"업무 분야: {listed}", f"field of work: {listed}")


class YearsInPost(_Rule):
    """The trainee has been in the post for at least `years` full years on the day named by `on`."""

    rule: Literal["years_in_post"]
    years: Count
    on: AgeOn = AgeOn.CLOSING_DAY

    @property
    def standard(self) -> Text:
        day = AGE_ON_LABELS[self.on]
        return Text(f"현 직무 {self.years}년 이상({day.ko} 기준)", f"at least {self.years} years in the post on {day.en}")


class EnglishAtLeast(_Rule):
    """The trainee's level of English is `level` or higher."""

    rule: Literal["english_at_least"]
    level: Annotated[str, AfterValidator(known(ENGLISH_LEVELS))]

    @property
    def standard(self) -> Text:
        level = ENGLISH_LEVELS[self.level]
        return Text(f"영어 수준 {level.ko} 이상", f"level of English: {level.en} or higher")


class NotTrainedWithin(_Rule):
    """No invited training of the trainee ended in the `years` years before the first day of this one."""

    rule: Literal["not_trained_within"]
    years: Count

    @property
    def standard(self) -> Text:
        return Text(f"최근 {self.years}년 이내 초청연수 참가 이력 없음", f"no invited training in the last {self.years} years")


class PassportValid(_Rule):
    """The passport is valid for at least `months` months after the last day of the training."""

    rule: Literal["passport_valid"]
    months: Count = 6
    phase: Moment = Moment.CONFIRMATION

    @property
    def standard(self) -> Text:
        return Text(f"연수 종료 후 {self.months}개월 이상 유효한 여권",
                    f"passport valid for at least {self.months} months after the training")  # fmt: skip


class DocumentsGiven(_Rule):
    """Each document named by the key of its question is handed in."""

    rule: Literal["documents_given"]
    questions: Annotated[tuple[Key, ...], Field(min_length=1)]

    @property
    def standard(self) -> Text:
        listed = ", ".join(self.questions)
        return Text(f"제출서류: {listed}", f"documents handed in: {listed}")


class AnswerIs(_Rule):
    """The answer to `question`, of the catalogue or the call's own, is `value`."""

    rule: Literal["answer_is"]
    question: Annotated[str, Field(min_length=1, max_length=40)]
    value: Annotated[bool | str, BeforeValidator(_as_answer)]

    @property
    def standard(self) -> Text:
        asked = TRAINEE_ASKS.get(self.question) or NOMINATION_ASKS.get(self.question) or Text.of(self.question)
        answer = written_answer(self.value)
        return Text(f"{asked.ko}: {answer.ko}", f"{asked.pick('en')}: {answer.en}")


EligibilityRule = Annotated[
    Deadline | Completeness | DacRecipient | CriterionClaimed | SamePersonOnce | AgeAtMost | FieldOfWorkIs
    | YearsInPost | EnglishAtLeast | NotTrainedWithin | PassportValid | DocumentsGiven | AnswerIs,
    Field(discriminator="rule"),
]

def rule_name(kind: type[Model]) -> str:
    """Return the name under which a call lists the rule."""
    return str(get_args(kind.model_fields["rule"].annotation)[0])


RULE_NAMES: tuple[str, ...] = tuple(
    rule_name(kind) for kind in get_args(get_args(EligibilityRule)[0])
)
"""Every rule that a call may name."""


def written_answer(value: bool | str) -> Text:
    """Return how an answer reads: yes or no, or the words themselves."""
    if isinstance(value, bool):
        return Text("예", "yes") if value else Text("아니요", "no")
    return Text(value, value)
