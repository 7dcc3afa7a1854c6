"""Which answers can be kept at all, even in a draft: what is written must be readable as what it is.

Whether an answer is there, and whether it meets the call's rules, is no question here: a draft may
be partial. Each function takes what was typed and says in both languages what is wrong and how to
mend it, or None.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from datetime import date

import phonenumbers

from workflow.accounts.rules import check_address
from workflow.core.i18n import Text
from workflow.core.latin import IN_NAMES, IN_TITLES, has_pictures, is_latin

EARLIEST, LATEST = date(1900, 1, 1), date(2199, 12, 31)
WRITTEN_DAY = re.compile(r"([0-9]{4})[-./년\s]+([0-9]{1,2})[-./월\s]+([0-9]{1,2})[.일\s]*|([0-9]{4})([0-9]{2})([0-9]{2})")
LINE_BREAKS = re.compile(r"[\n\r\u2028\u2029\x0b\x0c\x85]")
NO_TEXT = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")
"""Control characters and halves of a surrogate pair; direction marks stay, which Arabic needs."""
NO_DAY = Text(
    "달력에 있는 날짜를 2025-07-25처럼 적어 주세요.", "Write a day of the calendar, such as 2025-07-25."
)
NO_NUMBER = Text("숫자로 적어 주세요. 예: 1200, 12.5", "Write a number, such as 1200 or 12.5.")
NOT_LISTED = Text("목록에 있는 것 중에서 골라 주세요.", "Choose one of the list.")


def read_day(typed: str) -> date | None:
    """Return a day as it is written by hand (2025-07-25, 2025. 7. 25., 20250725), None where it is none."""
    parts = WRITTEN_DAY.fullmatch(typed)
    try:
        return date(*(int(part) for part in parts.groups() if part)) if parts else None
    except ValueError:
        return None


def clean_line(typed: str) -> str:
    """Return a written answer of one line as it is kept: composed, without spaces around it."""
    return unicodedata.normalize("NFC", typed).strip()


def clean_lines(typed: str) -> str:
    """Return a written answer of several lines as it is kept."""
    return unicodedata.normalize("NFC", typed).replace("\r\n", "\n").replace("\r", "\n").strip()


def check_line(value: str, limit: int) -> Text | None:
    """Check an answer of one line of at most `limit` characters."""
    if LINE_BREAKS.search(value):
        return Text("한 줄로 적어 주세요.", "Write it on one line.")
    if "=?" in value:  # names stand in headers of mails, where this would begin an encoded word
        return Text("쓸 수 없는 기호가 있습니다: =? 지우고 적어 주세요.", "Write it without “=?”.")
    if has_pictures(value):
        return Text("그림문자(이모지)는 쓸 수 없습니다. 지우고 적어 주세요.", "Write it without emoji.")
    return check_lines(value, limit)


def check_lines(value: str, limit: int) -> Text | None:
    """Check an answer of several lines of at most `limit` characters."""
    if NO_TEXT.search(value):
        return Text(
            "보이지 않는 제어문자가 들어 있습니다. 지우고 다시 적어 주세요.",
            "It holds control characters that cannot be seen. Delete it and write it again.",
        )
    if len(value) > limit:
        over = len(value) - limit
        return Text(
            f"{limit:,}자까지 적을 수 있습니다. 지금 {over:,}자가 넘칩니다.",
            f"It may have {limit:,} characters; it has {over:,} too many.",
        )
    return None


def check_latin(value: str) -> Text | None:
    """Check what is asked in English: the name of a city or an organisation, a post."""
    if not value or is_latin(value, IN_TITLES):
        return None
    return Text("영문(로마자)으로 적어 주세요. 예: Hanoi, Ministry of Transport",
                "Write it in Latin letters, such as Hanoi, Ministry of Transport.")  # fmt: skip


def check_passport_name(value: str) -> Text | None:
    """Check a trainee's name: that of the passport, in Latin letters; marks on them are taken."""
    if not value or is_latin(value, IN_NAMES):
        return None
    return Text("여권에 적힌 대로 로마자로 적어 주세요. 예: NGUYEN THI MINH HANH",
                "Write it in Latin letters as in the passport, such as NGUYEN THI MINH HANH.")  # fmt: skip


def check_person(value: str) -> Text | None:
    """Check the name of a person to write to, in any script."""
    if not value or any(sign.isalpha() for sign in value):
        return None
    return Text("성명을 글자로 적어 주세요.", "Write the name in letters.")


def check_email(value: str) -> Text | None:
    """Check a mail address."""
    found = check_address(value) if value else None
    return found.text if found else None


def check_phone(value: str) -> Text | None:
    """Check a telephone number; one without a country code is read as Korean."""
    if not value:
        return None
    try:
        possible = phonenumbers.is_possible_number(phonenumbers.parse(value, "KR"))
    except phonenumbers.NumberParseException:
        possible = False
    if possible:
        return None
    return Text(
        "전화번호를 확인해 주세요. 예: 02-555-0101, +84 24 3822 0000",
        "Check the telephone number. Examples: 02-555-0101, +84 24 3822 0000.",
    )


CHECKS: Mapping[tuple[str, str], tuple[str, Callable[[str], Text | None]]] = {
    ("author", "name"): ("text", check_person),
    ("author", "email"): ("email", check_email),
    ("author", "phone"): ("phone", check_phone),
    ("nomination", "city"): ("text", check_latin),
    ("nomination", "organisation"): ("text", check_latin),
    ("trainee", "name"): ("text", check_passport_name),
    ("trainee", "city"): ("text", check_latin),
    ("trainee", "position"): ("text", check_latin),
}
"""What a question of the catalogue asks of its answer beyond one line of text, with the code of the reason."""


def check_day(value: date | None) -> Text | None:
    """Check that a day is one that a person of today can mean."""
    if value is None or EARLIEST <= value <= LATEST:
        return None
    return Text(
        f"연도를 확인해 주세요({EARLIEST.year}~{LATEST.year}).",
        f"Check the year ({EARLIEST.year} to {LATEST.year}).",
    )
