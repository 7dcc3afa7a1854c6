"""The stage's forms: what is typed, cleaned, and which field is wrong."""

from __future__ import annotations

from typing import Any

from wtforms import HiddenField, PasswordField, StringField
from wtforms.validators import DataRequired, Length

from workflow.core.forms import Form
from workflow.core.i18n import lazy_gettext as _l


def clean(value: Any) -> Any:
    """Take away spaces around what was typed, and signs that no name or address has (such as NUL)."""
    return "".join(c for c in value if c.isprintable()).strip() if isinstance(value, str) else value


class SignInForm(Form):
    email = StringField(_l("Mail address"), [DataRequired(_l("Enter your mail address.")), Length(max=254)], [clean])
    password = PasswordField(_l("Password"), [DataRequired(_l("Enter your password."))])
    next = HiddenField()
