"""Password hashes (argon2id). Hashing takes a while on purpose: never do it inside a unit of work."""

from __future__ import annotations

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from workflow.accounts.rules import LONGEST, normal_password

hasher = PasswordHasher()

NOBODY = "$argon2id$v=19$m=65536,t=3,p=4$umFB60FYJ/ifEv7g+YQAwg$PBl97fJkSzm0bdgau30p3g8zXI5C5xhKvzE3bE4pRpM"
"""The hash of a random password that was thrown away, checked where there is no account, so that an
unknown address takes as long as a known one."""


def hash_password(password: str) -> str:
    """Return the hash to store."""
    return hasher.hash(normal_password(password))


def matches(password: str, stored: str | None) -> bool:
    """Tell whether `password` is the stored one; None (no account, or no password yet) never is."""
    if len(password) > LONGEST * 4:
        return False
    try:
        return hasher.verify(NOBODY if stored is None else stored, normal_password(password)) and stored is not None
    except (VerificationError, InvalidHashError):
        return False


def is_outdated(stored: str) -> bool:
    """Tell whether a hash was made with weaker settings than today's."""
    return hasher.check_needs_rehash(stored)
