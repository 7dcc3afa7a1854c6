"""What a nomination said at a moment, as plain data for JSON: frozen when it is submitted, and read again.

    {"form_version": 2, "company": {"ko", "en"}, "content": {…as in content.py, days as text…},
     "asked": {"nomination": [key], "trainees": [[key]]}, "files": [{"question", "place", "name", "size", "sha256"}]}

It holds what was asked and nothing else: an answer whose question was hidden by another answer is left out.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from workflow.nominations.content import answers_of, content_of
from workflow.nominations.documents import handed_in
from workflow.nominations.models import Nomination
from workflow.nominations.questions import as_day, asked_of_nomination, asked_of_trainee
from workflow.nominations.shown import Files, Shown, said
from workflow.programmes.asks import CALENDAR_ASKS
from workflow.programmes.definition import CallDefinition
from workflow.programmes.questions import Question

Frozen = Mapping[str, Any]


def frozen(nomination: Nomination) -> dict[str, Any]:
    """Return what a nomination says now. Its files' rows have to be read before."""
    call, answers = nomination.call.definition, answers_of(nomination)
    own = [one.key for one in asked_of_nomination(call, answers)]
    of_trainees = [
        [one.key for one in asked_of_trainee(call, answers, place)] for place in range(len(nomination.trainees))
    ]
    content = plain(content_of(nomination))
    content["answers"] = _only(content["answers"], own)
    for row, asked in zip(content["trainees"], of_trainees, strict=True):
        row["answers"] = _only(row["answers"], asked)
    places = {one.id: place for place, one in enumerate(nomination.trainees)}
    return {
        "form_version": nomination.call.form_version,
        "company": {"ko": nomination.company.name_ko, "en": nomination.company.name_en},
        "content": content,
        "asked": {"nomination": own, "trainees": of_trainees},
        "files": [
            {
                "question": one.question, "place": None if one.trainee_id is None else places[one.trainee_id],
                "name": one.file.name, "size": one.file.size, "sha256": one.file.sha256,
            }
            for one in handed_in(nomination)
        ],
    }  # fmt: skip


def shown_of(kept: Frozen, call: CallDefinition) -> Shown:
    """Return what was frozen as people read it; `call` is the definition of the form that it was written on."""
    documents: dict[tuple[str, int | None], Files] = {}
    for one in kept["files"]:
        documents.setdefault((one["question"], one["place"]), []).append({"name": one["name"], "size": one["size"]})
    asked = kept["asked"]
    return said(
        _with_days(kept["content"]), call, _questions(call, asked["nomination"]),
        [_questions(call, keys) for keys in asked["trainees"]], documents, documents.get(("", None), []),
    )  # fmt: skip


def plain(value: Any) -> Any:
    """Return a copy as JSON holds it: days as text, everything else as it is."""
    if isinstance(value, Mapping):
        return {name: plain(one) for name, one in value.items()}
    if isinstance(value, list | tuple):
        return [plain(one) for one in value]
    return value.isoformat() if isinstance(value, date) else value


def _with_days(content: Mapping[str, Any]) -> dict[str, Any]:
    milestones = [{**row, "date": as_day(row["date"] or "")} for row in content["milestones"]]
    trainees = [
        {name: as_day(given or "") if name in CALENDAR_ASKS else given for name, given in row.items()}
        for row in content["trainees"]
    ]
    return {**content, "milestones": milestones, "trainees": trainees}


def _only(answers: Mapping[str, Any], keys: list[str]) -> dict[str, Any]:
    return {key: value for key, value in answers.items() if key in keys}


def _questions(call: CallDefinition, keys: list[str]) -> list[Question]:
    return [one for one in map(call.question, keys) if one is not None]
