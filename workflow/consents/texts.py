"""The texts that are consented to and declared, as they are shown, and their versions. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from workflow.consents.models import ConsentRecord
from workflow.consents.states import DECISION_LABELS
from workflow.core.evidence import version_of
from workflow.core.i18n import Text, format_datetime
from workflow.programmes.parts import Consent

__all__ = ("DECLARATION", "PARTS", "as_file", "as_shown", "lines_of", "version_of")

PARTS: dict[str, Text] = {
    "purpose": Text("수집·이용 목적", "Purpose"),
    "items": Text("항목", "Items"),
    "recipient": Text("제공받는 자", "Recipient"),
    "retention": Text("보유·이용 기간", "Kept for"),
    "refusal": Text("거부할 권리와 불이익", "Right to refuse, and what refusing means"),
}
"""What a consent says, in the order of the law (개인정보 보호법 제15조 제2항, 제17조 제2항)."""

DECIDED = Text("결정", "Decided")

DECLARATION = Text(
    "추천기업은 이 추천서에 적은 연수생 본인에게 개인정보가 이 연수사업을 위하여 시에 제공된다는 사실과 그 항목, 목적을 "
    "미리 알렸음을 확인합니다.",
    "The company declares that each trainee named in this nomination has been told that these personal data are given "
    "to the city for this programme, which data, and for what purpose.",
)
"""What a company declares by submitting (개인정보 보호법 제17조): the trainee's own consent comes by the link."""


def as_shown(consent: Consent, language: str) -> dict[str, Any]:
    """Return all that is shown of a consent in 'ko' or 'en', as it is kept with the decision."""
    said: dict[str, Any] = {"language": language, "name": consent.text.pick(language), "required": consent.required}
    for part in PARTS:
        if text := getattr(consent, part):
            said[part] = text.pick(language)
    return said


def as_file(head: str, records: Sequence[ConsentRecord]) -> str:
    """Return all that was decided as a plain text to keep, each with the text as it was shown."""
    parts = [head]
    for one in records:
        lines = [f"{label.pick(one.language)}: {text}" for label, text in lines_of(one)]
        parts.append("\n".join([one.shown["name"], *lines]))
    return "\n\n".join(parts) + "\n"


def lines_of(record: ConsentRecord) -> list[tuple[Text, str]]:
    """Return what a record says, line by line: what was decided and when, then the text as it was shown."""
    decided = DECISION_LABELS[record.decision].pick(record.language)
    shown = [(label, record.shown[part]) for part, label in PARTS.items() if part in record.shown]
    return [(DECIDED, f"{decided}, {format_datetime(record.at, record.language)}"), *shown]
