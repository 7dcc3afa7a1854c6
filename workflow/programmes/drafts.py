"""What a new call begins with: nothing but what every call needs, or another call's data."""

from __future__ import annotations

from collections.abc import Mapping
from copy import deepcopy
from datetime import date, timedelta
from typing import Any

from workflow.programmes.definition import CallDefinition

BLANK: Mapping[str, Any] = {
    "routes": [
        {"key": "company", "ko": "민간기업 추천", "en": "nominated by a private company", "airfare": "company"},
    ],
    "nomination_asks": {
        "author": ["name", "email", "phone"],
        "nomination": ["country", "city", "organisation"],
        "trainee": ["name", "position", "duties", "reason"],
    },
    "completion": {"min_share_attended": "0.8"},
}

OF_ONE_EDITION = ("budget_krw", "record")
"""What belongs to the edition that is copied and not to the next."""


def new_data(changes: Mapping[str, Any], source: CallDefinition | None) -> dict[str, Any]:
    """Return the data of a new call: `changes` over the data of `source`, or over the blank call.

    The draft programme of the source moves with the first day of the training.
    """
    if source is None:
        return {**deepcopy(dict(BLANK)), **changes}
    data = source.model_dump(mode="json")
    for key in OF_ONE_EDITION:
        data.pop(key)
    later = _later(source.training.starts_on, changes.get("training", {}).get("from", ""))
    for day in data["programme_draft"]:
        day["date"] = str(date.fromisoformat(day["date"]) + later)
    return {**data, **changes}


def _later(old: date, written: str) -> timedelta:
    """Return how far a new first day is from the old one; a day that is none is refused elsewhere."""
    try:
        return date.fromisoformat(written) - old
    except ValueError:
        return timedelta(0)
