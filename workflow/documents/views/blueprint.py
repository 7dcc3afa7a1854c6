"""What the pages of documents share: the blueprint, the words of states, the log of who reads of whom."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from flask import Blueprint, render_template
from flask_login import current_user

from workflow.core import audit
from workflow.core.audit import AuditEntry
from workflow.core.db import unit_of_work
from workflow.core.i18n import format_datetime, lazy_pgettext
from workflow.core.i18n import gettext as _
from workflow.core.i18n import lazy_gettext as _l
from workflow.documents.models import Document
from workflow.documents.states import KIND_LABELS, LABELS, MACHINES, DocumentKind, DocumentState

blueprint = Blueprint("documents", __name__)

DEEDS: dict[str, Any] = {
    "prepare": lazy_pgettext("document", "Prepared"),
    "take_over": _l("Changes taken over"),
    "renumber": _l("Number corrected"),
    "office_file": _l("The office's own PDF kept"),
    "render_again": _l("PDF made again"),
}
"""What can be done to a document without changing its state."""


def label(document: Document) -> Any:
    return MACHINES[document.kind].label(document.state)


def tone(document: Document) -> str:
    return MACHINES[document.kind].tone(document.state)


def may(document: Document, verb: str) -> bool:
    """Tell whether the reader may do `verb` to a document now."""
    machine = MACHINES[document.kind]
    return any(step.verb == verb for step in machine.open_to(document.state, current_user.roles))


def history(entries: Iterable[AuditEntry]) -> list[dict[str, Any]]:
    """Return what was done to a document as the macro `steps.timeline` takes it."""
    return [
        {"when": format_datetime(one.at), "title": _deed(one.verb), "text": one.reason,
         "who": one.actor_name if one.actor_id else _("by itself")}
        for one in entries
    ]


def _deed(verb: str) -> Any:
    """Return how people call what an audit row says: the label of its transition, or the deed's own."""
    machine_name, _dot, deed = verb.partition(".")
    for machine in MACHINES.values():
        if machine.name == machine_name:
            for step in machine.transitions:
                if step.verb == deed:
                    return step.label
    return DEEDS.get(deed, verb)


def page(template: str, purpose: str, documents: Iterable[Document] = (), **values: Any) -> str:
    """Return a page of the register; that the personal data on it is read is recorded first."""
    people = {id for one in documents for id in one.people}
    html = render_template(
        f"documents/pages/{template}", label=label, tone=tone, may=may, kind_labels=KIND_LABELS,
        state_labels=LABELS, DocumentKind=DocumentKind, DocumentState=DocumentState, **values,
    )  # fmt: skip
    log(purpose, people)
    return html


def log(purpose: str, people: Iterable[int]) -> None:
    """Put into the access log whose personal data the reader is about to be given."""
    ids = sorted(set(people))
    if ids:
        with unit_of_work():
            audit.record_access(purpose, "Trainee", ids, actor=current_user)
