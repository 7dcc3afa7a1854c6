"""The form of each step, made from what the call asks; and the small forms beside it.

A draft may be partial: these forms refuse only what cannot be read as an answer. Whether answers are
missing or break a rule of the call is said by `rules`, shown beside the fields all the same.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any

from flask_wtf import FlaskForm
from flask_wtf.file import MultipleFileField
from wtforms import Field, FormField, HiddenField, SelectMultipleField, StringField
from wtforms import Form as SubForm
from wtforms.fields import SelectChoice
from wtforms.i18n import DummyTranslations
from wtforms.widgets import CheckboxInput, ListWidget

from workflow.accounts import registration_no
from workflow.core.clock import KST
from workflow.core.errors import Reason
from workflow.core.forms import Form, VersionedForm
from workflow.core.i18n import Text
from workflow.core.i18n import gettext as _
from workflow.core.i18n import lazy_gettext as _l
from workflow.nominations import wellformed
from workflow.nominations.fields import (
    ChoiceField,
    CountryField,
    DayField,
    LineField,
    LinesField,
    NumberChoiceField,
    Rows,
    TimeOfDayField,
    YesNoField,
)
from workflow.nominations.steps import MILESTONE_LABELS, Step, name_of, place_asks, says_enough
from workflow.programmes.asks import CALENDAR_ASKS, LONG_ASKS, MILESTONE_LIMIT, YES_NO_ASKS, label, limit
from workflow.programmes.definition import CallDefinition

CHECKS = {"email": wellformed.check_email, "phone": wellformed.check_phone}

HELP: Mapping[tuple[str, str], Any] = {
    ("nomination", "city"): _l("In English, as the city writes itself: it stands so in letters and certificates."),
    ("nomination", "organisation"): _l("In English: the agency or company that the trainees work for."),
    ("nomination", "city_profile"): _l("People, traffic and what troubles the city."),
    ("nomination", "railway_plan"): _l("Lines in service, under construction and planned."),
    ("nomination", "criterion"): _l("The one that fits best; the office checks it against your evidence."),
    ("trainee", "name"): _l("Exactly as in the passport, in Latin letters."),
    ("trainee", "position"): _l("In English."),
    ("trainee", "reason"): _l("Why this person, and what the training will change in the city's project."),
    ("author", "phone"): _l("One that is answered in office hours."),
}


class _OwnWords(FlaskForm.Meta):
    """Every message of these forms is our own: the library's catalogue is not read for each request."""

    def get_translations(self, form: Any) -> DummyTranslations:
        return DummyTranslations()


class StepForm(Form):
    """The form of one step. `seen` is what its page showed, so that a colleague's change is noticed."""

    Meta = _OwnWords
    seen = HiddenField()

    def __init__(self, **values: Any) -> None:
        super().__init__(**values)
        self.refused: list[Reason] = []

    def refuse(self, reasons: Iterable[Reason]) -> None:
        """Show each reason beside the field that its path names ('trainees.0.name'), else above the form."""
        for reason in reasons:
            self.refused.append(reason)
            field = self.at(reason.field or "")
            if field is None:
                self.form_errors.append(str(reason.text))
            else:
                field.errors = [*field.errors, str(reason.text)]
        for field in self:
            if isinstance(field, Rows):
                field.gather_errors()

    def at(self, path: str) -> Field | None:
        """Return the field of a path, or None where this step has no such field."""
        found: Any = None
        fields: Mapping[str, Any] = self._fields
        for part in path.split("."):
            found = fields.get(part)
            if found is None:
                return None
            if isinstance(found, FormField):
                fields = found.form._fields
            elif isinstance(found, Rows):
                fields = {str(index): entry for index, entry in enumerate(found.entries)}
            else:
                fields = {}
        return None if isinstance(found, FormField) else found

    def problems(self) -> list[tuple[str, Text, str]]:
        """Return (id of the field, its name, what is wrong) of all that is to be mended, in its order.

        Where an answer is only missing, its name says enough and the third is empty.
        """
        if self.refused:
            return [
                (_id(reason.field), name_of(reason.field), "" if says_enough(reason) else str(reason.text))
                for reason in self.refused
                if self.at(reason.field or "") is not None
            ]
        return [(_id(path), name_of(path), str(text)) for path, text in _errors("", self._fields)]

    def answers(self) -> dict[str, Any]:
        """Return what was answered: one value for each question of this step."""
        left_out = {"seen", "csrf_token"}
        return {name: _answer(field) for name, field in self._fields.items() if name not in left_out}


