"""Texts as evidence: what was on the page when somebody agreed to it."""

from __future__ import annotations

import hashlib
import json
from typing import Any


def version_of(said: Any) -> str:
    """Return the version of a text: SHA-256, in hex, of what is said."""
    written = json.dumps(said, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=str)
    return hashlib.sha256(written.encode()).hexdigest()
