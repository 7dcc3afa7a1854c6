"""Where a nomination stands overall: derived here, from each stage's own small state, and nowhere else."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from workflow.core.i18n import lazy_gettext as _l
from workflow.core.i18n import lazy_pgettext
from workflow.nominations.states import NominationState
from workflow.screening.states import ScreeningState
from workflow.selection.states import PlacementState


class Standing(StrEnum):
    DRAFT = "draft"
    RECEIVED = "received"
    CORRECTION = "correction"
    ELIGIBLE = "eligible"
    INELIGIBLE = "ineligible"
    SELECTED = "selected"
    RESERVE = "reserve"
    NOT_SELECTED = "not_selected"
    COMPLETED = "completed"
    WITHDRAWN = "withdrawn"


LABELS: dict[Standing, Any] = {
    Standing.DRAFT: lazy_pgettext("nomination", "Draft"),
    Standing.RECEIVED: _l("Received"),
    Standing.CORRECTION: _l("Correction asked"),
    Standing.ELIGIBLE: _l("Eligible"),
    Standing.INELIGIBLE: _l("Ineligible"),
    Standing.SELECTED: _l("Selected"),
    Standing.RESERVE: _l("Reserve"),
    Standing.NOT_SELECTED: _l("Not selected"),
    Standing.COMPLETED: _l("Training completed"),
    Standing.WITHDRAWN: _l("Withdrawn"),
}

TONES = {
    Standing.RECEIVED: "info",
    Standing.CORRECTION: "warning",
    Standing.ELIGIBLE: "info",
    Standing.INELIGIBLE: "danger",
    Standing.SELECTED: "success",
    Standing.RESERVE: "info",
    Standing.COMPLETED: "success",
}


@dataclass(frozen=True, slots=True)
class StageFacts:
    """What the stages say of one nomination; `placements` are its trainees' after the announcement."""

    nomination: NominationState
    screening: ScreeningState = ScreeningState.UNDECIDED
    correction_open: bool = False
    announced: bool = False
    placements: tuple[PlacementState, ...] = ()
    anyone_completed: bool = False


def derive(facts: StageFacts) -> Standing:
    """Return where a nomination with these facts stands. The latest stage that has spoken decides.

    A nomination is selected when at least one of its trainees has a seat (selection.md, point 6).
    """
    if facts.nomination is NominationState.DRAFT:
        return Standing.DRAFT
    if facts.nomination is NominationState.WITHDRAWN:
        return Standing.WITHDRAWN
    if facts.announced:
        return _after_announcement(facts)
    if facts.correction_open:
        return Standing.CORRECTION
    return {
        ScreeningState.UNDECIDED: Standing.RECEIVED,
        ScreeningState.ELIGIBLE: Standing.ELIGIBLE,
        ScreeningState.INELIGIBLE: Standing.INELIGIBLE,
    }[facts.screening]


def _after_announcement(facts: StageFacts) -> Standing:
    if facts.anyone_completed:
        return Standing.COMPLETED
    if PlacementState.SELECTED in facts.placements:
        return Standing.SELECTED
    if PlacementState.RESERVE in facts.placements:
        return Standing.RESERVE
    if facts.placements and set(facts.placements) == {PlacementState.GONE}:
        return Standing.WITHDRAWN
    if not facts.placements and facts.screening is ScreeningState.INELIGIBLE:
        return Standing.INELIGIBLE
    return Standing.NOT_SELECTED


def of_trainee(nomination: Standing, place: PlacementState | None, *, completed: bool) -> Standing:
    """Return where one trainee stands whose nomination stands so: by their own place, where they have one."""
    if place is None or nomination is Standing.WITHDRAWN:
        return nomination
    if completed:
        return Standing.COMPLETED
    return {
        PlacementState.SELECTED: Standing.SELECTED,
        PlacementState.RESERVE: Standing.RESERVE,
        PlacementState.NOT_SELECTED: Standing.NOT_SELECTED,
        PlacementState.GONE: Standing.WITHDRAWN,
    }[place]


def for_company(standing: Standing, *, announced: bool) -> Standing:
    """Return the standing as its company is told it: of eligibility it learns nothing, of the result all."""
    return Standing.NOT_SELECTED if announced and standing is Standing.INELIGIBLE else standing


FUNNEL = (
    (_l("Received"), frozenset(Standing) - {Standing.DRAFT}),
    (_l("Not withdrawn"), frozenset(Standing) - {Standing.DRAFT, Standing.WITHDRAWN}),
    (_l("Eligible"), frozenset({Standing.ELIGIBLE, Standing.SELECTED, Standing.RESERVE, Standing.COMPLETED})),
    (_l("Selected"), frozenset({Standing.SELECTED, Standing.COMPLETED})),
    (_l("Training completed"), frozenset({Standing.COMPLETED})),
)
"""The funnel of a call: each line counts the nominations that got at least that far."""


def funnel(counts: dict[str, int]) -> list[tuple[str, int]]:
    """Return the funnel's lines from counts per standing."""
    return [(str(label), sum(counts.get(code, 0) for code in codes)) for label, codes in FUNNEL]

