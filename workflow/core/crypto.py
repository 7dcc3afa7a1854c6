"""Sealing of what the database must not show in the clear (AES-256-GCM).

A sealed value names its key, so keys can be rotated, and is bound to the row and column it belongs
to by `place`, so it cannot be moved to another row unnoticed.
"""

from __future__ import annotations

import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from flask import current_app

NONCE_BYTES = 12


class CannotOpen(Exception):
    """The value was sealed for another place, with a key that is gone, or was changed."""


def seal(plain: bytes, place: str) -> bytes:
    """Seal `plain` with the newest key of FIELD_KEYS for `place`, such as 'outbox.content:42'."""
    name, key = next(iter(_keys().items()))
    nonce = os.urandom(NONCE_BYTES)
    return name.encode() + b":" + nonce + AESGCM(key).encrypt(nonce, plain, place.encode())


def unseal(sealed: bytes, place: str) -> bytes:
    """Return what was sealed for `place`; raises CannotOpen."""
    name, _, rest = sealed.partition(b":")
    key = _keys().get(name.decode(errors="replace"))
    if key is None:
        raise CannotOpen(f"FIELD_KEYS has no key {name!r}")
    try:
        return AESGCM(key).decrypt(rest[:NONCE_BYTES], rest[NONCE_BYTES:], place.encode())
    except InvalidTag:
        raise CannotOpen(place) from None


def _keys() -> dict[str, bytes]:
    keys: dict[str, bytes] = dict(current_app.extensions["settings"].field_keys)
    return keys
