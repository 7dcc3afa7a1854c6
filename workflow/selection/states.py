"""The small states of selection: the round of a call, the place of each trainee, a freed seat."""

from __future__ import annotations

from enum import StrEnum

from workflow.accounts.roles import Role
from workflow.core.i18n import lazy_gettext as _l
from workflow.core.states import Machine, transition
from workflow.selection.events import (
    ProposalSubmitted,
    SeatFreed,
    SelectionAnnounced,
    SelectionApproved,
    SelectionReturned,
    TraineePromoted,
)


class RoundState(StrEnum):
    OPEN = "open"
    SUBMITTED = "submitted"
    APPROVED = "approved"
    ANNOUNCED = "announced"


class PlacementState(StrEnum):
    SELECTED = "selected"
    RESERVE = "reserve"
    NOT_SELECTED = "not_selected"
    GONE = "gone"


class VacancyState(StrEnum):
    OPEN = "open"
    FILLED = "filled"
    LAPSED = "lapsed"


ROUND = Machine(
    name="selection",
    states=RoundState,
    transitions=(
        transition("submit", RoundState.OPEN, RoundState.SUBMITTED, (Role.OFFICER,), label=_l("Send up for approval"),
                   announces=ProposalSubmitted),
        transition("approve", RoundState.SUBMITTED, RoundState.APPROVED, (Role.APPROVER,), label=_l("Approve"),
                   announces=SelectionApproved),
        transition("return", RoundState.SUBMITTED, RoundState.OPEN, (Role.APPROVER,), label=_l("Return with a reason"),
                   announces=SelectionReturned),
        transition("announce", RoundState.APPROVED, RoundState.ANNOUNCED, (Role.OFFICER,),
                   label=_l("Announce the result"), announces=SelectionAnnounced),
    ),
    labels={
        RoundState.OPEN: _l("Being examined"),
        RoundState.SUBMITTED: _l("Waiting for approval"),
        RoundState.APPROVED: _l("Approved, not announced yet"),
        RoundState.ANNOUNCED: _l("Announced"),
    },
    tones={RoundState.SUBMITTED: "warning", RoundState.APPROVED: "info", RoundState.ANNOUNCED: "success"},
)

PLACEMENT = Machine(
    name="placement",
    states=PlacementState,
    transitions=(
        transition("decline", PlacementState.SELECTED, PlacementState.GONE, (Role.OFFICER, Role.COMPANY, Role.SYSTEM),
                   label=_l("Give the seat up"), announces=SeatFreed),
        transition("leave", (PlacementState.RESERVE, PlacementState.NOT_SELECTED), PlacementState.GONE,
                   (Role.OFFICER, Role.COMPANY, Role.SYSTEM), label=_l("Leave the reserves")),
        transition("promote", PlacementState.RESERVE, PlacementState.SELECTED, (Role.APPROVER,), label=_l("Promote"),
                   announces=TraineePromoted),
    ),
    labels={
        PlacementState.SELECTED: _l("Selected"),
        PlacementState.RESERVE: _l("Reserve"),
        PlacementState.NOT_SELECTED: _l("Not selected"),
        PlacementState.GONE: _l("Will not come"),
    },
    tones={PlacementState.SELECTED: "success", PlacementState.RESERVE: "info"},
)

VACANCY = Machine(
    name="vacancy",
    states=VacancyState,
    transitions=(
        transition("fill", VacancyState.OPEN, VacancyState.FILLED, (Role.APPROVER,), label=_l("Confirm the promotion")),
        transition("lapse", VacancyState.OPEN, VacancyState.LAPSED, (Role.APPROVER, Role.OFFICER),
                   label=_l("Leave the seat empty")),
    ),
    labels={
        VacancyState.OPEN: _l("Open seat"),
        VacancyState.FILLED: _l("Filled"),
        VacancyState.LAPSED: _l("Left empty"),
    },
    tones={VacancyState.OPEN: "warning", VacancyState.FILLED: "success"},
)
