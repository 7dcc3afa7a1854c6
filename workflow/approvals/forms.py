"""What an approver sends."""

from __future__ import annotations

from wtforms import TextAreaField
from wtforms.validators import Length

from workflow.core.forms import VersionedForm
from workflow.core.i18n import lazy_gettext as _l


class ApproveForm(VersionedForm):
    """One button, with the version that its page showed."""


class ReturnForm(VersionedForm):
    """Whether a reason stands in it is the service's rule."""

    reason = TextAreaField(_l("Reason"), [Length(max=2000)])
