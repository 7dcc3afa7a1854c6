"""A call with questions of its own of every kind, and a complete nomination in it."""

from __future__ import annotations

import copy
from typing import Any

from tests.factories.nominations import make_nomination, make_trainee
from tests.factories.programmes import make_call
from workflow.accounts.models import Company
from workflow.nominations.models import Nomination
from workflow.programmes.models import Call

QUESTIONS: list[dict[str, Any]] = [
    {"key": "metro", "of": "nomination", "kind": "yes_no", "ko": "도시철도 운영", "en": "Runs a metro"},
    {"key": "lines", "of": "nomination", "kind": "number", "ko": "노선 길이", "en": "Length of its lines",
     "shown_when": {"question": "metro", "value": "yes"}},
    {"key": "data", "of": "nomination", "kind": "choice", "ko": "자료 공개", "en": "Open data", "required": False,
     "choices": [{"key": "all", "ko": "전부", "en": "all"}, {"key": "some", "ko": "일부", "en": "some"}]},
    {"key": "opened", "of": "nomination", "kind": "date", "ko": "개통일", "en": "Opened on", "required": False},
    {"key": "plans", "of": "nomination", "kind": "table", "ko": "계획 노선", "en": "Planned lines", "required": False,
     "at_most": 3, "columns": [{"key": "name", "ko": "이름", "en": "Name"},
                               {"key": "year", "ko": "연도", "en": "Year", "kind": "number"}]},
    {"key": "evidence", "of": "nomination", "kind": "file", "ko": "사업 증빙", "en": "Evidence of the project",
     "shown_when": {"question": "criterion", "value": 1}, "at_most": 2, "file_kinds": ["pdf"]},
    {"key": "motive", "of": "trainee", "kind": "long_text", "ko": "지원 동기", "en": "Motive", "required": False},
    {"key": "abroad", "of": "trainee", "kind": "yes_no", "ko": "해외 근무", "en": "Worked abroad", "required": False},
    {"key": "where", "of": "trainee", "kind": "text", "ko": "근무 국가", "en": "Where",
     "shown_when": {"question": "abroad", "value": "yes"}},
    {"key": "tested", "of": "trainee", "kind": "text", "ko": "시험 결과", "en": "Test result", "required": False,
     "shown_when": {"question": "criterion", "value": 1}},
    {"key": "cv", "of": "trainee", "kind": "file", "ko": "이력서", "en": "CV"},
]  # fmt: skip


def own_call(**changes: Any) -> Call:
    """Make the call of 2025 with these questions besides its own; `changes` replace keys of it."""
    return make_call(**{"questions": copy.deepcopy(QUESTIONS), **changes})


def own_nomination(call: Call, company: Company, **values: Any) -> Nomination:
    """Make a draft in that call that lacks nothing but its documents."""
    return make_nomination(call, company, **{
        "answers": {"metro": True, "lines": "12.5"}, "trainees": [make_trainee(), make_trainee(1, name="LE VAN DUC")],
        **values,
    })
