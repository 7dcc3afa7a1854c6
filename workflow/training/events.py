"""What the stage announces."""

from __future__ import annotations

from dataclasses import dataclass

from workflow.core.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class CompletionSettled(Event):
    """It was settled whether a trainee completed; `subject_id` is the completion."""

    call_id: int
    trainee_id: int
    completed: bool
