"""The consent to keeping personal data that comes with an account of a company: its text, as it is shown.

It names what the law asks for: purpose, items, how long, the right to refuse and what refusing means
(개인정보 보호법 제15조 제2항). Staff are not asked: their accounts serve the duties of their office
(제15조 제1항 제3호), which the privacy policy says.
"""

from __future__ import annotations

from typing import Any

from workflow.core import office
from workflow.core.evidence import version_of
from workflow.core.i18n import LANGUAGES, Text

NAME = Text("개인정보 수집·이용 동의(필수)", "Consent to the collection and use of personal data (required)")

LABELS = {
    "holder": Text("개인정보처리자", "Who keeps them"),
    "purpose": Text("수집·이용 목적", "Purpose"),
    "items": Text("항목", "Items"),
    "retention": Text("보유·이용 기간", "Kept for"),
    "refusal": Text("거부할 권리와 불이익", "Right to refuse, and what refusing means"),
}
"""What is said, in the order of the page."""

PURPOSE = Text(
    "기업 담당자 확인과 로그인, 연수생 추천에 관한 업무와 결과 안내, 문의 답변, 부정 접속 방지",
    "To know who acts for the company and sign them in, to work on nominations and tell their results, to answer "
    "questions, and to keep others out of the account",
)
ITEMS = Text(
    "이름, 전자우편 주소, 소속 기업, 비밀번호(알아볼 수 없게 바꾸어 보관), 접속기록(일시, IP 주소, 한 일)",
    "Name, mail address, company, password (kept so that nobody can read it), record of access (when, IP address, what was done)",
)
RETENTION = Text(
    "계정을 닫을 때까지. 접속기록과 권한 기록은 법령이 정한 기간까지",
    "Until the account is closed; the records of access and of rights as long as the law asks",
)
"""Where the office has not said how long it keeps accounts."""
RECORDS = Text("접속기록과 권한 기록은 법령이 정한 기간까지", "the records of access and of rights as long as the law asks")
REFUSAL = Text(
    "동의하지 않을 수 있습니다. 동의하지 않으면 계정을 만들 수 없어 이 누리집에서 추천할 수 없습니다.",
    "You may refuse. Without the consent no account can be made, so that you cannot nominate here.",
)


def retention() -> Text:
    """Return how long accounts are kept, as the office says."""
    kept = office.facts().accounts_kept
    return Text(f"{kept.ko}. {RECORDS.ko}", f"{kept.pick('en')}; {RECORDS.en}") if kept else RETENTION


def as_shown(language: str) -> dict[str, Any]:
    """Return all that is shown of the consent in 'ko' or 'en', as it is kept with the decision."""
    said: dict[str, Any] = {"language": language, "name": NAME.pick(language)}
    parts = {
        "holder": office.facts().name, "purpose": PURPOSE, "items": ITEMS, "retention": retention(), "refusal": REFUSAL,
    }
    return said | {part: text.pick(language) for part, text in parts.items() if text}


def version(language: str) -> str:
    """Return the version of the text that is shown in `language`."""
    return version_of(as_shown(language))


def language_of(seen: str) -> str | None:
    """Return in which language the text of this version is shown now, None where it is no longer shown."""
    return next((language for language in LANGUAGES if version(language) == seen), None)


def lines(language: str) -> list[tuple[str, str]]:
    """Return (label, text) of what the consent says, for the page."""
    shown = as_shown(language)
    return [(label.pick(language), shown[part]) for part, label in LABELS.items() if part in shown]
