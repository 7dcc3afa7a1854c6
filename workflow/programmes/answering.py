"""The answers that a condition or a rule can be chosen from: those of questions with a known set of answers.

A choice is written `question=answer` in a form, with the answer as `questions.as_written` writes it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from workflow.core.i18n import Text
from workflow.programmes.asks import ENGLISH_LEVELS, NOMINATION_ASKS, TRAINEE_ASKS, YES_NO_ASKS
from workflow.programmes.definition import CallDefinition
from workflow.programmes.eligibility import written_answer
from workflow.programmes.questions import AskedOf, Question, QuestionKind, as_written

NOTHING = Text("")


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer to a question; both by their value and as people read them."""

    question: str
    value: bool | int | str
    asked: Text = NOTHING
    said: Text = NOTHING

    @property
    def code(self) -> str:
        return code_of(self.question, self.value)

    @property
    def label(self) -> Text:
        return Text(f"{self.asked.ko}: {self.said.ko}", f"{self.asked.pick('en')}: {self.said.pick('en')}")


def code_of(question: str, value: bool | int | str) -> str:
    """Return how a form writes the choice of that answer."""
    return f"{question}={as_written(value)}"


def for_condition(call: CallDefinition, of: AskedOf, before: Iterable[Question]) -> list[Answer]:
    """Return the answers with which a question can be asked: of the nomination, of the same trainee, and
    of the own questions `before` it."""
    asked = call.nomination_asks
    found = [*_catalogue(call, asked.nomination)]
    if of is AskedOf.TRAINEE:
        found += _catalogue(call, asked.trainee)
    for question in before:
        if of is AskedOf.TRAINEE or question.of is AskedOf.NOMINATION:
            found += _own(question)
    return found


def for_rules(call: CallDefinition) -> list[Answer]:
    """Return the answers that a rule can ask for. A question of the catalogue that is not asked yet is
    among them: choosing its answer asks it."""
    asked = call.nomination_asks
    names = dict.fromkeys((*asked.nomination, *asked.trainee, *asked.confirmation, *YES_NO_ASKS, "english_level"))
    return [*_catalogue(call, sorted(names, key=_place)), *(one for own in call.questions for one in _own(own))]


def read(code: str, offered: Iterable[Answer]) -> tuple[str, bool | int | str]:
    """Return (question, value) of a written choice; one that is not offered stays as it was written."""
    for answer in offered:
        if answer.code == code:
            return answer.question, answer.value
    question, _, value = code.partition("=")
    return question, value


def _place(name: str) -> int:
    return [*NOMINATION_ASKS, *TRAINEE_ASKS].index(name)


def _catalogue(call: CallDefinition, names: Iterable[str]) -> Iterator[Answer]:
    for name in names:
        label = NOMINATION_ASKS.get(name) or TRAINEE_ASKS[name]
        for value, said in _known_answers(call, name):
            yield Answer(name, value, label, said)


def _known_answers(call: CallDefinition, name: str) -> list[tuple[bool | int | str, Text]]:
    if name in YES_NO_ASKS:
        return [(True, written_answer(True)), (False, written_answer(False))]
    if name == "criterion":
        return [(one.number, Text(f"{one.number}. {one.ko}", f"{one.number}. {one.text.pick('en')}"))
                for one in call.country_criteria]  # fmt: skip
    if name == "route":
        return [(one.key, one.text) for one in call.routes]
    if name == "category":
        return [(one.key, one.text) for one in call.ranked]
    if name == "english_level":
        return list(ENGLISH_LEVELS.items())
    if name == "field_of_work":
        return [(one.ko, one) for one in call.fields_of_work]
    return []


def _own(question: Question) -> Iterator[Answer]:
    if question.kind is QuestionKind.YES_NO:
        for value in (True, False):
            yield Answer(question.key, value, question.text, written_answer(value))
    for option in question.choices:
        yield Answer(question.key, option.key, question.text, option.text)
