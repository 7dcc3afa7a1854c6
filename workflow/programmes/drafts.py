"""What a new call begins with: nothing but what every call needs, or another call's data."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from copy import deepcopy
from datetime import date
from typing import Any

from workflow.core.i18n import Text
from workflow.programmes.dates import with_days
from workflow.programmes.definition import CallDefinition
from workflow.programmes.usual import CONSENTS

BLANK: Mapping[str, Any] = {
    "routes": [
        {"key": "company", "ko": "민간기업 추천", "en": "nominated by a private company", "airfare": "company"},
    ],
    "nomination_asks": {
        "author": ["name", "email", "phone"],
        "nomination": ["country", "city", "organisation"],
        "trainee": ["name", "position", "duties", "reason"],
    },
    "consents": [consent.model_dump(mode="json") for consent in CONSENTS],
    "completion": {"min_share_attended": "0.8"},
}

OF_ONE_EDITION = ("budget_krw", "record")
"""What belongs to the edition that is copied and not to the next."""

YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")


def blank(changes: Mapping[str, Any]) -> dict[str, Any]:
    """Return the data of a new call: `changes` over what every call begins with."""
    return {**deepcopy(dict(BLANK)), **changes}


def next_edition(
    source: CallDefinition, days: Iterable[tuple[str, str]], changes: Mapping[str, Any]
) -> dict[str, Any]:
    """Return the data of `source` as the next edition: its days as given by their paths (dates.days_of), and
    `changes` over it. Length and nights of the training follow from its days."""
    data = source.model_dump(mode="json")
    for key in OF_ONE_EDITION:
        data.pop(key)
    with_days(data, days)
    if _length(data["training"]) != (source.training.ends_on - source.training.starts_on).days:
        data["training"] |= {"days": None, "nights": None}
    return {**data, **changes}


def next_title(text: Text, source: CallDefinition, years: int) -> Text:
    """Return a title with its year moved by `years`, where it names one that the dates of `source` have."""
    known = {str(year) for year in (source.published_on.year, source.training.starts_on.year)}

    def later(found: re.Match[str]) -> str:
        return str(int(found[0]) + years) if found[0] in known else found[0]

    return Text(YEAR.sub(later, text.ko), YEAR.sub(later, text.en))


def next_code(code: str, years: int) -> str:
    """Return a code with its year moved by `years`: ABC-2025 is followed by ABC-2026; '' without a year."""
    moved = YEAR.sub(lambda found: str(int(found[0]) + years), code)
    return "" if moved == code else moved


def _length(training: Mapping[str, str]) -> int | None:
    """Return the days from the first to the last; None where one is no day, which is refused elsewhere."""
    try:
        return (date.fromisoformat(training["to"]) - date.fromisoformat(training["from"])).days
    except ValueError:
        return None
