"""What a company says of itself, and what its verification (사업자등록증 확인) needs."""

from __future__ import annotations

import re
from collections.abc import Mapping
from urllib.parse import urlsplit

from workflow.accounts.models import Company
from workflow.accounts.rules import check_name
from workflow.core.errors import Reason
from workflow.core.i18n import Text

LENGTHS: Mapping[str, int] = {
    "name_ko": 120, "name_en": 120, "representative": 120, "address_ko": 200, "address_en": 200, "phone": 40,
    "homepage": 200, "business": 120,
}  # fmt: skip
"""The columns that a manager writes, with the longest text of each. The registration number is not among them."""

NAMES = ("name_ko", "name_en")
"""What was verified against the certificate: a change of one has to be verified again."""

NEEDED = ("name_en", "representative", "address_ko", "phone")
"""What verification needs beside the Korean name and the certificate."""


def check(values: Mapping[str, str]) -> list[Reason]:
    """Say everything that is wrong in a profile, field by field. Only the Korean name has to be there."""
    reasons = [check_name(values["name_ko"], "name_ko")]
    reasons += [_check_line(values.get(field, ""), field) for field in LENGTHS]
    reasons += [check_name(values["name_en"], "name_en")] if values.get("name_en", "").strip() else []
    reasons += [_check_phone(values.get("phone", "")), _check_homepage(values.get("homepage", ""))]
    first = {reason.field: reason for reason in reversed(reasons) if reason is not None}
    return [first[field] for field in LENGTHS if field in first]


def missing(company: Company, *, has_certificate: bool) -> list[str]:
    """Return the columns that verification still needs, 'certificate' for the file."""
    fields = [field for field in NEEDED if not getattr(company, field)]
    return fields if has_certificate else [*fields, "certificate"]


def with_scheme(typed: str) -> str:
    """Return the address of a homepage as it is linked: 'hanbit.example' gets its 'https://'."""
    typed = typed.strip()
    return typed if not typed or "://" in typed else f"https://{typed}"


def _check_line(typed: str, field: str) -> Reason | None:
    longest = LENGTHS[field]
    if len(typed) > longest:
        text = Text(f"{longest}자까지 쓸 수 있습니다. 지금 {len(typed)}자입니다.",
                    f"It may have up to {longest} characters; it has {len(typed)}.")  # fmt: skip
    elif "=?" in typed or not typed.isprintable():
        text = Text("쓸 수 없는 문자가 있습니다. 글자, 숫자, 일반 기호만 쓰세요.",
                    "It holds characters that cannot stand here. Use letters, digits and common signs.")  # fmt: skip
    else:
        return None
    return Reason("line", text, field)


def _check_phone(typed: str) -> Reason | None:
    if not typed or re.fullmatch(r"\+?[0-9()\-. ]{6,}", typed):
        return None
    text = Text("전화번호를 숫자로 적어 주세요. 예: 02-1234-5678", "Write the phone number in digits. Example: +82 2 1234 5678")
    return Reason("phone", text, "phone")


def _check_homepage(typed: str) -> Reason | None:
    if not typed:
        return None
    try:
        parts = urlsplit(with_scheme(typed))
        right = parts.scheme in ("http", "https") and "." in (parts.hostname or "") and " " not in typed
    except ValueError:
        right = False
    text = Text("누리집 주소를 확인해 주세요. 예: https://www.hanbit.example",
                "This is not an address of a homepage. Example: https://www.hanbit.example")  # fmt: skip
    return None if right else Reason("homepage", text, "homepage")
