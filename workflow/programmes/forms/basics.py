"""Sections about the call itself: names and contact, dates, quotas, letters."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from types import MappingProxyType
from typing import Any

from wtforms import BooleanField, FormField, RadioField, SelectField

from workflow.core.i18n import lazy_gettext as _l
from workflow.programmes.definition import CallDefinition
from workflow.programmes.fields import on_one_line
from workflow.programmes.forms.base import (
    DayBox,
    LongWords,
    Number,
    Row,
    SectionForm,
    TimeBox,
    Words,
    pair,
    plain,
    rows,
)
from workflow.programmes.models import Call
from workflow.programmes.parts import PartnerRole, Phases, Quotas


class PartnerRow(Row):
    ko = Words(_l("Name in Korean"), required=True)
    en = Words(_l("Name in English"))
    role = SelectField(_l("Part in the programme"), validate_choice=False, choices=[
        (PartnerRole.ORGANISER.value, _l("organiser")), (PartnerRole.OPERATOR.value, _l("operator")),
        (PartnerRole.NOMINATOR.value, _l("nominator")),
    ])  # fmt: skip


class BasicsForm(SectionForm):
    """Who calls for what: the names of notice and programme, the issuing unit and its contact."""

    key = "basics"
    title = _l("Basics and contact")

    code = Words(_l("Code of the call"), required=True)
    programme = pair(_l("Programme title"), required=True)
    notice_title = pair(_l("Notice title"), required=True)
    purpose = pair(_l("Purpose"), long=True, required=True)
    unit = pair(_l("Issuing unit"), required=True)
    short = pair(_l("Its short name in letters"))
    name = Words(_l("Officer in charge (Korean / English)"))
    phone = Words(_l("Telephone"))
    fax = Words(_l("Fax"))
    email = Words(_l("E-mail"))
    runs_with = rows(PartnerRow, _l("Run together by"))

    paths = MappingProxyType({
        "issuing_unit.short": "short", "issuing_unit": "unit", "contact.name": "name", "contact.phone": "phone",
        "contact.fax": "fax", "contact.email": "email",
    })

    @classmethod
    def filled(cls, call: CallDefinition) -> dict[str, Any]:
        data = call.model_dump(mode="json")
        names = {key: data[key] for key in ("code", "programme", "notice_title", "purpose", "runs_with")}
        unit, contact = data["issuing_unit"], data["contact"]
        return {**names, "unit": unit, "short": unit["short"] or {}, **contact, "name": on_one_line(contact["name"])}

    def changes(self, call: CallDefinition) -> dict[str, Any]:
        unit = plain(self.unit)
        if short := plain(self.short):
            unit["short"] = short
        return {
            "code": plain(self.code), "programme": plain(self.programme),
            "notice_title": plain(self.notice_title), "purpose": plain(self.purpose), "issuing_unit": unit,
            "contact": {name: plain(self[name]) for name in ("name", "phone", "fax", "email")},
            "runs_with": plain(self.runs_with),
        }  # fmt: skip


PHASES = tuple(name for name, _window in Phases().named)


class WindowRow(Row):
    starts_on = DayBox(_l("Begins on"))
    ends_on = DayBox(_l("Ends on"))

class DatesForm(SectionForm):
    """The days of the call, of its later phases and of its training, and who completes it."""

    key = "dates"
    title = _l("Dates and training")
    amends = True

    published_on = DayBox(_l("Day of publication"), required=True)
    nominations_close_on = DayBox(_l("Closing day"), required=True)
    nominations_close_at = TimeBox(_l("Closing time"))
    screening = FormField(WindowRow, _l("Eligibility screening"))
    selection = FormField(WindowRow, _l("Scoring and deliberation"))
    confirmation = FormField(WindowRow, _l("Confirmation of participation"))
    training_from = DayBox(_l("First day of the training"), required=True)
    training_to = DayBox(_l("Last day of the training"), required=True)
    nights = Number(_l("Nights"))
    tentative = BooleanField(_l("The days of the training are tentative"))
    min_share = Words(_l("Smallest share of sessions attended"), render_kw={"inputmode": "decimal"})
    placements = BooleanField(_l("Each trainee is also assigned to a division"))

    paths = MappingProxyType({
        "training.from": "training_from", "training.to": "training_to", "training.nights": "nights",
        "training.days": "training_to", "training.tentative": "tentative", "training": "training_from",
        "completion.min_share_attended": "min_share", "completion": "min_share",
        **{f"phases.{name}.{place}": f"{name}.{box}" for name in PHASES
           for place, box in (("from", "starts_on"), ("to", "ends_on"))},
    })

    @classmethod
    def filled(cls, call: CallDefinition) -> dict[str, Any]:
        share = call.completion.min_share_attended if call.completion else None
        return {
            "published_on": str(call.published_on), "nominations_close_on": str(call.nominations_close_on),
            "nominations_close_at": call.nominations_close_at,
            **{name: {"starts_on": window.starts_on and str(window.starts_on), "ends_on": window.ends_on and str(window.ends_on)}
               for name, window in call.phases.named},
            "training_from": str(call.training.starts_on), "training_to": str(call.training.ends_on),
            "nights": call.training.nights, "tentative": call.training.tentative,
            "min_share": "" if share is None else f"{(share * 100).normalize():f}", "placements": call.placements,
        }  # fmt: skip

    def changes(self, call: CallDefinition) -> dict[str, Any]:
        first, last, share = plain(self.training_from), plain(self.training_to), plain(self.min_share)
        as_before = (first, last) == (str(call.training.starts_on), str(call.training.ends_on))
        return {
            "published_on": plain(self.published_on), "nominations_close_on": plain(self.nominations_close_on),
            "nominations_close_at": plain(self.nominations_close_at),
            "phases": {
                name: {"from": window.get("starts_on"), "to": window.get("ends_on")}
                for name, window in ((name, plain(self[name])) for name in PHASES)
            },
            "training": {
                "from": first, "to": last, "nights": plain(self.nights), "tentative": self.tentative.data,
                "days": call.training.days if as_before else None,
            },
            "completion": None if share is None else {"min_share_attended": _share(share)},
            "placements": self.placements.data,
        }


def _share(percent: str) -> str:
    """Turn '80' or '80 %' into '0.8'; what is no number stays as typed, for the definition to refuse."""
    try:
        number = Decimal(percent.replace("%", "").strip())
    except InvalidOperation:
        return percent
    return str(number / 100) if number.is_finite() else percent


class QuotasForm(SectionForm):
    """The caps, each of which may be absent, and the budget."""

    key = "quotas"
    title = _l("Quotas")
    amends = True

    countries = Number(_l("Countries"))
    trainees = Number(_l("Trainees"))
    trainees_per_country = Number(_l("Trainees per country"))
    trainees_per_company = Number(_l("Trainees per company"))
    trainees_per_nomination = Number(_l("Trainees per nomination"))
    budget_krw = Number(_l("Budget"))

    paths = MappingProxyType({
        "quotas.countries": "countries", "quotas.trainees": "trainees",
        "quotas.trainees_per_country": "trainees_per_country", "quotas.trainees_per_company": "trainees_per_company",
    })

    @classmethod
    def filled(cls, call: CallDefinition) -> dict[str, Any]:
        return {
            **call.quotas.model_dump(), "trainees_per_nomination": call.trainees_per_nomination,
            "budget_krw": call.budget_krw,
        }  # fmt: skip

    def changes(self, call: CallDefinition) -> dict[str, Any]:
        caps = {name: plain(self[name]) for name in Quotas.model_fields}
        return {
            "quotas": {name: cap for name, cap in caps.items() if cap is not None},
            "trainees_per_nomination": plain(self.trainees_per_nomination),
            "budget_krw": plain(self.budget_krw),
        }


class LettersForm(SectionForm):
    """Head and foot of the letters, where their numbers come from, and who gets one."""

    key = "letters"
    title = _l("Letters")

    number = RadioField(_l("Number of a letter"), validate_choice=False, choices=[
        ("external", _l("given by the office's own approval system")), ("internal", _l("our own gapless series")),
    ])  # fmt: skip
    notified = SelectField(_l("Told by official letter"), validate_choice=False, choices=[
        ("", _l("not stated")), ("selected_companies_only", _l("companies with a selected nomination only")),
        ("selected_nominators_only", _l("nominators with a selected nomination only")),
    ])  # fmt: skip
    agency = pair(_l("Agency"))
    sender = pair(_l("Sender's title"))
    address = pair(_l("Address"))
    postcode = Words(_l("Postcode"))
    homepage = Words(_l("Homepage"))
    disclosure = Words(_l("Disclosure"))

    paths = MappingProxyType({
        "letterhead.agency": "agency", "letterhead.sender": "sender", "letterhead.address": "address",
        "letterhead.postcode": "postcode", "letterhead.homepage": "homepage", "letterhead.disclosure": "disclosure",
        "letterhead": "agency", "letters.number": "number", "letters": "number",
        "notified_by_official_letter": "notified",
    })

    @classmethod
    def filled(cls, call: CallDefinition) -> dict[str, Any]:
        head = call.letterhead.model_dump(mode="json") if call.letterhead else {"disclosure": ""}
        return {**head, "number": call.letters.number, "notified": call.notified_by_official_letter or ""}

    def changes(self, call: CallDefinition) -> dict[str, Any]:
        said = {name: plain(self[name]) for name in ("agency", "sender", "address", "postcode", "homepage", "disclosure")}
        head = {name: value for name, value in said.items() if value}
        return {
            "letters": {"number": self.number.data or ""},
            "notified_by_official_letter": self.notified.data or None,
            "letterhead": {"agency": {}, "sender": {}, "address": {}, **head} if head else None,
        }


class ExtensionForm(SectionForm):
    """Until when a published call takes nominations from now on, and why."""

    key = "extension"
    title = _l("Extend the deadline")

    nominations_close_on = DayBox(_l("New closing day"), required=True)
    nominations_close_at = TimeBox(_l("Closing time"))
    reason = LongWords(_l("Reason"), required=True)

    @classmethod
    def of(cls, call: Call) -> ExtensionForm:
        """Make the form: as sent where it was sent, else with the deadline that stands."""
        return cls(data={**cls.filled(call.definition), "version": call.version})

    @classmethod
    def filled(cls, call: CallDefinition) -> dict[str, Any]:
        return {
            "nominations_close_on": str(call.nominations_close_on), "nominations_close_at": call.nominations_close_at,
        }  # fmt: skip
