"""What the company typed of a trainee, field by field, as the trainee is asked to confirm it.

What the nominator thinks of the person (reason, category) is not theirs to correct and is left out.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from workflow.core.i18n import Text, format_date
from workflow.core.i18n import gettext as _
from workflow.nominations.models import Trainee
from workflow.nominations.questions import as_day
from workflow.nominations.shown import value
from workflow.programmes.asks import NOMINATION_ASKS, TRAINEE_ASKS
from workflow.programmes.definition import CallDefinition
from workflow.programmes.questions import AskedOf, Question, QuestionKind

NOT_ASKED_BACK = frozenset({"name", "reason", "category"})
OF_NOMINATION = ("country", "city", "organisation")


@dataclass(frozen=True, slots=True)
class Said:
    """One thing that is said of a trainee; `value` is in the reader's language, '' where nothing was typed."""

    name: str
    label: Text
    value: str


def said_of(trainee: Trainee, call: CallDefinition) -> list[Said]:
    """Return what is said of a trainee, the name apart: in the order of the form, the nomination's part first."""
    asks, nomination = call.nomination_asks, trainee.nomination
    found = [
        Said(name, NOMINATION_ASKS[name], value(name, getattr(nomination, name), call))
        for name in OF_NOMINATION
        if name in asks.nomination and name not in asks.trainee
    ]
    found += [
        Said(name, TRAINEE_ASKS[name], value(name, getattr(trainee, name), call))
        for name in asks.trainee
        if name not in NOT_ASKED_BACK
    ]
    found += [
        Said(one.key, one.text, own_value(one, trainee.answers.get(one.key)))
        for one in call.questions_of(AskedOf.TRAINEE)
        if not one.is_file
    ]
    return found


def unsaid(trainee: Trainee, call: CallDefinition) -> list[Text]:
    """Return what the call requires and nothing is written of yet: a trainee could not confirm it."""
    asks = call.nomination_asks
    optional = {name for name in OF_NOMINATION if asks.is_optional("nomination", name) and name not in asks.trainee}
    optional |= {name for name in asks.trainee if asks.is_optional("trainee", name)}
    optional |= {one.key for one in call.questions_of(AskedOf.TRAINEE) if not one.required or one.shown_when}
    return [one.label for one in said_of(trainee, call) if not one.value and one.name not in optional]


def name_of(field: str, call: CallDefinition) -> Text:
    """Return how a field that a trainee remarked on is called."""
    return NOMINATION_ASKS[field] if field == "organisation" else call.name_of_question(field)


def own_value(question: Question, answer: Any) -> str:
    """Return the answer to a question of the call's own as people read it."""
    if answer in (None, "", []):
        return ""
    if isinstance(answer, bool):
        return _("Yes") if answer else _("No")
    if question.kind is QuestionKind.CHOICE:
        option = question.option(answer)
        return str(option.text) if option else str(answer)
    if question.kind is QuestionKind.DATE:
        return format_date(as_day(str(answer))) or str(answer)
    if isinstance(answer, list):
        return "; ".join(", ".join(str(row.get(column.key) or "") for column in question.columns) for row in answer)
    return str(answer)
