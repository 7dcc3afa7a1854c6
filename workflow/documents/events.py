"""What the stage announces."""

from __future__ import annotations

from dataclasses import dataclass

from workflow.core.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterDispatched(Event):
    """A letter goes out to its company; `subject_id` is the document, its PDF may still be on its way."""

    call_id: int
    company_id: int
    supplementary: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class CertificateAwarded(Event):
    """A certificate was awarded and verifies as valid from now on; `subject_id` is the document."""

    call_id: int
    trainee_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentVoided(Event):
    """A document was declared void, for a stated reason."""

    call_id: int
