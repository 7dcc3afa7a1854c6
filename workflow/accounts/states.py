"""What an account is in, told by its columns; and whether a company is verified."""

from __future__ import annotations

from enum import StrEnum

from workflow.accounts.events import CompanyReturned, CompanyVerified
from workflow.accounts.roles import Role
from workflow.core.i18n import lazy_gettext as _l
from workflow.core.i18n import lazy_pgettext as _lp
from workflow.core.states import Machine, transition


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


class VerificationState(StrEnum):
    """Whether the office has compared a company's details with its registration certificate (사업자등록증).

    CHANGED was verified once, before its name changed or a new certificate came.
    """

    UNVERIFIED = "unverified"
    ASKED = "asked"
    VERIFIED = "verified"
    RETURNED = "returned"
    CHANGED = "changed"


WAITING = (VerificationState.ASKED, VerificationState.CHANGED)
"""What waits for the office."""

VERIFICATION = Machine(
    name="verification",
    states=VerificationState,
    transitions=(
        transition("ask", (VerificationState.UNVERIFIED, VerificationState.RETURNED), VerificationState.ASKED,
                   (Role.COMPANY, Role.OFFICER, Role.ADMIN), label=_l("Ask for verification")),
        transition("verify", WAITING, VerificationState.VERIFIED, (Role.OFFICER, Role.ADMIN), label=_lp("company", "Verify"),
                   announces=CompanyVerified),
        transition("return", WAITING, VerificationState.RETURNED, (Role.OFFICER, Role.ADMIN),
                   label=_l("Return with a reason"), announces=CompanyReturned),
        transition("change", VerificationState.VERIFIED, VerificationState.CHANGED,
                   (Role.COMPANY, Role.OFFICER, Role.ADMIN), label=_lp("company", "Change")),
    ),
    labels={
        VerificationState.UNVERIFIED: _lp("company", "Not verified"),
        VerificationState.ASKED: _lp("company", "Verification asked"),
        VerificationState.VERIFIED: _lp("company", "Verified"),
        VerificationState.RETURNED: _lp("company", "Returned"),
        VerificationState.CHANGED: _lp("company", "To be verified again"),
    },
    tones={
        VerificationState.ASKED: "info", VerificationState.VERIFIED: "success",
        VerificationState.RETURNED: "danger", VerificationState.CHANGED: "warning",
    },
)
