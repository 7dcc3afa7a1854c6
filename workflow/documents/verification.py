"""What the public page says of a certificate: one word and the fewest facts. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from workflow.core.i18n import Text, lazy_pgettext
from workflow.documents.facts import CertificateFacts
from workflow.documents.states import DocumentState

CODE = re.compile(r"[A-Z2-7]{26}")
HIDDEN = "***"


class Verdict(StrEnum):
    VALID = "valid"
    NOT_AWARDED = "not_awarded"
    VOID = "void"


WORDS: dict[Verdict, Any] = {
    Verdict.VALID: lazy_pgettext("certificate", "Valid"),
    Verdict.NOT_AWARDED: lazy_pgettext("certificate", "Not awarded"),
    Verdict.VOID: lazy_pgettext("certificate", "Void"),
}
TONES = {Verdict.VALID: "success", Verdict.NOT_AWARDED: "warning", Verdict.VOID: "danger"}


@dataclass(frozen=True, slots=True)
class Shown:
    """All that is shown of a certificate; the day only of one that is valid."""

    verdict: Verdict
    number: str
    programme: Text
    name: str
    awarded_on: date | None


def shown(state: DocumentState, facts: CertificateFacts) -> Shown:
    """Return what the page says of a certificate. Only an awarded one is valid: one that is printed for a
    ceremony to come is not awarded yet."""
    verdict = verdict_of(state)
    on = facts.awarded_on if verdict is Verdict.VALID else None
    return Shown(verdict, facts.number, facts.programme, masked(facts.name), on)


def verdict_of(state: DocumentState) -> Verdict:
    if state is DocumentState.AWARDED:
        return Verdict.VALID
    return Verdict.VOID if state is DocumentState.VOID else Verdict.NOT_AWARDED


def masked(name: str) -> str:
    """Return the first word of a name, which is enough to compare: 'NGUYEN ***'. Of a single word the first
    letter stays."""
    words = name.replace(",", " ").split()
    if len(words) > 1:
        return f"{words[0]} {HIDDEN}"
    return f"{name.strip()[:1]}{HIDDEN}"


def read_code(typed: str) -> str | None:
    """Return the code that an address holds, however it is typed; None where it can be none."""
    code = typed.strip().upper()
    return code if CODE.fullmatch(code) else None
