"""The boundary: forms that keep what was typed and say which field is wrong and how to mend it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any, ClassVar

from flask_wtf import FlaskForm
from wtforms import Field, FieldList, FormField, HiddenField, RadioField, SelectField

from workflow.core.errors import Reason, Refused, Stale
from workflow.core.web import row_key


class Form(FlaskForm):
    """A form whose errors can also come from the rules, field by field."""

    overtaken_by: Stale | None = None
    """Who was faster than the page that this was sent from."""

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

    def refuse_stale(self, error: Stale) -> None:
        """Say above the form who was faster. What was typed is kept."""
        self.overtaken_by = error
        self.refuse(error.reasons)

    @property
    def status(self) -> int:
        """The status of a page that shows the form: 409 where somebody was faster, 422 where something is refused."""
        return 409 if self.overtaken_by else 422 if self.errors else 200

    def beside(self, now: Form | None) -> list[tuple[str, str, str]]:
        """Return (label, what stands, what was typed) of the fields that differ from `now`, the same form filled
        from what stands; nothing unless somebody was faster."""
        if self.overtaken_by is None or now is None:
            return []
        pairs = [(field, now._fields[field.short_name]) for field in self if not isinstance(field, HiddenField)]
        shown = [(str(typed.label.text), _shown(kept), _shown(typed)) for typed, kept in pairs]
        return [row for row in shown if row[1] != row[2]]

    @contextmanager
    def showing_refusals(self) -> Iterator[None]:
        """Show beside the fields why what stands in the block was refused; `errors` tell that it was.

            with form.showing_refusals(), unit_of_work():
                services.invite(...)
            if not form.errors:
                return redirect(...)
            return render_template(..., form=form), form.status

        So a page that somebody was faster than comes again, with what was typed and the way to what stands.
        """
        try:
            yield
        except Stale as error:
            self.refuse_stale(error)
        except Refused as error:
            self.refuse(error.reasons)


def _shown(field: Field) -> str:
    """Return what stands in a field as its reader sees it: of a choice its label."""
    if isinstance(field, SelectField | RadioField):
        return ", ".join(str(choice.label) for choice in field.iter_choices() if choice.selected)
    return str(field.data if field.data is not None else "")


class Asked:
    """Marks a field that the rules ask for and not its form, which therefore refuses nothing: `validators=[Asked()]`."""

    field_flags: ClassVar[dict[str, bool]] = {"required": True}

    def __call__(self, form: Any, field: Any) -> None:
        """Take every answer."""


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

    def refuse_stale(self, error: Stale, version: int | None = None) -> None:
        """Take on the version that stands now, which the page shows: sent again, it is sent knowing that."""
        super().refuse_stale(error)
        stands = error.version if version is None else version
        if stands is not None:
            self.version.data = str(stands)

    @property
    def seen_version(self) -> int | None:
        """The version that the page showed, or None where the field was tampered with."""
        return row_key(str(self.version.data or ""))
