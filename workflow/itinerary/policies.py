"""Who may plan the itinerary."""

from __future__ import annotations

from workflow.core.audit import Actor
from workflow.itinerary.states import PLANNERS


def may_plan(actor: Actor) -> bool:
    """Tell whether the actor may change sessions and release the itinerary."""
    return bool(set(PLANNERS) & set(actor.roles))
