"""What the stage announces."""

from __future__ import annotations

from dataclasses import dataclass

from workflow.core.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class ScoreEntered(Event):
    """A committee member's total for a nomination was entered or changed."""

    nomination_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ProposalSubmitted(Event):
    """The officer sent the frozen proposal (선정안) up for approval."""

    call_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SelectionApproved(Event):
    """The approver approved the proposal; nothing is public yet."""

    call_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SelectionReturned(Event):
    """The approver sent the proposal back."""

    call_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SelectionAnnounced(Event):
    """The result is made known: placements stand, letters and mails follow in this transaction."""

    call_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SeatFreed(Event):
    """A selected trainee will not come; `subject_id` is the placement."""

    call_id: int
    nomination_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TraineePromoted(Event):
    """A reserve took a freed seat (예비 승계); `subject_id` is the placement."""

    call_id: int
    nomination_id: int
