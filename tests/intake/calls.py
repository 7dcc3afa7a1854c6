"""Calls of several shapes as data, for the tests of sheets."""

from __future__ import annotations

from typing import Any

from tests.factories.programmes import POLICY_INTERNSHIP, URBAN_RAILWAY, call_data
from workflow.programmes.definition import CallDefinition

OWN = [
    {"key": "gauge", "of": "nomination", "kind": "choice", "ko": "궤간", "en": "Gauge",
     "choices": [{"key": "standard", "ko": "표준궤", "en": "standard"}, {"key": "broad", "ko": "광궤", "en": "broad"}]},
    {"key": "why_broad", "of": "nomination", "kind": "long_text", "ko": "광궤인 이유", "en": "Why broad",
     "shown_when": {"question": "gauge", "value": "broad"}},
    {"key": "lines", "of": "nomination", "kind": "table", "ko": "노선", "en": "Lines", "required": False, "at_most": 2,
     "columns": [{"key": "name", "ko": "노선명", "en": "Name"},
                 {"key": "opened", "ko": "개통일", "en": "Opened", "kind": "date"}]},
    {"key": "visited", "of": "trainee", "kind": "yes_no", "ko": "방문 경험", "en": "Visited before"},
    {"key": "cv", "of": "trainee", "kind": "file", "ko": "이력서", "en": "CV"},
]  # fmt: skip


def call(name: str = URBAN_RAILWAY, **changes: Any) -> CallDefinition:
    return CallDefinition.model_validate({**call_data(name), **changes})


def asking(*kept: str, name: str = URBAN_RAILWAY, **changes: Any) -> CallDefinition:
    """The call with those of the own questions."""
    return call(name, questions=[one for one in OWN if one["key"] in kept], **changes)


def without(group: str, ask: str, **changes: Any) -> CallDefinition:
    """The call without one of the catalogue's questions."""
    asks = call_data()["nomination_asks"]
    return call(nomination_asks={**asks, group: [one for one in asks[group] if one != ask]}, **changes)


INTERNSHIP = call(POLICY_INTERNSHIP)
RAILWAY = call()
