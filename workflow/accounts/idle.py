"""Sessions that end by themselves when nothing is done, without spoiling a form that stands open."""

from __future__ import annotations

from datetime import datetime, timedelta

from flask import Flask, Request, request
from flask.sessions import SecureCookieSession, SecureCookieSessionInterface, SessionMixin
from itsdangerous import BadSignature

from workflow.core import clock

KEPT = timedelta(hours=12)
"""How long a cookie is read at all. Who is signed in is forgotten much sooner (PERMANENT_SESSION_LIFETIME);
the form token outlives them, so that a late form leads to sign-in instead of to an error."""

IDLE = "_idle"
"""Stands in a session whose reader was signed out for doing nothing."""


class IdleSessions(SecureCookieSessionInterface):
    """Every answer puts the idle sign-out off, except one to a page that asked by itself.

    Idle time runs on real time, also while a demonstration's clock is moved.
    """

    def open_session(self, app: Flask, request: Request) -> SecureCookieSession | None:
        serializer = self.get_signing_serializer(app)
        if serializer is None:
            return None
        cookie = request.cookies.get(self.get_cookie_name(app), "")
        try:
            content, written = serializer.loads(cookie, max_age=int(KEPT.total_seconds()), return_timestamp=True)
        except BadSignature:
            return self.session_class()
        session = self.session_class(content)
        if "_user_id" in session and clock.real_now() - written > app.permanent_session_lifetime:
            session.clear()
            session.update({name: content[name] for name in ("csrf_token",) if name in content}, **{IDLE: True})
        return session

    def should_set_cookie(self, app: Flask, session: SessionMixin) -> bool:
        if request.endpoint == "static" or request.headers.get("X-Requested-With") == "live":
            return session.modified
        return session.modified or bool(session)

    def get_expiration_time(self, app: Flask, session: SessionMixin) -> datetime | None:
        return clock.real_now() + KEPT if session.permanent else None
