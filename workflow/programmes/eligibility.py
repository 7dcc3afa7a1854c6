"""The rules of eligibility that a call can choose from, with the parameters each takes.

The catalogue stands here, before nominations and screening, so that a call with an unknown rule is
refused when it is read; `workflow/screening/rules.py` holds what each rule does. A rule that fails
either flags (an officer looks and decides) or excludes (ineligible by itself).
"""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Any, Literal, get_args

from pydantic import BeforeValidator, Field

from workflow.core.i18n import Text
from workflow.programmes.asks import TRAINEE_ASKS
from workflow.programmes.fields import Count, Model, wrong


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


class Deadline(_Rule):
    """The nomination came in before the deadline."""

    rule: Literal["deadline"]

    @property
    def text(self) -> Text:
        return Text("접수마감 전에 접수된 추천서", "received before the deadline")


class Completeness(_Rule):
    """Everything that the call asks is answered."""

    rule: Literal["completeness"]

    @property
    def text(self) -> Text:
        return Text("공고에서 요구한 사항을 모두 적은 추천서", "everything asked is answered")


class DacRecipient(_Rule):
    """The country is on the DAC list of ODA recipients in force on the closing day."""

    rule: Literal["dac_recipient"]

    @property
    def text(self) -> Text:
        return Text(
            "개발도상국(접수마감일에 유효한 OECD DAC 수원국 목록에 있는 국가)",
            "developing country (on the OECD DAC list in force on the closing day)",
        )


class CriterionClaimed(_Rule):
    """The nomination claims one of the call's criteria for countries."""

    rule: Literal["criterion_claimed"]

    @property
    def text(self) -> Text:
        return Text("국가(도시) 선정기준 중 하나 이상에 해당", "meets at least one criterion for countries")


class SamePersonOnce(_Rule):
    """Nobody is nominated twice in the call."""

    rule: Literal["same_person_once"]

    @property
    def text(self) -> Text:
        return Text("한 사람은 한 번만 추천", "nobody is nominated twice")


class AgeAtMost(_Rule):
    """The trainee is at most `years` old on the day named by `on`."""

    rule: Literal["age_at_most"]
    years: Count
    on: AgeOn = AgeOn.FIRST_DAY_OF_TRAINING

    @property
    def text(self) -> Text:
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


class AnswerIs(_Rule):
    """The trainee's answer to `question` is `value`."""

    rule: Literal["answer_is"]
    question: str
    value: Annotated[bool | str, BeforeValidator(_as_answer)]

    @property
    def text(self) -> Text:
        asked, answer = TRAINEE_ASKS.get(self.question, Text.of(self.question)), written_answer(self.value)
        return Text(f"{asked.ko}: {answer.ko}", f"{asked.pick('en')}: {answer.en}")


EligibilityRule = Annotated[
    Deadline | Completeness | DacRecipient | CriterionClaimed | SamePersonOnce | AgeAtMost | AnswerIs,
    Field(discriminator="rule"),
]

RULE_NAMES: tuple[str, ...] = tuple(
    get_args(kind.model_fields["rule"].annotation)[0] for kind in get_args(get_args(EligibilityRule)[0])
)
"""Every rule that a call may name."""


def written_answer(value: bool | str) -> Text:
    """Return how an answer reads: yes or no, or the words themselves."""
    if isinstance(value, bool):
        return Text("예", "yes") if value else Text("아니요", "no")
    return Text(value, value)
