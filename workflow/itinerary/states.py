"""The small state of a session: whether its host institution has agreed to receive the trainees."""

from __future__ import annotations

from enum import StrEnum

from workflow.accounts.roles import Role
from workflow.core.i18n import lazy_gettext as _l
from workflow.core.i18n import lazy_pgettext
from workflow.core.states import Machine, transition


class SessionState(StrEnum):
    UNCONFIRMED = "unconfirmed"
    CONFIRMED = "confirmed"


PLANNERS = (Role.COORDINATOR, Role.OFFICER, Role.SYSTEM)
"""Who plans the itinerary: the coordinator, and an officer in an office that has none."""

SESSION = Machine(
    name="session",
    states=SessionState,
    transitions=(
        transition("confirm", SessionState.UNCONFIRMED, SessionState.CONFIRMED, PLANNERS, label=_l("Host has agreed")),
        transition("reopen", SessionState.CONFIRMED, SessionState.UNCONFIRMED, PLANNERS,
                   label=_l("Take the agreement back")),
    ),
    labels={
        SessionState.UNCONFIRMED: lazy_pgettext("host institution", "Not confirmed"),
        SessionState.CONFIRMED: lazy_pgettext("host institution", "Confirmed"),
    },
    tones={SessionState.UNCONFIRMED: "warning", SessionState.CONFIRMED: "success"},
)
