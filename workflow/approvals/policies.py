"""Who may decide about an approval, beyond the role that the transitions ask for."""

from __future__ import annotations

from typing import Protocol

from workflow.core.audit import Actor


class Submitted(Protocol):
    """What was sent up, as far as it matters here."""

    submitted_by: int | None


def sent_up_by(actor: Actor, approval: Submitted) -> bool:
    """Tell whether `actor` sent this up themselves; they may then not decide it, whatever roles they hold."""
    return approval.submitted_by is not None and approval.submitted_by == actor.id
