"""Where a nomination stands overall: derived here, from each stage's own small state, and nowhere else."""

from __future__ import annotations

from collections.abc import Iterable
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
    return Standing.NOT_SELECTED


def as_company_sees(standing: Standing, *, announced: bool) -> Standing:
    """Return what the company may know: before the announcement, receipt and corrections only."""
    if not announced and standing in (Standing.ELIGIBLE, Standing.INELIGIBLE):
        return Standing.RECEIVED
    if standing is Standing.INELIGIBLE:
        return Standing.NOT_SELECTED
    return standing


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


def line_of_stages(standing: Standing, notes: dict[str, str]) -> list[dict[str, str]]:
    """Return the stages of a nomination's life for the line on its page, with what stands below each."""
    order: list[tuple[str, Any, Iterable[Standing]]] = [
        ("draft", lazy_pgettext("stage", "Draft"), (Standing.DRAFT,)),
        ("received", _l("Receipt"), (Standing.RECEIVED, Standing.CORRECTION)),
        ("screening", _l("Screening and selection"), (Standing.ELIGIBLE,)),
        ("result", _l("Result"), (Standing.RESERVE, Standing.NOT_SELECTED, Standing.INELIGIBLE)),
        ("training", _l("Training"), (Standing.SELECTED,)),
        ("completion", _l("Completion"), (Standing.COMPLETED,)),
    ]
    reached = next((i for i, (_key, _label, codes) in enumerate(order) if standing in codes), 1)
    stopped = standing in (Standing.NOT_SELECTED, Standing.INELIGIBLE, Standing.WITHDRAWN)
    items = []
    for index, (key, label, _codes) in enumerate(order):
        state = "done" if index < reached or standing is Standing.COMPLETED else "todo"
        if index == reached and standing is not Standing.COMPLETED:
            state = "stopped" if stopped else "current"
        items.append({"label": str(label), "state": state, "note": notes.get(key, "")})
    return items
