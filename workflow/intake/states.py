"""An uploaded sheet is looked at and then taken, once, or put aside."""

from __future__ import annotations

from enum import StrEnum

from workflow.accounts.roles import Role
from workflow.core.i18n import lazy_gettext as _l
from workflow.core.i18n import lazy_pgettext
from workflow.core.states import Machine, transition
from workflow.intake.events import SheetTaken


class SheetState(StrEnum):
    UPLOADED = "uploaded"
    TAKEN = "taken"
    DISCARDED = "discarded"


SHEET = Machine(
    name="sheet",
    states=SheetState,
    transitions=(
        transition("take", SheetState.UPLOADED, SheetState.TAKEN, (Role.COMPANY, Role.OFFICER), label=_l("Take"),
                   announces=SheetTaken),
        transition("discard", SheetState.UPLOADED, SheetState.DISCARDED, (Role.COMPANY, Role.OFFICER),
                   label=_l("Put aside")),
    ),
    labels={
        SheetState.UPLOADED: lazy_pgettext("sheet", "To be confirmed"),
        SheetState.TAKEN: lazy_pgettext("sheet", "Taken"),
        SheetState.DISCARDED: lazy_pgettext("sheet", "Put aside"),
    },
    tones={SheetState.UPLOADED: "warning", SheetState.TAKEN: "success", SheetState.DISCARDED: "neutral"},
)
