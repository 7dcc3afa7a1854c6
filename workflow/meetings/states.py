"""A meeting is planned, held, and its minutes are closed: from then on they stay as they are."""

from __future__ import annotations

from enum import StrEnum

from workflow.accounts.roles import Role
from workflow.core.i18n import lazy_gettext as _l
from workflow.core.i18n import lazy_pgettext
from workflow.core.states import Machine, transition


class MeetingState(StrEnum):
    PLANNED = "planned"
    HELD = "held"
    CLOSED = "closed"
    CANCELLED = "cancelled"


class DecisionKind(StrEnum):
    """What a decision is about; things that are decided refer to decisions of their own kind."""

    QUOTA = "quota"
    ELIGIBILITY = "eligibility"
    COUNTRY = "country"
    CHANGE = "change"
    OTHER = "other"


READERS = (Role.OFFICER, Role.COMMITTEE, Role.APPROVER)
WRITERS = (Role.OFFICER,)

MEETING = Machine(
    name="meeting",
    states=MeetingState,
    transitions=(
        transition("hold", MeetingState.PLANNED, MeetingState.HELD, WRITERS, label=_l("It was held")),
        transition("cancel", MeetingState.PLANNED, MeetingState.CANCELLED, WRITERS, label=_l("Cancel the meeting")),
        transition("close", MeetingState.HELD, MeetingState.CLOSED, WRITERS, label=_l("Close the minutes")),
        transition("reopen", MeetingState.CLOSED, MeetingState.HELD, WRITERS, label=_l("Reopen the minutes")),
    ),
    labels={
        MeetingState.PLANNED: lazy_pgettext("meeting", "Planned"),
        MeetingState.HELD: lazy_pgettext("meeting", "Held, minutes open"),
        MeetingState.CLOSED: lazy_pgettext("meeting", "Minutes closed"),
        MeetingState.CANCELLED: lazy_pgettext("meeting", "Cancelled"),
    },
    tones={MeetingState.PLANNED: "info", MeetingState.HELD: "warning", MeetingState.CLOSED: "success"},
)

KIND_LABELS = {
    DecisionKind.QUOTA: _l("Exception to a quota"),
    DecisionKind.ELIGIBILITY: _l("Exception to a rule of eligibility"),
    DecisionKind.COUNTRY: _l("Country by the office's criterion"),
    DecisionKind.CHANGE: _l("Change of the programme"),
    DecisionKind.OTHER: lazy_pgettext("decision", "Other"),
}
