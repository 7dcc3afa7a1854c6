"""A call is drafted, published and, when all is done, closed; its phases follow from its dates."""

from __future__ import annotations

from enum import StrEnum

from workflow.accounts.roles import Role
from workflow.core.i18n import lazy_gettext as _l
from workflow.core.i18n import lazy_pgettext
from workflow.core.states import Machine, transition
from workflow.programmes.events import CallPublished


class CallState(StrEnum):
    DRAFT = "draft"
    PUBLISHED = "published"
    CLOSED = "closed"


MANAGERS = (Role.OFFICER, Role.ADMIN, Role.SYSTEM)

CALL = Machine(
    name="call",
    states=CallState,
    transitions=(
        transition("publish", CallState.DRAFT, CallState.PUBLISHED, MANAGERS, label=_l("Publish the notice"),
                   announces=CallPublished),
        transition("close", CallState.PUBLISHED, CallState.CLOSED, MANAGERS, label=_l("Close the call")),
        transition("reopen", CallState.CLOSED, CallState.PUBLISHED, MANAGERS, label=_l("Reopen the call")),
    ),
    labels={
        CallState.DRAFT: lazy_pgettext("call", "Draft"),
        CallState.PUBLISHED: lazy_pgettext("call", "Published"),
        CallState.CLOSED: lazy_pgettext("call", "Closed"),
    },
    tones={CallState.PUBLISHED: "success"},
)
