"""The form of each step, made from what the call asks; and the small forms beside it.

A draft may be partial: these forms refuse only what cannot be read as an answer. Whether answers are
missing or break a rule of the call is said by `rules`, shown beside the fields all the same.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from functools import partial
from typing import Any

from wtforms import HiddenField, SelectField

from workflow.accounts import registration_no
from workflow.core.clock import KST
from workflow.core.errors import Reason
from workflow.core.forms import Asked, Form, VersionedForm
from workflow.core.i18n import Text
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
from workflow.nominations.ownfields import DutiesField, GroupField, optional, own_answers
from workflow.nominations.rules import check_day
from workflow.nominations.stepform import StepForm, Words, rows_below
from workflow.nominations.steps import MILESTONE_LABELS, Step, own_asks, place_asks
from workflow.programmes.asks import (
    CALENDAR_ASKS,
    LONG_ASKS,
    MILESTONE_LIMIT,
    YES_NO_ASKS,
    label,
    limit,
)
from workflow.programmes.definition import CallDefinition
from workflow.programmes.questions import AskedOf

HELP: Mapping[tuple[str, str], Any] = {
    ("nomination", "city"): _l("In English, as the city writes itself: it stands so in letters and certificates."),
    ("nomination", "organisation"): _l("In English: the agency or company that the trainees work for."),
    ("nomination", "city_profile"): _l("People, traffic and what troubles the city."),
    ("nomination", "railway_plan"): _l("Lines in service, under construction and planned."),
    ("nomination", "criterion"): _l("The one that fits best; the office checks it against your evidence."),
    ("trainee", "name"): _l("Exactly as in the passport, in Latin letters."),
    ("trainee", "position"): _l("In English."),
    ("trainee", "last_trained_on"): _l("Leave it empty if there was none."),
    ("trainee", "reason"): _l("Why this person, and what the training will change in the city's project."),
    ("author", "phone"): _l("One that is answered in office hours."),
}


def step_form(
    step: Step, call: CallDefinition, given: Mapping[str, Any], *, staff: bool = False, sent: bool = True
) -> StepForm:
    """Make the form of a step, filled with the content `given` or with what the request has sent.

    `staff` are offered the routes and the criteria that only staff may claim; without `sent` the request is left aside.
    """
    claimed, route = given.get("criterion"), given.get("route")
    fields = _fields(call, step, staff, claimed if isinstance(claimed, int) else None, str(route or ""))
    made = type(f"{step.name.title()}Form", (StepForm,), {**fields, "call": call})
    source = {} if sent else {"formdata": None}
    form: StepForm = made(data={name: given[name] for name in fields if name in given}, **source)
    return form


def add_or_remove_row(form: StepForm, asked: Mapping[str, str]) -> bool:
    """Do what the buttons 'add' and 'remove' of a list ask where there is no JavaScript; tell whether one did."""
    for rows in rows_below(form._fields):
        if asked.get("add") == rows.name:
            rows.add()
            return True
        if any(entry.name == asked.get("remove") for entry in rows.entries):
            rows.remove(asked["remove"])
            return True
    return False


_made: dict[tuple[Any, ...], tuple[CallDefinition, dict[str, Any]]] = {}
MADE_AT_MOST = 200


def _fields(call: CallDefinition, step: Step, staff: bool, claimed: int | None, route: str) -> dict[str, Any]:
    """Return the fields of a step, made once for the definition of a call: they hold no answer."""
    chosen = route if call.route(route) else ""  # whatever was stored, there are no more forms than routes
    key = (id(call), step, staff, claimed, chosen)
    known = _made.get(key)
    if known is None or known[0] is not call:
        if len(_made) >= MADE_AT_MOST:
            _made.clear()
        known = _made[key] = (call, _make_fields(call, step, staff, claimed, chosen))
    return known[1]


def _make_fields(
    call: CallDefinition, step: Step, staff: bool, claimed: int | None, chosen: str
) -> dict[str, Any]:
    asks = call.nomination_asks
    if step is Step.AUTHOR:
        return {"author": GroupField({name: _field("author", name, call) for name in asks.author})}
    if step is Step.PLACE:
        fields = {name: _field("nomination", name, call) for name in place_asks(call)}
        if "criterion" in fields:
            fields["criterion"] = _criterion(call, staff, claimed)
        if "route" in fields:
            fields["route"] = _route(call, staff, chosen)
        return {**fields, **_own(call, AskedOf.NOMINATION)}
    if step is Step.MILESTONES:
        row = {
            "row": HiddenField(),
            "date": DayField(MILESTONE_LABELS["date"], validators=[Asked()]),
            "what": LineField(MILESTONE_LABELS["what"], MILESTONE_LIMIT, validators=[Asked()]),
        }
        return {"milestones": Rows(GroupField(row), label("nomination", "milestones"), in_parts=True)}
    if step is Step.TRAINEES:
        row = {"row": HiddenField(), **{name: _field("trainee", name, call) for name in asks.trainee}}
        row |= _own(call, AskedOf.TRAINEE)
        return {"trainees": Rows(GroupField(row), _l("Trainees"), most=call.trainees_per_nomination, in_parts=True)}
    if step is Step.DUTIES:
        return {"duties_acknowledged": DutiesField(_l("Your company will"), call.company_duties, validators=[Asked()])}
    return {}


def _own(call: CallDefinition, of: AskedOf) -> dict[str, Any]:
    questions = own_asks(call, of)
    return {"answers": own_answers(questions)} if questions else {}


def _route(call: CallDefinition, staff: bool, chosen: str) -> Any:
    open_to_reader = [(one.key, one.text) for one in call.routes if staff or not one.staff_only or one.key == chosen]
    return ChoiceField(_label("nomination", "route", call), open_to_reader, **_more("nomination", "route", call))


def _criterion(call: CallDefinition, staff: bool, claimed: int | None) -> Any:
    open_to_reader = [
        (str(one.number), one.text)
        for one in call.country_criteria
        if staff or not one.staff_only or one.number == claimed
    ]
    return NumberChoiceField(_label("nomination", "criterion", call), open_to_reader, **_more("nomination", "criterion", call))


def _field(group: str, name: str, call: CallDefinition) -> Any:
    known = wellformed.CHECKS.get((group, name))
    check = partial(check_day, name, call=call) if name in CALENDAR_ASKS else known[1] if known else None
    return catalogue_field(group, name, call, _label(group, name, call), check, **_more(group, name, call))


def catalogue_field(
    group: str, name: str, call: CallDefinition, text: Any, check: Any = None, **more: Any
) -> Any:
    """Return the field of a question: its kind follows from the catalogue of what calls may ask. `check` says what is
    wrong with an answer that can be read, None where nothing is."""
    if name == "country":
        return CountryField(text, **more)
    if name in YES_NO_ASKS:
        return YesNoField(text, **more)
    if name in CALENDAR_ASKS:
        return DayField(text, check, **more)
    if name in LONG_ASKS:
        return LinesField(text, limit(group, name), **more)
    options = call.options_of(name)
    return LineField(text, limit(group, name), check, **more) if options is None else ChoiceField(text, options, **more)


def _label(group: str, name: str, call: CallDefinition) -> Text:
    text = label(group, name)
    return optional(text) if call.nomination_asks.is_optional(group, name) else text


def _more(group: str, name: str, call: CallDefinition) -> dict[str, Any]:
    """Return the help of a question, and its mark where a nomination is not complete without the answer."""
    asks = call.nomination_asks
    marked = {} if asks.is_optional(group, name) else {"validators": [Asked()]}
    return {"description": asks.help_of(group, name) or HELP.get((group, name), ""), **marked}


class EntryForm(Form):
    """What staff say of a nomination that came on paper or by mail: whose it is, and when it came."""

    registration_no = LineField(
        _l("Business registration number"), 20, description=_l("Ten digits, such as 123-45-67890.")
    )
    name_ko = LineField(
        _l("Company's Korean name"), 120, description=_l("Only for a company that is not registered here yet.")
    )
    name_en = LineField(_l("Company's English name"), 120, wellformed.check_latin)
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
                "처음 등록하는 사업자등록번호입니다. 기업 국문명을 입력해 주세요.",
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


class CommentForm(Form):
    """What somebody writes to colleagues; the choices of `field` are given by the page."""

    field = SelectField(_l("About"), choices=[], validate_choice=False)
    text = LinesField(_l("Comment"), 2000, validators=[Asked()])


class WithdrawForm(VersionedForm):
    """Why a nomination is taken back."""

    reason = LinesField(_l("Reason"), 1000, validators=[Asked()])


class SubmitForm(VersionedForm):
    """The press of 'submit' on the page of a version."""

    Meta = Words
