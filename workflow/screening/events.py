"""What the stage announces."""

from __future__ import annotations

from dataclasses import dataclass

from workflow.core.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class NominationScreened(Event):
    """An officer decided on a nomination; `subject_id` is the decision, `nomination_id` the nomination."""

    nomination_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TraineeScreened(Event):
    """An officer decided on one trainee; `subject_id` is the decision, `nomination_id` the nomination."""

    nomination_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CorrectionAsked(Event):
    """An officer asked the company to mend something (보완요청)."""

    nomination_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CorrectionAnswered(Event):
    """The company answered."""

    nomination_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CorrectionResolved(Event):
    """The officer accepted the answer (보완완료)."""

    nomination_id: int
