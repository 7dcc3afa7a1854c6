"""What the stage announces."""

from __future__ import annotations

from dataclasses import dataclass

from workflow.core.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class NominationSubmitted(Event):
    """A complete nomination came in before the deadline and has a receipt number."""

    quiet: bool = False  # an import sends no mail


@dataclass(frozen=True, slots=True, kw_only=True)
class NominationWithdrawn(Event):
    """The company, or staff on its behalf, took a nomination back."""

    quiet: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class NominationDiscarded(Event):
    """Nobody goes on with a draft; its row stays, and it can be brought back until the deadline."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NominationSaved(Event):
    """A draft was begun, changed or brought back; only what lists show of it may have to follow."""
