"""What the stage announces. The subject of an approval is named, never known."""

from __future__ import annotations

from dataclasses import dataclass

from workflow.core.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class Approved(Event):
    """The approver approved what was sent up (결재완료)."""

    subject_type: str
    subject_ref: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Returned(Event):
    """The approver sent it back with a reason (결재 반려)."""

    subject_type: str
    subject_ref: int
    reason: str
