"""How the pages of the editor say what a question is. In the language of the reader."""

from __future__ import annotations

from datetime import date

from workflow.core.i18n import Text, format_date
from workflow.core.i18n import lazy_gettext as _l
from workflow.programmes import answering
from workflow.programmes.definition import CallDefinition
from workflow.programmes.moments import MOMENT_LABELS, Moment
from workflow.programmes.questions import KIND_LABELS, AskedOf, Question

OF_LABELS = {
    AskedOf.NOMINATION: _l("once for the nomination"),
    AskedOf.TRAINEE: _l("of each trainee"),
}


def kind_label(question: Question) -> Text:
    return KIND_LABELS[question.kind]


def of_label(question: Question) -> str:
    return str(OF_LABELS[question.of])


def moment_label(moment: Moment) -> Text:
    return MOMENT_LABELS[moment]


def weekday(written: str | None) -> str:
    """Return a day that was typed as it is written with its weekday; '' where it is none."""
    try:
        return format_date(date.fromisoformat(written or ""))
    except ValueError:
        return ""


def condition_label(call: CallDefinition, question: Question) -> Text:
    """Return the answer with which a question is asked, as '선정기준: 1. …'; '' for one that is always asked."""
    when = question.shown_when
    if when is None:
        return Text("")
    code = answering.code_of(when.question, when.value)
    known = {one.code: one for one in answering.for_condition(call, AskedOf.TRAINEE, call.questions)}
    found = known.get(code) or answering.Answer(
        when.question, when.value, call.name_of_question(when.question), Text.of(str(when.value))
    )
    return found.label
