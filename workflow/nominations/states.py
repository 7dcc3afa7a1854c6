"""A nomination is drafted, submitted and perhaps withdrawn. All that is decided about it later
belongs to later stages and their own small states."""

from __future__ import annotations

from enum import StrEnum

from workflow.accounts.roles import Role
from workflow.core.i18n import lazy_gettext as _l
from workflow.core.i18n import lazy_pgettext
from workflow.core.states import Machine, transition
from workflow.nominations.events import NominationSubmitted, NominationWithdrawn


class NominationState(StrEnum):
    DRAFT = "draft"
    SUBMITTED = "submitted"
    WITHDRAWN = "withdrawn"


NOMINATORS = (Role.COMPANY, Role.OFFICER, Role.SYSTEM)
"""Who acts for a nomination: the company, staff on its behalf, and an import."""

NOMINATION = Machine(
    name="nomination",
    states=NominationState,
    transitions=(
        transition("submit", NominationState.DRAFT, NominationState.SUBMITTED, NOMINATORS, label=_l("Submit"),
                   announces=NominationSubmitted),
        transition("withdraw", NominationState.SUBMITTED, NominationState.WITHDRAWN, NOMINATORS, label=_l("Withdraw"),
                   announces=NominationWithdrawn),
    ),
    labels={
        NominationState.DRAFT: lazy_pgettext("nomination", "Draft"),
        NominationState.SUBMITTED: lazy_pgettext("nomination", "Received"),
        NominationState.WITHDRAWN: lazy_pgettext("nomination", "Withdrawn"),
    },
    tones={NominationState.SUBMITTED: "info", NominationState.WITHDRAWN: "neutral"},
)
