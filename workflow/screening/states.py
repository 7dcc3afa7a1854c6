"""The small states of screening: an officer's decision on a nomination and on one trainee, and a correction."""

from __future__ import annotations

from enum import StrEnum
from typing import Any

from workflow.accounts.roles import Role
from workflow.core.i18n import lazy_gettext as _l
from workflow.core.i18n import lazy_pgettext
from workflow.core.states import Machine, transition
from workflow.screening.events import (
    CorrectionAnswered,
    CorrectionAsked,
    CorrectionResolved,
    NominationScreened,
    TraineeScreened,
)


class ScreeningState(StrEnum):
    UNDECIDED = "undecided"
    ELIGIBLE = "eligible"
    INELIGIBLE = "ineligible"


class TraineeState(StrEnum):
    """What an officer decided on one trainee; `BY_RULES` leaves it to the rules of the call."""

    BY_RULES = "by_rules"
    LEFT_OUT = "left_out"
    ADMITTED = "admitted"


class CorrectionState(StrEnum):
    NEW = "new"
    ASKED = "asked"
    ANSWERED = "answered"
    RESOLVED = "resolved"


class CorrectionKind(StrEnum):
    """What is wrong with what was handed in."""

    INCORRECT = "incorrect"
    INCOMPLETE = "incomplete"
    OUTDATED = "outdated"
    OTHER = "other"


KIND_LABELS: dict[CorrectionKind, Any] = {
    CorrectionKind.INCORRECT: _l("Incorrect"),
    CorrectionKind.INCOMPLETE: _l("Incomplete"),
    CorrectionKind.OUTDATED: _l("Outdated"),
    CorrectionKind.OTHER: lazy_pgettext("correction", "Other"),
}

ANY = (ScreeningState.UNDECIDED, ScreeningState.ELIGIBLE, ScreeningState.INELIGIBLE)

SCREENING = Machine(
    name="screening",
    states=ScreeningState,
    transitions=(
        transition("find_eligible", ANY, ScreeningState.ELIGIBLE, (Role.OFFICER,), label=_l("Eligible"),
                   announces=NominationScreened),
        transition("find_ineligible", ANY, ScreeningState.INELIGIBLE, (Role.OFFICER,), label=_l("Ineligible"),
                   announces=NominationScreened),
        transition("take_back", ANY[1:], ScreeningState.UNDECIDED, (Role.OFFICER,), label=_l("Take the decision back"),
                   announces=NominationScreened),
    ),
    labels={
        ScreeningState.UNDECIDED: _l("Undecided"),
        ScreeningState.ELIGIBLE: _l("Eligible"),
        ScreeningState.INELIGIBLE: _l("Ineligible"),
    },
    tones={ScreeningState.ELIGIBLE: "success", ScreeningState.INELIGIBLE: "danger"},
)

ANY_OF_TRAINEE = (TraineeState.BY_RULES, TraineeState.LEFT_OUT, TraineeState.ADMITTED)

TRAINEE = Machine(
    name="trainee_screening",
    states=TraineeState,
    transitions=(
        transition("leave_out", ANY_OF_TRAINEE, TraineeState.LEFT_OUT, (Role.OFFICER,), label=_l("Leave out"),
                   announces=TraineeScreened),
        transition("admit", ANY_OF_TRAINEE, TraineeState.ADMITTED, (Role.OFFICER,), label=_l("Admit as an exception"),
                   announces=TraineeScreened),
        transition("take_back", ANY_OF_TRAINEE[1:], TraineeState.BY_RULES, (Role.OFFICER,),
                   label=_l("Take the decision back"), announces=TraineeScreened),
    ),
    labels={
        TraineeState.BY_RULES: _l("As the rules say"),
        TraineeState.LEFT_OUT: _l("Left out"),
        TraineeState.ADMITTED: _l("Admitted as an exception"),
    },
)

CORRECTION = Machine(
    name="correction",
    states=CorrectionState,
    transitions=(
        transition("ask", CorrectionState.NEW, CorrectionState.ASKED, (Role.OFFICER,), label=_l("Ask for correction"),
                   announces=CorrectionAsked),
        transition("answer", CorrectionState.ASKED, CorrectionState.ANSWERED, (Role.COMPANY, Role.OFFICER),
                   label=_l("Answer"), announces=CorrectionAnswered),
        transition("ask_again", CorrectionState.ANSWERED, CorrectionState.ASKED, (Role.OFFICER,), label=_l("Ask again"),
                   announces=CorrectionAsked),
        transition("resolve", (CorrectionState.ASKED, CorrectionState.ANSWERED), CorrectionState.RESOLVED,
                   (Role.OFFICER,), label=_l("Resolved"), announces=CorrectionResolved),
    ),
    labels={
        CorrectionState.NEW: _l("New"),
        CorrectionState.ASKED: _l("Correction asked"),
        CorrectionState.ANSWERED: _l("Answered"),
        CorrectionState.RESOLVED: _l("Resolved"),
    },
    tones={CorrectionState.ASKED: "warning", CorrectionState.ANSWERED: "info", CorrectionState.RESOLVED: "success"},
)
