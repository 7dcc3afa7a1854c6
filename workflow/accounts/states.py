"""What an account is in: told by its columns, changed by the services of people."""

from __future__ import annotations

from enum import StrEnum

from workflow.core.i18n import lazy_pgettext as _lp
from workflow.core.states import Machine


class AccountState(StrEnum):
    """INVITED has no password yet; DISABLED cannot sign in, whatever else stands in the row."""

    INVITED = "invited"
    ACTIVE = "active"
    DISABLED = "disabled"


ACCOUNT = Machine(
    name="account",
    states=AccountState,
    transitions=(),
    labels={
        AccountState.INVITED: _lp("account", "Invited"),
        AccountState.ACTIVE: _lp("account", "Active"),
        AccountState.DISABLED: _lp("account", "Disabled"),
    },
    tones={AccountState.INVITED: "info", AccountState.ACTIVE: "success", AccountState.DISABLED: "neutral"},
)
"""Labels and tones only: the state follows from when the account was disabled and whether it has a password."""
