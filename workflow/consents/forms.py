"""The form of a trainee's page, made of what is asked of this person; and the small forms of who asks."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask_wtf.file import MultipleFileField
from wtforms import BooleanField, HiddenField, RadioField
from wtforms.fields import SelectChoice

from workflow.consents import passport
from workflow.consents.confirmation import Confirmation
from workflow.consents.data import Said
from workflow.consents.states import Decision
from workflow.core.forms import VersionedForm
from workflow.core.i18n import LANGUAGES, Text
from workflow.core.i18n import gettext as _
from workflow.core.i18n import lazy_gettext as _l
from workflow.nominations import wellformed
from workflow.nominations.fields import ChoiceField, LineField, LinesField
from workflow.nominations.forms import catalogue_field
from workflow.nominations.ownfields import GroupField, own_answers
from workflow.nominations.stepform import StepForm
from workflow.programmes.asks import TRAINEE_ASKS
from workflow.programmes.definition import CallDefinition
from workflow.programmes.parts import Consent

REMARK_LIMIT = 500
LANGUAGE_NAMES = {"en": "English", "ko": "한국어"}


class NameField(LineField):
    """A name as in the passport, kept in capitals."""

    def __init__(self, label: Any, **values: Any) -> None:
        super().__init__(label, passport.LIMIT, lambda name: passport.check(name) if name else None, **values)

    def process_formdata(self, valuelist: Sequence[str]) -> None:
        if valuelist:
            self.data = passport.clean(valuelist[0])


class ConsentField(RadioField):
    """One consent: given or refused, and neither before the trainee has chosen."""

    CHOICES = (
        SelectChoice(Decision.GIVEN.value, _l("I consent")),
        SelectChoice(Decision.REFUSED.value, _l("I do not consent")),
    )

    def __init__(self, label: Any, **values: Any) -> None:
        super().__init__(label, choices=self.CHOICES, coerce=str, validate_choice=False, **values)

    def pre_validate(self, form: Any) -> None:
        if self.data not in (Decision.GIVEN.value, Decision.REFUSED.value):
            self.data: str | None = None


class TraineeForm(StepForm):
    """What a trainee fills in. `seen` is the version of all that the page showed, `shown_in` its language."""

    shown_in = HiddenField()
    surname = NameField(_l("Surname"), description=_l("All of it, as in the passport."))
    given_names = NameField(_l("Given names"), description=_l("All of them, in the order of the passport."))
    single = BooleanField(_l("My passport shows one name only: it stands under “Given names”, and there is no surname."))
    checked = BooleanField(_l("I have read what is said of me. What I have not corrected is right."))


def trainee_form(
    call: CallDefinition, said: Sequence[Said], confirmation: Confirmation, consents: Sequence[Consent], **given: Any
) -> TraineeForm:
    """Make the form of one trainee, filled with what is `given` or with what the request has sent."""
    fields: dict[str, Any] = {
        "remarks": GroupField({one.name: LinesField(_l("What is right instead"), REMARK_LIMIT) for one in said}),
    }
    if confirmation.names:
        fields["values"] = GroupField({name: _catalogue_field(name, call) for name in confirmation.names})
    if confirmation.written:
        fields["own"] = own_answers(confirmation.written)
    if confirmation.documents:
        fields["files"] = GroupField({
            one.key: MultipleFileField(one.text, description=one.help or "") for one in confirmation.documents
        })  # fmt: skip
    if consents:
        fields["consents"] = GroupField({one.key: ConsentField(one.text) for one in consents})
    made = type("ThisTraineeForm", (TraineeForm,), {**fields, "call": call})
    form: TraineeForm = made(data=given)
    return form


def _catalogue_field(name: str, call: CallDefinition) -> Any:
    """Return the field of a question of the catalogue that is asked at the confirmation."""
    help = call.nomination_asks.help_of("trainee", name) or ""
    return catalogue_field("trainee", name, call, TRAINEE_ASKS[name], description=help)


class AskForm(VersionedForm):
    """Whom a link goes to."""

    email = LineField(_l("Trainee's mail address"), 254, wellformed.check_email)
    language = ChoiceField(_l("Language of the mail"), ())

    def __init__(self, **values: Any) -> None:
        super().__init__(**values)
        self.language.choices = [SelectChoice(code, LANGUAGE_NAMES[code]) for code in reversed(LANGUAGES)]


def single_name_missing(form: TraineeForm) -> Text | None:
    """Say that the surname is missing, unless the trainee said that the passport shows none."""
    if form.surname.data or form.single.data:
        return None
    return Text(
        "성을 입력하거나, 여권에 이름이 하나뿐이면 아래 칸에 표시해 주세요.",
        "Give the surname, or tick below that your passport shows one name only.",
    )


def unread() -> str:
    return _("Confirm that you have read it.")
