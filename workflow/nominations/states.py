"""A nomination is drafted, submitted and perhaps withdrawn; a draft that nobody goes on with is discarded, and can be
brought back. All that is decided about it later belongs to later stages and their own small states."""

from __future__ import annotations

from enum import StrEnum

from workflow.accounts.roles import Role
from workflow.core.i18n import lazy_gettext as _l
from workflow.core.i18n import lazy_pgettext
from workflow.core.states import Machine, transition
from workflow.nominations.events import (
    NominationDiscarded,
    NominationSaved,
    NominationSubmitted,
    NominationWithdrawn,
)


class NominationState(StrEnum):
    DRAFT = "draft"
    DISCARDED = "discarded"
    SUBMITTED = "submitted"
    WITHDRAWN = "withdrawn"


CAME_IN = (NominationState.SUBMITTED, NominationState.WITHDRAWN)
"""The states of what was received."""

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
        transition("discard", NominationState.DRAFT, NominationState.DISCARDED, NOMINATORS,
                   label=_l("Discard the draft"), announces=NominationDiscarded),
        transition("restore", NominationState.DISCARDED, NominationState.DRAFT, NOMINATORS, label=_l("Bring it back"),
                   announces=NominationSaved),
    ),
    labels={
        NominationState.DRAFT: lazy_pgettext("nomination", "Draft"),
        NominationState.DISCARDED: lazy_pgettext("nomination", "Discarded"),
        NominationState.SUBMITTED: lazy_pgettext("nomination", "Received"),
        NominationState.WITHDRAWN: lazy_pgettext("nomination", "Withdrawn"),
    },
    tones={NominationState.SUBMITTED: "info", NominationState.WITHDRAWN: "neutral"},
)
