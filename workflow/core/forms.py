"""The boundary: forms that keep what was typed and say which field is wrong and how to mend it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from flask_wtf import FlaskForm
from wtforms import HiddenField

from workflow.core.errors import Reason


class Form(FlaskForm):
    """A form whose errors can also come from the rules, field by field."""

    def refuse(self, reasons: Iterable[Reason]) -> None:
        """Show reasons beside the fields they name; the others stand above the form."""
        for reason in reasons:
            field = self._fields.get(reason.field or "")
            if field is None:
                self.form_errors.append(str(reason.text))
            else:
                field.errors = [*field.errors, str(reason.text)]


class VersionedForm(Form):
    """A form that remembers which version of the row it was filled from."""

    version = HiddenField()

    @property
    def seen_version(self) -> int | None:
        """The version that the page showed, or None where the field was tampered with."""
        value: Any = self.version.data
        return int(value) if str(value or "").isdecimal() else None
