"""Rules of sign-in: what an address and a password look like, and when an address rests."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from datetime import datetime, timedelta

from email_validator import EmailNotValidError, validate_email

from workflow.core.errors import Reason
from workflow.core.i18n import Text
from workflow.core.latin import IN_TITLES, has_pictures, is_latin

FAILURES = 5
REST = timedelta(minutes=15)
FORGOTTEN = timedelta(days=1)
SHORTEST, LONGEST = 10, 200


@dataclass(frozen=True, slots=True)
class Attempts:
    """Failed sign-ins in a row at one address; moments are in UTC."""

    failures: int = 0
    locked_until: datetime | None = None
    last_at: datetime | None = None

    def is_locked(self, now: datetime) -> bool:
        return self.locked_until is not None and now < self.locked_until

    def after_failure(self, now: datetime) -> Attempts:
        """Return what counts after one more failure at `now`: the fifth in a row locks for 15 minutes.

        Source: 개인정보의 안전성 확보조치 기준, article 5 (limit repeated failures). A failure while
        locked changes nothing; after a lock, or a day without failure, counting begins anew.
        """
        if self.is_locked(now):
            return self
        over = self.locked_until is not None or (self.last_at is not None and now - self.last_at >= FORGOTTEN)
        failures = 1 if over else self.failures + 1
        return Attempts(failures, now + REST if failures >= FAILURES else None, now)


def normal_address(typed: str) -> str:
    """Return a mail address as it is kept: without spaces around it, in lower case (up to 254 letters)."""
    return typed.strip().lower()


def check_address(typed: str) -> Reason | None:
    """Say what is wrong with a mail address, None where it can be written to."""
    try:
        validate_email(normal_address(typed), check_deliverability=False, test_environment=True)
        fits = "=?" not in typed  # an encoded word in a header could smuggle in another one
    except EmailNotValidError:
        fits = False
    text = Text("전자우편 주소 형식이 아닙니다. 예: name@company.co.kr",
                "This is not a mail address. Example: name@company.co.kr")
    return None if fits else Reason("email", text, "email")


def normal_password(typed: str) -> str:
    """Return a password as it is hashed: Korean letters typed on different systems become the same."""
    return unicodedata.normalize("NFKC", typed)


def check_password(typed: str, address: str) -> Reason | None:
    """Say what is wrong with a new password; its length counts, no kinds of letters are asked for."""
    length = len(normal_password(typed))
    if length < SHORTEST:
        text = Text(f"비밀번호는 {SHORTEST}자 이상이어야 합니다. 지금 {length}자입니다.",
                    f"The password needs {SHORTEST} characters or more; this one has {length}.")
    elif length > LONGEST:
        text = Text(f"비밀번호는 {LONGEST}자까지 쓸 수 있습니다. 지금 {length}자입니다.",
                    f"The password may have up to {LONGEST} characters; this one has {length}.")
    elif normal_address(typed) == normal_address(address):
        text = Text("전자우편 주소를 비밀번호로 쓸 수 없습니다. 다른 비밀번호를 정하세요.",
                    "The mail address cannot be the password. Choose another one.")
    else:
        return None
    return Reason("password", text, "password")


def check_name(typed: str, field: str = "name", longest: int = 120) -> Reason | None:
    """Say what is wrong with the name of a person or company, which also goes into mails and letters."""
    if not typed.strip():
        return Reason("missing", Text("이름을 입력하세요.", "Give the name."), field)
    if len(typed) > longest:
        text = Text(f"이름은 {longest}자까지 쓸 수 있습니다. 지금 {len(typed)}자입니다.",
                    f"The name may have up to {longest} characters; this one has {len(typed)}.")
    elif field == "name_en" and not is_latin(typed, IN_TITLES):
        text = Text("영문명은 로마자로 적어 주세요. 예: Hanbit Rail Co., Ltd.",
                    "Write the English name in Latin letters, such as Hanbit Rail Co., Ltd.")
    elif "=?" in typed or not typed.isprintable() or not any(sign.isalnum() for sign in typed) or has_pictures(typed):
        text = Text("이름에 쓸 수 없는 문자가 있습니다. 글자, 숫자, 일반 기호만 쓰세요.",
                    "The name holds characters that a name cannot have. Use letters, digits and common signs.")
    else:
        return None
    return Reason("name", text, field)
