"""Officers' decisions as a file: by a nomination's key, with the criterion verified and the reason."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from workflow.accounts.models import User
from workflow.core.errors import Refused
from workflow.core.i18n import Text
from workflow.core.yamlfile import Document, FileProblem, FileRefused, read
from workflow.nominations.queries import by_key
from workflow.programmes.models import Call
from workflow.screening import services
from workflow.screening.states import ScreeningState

KEYS = {"decision", "criterion_verified", "reason"}
DECISIONS = {"eligible": ScreeningState.ELIGIBLE, "ineligible": ScreeningState.INELIGIBLE}


@dataclass(frozen=True, slots=True)
class Decision:
    """One decision of the file."""

    state: ScreeningState
    criterion_verified: int | None
    reason: str


@dataclass(frozen=True, slots=True)
class Decided:
    """What became of one decision: 'decided' or 'refused', with field and reason."""

    key: str
    result: str
    field: str | None = None
    reason: Text | None = None

    def to_json(self, language: str) -> dict[str, Any]:
        return {"key": self.key, "result": self.result, "field": self.field,
                "reason": self.reason.pick(language) if self.reason else None}


def read_decisions(path: Path) -> dict[str, Decision]:
    """Read the file; raises FileRefused with line and key of everything that is wrong with it."""
    document = read(path, prose=("reason",))
    data = document.data
    given = data.get("decisions") if isinstance(data, dict) and set(data) == {"decisions"} else None
    if not isinstance(given, dict):
        raise FileRefused([document.problem("", Text(
            "이 파일에는 decisions 항목 하나만 있어야 합니다.",
            "The file holds one key, decisions, with the nominations below it."))])
    problems: list[FileProblem] = []
    decisions = {str(key): _decision(document, str(key), value, problems) for key, value in given.items()}
    if problems:
        raise FileRefused(problems)
    return {key: decision for key, decision in decisions.items() if decision is not None}


def decide_all(call: Call, decisions: Mapping[str, Decision], *, actor: User) -> list[Decided]:
    """Decide on each nomination of the file, verifying each trainee's category as nominated.

    A decision that the rules refuse is told and changes nothing; the others go on.
    """
    nominations = by_key(call)
    answers = []
    for key, decision in decisions.items():
        nomination = nominations.get(key)
        if nomination is None:
            unknown = Text("이 공고에 없는 추천입니다.", "The call has no such nomination.")
            answers.append(Decided(key, "refused", "key", unknown))
            continue
        categories = {trainee.id: trainee.category or None for trainee in nomination.trainees}
        try:
            services.decide(
                nomination, decision.state, reason=decision.reason, criterion_verified=decision.criterion_verified,
                categories=categories if call.definition.ranked else None, actor=actor,
            )
        except Refused as refused:
            answers.append(Decided(key, "refused", refused.reasons[0].field, refused.reasons[0].text))
        else:
            answers.append(Decided(key, "decided"))
    return answers


def _decision(document: Document, key: str, value: Any, problems: list[FileProblem]) -> Decision | None:
    path = f"decisions.{key}"
    if not isinstance(value, dict):
        problems.append(document.problem(path, Text("decision과 reason을 적어 주세요.", "Give decision and reason.")))
        return None
    for unknown in set(value) - KEYS:
        problems.append(document.problem(f"{path}.{unknown}", Text(
            f"쓸 수 없는 항목입니다. 가능한 항목: {', '.join(sorted(KEYS))}",
            f"Unknown key; known are {', '.join(sorted(KEYS))}.")))
    state, criterion, reason = value.get("decision"), value.get("criterion_verified"), value.get("reason", "")
    if not isinstance(state, str) or state not in DECISIONS:
        problems.append(document.problem(f"{path}.decision", Text(
            "eligible 또는 ineligible로 적어 주세요.", "Write eligible or ineligible.")))
    if criterion is not None and (isinstance(criterion, bool) or not isinstance(criterion, int)):
        problems.append(document.problem(f"{path}.criterion_verified", Text(
            "선정기준의 번호를 적어 주세요.", "Write the number of the criterion.")))
    if not isinstance(reason, str):
        problems.append(document.problem(f"{path}.reason", Text("사유를 글로 적어 주세요.", "Write the reason as text.")))
    if problems or not isinstance(state, str):
        return None
    return Decision(DECISIONS[state], criterion, reason)
