"""What the stage announces."""

from __future__ import annotations

from dataclasses import dataclass, field

from workflow.core.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class TraineeAsked(Event):
    """A trainee is sent a link; `subject_id` is the request. `why` is 'first', 'again', 'reminder', 'renamed'
    or 'more'.

    The token is in no log and no repr: only the mail that is made of this event holds it.
    """

    token: str = field(repr=False)
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OfTrainee(Event):
    """Something that a trainee did on the page by link; `subject_id` is the request."""

    trainee_id: int
    nomination_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TraineeConfirmed(OfTrainee):
    """A trainee confirmed the data and the name as in the passport, or said what is wrong (`remarks`)."""

    renamed: bool
    remarks: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsentGiven(OfTrainee):
    """A trainee gave the consent of that key; `record_id` is the row that says which text."""

    key: str
    record_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsentRefused(OfTrainee):
    """A trainee refused the consent of that key, or withdrew it (`withdrawn`)."""

    key: str
    record_id: int
    withdrawn: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsentsRecorded(OfTrainee):
    """All that a trainee decided in one go is on record; comes after the events of each consent."""

    record_ids: tuple[int, ...]
