"""The boundary: forms that keep what was typed and say which field is wrong and how to mend it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from flask_wtf import FlaskForm
from wtforms import FieldList, FormField, HiddenField

from workflow.core.errors import Reason, Refused, Stale
from workflow.core.web import row_key


class Form(FlaskForm):
    """A form whose errors can also come from the rules, field by field."""

    def validate(self, *args: Any, **values: Any) -> bool:
        """Validate as WTForms does; what lazy messages say is settled, since templates tell texts by their type."""
        valid = bool(super().validate(*args, **values))
        for field in self:
            _settle(field)
        return valid

    def refuse(self, reasons: Iterable[Reason]) -> None:
        """Show reasons beside the fields they name; the others stand above the form."""
        for reason in reasons:
            field = self._fields.get(reason.field or "")
            if field is None:
                self.form_errors.append(str(reason.text))
            else:
                field.errors = [*field.errors, str(reason.text)]

    @contextmanager
    def showing_refusals(self) -> Iterator[None]:
        """Show beside the fields why what stands in the block was refused; `errors` tell that it was.

            with form.showing_refusals(), unit_of_work():
                services.invite(...)
            if not form.errors:
                return redirect(...)

        Stale rises: what becomes of a page that somebody was faster than is for its view to say.
        """
        try:
            yield
        except Stale:
            raise
        except Refused as error:
            self.refuse(error.reasons)


def _settle(field: Any) -> None:
    if isinstance(field, FormField):
        for below in field.form:
            _settle(below)
    elif isinstance(field, FieldList):
        for entry in field:
            _settle(entry)
    else:
        field.errors = [str(message) for message in field.errors]


class VersionedForm(Form):
    """A form that remembers which version of the row it was filled from."""

    version = HiddenField()

    @property
    def seen_version(self) -> int | None:
        """The version that the page showed, or None where the field was tampered with."""
        return row_key(str(self.version.data or ""))
