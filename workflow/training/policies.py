"""Who may call the roll and settle completion."""

from __future__ import annotations

from workflow.accounts.roles import Role
from workflow.core.audit import Actor

TRAINERS = (Role.COORDINATOR, Role.OFFICER, Role.SYSTEM)
"""The coordinator, and an officer in an office that has none."""


def may_train(actor: Actor) -> bool:
    """Tell whether the actor may call the roll and settle who completed."""
    return bool(set(TRAINERS) & set(actor.roles))