def _id(path: str | None) -> str:
    return (path or "").replace(".", "-")


def _errors(above: str, fields: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield (path, text) of each error below, in the order of the form."""
    for name, field in fields.items():
        path = f"{above}{name}"
        if isinstance(field, FormField):
            yield from _errors(f"{path}.", field.form._fields)
            continue
        if isinstance(field, Rows):
            yield from _errors(f"{path}.", {str(index): entry for index, entry in enumerate(field.entries)})
        yield from ((path, text) for text in field.errors if isinstance(text, str))


def _answer(field: Field) -> Any:
    if isinstance(field, FormField):
        return {name: _answer(below) for name, below in field.form._fields.items()}
    if isinstance(field, Rows):
        rows = [_answer(entry) for entry in field.entries]
        return [row for row in rows if any(value not in ("", None) for key, value in row.items() if key != "row")]
    if isinstance(field, NumberChoiceField):
        return field.number
    return field.data or "" if isinstance(field, StringField | ChoiceField) else field.data


def step_form(
    step: Step, call: CallDefinition, given: Mapping[str, Any], *, staff: bool = False, sent: bool = True
) -> StepForm:
    """Make the form of a step, filled with the content `given` or with what the request has sent.

    `staff` are offered the criteria that only staff may claim; without `sent` the request is left aside.
    """
    fields: dict[str, Any] = {
        Step.AUTHOR: _author_fields,
        Step.PLACE: _place_fields,
        Step.MILESTONES: _milestone_fields,
        Step.TRAINEES: _trainee_fields,
        Step.FILES: _file_fields,
        Step.DUTIES: _duty_fields,
    }[step](call, given, staff)
    made = type(f"{step.name.title()}Form", (StepForm,), fields)
    source = {} if sent else {"formdata": None}
    form: StepForm = made(data={name: given[name] for name in fields if name in given}, **source)
    return form


def add_or_remove_row(form: StepForm, asked: Mapping[str, str]) -> bool:
    """Do what the buttons 'add' and 'remove' of a list ask where there is no JavaScript; tell whether one did."""
    for field in form:
        if isinstance(field, Rows) and asked.get("add") == field.name:
            field.add()
            return True
        if isinstance(field, Rows) and asked.get("remove", "").startswith(f"{field.name}-"):
            field.remove(asked["remove"])
            return True
    return False


def _author_fields(call: CallDefinition, given: Mapping[str, Any], staff: bool) -> dict[str, Any]:
    asked = {name: _field("author", name, call) for name in call.nomination_asks.author}
    return {"author": FormField(type("Author", (SubForm,), asked))}


def _place_fields(call: CallDefinition, given: Mapping[str, Any], staff: bool) -> dict[str, Any]:
    fields = {name: _field("nomination", name, call) for name in place_asks(call)}
    if "criterion" in fields:
        claimed = given.get("criterion")
        open_to_reader = [
            (str(one.number), one.text)
            for one in call.country_criteria
            if staff or not one.staff_only or one.number == claimed
        ]
        text, more = label("nomination", "criterion"), _help("nomination", "criterion")
        fields["criterion"] = NumberChoiceField(text, open_to_reader, **more)
    return fields


def _milestone_fields(call: CallDefinition, given: Mapping[str, Any], staff: bool) -> dict[str, Any]:
    row = {
        "row": HiddenField(),
        "date": DayField(MILESTONE_LABELS["date"]),
        "what": LineField(MILESTONE_LABELS["what"], MILESTONE_LIMIT),
    }
    return {"milestones": Rows(FormField(type("MilestoneRow", (SubForm,), row)), label("nomination", "milestones"))}


def _trainee_fields(call: CallDefinition, given: Mapping[str, Any], staff: bool) -> dict[str, Any]:
    row = {"row": HiddenField()}
    row.update({name: _field("trainee", name, call) for name in call.nomination_asks.trainee})
    form_of_row = FormField(type("TraineeRow", (SubForm,), row))
    return {"trainees": Rows(form_of_row, _("Trainees"), most=call.trainees_per_nomination)}


def _file_fields(call: CallDefinition, given: Mapping[str, Any], staff: bool) -> dict[str, Any]:
    return {"files": MultipleFileField(_("Files to attach"))}


def _duty_fields(call: CallDefinition, given: Mapping[str, Any], staff: bool) -> dict[str, Any]:
    duties = SelectMultipleField(
        _("Your company will"),
        choices=[SelectChoice(duty.key, str(duty.text)) for duty in call.company_duties],
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
        validate_choice=False,
    )
    return {"duties_acknowledged": duties}


def _field(group: str, name: str, call: CallDefinition) -> Any:
    """Return the field of a question: its kind follows from the catalogue of what calls may ask."""
    text, more = label(group, name), _help(group, name)
    if name == "country":
        return CountryField(text, **more)
    if name in YES_NO_ASKS:
        return YesNoField(text, **more)
    if name in CALENDAR_ASKS:
        return DayField(text, **more)
    if name in LONG_ASKS:
        return LinesField(text, limit(group, name), **more)
    listed = {
        "route": [(route.key, route.text) for route in call.routes],
        "category": [(one.key, one.text) for one in call.ranked],
        "field_of_work": [(field.ko, field) for field in call.fields_of_work],
    }.get(name)
    if listed is not None:
        return ChoiceField(text, listed, **more)
    return LineField(text, limit(group, name), CHECKS.get(name), **more)


def _help(group: str, name: str) -> dict[str, Any]:
    return {"description": str(HELP.get((group, name), ""))}


class EntryForm(Form):
    """What staff say of a nomination that came on paper or by mail: whose it is, and when it came."""

    registration_no = LineField(
        _l("Business registration number"), 20, description=_l("Ten digits, such as 214-81-00011.")
    )
    name_ko = LineField(
        _l("Company's Korean name"), 120, description=_l("Only for a company that is not registered here yet.")
    )
    name_en = LineField(_l("Company's English name"), 120)
    received_on = DayField(_l("Day of receipt"))
    received_time = TimeOfDayField(
        _l("Time of receipt"), description=_l("In Korean time, such as 14:02.")
    )

    def company_reasons(self, *, known: bool) -> list[Reason]:
        """Return what is wrong with the company; a name is asked for one that is not `known` here."""
        wrong = registration_no.check(self.registration_no.data or "")
        if wrong:
            return [wrong]
        if not known and not self.name_ko.data:
            return [Reason("missing", Text(
                "처음 등록하는 사업자등록번호입니다. 기업의 국문 이름을 입력해 주세요.",
                "No company of this number is registered yet. Give its Korean name.",
            ), "name_ko")]
        return []

    def received(self) -> datetime | None:
        """Return the moment of receipt in Korean time, None where day or time is not given."""
        day, hour = self.received_on.data, self.received_time.time
        return datetime.combine(day, hour, KST) if day and hour else None


class ReceiptForm(Form):
    """A correction of the moment of receipt of what staff entered."""

    received_on = DayField(_l("Day of receipt"))
    received_time = TimeOfDayField(_l("Time of receipt"), description=_l("In Korean time, such as 14:02."))

    received = EntryForm.received


class WithdrawForm(VersionedForm):
    """Why a nomination is taken back."""

    reason = LinesField(_l("Reason"), 1000)


class SubmitForm(VersionedForm):
    """The press of 'submit' on the page of a version."""

    Meta = _OwnWords
