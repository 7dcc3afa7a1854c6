"""The upload of a sheet and its confirmation."""

from __future__ import annotations

from flask_wtf.file import FileField, FileRequired
from wtforms import BooleanField

from workflow.core.forms import Form, VersionedForm
from workflow.core.i18n import lazy_gettext as _l


class UploadForm(Form):
    """A filled-in template."""

    file = FileField(_l("Filled-in sheet (.xlsx)"), validators=[FileRequired(_l("Choose the sheet to upload."))])


class TakeForm(VersionedForm):
    """The confirmation of what was seen."""

    submit = BooleanField(_l("Submit at once those in which nothing is missing"))
    acknowledged = BooleanField(_l("The company takes on these duties for each of them"))
