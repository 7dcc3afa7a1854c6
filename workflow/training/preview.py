"""Who would complete if it were settled now, beside what was settled before."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass

from workflow.core.i18n import Text
from workflow.programmes.models import Call
from workflow.programmes.parts import Completion as Rule
from workflow.selection.models import Placement
from workflow.training.models import Completion
from workflow.training.queries import Roster
from workflow.training.rules import completion


@dataclass(frozen=True, slots=True)
class Decision:
    """What the coordinator decides of a trainee in a call without a rule."""

    completed: bool
    reason: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether a trainee completes, why, and the counts that it was read from.

    None for `completed`: the call has no rule, and the coordinator has not decided yet.
    """

    completed: bool | None
    reason: Text
    attended: int
    sessions: int


@dataclass(frozen=True, slots=True)
class Line:
    """A trainee with the verdict as it would be now and the completion that was settled, if any."""

    person: Placement
    verdict: Verdict
    settled: Completion | None

    @property
    def is_new(self) -> bool:
        """Whether settling would write something: never settled, or other than it was settled."""
        row, verdict = self.settled, self.verdict
        if row is None:
            return True
        if verdict.completed is None:
            return False
        return (row.completed, row.attended, row.sessions) != (verdict.completed, verdict.attended, verdict.sessions)

    @property
    def completes(self) -> bool:
        """Whether the trainee completes by the verdict, or where there is none by what was settled."""
        if self.verdict.completed is None:
            return self.settled is not None and self.settled.completed
        return self.verdict.completed


@dataclass(frozen=True, slots=True)
class Preview:
    """The page of completion. `seen` is the token of what it shows."""

    rule: Rule | None
    lines: tuple[Line, ...]
    held: int
    without_roll: int
    seen: str

    @property
    def completing(self) -> int:
        return sum(line.completes for line in self.lines)

    @property
    def has_news(self) -> bool:
        return any(line.is_new for line in self.lines)


def preview_of(call: Call, roster: Roster, kept: Mapping[int, Completion]) -> Preview:
    """Return the preview of a call's completion from its sheet and what was settled, by trainee id."""
    found, held = verdicts(call, roster), len(roster.sheet.called)
    return Preview(
        rule=call.definition.completion, held=held, without_roll=len(roster.sessions) - held,
        lines=tuple(Line(one, found[one.trainee_id], kept.get(one.trainee_id)) for one in roster.people),
        seen=token(roster, kept),
    )


def verdicts(call: Call, roster: Roster, decisions: Mapping[int, Decision] | None = None) -> dict[int, Verdict]:
    """Return who completes by the call's rule, or by `decisions` in a call without one, by trainee id."""
    rule, held, found = call.definition.completion, len(roster.sheet.called), {}
    for one in roster.people:
        attended = roster.sheet.attended(one.trainee_id)
        if rule is not None:
            result = completion(attended, held, rule)
            found[one.trainee_id] = Verdict(result.completed, result.reason, attended, held)
        else:
            decided = (decisions or {}).get(one.trainee_id)
            reason = Text(decided.reason, decided.reason) if decided else Text("")
            found[one.trainee_id] = Verdict(decided.completed if decided else None, reason, attended, held)
    return found


def token(roster: Roster, kept: Mapping[int, Completion]) -> str:
    """Return what a page of completion shows: every roll of the sheet, and what was settled."""
    rolls = [roster.sheet.token(session) for session in roster.sheet.sessions]
    versions = [f"{row.trainee_id}:{row.version}" for row in sorted(kept.values(), key=lambda row: row.trainee_id)]
    return hashlib.sha256(" ".join([*rolls, *versions]).encode()).hexdigest()


def percent(rule: Rule | None) -> str:
    """Return the share that the rule asks for, as '80' or '87.5'; '' without a rule."""
    return f"{(rule.min_share_attended * 100).normalize():f}" if rule else ""
