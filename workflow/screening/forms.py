"""The boundary of screening."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any, Self

from flask_wtf.file import FileField, MultipleFileField
from wtforms import DateField, RadioField, SelectField, StringField, TextAreaField
from wtforms.validators import AnyOf, InputRequired, Length, Optional

from workflow.core import clock
from workflow.core.forms import VersionedForm
from workflow.core.i18n import gettext as _
from workflow.core.i18n import lazy_gettext as _l
from workflow.meetings.models import Decision
from workflow.meetings.wording import name_of
from workflow.nominations.models import Nomination, Trainee
from workflow.programmes.definition import CallDefinition
from workflow.screening.mending import correctable
from workflow.screening.models import Correction, Screening
from workflow.screening.states import KIND_LABELS, SCREENING, CorrectionKind, ScreeningState, TraineeState
from workflow.screening.trainees import ScreenedTrainee

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


DAYS_TO_ANSWER = 7


class CorrectionForm(VersionedForm):
    """What the company is asked to mend: which answer or document, what is wrong with it, and by when."""

    field = SelectField(_l("Answer or document"), validate_choice=False)
    kind = RadioField(_l("What is wrong"), validate_choice=False)
    request = TextAreaField(_l("What is to be mended"))
    due_on = DateField(_l("Answer by"), validators=[Optional()])

    @classmethod
    def of(cls, nomination: Nomination, **values: Any) -> CorrectionForm:
        """Make the form for a nomination; a week is given unless the officer says otherwise."""
        form = cls(due_on=clock.today() + timedelta(days=DAYS_TO_ANSWER), kind=CorrectionKind.INCOMPLETE.value, **values)
        form.field.choices = [("", _("Something else")), *((path, str(name)) for path, name in correctable(nomination))]
        form.kind.choices = [(kind.value, label) for kind, label in KIND_LABELS.items()]
        if form.kind.data not in {kind.value for kind in CorrectionKind}:
            form.kind.data = CorrectionKind.OTHER.value
        return form


class OneOfSeveral(VersionedForm):
    """A form that stands on one page for several rows: its fields have ids of their own."""

    def named(self, row: Correction | Trainee) -> Self:
        """Give the fields ids that no other row's have."""
        for field in self:
            field.id = f"{field.name}-{row.__tablename__}-{row.id}"
            field.label.field_id = field.id
        return self


class TraineeForm(OneOfSeveral):
    """Why a trainee is left out or admitted, and by which decision of a meeting; the buttons say which."""

    decision = StringField(_l("Decision"), validators=[AnyOf(list(TraineeState), _l("Choose one of the buttons."))])
    reason = TextAreaField(_l("Reason"), validators=[Length(max=2000)])
    by = SelectField(_l("Decision of a meeting"), coerce=int)

    @classmethod
    def of(cls, one: ScreenedTrainee, decisions: Sequence[Decision], **values: Any) -> TraineeForm:
        """Fill the form with what was decided on a trainee; `decisions` are those that an exception may name."""
        decided = one.decided if one.state is not TraineeState.BY_RULES else None
        form = cls(
            version=one.decided.version if one.decided else 0, reason=decided.reason if decided else "",
            by=(decided.decision_id if decided else None) or 0, **values,
        )  # fmt: skip
        form.by.choices = [(0, _("no decision named")), *((each.id, name_of(each)) for each in decisions)]
        form.reason.flags.required = not (one.excluding and decisions)
        return form.named(one.trainee)


class OfCorrection(OneOfSeveral):
    """A form about one of several corrections."""

    @classmethod
    def empty(cls, correction: Correction) -> Self:
        """Make the form of a correction as its page first shows it."""
        return cls(formdata=None, data={"version": correction.version}).named(correction)


class AgainForm(OfCorrection):
    """What is still to be mended after an answer."""

    request = TextAreaField(_l("What is still to be mended"))
    due_on = DateField(_l("Answer by"), validators=[Optional()])


class AnswerForm(OfCorrection):
    """What the company says it has mended; the answer itself or a document comes beside it."""

    answer = TextAreaField(_l("What you have mended"))
    document = FileField(_l("New document"))
    attachments = MultipleFileField(
        _l("Files that show it (optional)"), description=_l("They stand with the nomination’s other attached files.")
    )
