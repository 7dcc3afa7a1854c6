"""The Korean business registration number (사업자등록번호): how it is written and its check digit.

Ten digits, printed as 123-45-67891. The last digit is computed from the nine before it (weights
1 3 7 1 3 7 1 3 5, and the tens of five times the ninth are added), so one wrong digit always shows.
"""

from __future__ import annotations

import re
import unicodedata

from workflow.core.errors import Reason
from workflow.core.i18n import Text

WEIGHTS = (1, 3, 7, 1, 3, 7, 1, 3, 5)


def normalise(typed: str) -> str:
    """Return the digits of what was typed: without hyphens and spaces, full-width digits made plain.

    Whatever else was typed stays, so that `check` can refuse it.
    """
    return re.sub(r"[\s\u2010-\u2015\-]", "", unicodedata.normalize("NFKC", typed))


def display(digits: str) -> str:
    """Return ten digits as they are printed: 123-45-67891. Anything else is returned as it is."""
    return f"{digits[:3]}-{digits[3:5]}-{digits[5:]}" if re.fullmatch(r"[0-9]{10}", digits) else digits


def check_digit(nine: str) -> str:
    """Return the tenth digit of a number from its first nine."""
    digits = [int(digit) for digit in nine]
    total = sum(digit * weight for digit, weight in zip(digits, WEIGHTS, strict=True)) + digits[8] * 5 // 10
    return str(-total % 10)


def check(typed: str, field: str = "registration_no") -> Reason | None:
    """Say what is wrong with a registration number as typed, None where it is right."""
    digits = normalise(typed)
    if not digits:
        return Reason("missing", Text("사업자등록번호를 입력해 주세요.", "Give the business registration number."), field)
    if not re.fullmatch(r"[0-9]{10}", digits):
        return Reason("registration_no", Text(
            "사업자등록번호는 숫자 10자리입니다. 예: 123-45-67890",
            "The business registration number has 10 digits. Example: 123-45-67890.",
        ), field)
    if digits[9] != check_digit(digits[:9]) or not digits.strip("0"):  # nothing but zeros fits its check digit
        return Reason("registration_no", Text(
            "사업자등록번호가 맞지 않습니다. 잘못 적은 숫자가 있는지 확인해 주세요.",
            "This business registration number is not right; look for a digit that was mistyped.",
        ), field)
    return None
