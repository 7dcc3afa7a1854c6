"""Conditional questions as a page knows them: whose answer shows a question, and how that is said.

The browser shows and hides by them while somebody types; what is asked is decided by the rules alone.
"""

from __future__ import annotations

from dataclasses import dataclass

from workflow.core.i18n import gettext as _
from workflow.nominations.answers import NominationAnswers
from workflow.nominations.questions import asked_of_nomination
from workflow.nominations.shown import own_value, value
from workflow.programmes.definition import CallDefinition
from workflow.programmes.questions import AskedOf, Question, QuestionKind, as_written


@dataclass(frozen=True, slots=True)
class Condition:
    """`control` is the name, within its group, of the field whose value must be `value`; it is '' where the
    field stands on another step, whose answer the page then holds under `name`. `words` say it to people."""

    name: str
    control: str
    value: str
    words: str


def condition_of(question: Question, call: CallDefinition) -> Condition | None:
    """Return the condition under which a question of the call's own is asked, None where it always is."""
    when = question.shown_when
    if when is None:
        return None
    own = call.question(when.question)
    here = _is_of_trainee(when.question, call) if question.of is AskedOf.TRAINEE else True
    control = (f"answers-{when.question}" if own else when.question) if here else ""
    wanted = when.value
    if own is not None:
        answer = own_value(own, wanted == "yes" if own.kind is QuestionKind.YES_NO and wanted in ("yes", "no") else wanted)
    else:
        answer = value(when.question, _number(wanted) if when.question == "criterion" else wanted, call)
    words = _(
        "Only if “%(question)s” is “%(answer)s”",
        question=call.name_of_question(when.question), answer=answer,
    )  # fmt: skip
    return Condition(when.question, control, as_written(wanted), words)


def given_elsewhere(call: CallDefinition, answers: NominationAnswers) -> dict[str, str]:
    """Return the answers of the nomination that conditions of questions to trainees look at, as they are
    written; what is not asked of this nomination counts as no answer."""
    asked = {one.key for one in asked_of_nomination(call, answers)}
    names = {
        one.shown_when.question for one in call.questions_of(AskedOf.TRAINEE)
        if one.shown_when and not _is_of_trainee(one.shown_when.question, call)
    }  # fmt: skip
    return {
        name: as_written(answers.answer(name)) if name in asked or call.question(name) is None else ""
        for name in sorted(names)
    }


def _is_of_trainee(name: str, call: CallDefinition) -> bool:
    own = call.question(name)
    return own.of is AskedOf.TRAINEE if own else name in call.nomination_asks.trainee


def _number(given: bool | int | str) -> int | str:
    return int(given) if str(given).isdecimal() else str(given)
