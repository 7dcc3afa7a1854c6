"""The boundary of screening."""

from __future__ import annotations

from typing import Any

from wtforms import DateField, RadioField, SelectField, TextAreaField
from wtforms.validators import InputRequired, Length, Optional

from workflow.core.forms import VersionedForm
from workflow.core.i18n import gettext as _
from workflow.core.i18n import lazy_gettext as _l
from workflow.nominations.models import Nomination, Trainee
from workflow.programmes.definition import CallDefinition
from workflow.screening.models import Screening
from workflow.screening.states import SCREENING, ScreeningState

NONE = "none"
"""The choice that says that none of the ranked criteria applies to a trainee."""


class DecisionForm(VersionedForm):
    """Eligible or not, the criterion verified and the reason; the trainees' categories come beside it."""

    decision = RadioField(_l("Decision"), validators=[InputRequired(_l("Choose eligible or ineligible."))])
    criterion_verified = SelectField(_l("Criterion verified"), coerce=int, validate_choice=False)
    reason = TextAreaField(_l("Reason"), validators=[Length(max=2000)])

    @classmethod
    def of(cls, nomination: Nomination, screening: Screening | None, **values: Any) -> DecisionForm:
        """Fill the form with what was decided, or else with what the nomination claims."""
        call: CallDefinition = nomination.call.definition
        decided = screening is not None and screening.state is not ScreeningState.UNDECIDED
        form = cls(
            version=screening.version if screening else 0,
            decision=screening.state.value if screening and decided else None,
            criterion_verified=(screening.criterion_verified if screening and decided else nomination.criterion) or 0,
            reason=screening.reason if screening and decided else "", **values,
        )
        form.decision.choices = [
            (state.value, SCREENING.label(state)) for state in (ScreeningState.ELIGIBLE, ScreeningState.INELIGIBLE)
        ]
        form.criterion_verified.choices = [(0, _("None"))] + [
            (one.number, f"{one.number}. {one.text}") for one in call.country_criteria
        ]
        return form


def category_choices(call: CallDefinition) -> list[tuple[str, str]]:
    """Return the categories that can be verified for a trainee."""
    return [(one.key, f"{one.rank}. {one.text}") for one in call.ranked] + [(NONE, _("None of these"))]


def chosen_categories(trainees: list[Trainee], values: Any) -> dict[int, str | None]:
    """Read the category chosen for each trainee from a posted form."""
    chosen = {}
    for trainee in trainees:
        value = values.get(f"category-{trainee.id}", "")
        if value:
            chosen[trainee.id] = None if value == NONE else value
    return chosen


class CorrectionForm(VersionedForm):
    """What the company is asked to mend."""

    request = TextAreaField(_l("What is to be mended"), validators=[Length(max=2000)])
    due_on = DateField(_l("Answer by"), validators=[Optional()])


class AnswerForm(VersionedForm):
    """What the company says it has mended."""

    answer = TextAreaField(_l("Answer"), validators=[Length(max=4000)])
