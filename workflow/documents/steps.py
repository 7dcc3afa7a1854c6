"""What comes next in a call's documents, in one sentence, with the page where it is done."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from flask import url_for

from workflow.accounts.roles import Role
from workflow.core.errors import Reason
from workflow.core.i18n import gettext as _
from workflow.documents import queries
from workflow.documents.services import letters
from workflow.documents.states import PRINTERS, DocumentKind, DocumentState
from workflow.programmes.models import Call
from workflow.selection import queries as selection
from workflow.selection.states import RoundState


@dataclass(frozen=True, slots=True)
class Step:
    """The sentence; `label` and `url` are the action of who may do it; `reasons` are what the announcement
    still waits for."""

    text: str
    label: str = ""
    url: str = ""
    reasons: list[Reason] = field(default_factory=list)


def next_step(call: Call, roles: Iterable[str]) -> Step:
    """Return what comes next: letters until the result is out, then certificates."""
    round_ = selection.round_of(call.id)
    if round_ is None or round_.state in (RoundState.OPEN, RoundState.SUBMITTED):
        return Step(_("Letters are prepared as soon as the selection is approved."))
    held = set(roles)
    to_letters = (_("Letters and numbers"), url_for("documents.letters", code=call.code))
    if round_.state is RoundState.APPROVED:
        reasons = letters.blockers(round_)
        if reasons:
            label, url = to_letters if Role.OFFICER in held else ("", "")
            return Step(_("The announcement waits for letters."), label, url, reasons)
        text = _("Nothing holds the announcement up any more.")
        to_announcement = (_("To the announcement"), url_for("selection.proposal", code=call.code))
        return Step(text, *(to_announcement if Role.OFFICER in held else ()))
    waiting = queries.letters_of(call.id, DocumentState.PREPARED, DocumentState.NUMBERED)
    if waiting:
        text = _("%(count)s letters are not dispatched yet.", count=len(waiting))
        return Step(text, *(to_letters if Role.OFFICER in held else ()))
    to_certificates = (_("Certificates"), url_for("documents.certificates", code=call.code))
    action = to_certificates if held & set(PRINTERS) else ()
    return Step(_certificates(call), *action)


def _certificates(call: Call) -> str:
    counted = queries.counts(call.id)
    prepared, printed, awarded, withheld = (
        counted.get((DocumentKind.CERTIFICATE, state), 0)
        for state in (
            DocumentState.PREPARED, DocumentState.PRINTED, DocumentState.AWARDED, DocumentState.NOT_AWARDED
        )
    )
    if prepared:
        return _("%(count)s certificates are to be printed.", count=prepared)
    if printed:
        return _("%(count)s printed certificates wait for the decision to award them.", count=printed)
    if awarded or withheld:
        return _("All certificates are settled.")
    return _("The letters are out. Next: certificates, before the closing ceremony.")
