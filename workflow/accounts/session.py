"""Who is signed in, in which language they read, and when an idle session ends."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

import sqlalchemy as sa
from flask import Flask, flash, g, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_login import LoginManager, current_user, login_user, logout_user

from workflow.accounts import navigation, queries
from workflow.accounts.idle import IDLE, IdleSessions
from workflow.accounts.models import User
from workflow.accounts.policies import may
from workflow.accounts.roles import Right
from workflow.core import kept
from workflow.core.db import db
from workflow.core.i18n import choose_again
from workflow.core.i18n import gettext as _
from workflow.core.web import safe_next

manager = LoginManager()
manager.session_protection = None  # a telephone changes its address on the way to work


def init_app(app: Flask) -> None:
    manager.init_app(app)
    app.session_interface = IdleSessions()
    app.before_request(_know_reader)
    app.context_processor(_frame)
    app.jinja_env.globals.update(may_submit=may_submit, colleagues_who_submit=colleagues_who_submit)


def may_submit() -> bool:
    """Tell templates whether the reader may submit and withdraw nominations."""
    return bool(current_user.is_authenticated and may(current_user, Right.SUBMIT))


def colleagues_who_submit() -> list[str]:
    """Return for templates the names of those of the reader's company who may submit and can sign in."""
    return queries.submitters(current_user.company_id or 0)


READER = sa.select(User).where(
    User.id == sa.bindparam("id"), User.session_epoch == sa.bindparam("epoch"), User.disabled_at.is_(None)
)
"""The account of a session; the statement is made once, since every page begins with it."""


def begin(user: User) -> None:
    """Sign `user` in: a new session, so that nothing planted in the old one lives on."""
    session.clear()
    session.permanent = True
    login_user(user)
    g.language = user.language
    choose_again()


def renew(user: User) -> None:
    """Keep this session after its account's epoch went up; all others of the account are over."""
    login_user(user)


def end() -> None:
    """Sign out: nothing of the session is left."""
    logout_user()
    session.clear()


@manager.user_loader
def load(session_id: str) -> User | None:
    """Return the account that '<id>.<epoch>' names, unless it is disabled or its epoch has passed."""
    identity, _dot, epoch = session_id.partition(".")
    if not (identity.isdecimal() and epoch.isdecimal()):
        return None
    user = db.session.scalars(READER, {"id": int(identity), "epoch": int(epoch)}).one_or_none()
    if user is not None:
        g.language = user.language
        choose_again()
    return user


@manager.unauthorized_handler
def _ask_to_sign_in() -> ResponseReturnValue:
    """Lead to sign-in and from there back to where the reader was; what was typed stays on the page that says
    so, and a script is told in JSON."""
    if kept.is_script():
        return kept.tell_script()
    was_signed_in = "_user_id" in session or IDLE in session
    if was_signed_in:
        end()
    if kept.is_to_keep():
        return kept.page()
    if was_signed_in:
        flash(_("Your session has ended. Please sign in again."), "info")
    else:
        flash(_("Please sign in to go on."), "info")
    return redirect(url_for("accounts.sign_in", next=here()), 303)


def here() -> str:
    """Return the path of the page that the reader is on, '' where it is not known: an answer to a form stands at the
    address of its button, so it is the page that the form was sent from."""
    if request.method in ("GET", "HEAD"):
        return request.full_path.rstrip("?")
    try:
        came_from = urlsplit(request.referrer or "")
    except ValueError:
        return ""
    if came_from.netloc != request.host:
        return ""
    return safe_next(came_from.path + (f"?{came_from.query}" if came_from.query else ""), "")


def user_menu(reader: User) -> str:
    """Fill the slot of the same name: the way to the reader's own account."""
    return render_template("accounts/user_menu.html", reader=reader)


def _know_reader() -> None:
    """Load the reader, and with them their language, before anything is said."""
    if request.endpoint != "static":
        bool(current_user)


def _frame() -> dict[str, Any]:
    """Give base.html the menu, and what the warning before an idle sign-out needs."""
    if "frame" not in g:
        g.frame = {"navigation": navigation.entries(current_user), "here": here()}
        if current_user.is_authenticated:
            g.frame["idle"] = navigation.idle()
    return dict(g.frame)
