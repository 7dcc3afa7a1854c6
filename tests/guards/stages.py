"""The stage order, as the guards need it; `make lint` holds imports to the same order."""

from __future__ import annotations

STAGES = (
    "core", "accounts", "reference", "programmes", "board", "meetings", "nominations", "intake", "consents",
    "people", "screening", "approvals", "selection", "preparation", "itinerary", "training", "documents", "notifications",
    "insight", "demo", "wiring",
)  # fmt: skip


def place(stage: str) -> int:
    """Return where a stage comes in the lifecycle; a later one has a larger place."""
    return STAGES.index(stage)
