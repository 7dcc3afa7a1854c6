"""An approval waits, and is granted or returned once."""

from __future__ import annotations

from enum import StrEnum

from workflow.accounts.roles import Role
from workflow.approvals.events import Approved, Returned
from workflow.core.i18n import lazy_gettext as _l
from workflow.core.states import Machine, transition


class ApprovalState(StrEnum):
    PENDING = "pending"
    APPROVED = "approved"
    RETURNED = "returned"


APPROVAL = Machine(
    name="approval",
    states=ApprovalState,
    transitions=(
        transition("approve", ApprovalState.PENDING, ApprovalState.APPROVED, (Role.APPROVER,), label=_l("Approve"),
                   announces=Approved),
        transition("return", ApprovalState.PENDING, ApprovalState.RETURNED, (Role.APPROVER,),
                   label=_l("Return with a reason"), announces=Returned),
    ),
    labels={
        ApprovalState.PENDING: _l("Waiting for approval"),
        ApprovalState.APPROVED: _l("Approved"),
        ApprovalState.RETURNED: _l("Returned"),
    },
    tones={ApprovalState.PENDING: "warning", ApprovalState.APPROVED: "success", ApprovalState.RETURNED: "danger"},
)
