"""Limits on how often one address may ask for what costs or guesses something.

Counted in Redis where there is one, and in this process's memory while it is away. A view is limited
by `@limiter.limit("10 per hour", methods=["POST"])`; beyond that it answers with 429 and says when to
come back.
"""

from __future__ import annotations

from flask import Flask
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address

limiter = Limiter(
    get_remote_address,  # behind a proxy the client's address, through the exact number of hops
    in_memory_fallback_enabled=True,
    headers_enabled=True,
    storage_options={"socket_connect_timeout": 1, "socket_timeout": 1},
)


def init_app(app: Flask) -> None:
    """Count in the broker's Redis. Tests switch limits on where they are about them."""
    settings = app.extensions["settings"]
    app.config.setdefault("RATELIMIT_ENABLED", not settings.testing)
    app.config.setdefault("RATELIMIT_STORAGE_URI", _storage(settings.redis_url))
    app.config.setdefault("RATELIMIT_KEY_PREFIX", "yeonsu-limits")
    limiter.init_app(app)


def _storage(redis_url: str) -> str:
    """Write the address of a socket, unix:///path?db=0, as the limiter's storage reads it."""
    return f"redis+{redis_url}" if redis_url.startswith("unix://") else redis_url
