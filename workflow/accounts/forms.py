"""The stage's forms: what is typed, cleaned, and which field is wrong.

What makes a name, an address, a registration number or a password right is said by the rules; their
reasons come back through `Form.refuse`.
"""

from __future__ import annotations

from typing import Any

from wtforms import (
    BooleanField,
    FileField,
    HiddenField,
    PasswordField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, InputRequired, Length
from wtforms.widgets import CheckboxInput, ListWidget

from workflow.accounts.roles import LABELS, RIGHTS, STAFF, Right
from workflow.core.forms import Form, VersionedForm
from workflow.core.i18n import lazy_gettext as _l

RIGHT_CHOICES = [SelectChoice(str(right), label) for right, label in RIGHTS.items()]
LANGUAGE_CHOICES = [SelectChoice("ko", "한국어"), SelectChoice("en", "English")]


def clean(value: Any) -> Any:
    """Take away spaces around what was typed, and signs that nobody types (such as a line break in a name)."""
    return "".join(c for c in value if c.isprintable()).strip() if isinstance(value, str) else value


def clean_lines(value: Any) -> Any:
    """As `clean`, for a text of several lines."""
    return "".join(c for c in value if c.isprintable() or c == "\n").strip() if isinstance(value, str) else value


class AddressField(StringField):
    """A mail address."""

    def __init__(self, **values: Any) -> None:
        super().__init__(_l("Mail address"), [DataRequired(_l("Enter your mail address."))], [clean], **values)


class RolesField(SelectMultipleField):
    """The staff roles as check boxes."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()

    def __init__(self, **values: Any) -> None:
        super().__init__(_l("Roles"), choices=[SelectChoice(str(role), LABELS[role]) for role in STAFF], **values)


class ConsentField(BooleanField):
    """The consent to keeping personal data. What is sent is the version of the text that stood beside it (`seen`)."""

    seen = ""

    def __init__(self, **values: Any) -> None:
        said = _l("Consent to the collection and use of your personal data, or leave: no account can be made without it.")
        super().__init__(_l("I have read this and consent"), [InputRequired(said)], **values)

    def process_formdata(self, valuelist: list[Any]) -> None:
        super().process_formdata(valuelist)
        self.seen = str(valuelist[0]) if valuelist else ""


class SignInForm(Form):
    email = AddressField()
    password = PasswordField(_l("Password"), [DataRequired(_l("Enter your password."))])
    next = HiddenField()


class SignUpForm(Form):
    name_ko = StringField(_l("Company's name in Korean"), [DataRequired(_l("Enter the company's name in Korean."))], [clean])
    name_en = StringField(
        _l("Company's name in English"), [DataRequired(_l("Enter the company's name in English."))], [clean]
    )
    registration_no = StringField(
        _l("Business registration number"), [DataRequired(_l("Enter the business registration number."))], [clean]
    )
    name = StringField(_l("Your name"), [DataRequired(_l("Enter your name."))], [clean])
    email = AddressField()
    consent = ConsentField()


class ResetForm(Form):
    email = AddressField()


class NewPasswordForm(Form):
    """A password by link; where the link asks for it (consents.asked_by), the consent too."""

    password = PasswordField(_l("New password"), [DataRequired(_l("Enter a new password."))])
    consent = ConsentField()


class AccountForm(VersionedForm):
    """What people say of themselves; who belongs to a company also chooses whether notices come by mail."""

    name = StringField(_l("Name"), [DataRequired(_l("Enter your name."))], [clean])
    language = SelectField(_l("Language of pages and mails"), choices=LANGUAGE_CHOICES)
    wants_notices = BooleanField(_l("Mail me new notices and calls"))


class ChangeAddressForm(Form):
    email = StringField(_l("New mail address"), [DataRequired(_l("Enter your new mail address."))], [clean])
    present = PasswordField(
        _l("Present password"), [DataRequired(_l("Enter your present password."))], id="address-present"
    )


class ChangePasswordForm(Form):
    present = PasswordField(_l("Present password"), [DataRequired(_l("Enter your present password."))])
    password = PasswordField(_l("New password"), [DataRequired(_l("Enter a new password."))])


class ColleagueForm(Form):
    """A new colleague: the mail that invites them is in their language."""

    name = StringField(_l("Colleague's name"), [DataRequired(_l("Enter your colleague's name."))], [clean])
    email = StringField(_l("Colleague's mail address"), [DataRequired(_l("Enter your colleague's mail address."))], [clean])
    language = SelectField(_l("Language of the mail"), choices=LANGUAGE_CHOICES, default="ko")


class InviteMemberForm(ColleagueForm):
    right = RadioField(_l("Right"), choices=RIGHT_CHOICES, default=str(Right.SUBMIT))


class RightForm(VersionedForm):
    right = RadioField(_l("Right"), choices=RIGHT_CHOICES)


class NoticesForm(VersionedForm):
    """Whether a member is told of new notices and calls by mail."""

    wanted = HiddenField()


SOMEBODY_NEW = "new"


class HandOverForm(ColleagueForm):
    """Who takes the company's account over: a colleague, or somebody who is invited."""

    to = RadioField(_l("Who takes over"), [InputRequired(_l("Choose who takes over."))])
    afterwards = RadioField(
        _l("What becomes of your account"), [InputRequired(_l("Choose what becomes of your account."))]
    )
    reason = TextAreaField(_l("Reason"), [Length(max=500)], [clean_lines])

    def __init__(self, colleagues: list[tuple[str, str]], afterwards: list[tuple[str, Any]], **values: Any) -> None:
        super().__init__(**values)
        self.to.choices = [
            *(SelectChoice(*one) for one in colleagues),
            SelectChoice(SOMEBODY_NEW, str(_l("Somebody new, whom you invite"))),
        ]
        self.afterwards.choices = [SelectChoice(*one) for one in afterwards]
        for field in (self.name, self.email):  # asked for only where somebody new takes over
            field.flags.required = False
            if not self.invites:
                field.validators = []
        if not afterwards:
            del self.afterwards

    @property
    def invites(self) -> bool:
        return bool(self.to.data == SOMEBODY_NEW)


class ProfileForm(VersionedForm):
    """What a company says of itself. Its lengths and what is right are told by `profile.check`."""

    name_ko = StringField(_l("Company's name in Korean"), [DataRequired(_l("Enter the company's name in Korean."))], [clean])
    name_en = StringField(_l("Company's name in English"), [], [clean])
    representative = StringField(_l("Representative"), [], [clean])
    business = StringField(_l("Field of business"), [], [clean])
    address_ko = StringField(_l("Address in Korean"), [], [clean])
    address_en = StringField(_l("Address in English"), [], [clean])
    phone = StringField(_l("Phone"), [], [clean])
    homepage = StringField(_l("Homepage"), [], [clean])
    certificate = FileField(_l("Registration certificate"))


class ReturnForm(VersionedForm):
    reason = TextAreaField(_l("Reason"), [], [clean_lines])


class InviteStaffForm(Form):
    name = StringField(_l("Name"), [DataRequired(_l("Enter the name."))], [clean])
    email = StringField(_l("Mail address"), [DataRequired(_l("Enter the mail address."))], [clean])
    roles = RolesField()
    language = SelectField(_l("Language of the mail"), choices=LANGUAGE_CHOICES, default="ko")


class RolesForm(VersionedForm):
    roles = RolesField()


class DisableForm(VersionedForm):
    reason = TextAreaField(_l("Reason"), [Length(max=500)])


class ButtonForm(VersionedForm):
    """One button, with the version that its page showed."""
