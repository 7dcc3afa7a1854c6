"""The sections of a call's editor, in the order in which an office fills them in."""

from __future__ import annotations

from typing import NamedTuple

from flask import url_for

from workflow.core.i18n import gettext as _
from workflow.programmes.forms.base import SectionForm
from workflow.programmes.forms.basics import BasicsForm, DatesForm, LettersForm, QuotasForm
from workflow.programmes.forms.criteria import (
    AsksForm,
    CountriesForm,
    EligibilityForm,
    FundingForm,
    RoutesForm,
    SelectionForm,
    TraineesForm,
)
from workflow.programmes.forms.programme import ProgrammeForm
from workflow.programmes.models import Call

SECTIONS: dict[str, type[SectionForm]] = {
    form.key: form
    for form in (
        BasicsForm, DatesForm, QuotasForm, RoutesForm, CountriesForm, TraineesForm, EligibilityForm,
        SelectionForm, FundingForm, AsksForm, ProgrammeForm, LettersForm,
    )
}  # fmt: skip


NO_VERSION = -1
"""What a page that does not say its version has seen: nothing, so it is out of date."""


class Link(NamedTuple):
    """As the macro `links.tabs` takes it."""

    label: str
    url: str
    active: bool


def section_links(call: Call, current: str) -> list[Link]:
    """Return the ways to all sections of `call`; `current` is the key of the one that is shown."""
    found = [
        Link(str(form.title), url_for("programmes.edit", code=call.code, section=key), key == current)
        for key, form in SECTIONS.items()
    ]
    found.append(Link(_("Attachments"), url_for("programmes.attachments", code=call.code), current == "attachments"))
    found.append(Link(_("Check and publish"), url_for("programmes.review", code=call.code), current == "review"))
    return found


def section_after(key: str) -> str | None:
    """Return the key of the next section, or None after the last one."""
    keys = list(SECTIONS)
    place = keys.index(key) + 1
    return keys[place] if place < len(keys) else None


def section_of(path: str) -> type[SectionForm] | None:
    """Return the section that holds a path of the call's data, for what is wrong outside of the one shown."""
    return next((SECTIONS[key] for start, key in HOLDS.items() if path == start or path.startswith(start + ".")), None)


HOLDS = {
    "nomination_asks": "asks", "fields_of_work": "asks", "country_criteria": "countries",
    "trainee_criteria": "trainees", "selection": "selection", "eligibility": "eligibility", "routes": "routes",
    "quotas": "quotas", "trainees_per_nomination": "quotas", "training": "dates", "nominations_close_on": "dates",
    "published_on": "dates", "programme_draft": "programme", "company_duties": "funding", "code": "basics",
}  # fmt: skip
