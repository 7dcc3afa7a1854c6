"""The pages of a call's editor, in the order in which an office fills them in."""

from __future__ import annotations

from typing import Any, NamedTuple

from flask import url_for

from workflow.core.i18n import lazy_gettext as _l
from workflow.programmes.forms.asks import AsksForm
from workflow.programmes.forms.base import SectionForm
from workflow.programmes.forms.basics import BasicsForm, DatesForm, LettersForm, QuotasForm
from workflow.programmes.forms.consents import ConsentsForm
from workflow.programmes.forms.criteria import (
    CountriesForm,
    FundingForm,
    RoutesForm,
    SelectionForm,
    TraineesForm,
)
from workflow.programmes.forms.eligibility import EligibilityForm
from workflow.programmes.forms.programme import ProgrammeForm
from workflow.programmes.forms.questions import QuestionForm
from workflow.programmes.models import Call

SECTIONS: dict[str, type[SectionForm]] = {
    form.key: form
    for form in (
        BasicsForm, DatesForm, QuotasForm, RoutesForm, CountriesForm, TraineesForm, AsksForm, EligibilityForm,
        ConsentsForm, SelectionForm, FundingForm, ProgrammeForm, LettersForm,
    )
}  # fmt: skip
"""The sections that are one form on one page."""

TITLES: dict[str, Any] = {key: form.title for key, form in SECTIONS.items()} | {
    "questions": QuestionForm.title, "attachments": _l("Attachments"), "review": _l("Check and publish"),
}  # fmt: skip

PAGES = (
    "basics", "dates", "quotas", "routes", "countries", "trainees", "asks", "questions", "eligibility", "consents",
    "selection", "funding", "programme", "letters", "attachments", "review",
)  # fmt: skip
"""All pages of the editor by their key; one that is no section has an endpoint of that name."""

NO_VERSION = -1
"""What a page that does not say its version has seen: nothing, so it is out of date."""


class Link(NamedTuple):
    """As the macro `links.tabs` takes it."""

    label: str
    url: str
    active: bool


def url_of(code: str, key: str) -> str:
    """Return the address of a page of the editor."""
    if key in SECTIONS:
        return url_for("programmes.edit", code=code, section=key)
    return url_for(f"programmes.{key}", code=code)


def section_links(call: Call, current: str) -> list[Link]:
    """Return the ways to all pages of the editor of `call`; `current` is the key of the one that is shown."""
    return [Link(str(TITLES[key]), url_of(call.code, key), key == current) for key in PAGES]


def page_after(key: str) -> str:
    """Return the key of the next page."""
    return PAGES[PAGES.index(key) + 1]


def page_of(path: str) -> str | None:
    """Return the key of the page that holds a path of the call's data."""
    return next((key for start, key in HOLDS.items() if path == start or path.startswith(start + ".")), None)


HOLDS = {
    "nomination_asks": "asks", "fields_of_work": "asks", "questions": "questions", "consents": "consents",
    "consent_asked_at": "consents", "country_criteria": "countries", "trainee_criteria": "trainees",
    "selection": "selection", "eligibility": "eligibility", "routes": "routes", "quotas": "quotas",
    "trainees_per_nomination": "quotas", "training": "dates", "nominations_close_on": "dates",
    "nominations_close_at": "dates", "published_on": "dates", "phases": "dates", "completion": "dates",
    "programme_draft": "programme", "company_duties": "funding", "funding": "funding", "code": "basics",
    "programme": "basics", "notice_title": "basics", "purpose": "basics", "issuing_unit": "basics", "contact": "basics",
    "runs_with": "basics", "letterhead": "letters", "letters": "letters", "notified_by_official_letter": "letters",
    "placements": "dates", "budget_krw": "quotas",
}  # fmt: skip
