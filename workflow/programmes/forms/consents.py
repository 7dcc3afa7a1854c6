"""The section about what a trainee consents to, each apart, and when."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from wtforms import BooleanField, HiddenField, RadioField

from workflow.core.i18n import lazy_gettext as _l
from workflow.programmes.definition import CallDefinition
from workflow.programmes.forms.base import Row, SectionForm, Words, pair, plain_row, rows, with_keys
from workflow.programmes.moments import MOMENT_LABELS, Moment
from workflow.programmes.usual import CONSENTS

USUAL = "usual"
"""What the button that adds the usual consents sends."""

class ConsentRow(Row):
    key = HiddenField()
    ko = Words(_l("Consent in Korean"), required=True)
    en = Words(_l("Consent in English"))
    purpose = pair(_l("Purpose"), long=True, required=True)
    items = pair(_l("Items"), long=True, required=True)
    recipient = pair(_l("Who receives the data"), long=True)
    retention = pair(_l("Retention"), long=True, required=True)
    refusal = pair(_l("Right to refuse, and what refusing means"), long=True, required=True)
    required = BooleanField(_l("Without this consent nobody can take part"))

    @property
    def written(self) -> dict[str, Any]:
        """What the row says; a recipient that is blank is none."""
        said = plain_row(self)
        if not said["recipient"]:
            del said["recipient"]
        return said


class ConsentsForm(SectionForm):
    """What each trainee is asked to consent to, and at which moment."""

    key = "consents"
    title = _l("Consents")
    amends = True
    consent_asked_at = RadioField(_l("Consent is asked"), validate_choice=False, choices=[
        (moment.value, label) for moment, label in MOMENT_LABELS.items()
    ])  # fmt: skip
    consents = rows(ConsentRow, _l("Consents"))

    @classmethod
    def filled(cls, call: CallDefinition) -> dict[str, Any]:
        data = call.model_dump(mode="json")
        return {"consent_asked_at": call.consent_asked_at.value, "consents": [_boxes(one) for one in data["consents"]]}

    def changes(self, call: CallDefinition) -> dict[str, Any]:
        written = [entry.form.written for entry in self.consents.entries]
        return {
            "consent_asked_at": self.consent_asked_at.data or Moment.CONFIRMATION.value,
            "consents": with_keys(written, "consent", self.used.get("consents", ())),
        }

    @property
    def lacks_usual(self) -> bool:
        """Whether one of the usual consents is not there yet."""
        return not {one.key for one in CONSENTS} <= {entry.form.key.data for entry in self.consents.entries}

    def edit_rows(self, add: str | None, remove: str | None) -> bool:
        """As every list, and the usual consents at one press: those that are not there yet."""
        if add == USUAL:
            known = {entry.form.key.data for entry in self.consents.entries}
            for one in CONSENTS:
                if one.key not in known:
                    self.consents.append_entry(_boxes(one.model_dump(mode="json")))
        return super().edit_rows(add, remove)


def _boxes(consent: Mapping[str, Any]) -> dict[str, Any]:
    return {**consent, "recipient": consent["recipient"] or {}}
