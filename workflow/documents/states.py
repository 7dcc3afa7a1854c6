"""The small states of documents: the letter's, the certificate's and the itinerary's."""

from __future__ import annotations

from enum import StrEnum

from workflow.accounts.roles import Role
from workflow.core.i18n import lazy_gettext as _l
from workflow.core.i18n import lazy_pgettext
from workflow.core.states import Machine, transition
from workflow.documents.events import CertificateAwarded, DocumentVoided, LetterDispatched


class DocumentKind(StrEnum):
    LETTER = "letter"
    CERTIFICATE = "certificate"
    ITINERARY = "itinerary"


class DocumentState(StrEnum):
    PREPARED = "prepared"
    NUMBERED = "numbered"
    DISPATCHED = "dispatched"
    PRINTED = "printed"
    AWARDED = "awarded"
    NOT_AWARDED = "not_awarded"
    VOID = "void"


CLERKS = (Role.OFFICER, Role.SYSTEM)
PRINTERS = (Role.OFFICER, Role.COORDINATOR, Role.SYSTEM)

LABELS = {
    DocumentState.PREPARED: lazy_pgettext("document", "Prepared"),
    DocumentState.NUMBERED: lazy_pgettext("document", "Approved and numbered"),
    DocumentState.DISPATCHED: lazy_pgettext("document", "Dispatched"),
    DocumentState.PRINTED: lazy_pgettext("document", "Printed"),
    DocumentState.AWARDED: lazy_pgettext("document", "Awarded"),
    DocumentState.NOT_AWARDED: lazy_pgettext("document", "Not awarded"),
    DocumentState.VOID: lazy_pgettext("document", "Void"),
}
TONES = {
    DocumentState.NUMBERED: "info",
    DocumentState.DISPATCHED: "success",
    DocumentState.PRINTED: "info",
    DocumentState.AWARDED: "success",
    DocumentState.NOT_AWARDED: "warning",
    DocumentState.VOID: "danger",
}

LETTER = Machine(
    name="letter",
    states=DocumentState,
    transitions=(
        transition("number", DocumentState.PREPARED, DocumentState.NUMBERED, CLERKS, label=_l("Enter the number")),
        transition("dispatch", DocumentState.NUMBERED, DocumentState.DISPATCHED, CLERKS, label=_l("Dispatch"),
                   announces=LetterDispatched),
        transition("void", (DocumentState.PREPARED, DocumentState.NUMBERED, DocumentState.DISPATCHED),
                   DocumentState.VOID, CLERKS, label=_l("Declare void"), announces=DocumentVoided),
        transition("reissue", (DocumentState.NUMBERED, DocumentState.DISPATCHED), DocumentState.VOID, CLERKS,
                   label=_l("Reissue"), announces=DocumentVoided),
    ),
    labels=LABELS,
    tones=TONES,
)

CERTIFICATE = Machine(
    name="certificate",
    states=DocumentState,
    transitions=(
        transition("print", DocumentState.PREPARED, DocumentState.PRINTED, PRINTERS, label=_l("Printed")),
        transition("award", (DocumentState.PRINTED, DocumentState.NOT_AWARDED), DocumentState.AWARDED, PRINTERS,
                   label=_l("Award"), announces=CertificateAwarded),
        transition("withhold", DocumentState.PRINTED, DocumentState.NOT_AWARDED, PRINTERS, label=_l("Do not award")),
        transition("void", (DocumentState.PREPARED, DocumentState.PRINTED, DocumentState.AWARDED,
                            DocumentState.NOT_AWARDED),
                   DocumentState.VOID, CLERKS, label=_l("Declare void"), announces=DocumentVoided),
        transition("reissue", (DocumentState.PRINTED, DocumentState.AWARDED, DocumentState.NOT_AWARDED),
                   DocumentState.VOID, PRINTERS, label=_l("Reissue"), announces=DocumentVoided),
    ),
    labels=LABELS,
    tones=TONES,
)

ITINERARY = Machine(
    name="itinerary_document",
    states=DocumentState,
    transitions=(
        transition("void", DocumentState.PREPARED, DocumentState.VOID, CLERKS, label=_l("Declare void"),
                   announces=DocumentVoided),
    ),
    labels=LABELS,
    tones=TONES,
)

READERS = (Role.OFFICER, Role.COORDINATOR, Role.APPROVER, Role.ADMIN)
"""Who of the staff reads the register and its files."""

KIND_LABELS = {
    DocumentKind.LETTER: lazy_pgettext("document", "Letter of selection"),
    DocumentKind.CERTIFICATE: lazy_pgettext("document", "Certificate"),
    DocumentKind.ITINERARY: lazy_pgettext("document", "Itinerary"),
}

MACHINES = {
    DocumentKind.LETTER: LETTER,
    DocumentKind.CERTIFICATE: CERTIFICATE,
    DocumentKind.ITINERARY: ITINERARY,
}
