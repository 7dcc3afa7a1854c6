"""What stands for one trainee at screening: what the rules say, or what an officer decided against them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from workflow.core.i18n import Text
from workflow.core.i18n import lazy_gettext as _l
from workflow.nominations.models import Trainee
from workflow.screening.case import Outcome
from workflow.screening.models import Finding, TraineeScreening
from workflow.screening.states import TraineeState


class Verdict(StrEnum):
    ELIGIBLE = "eligible"
    EXCLUDED = "excluded"
    LEFT_OUT = "left_out"
    ADMITTED = "admitted"

    @property
    def is_out(self) -> bool:
        """Whether selection leaves the trainee out: neither a seat nor a place among the reserves."""
        return self in (Verdict.EXCLUDED, Verdict.LEFT_OUT)


VERDICT_LABELS: dict[Verdict, Any] = {
    Verdict.ELIGIBLE: _l("Eligible"),
    Verdict.EXCLUDED: _l("Left out by a rule"),
    Verdict.LEFT_OUT: _l("Left out by an officer"),
    Verdict.ADMITTED: _l("Admitted as an exception"),
}
VERDICT_TONES = {
    Verdict.ELIGIBLE: "success", Verdict.EXCLUDED: "danger", Verdict.LEFT_OUT: "danger", Verdict.ADMITTED: "warning",
}


def verdict(decided: TraineeState, *, excluded: bool) -> Verdict:
    """Return what stands for a trainee; a decision goes before the rules. `excluded`: whether a rule excludes.

    `queries.is_out` says the same in SQL.
    """
    if decided is TraineeState.LEFT_OUT:
        return Verdict.LEFT_OUT
    if decided is TraineeState.ADMITTED:
        return Verdict.ADMITTED
    return Verdict.EXCLUDED if excluded else Verdict.ELIGIBLE


@dataclass(frozen=True, slots=True)
class ScreenedTrainee:
    """A trainee with the findings about them, what excludes first, and the officer's decision, if there is one."""

    trainee: Trainee
    findings: Sequence[Finding]
    decided: TraineeScreening | None

    @property
    def state(self) -> TraineeState:
        return self.decided.state if self.decided else TraineeState.BY_RULES

    @property
    def excluding(self) -> list[Finding]:
        return [one for one in self.findings if one.outcome == Outcome.EXCLUDE]

    @property
    def verdict(self) -> Verdict:
        return verdict(self.state, excluded=bool(self.excluding))

    @property
    def because(self) -> Text:
        """The reason of the verdict: the officer's, else what the rules say that exclude."""
        if self.decided and self.state is not TraineeState.BY_RULES:
            return Text(self.decided.reason)
        texts = [one.text for one in self.excluding]
        return Text(" ".join(text.ko for text in texts), "; ".join(text.pick("en") for text in texts))

    @property
    def why_out(self) -> Text | None:
        """Why selection leaves the trainee out, None where it does not."""
        why = self.because
        if self.verdict is Verdict.LEFT_OUT:
            return Text(f"담당자가 요건검토에서 제외: {why.ko}", f"left out at screening by the officer: {why.pick('en')}")
        if self.verdict is Verdict.EXCLUDED:
            return Text(f"자격요건에 따라 제외: {why.ko}", f"left out by a rule of the call: {why.pick('en')}")
        return None

    @property
    def said(self) -> list[dict[str, Any]]:
        """What the rules say of the trainee now, as a decision keeps it; mere information is not kept."""
        return [
            {"rule": one.rule, "outcome": one.outcome, "text": one.text.to_json()}
            for one in self.findings if one.outcome != Outcome.INFO
        ]  # fmt: skip

    @property
    def said_before(self) -> list[dict[str, Any]] | None:
        """What the rules said when the standing decision was made, where they say something else now."""
        if self.decided is None or self.state is TraineeState.BY_RULES or self.decided.found == self.said:
            return None
        return self.decided.found
