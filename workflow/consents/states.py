"""How far a trainee's own answer is, and what a trainee decides about a consent."""

from __future__ import annotations

from enum import StrEnum

from workflow.accounts.roles import Role
from workflow.core.i18n import Text, lazy_pgettext
from workflow.core.i18n import lazy_gettext as _l
from workflow.core.states import Machine, transition

TRAINEE = "trainee"
"""The role of who holds a trainee's link: no account has it."""


class RequestState(StrEnum):
    """NEW until the first link is out, ASKED until it is answered; REVOKED: nobody waits for an answer."""

    NEW = "new"
    ASKED = "asked"
    ANSWERED = "answered"
    REVOKED = "revoked"


ASKERS = (Role.COMPANY, Role.OFFICER, Role.SYSTEM)

REQUEST = Machine(
    name="trainee_request",
    states=RequestState,
    transitions=(
        transition("ask", (RequestState.NEW, RequestState.ASKED, RequestState.REVOKED), RequestState.ASKED, ASKERS,
                   label=_l("Send a link")),
        transition("answer", (RequestState.ASKED, RequestState.ANSWERED), RequestState.ANSWERED, (TRAINEE,),
                   label=_l("Send my answers")),
        transition("ask_more", RequestState.ANSWERED, RequestState.ASKED, (Role.SYSTEM,), label=_l("Ask for the rest")),
        transition("send_again", RequestState.ANSWERED, RequestState.ANSWERED, ASKERS, label=_l("Send a new link")),
        transition("revoke", RequestState.ASKED, RequestState.REVOKED, ASKERS, label=_l("Revoke the link")),
        transition("close", RequestState.ANSWERED, RequestState.ANSWERED, ASKERS, label=_l("Revoke the link")),
    ),
    labels={
        RequestState.NEW: lazy_pgettext("trainee", "Not asked yet"),
        RequestState.ASKED: lazy_pgettext("trainee", "Asked"),
        RequestState.ANSWERED: lazy_pgettext("trainee", "Answered"),
        RequestState.REVOKED: lazy_pgettext("trainee", "Link revoked"),
    },
    tones={RequestState.ASKED: "info", RequestState.ANSWERED: "success", RequestState.REVOKED: "warning"},
)


class Decision(StrEnum):
    """What a trainee decides about one consent. One that was given can be withdrawn (동의 철회)."""

    GIVEN = "given"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


DECISION_LABELS = {
    Decision.GIVEN: Text("동의", "consent given"),
    Decision.REFUSED: Text("동의하지 않음", "consent refused"),
    Decision.WITHDRAWN: Text("동의 철회", "consent withdrawn"),
}
DECISION_TONES = {Decision.GIVEN: "success", Decision.REFUSED: "danger", Decision.WITHDRAWN: "danger"}
