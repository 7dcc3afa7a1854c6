"""Reactions of the stage to what becomes of the nominations that its sheets began."""

from __future__ import annotations

from workflow.intake import services
from workflow.nominations.events import NominationDiscarded


def on_discarded(event: NominationDiscarded) -> None:
    """A number whose draft was discarded begins a new one when the sheet comes again."""
    services.forget(event.subject_id)
