"""The switch between Korean and English."""

from __future__ import annotations

from datetime import timedelta

import sqlalchemy as sa
from flask import abort, current_app, g, redirect, request
from flask.typing import ResponseReturnValue
from flask_login import current_user
from werkzeug.wrappers import Response

from workflow.accounts import session
from workflow.accounts.models import User
from workflow.accounts.navigation import home_of
from workflow.accounts.views.blueprint import blueprint
from workflow.core.db import unit_of_work
from workflow.core.i18n import LANGUAGE_COOKIE, LANGUAGES, choose_again
from workflow.core.policies import PUBLIC, requires
from workflow.core.web import safe_next

REMEMBERED = timedelta(days=365)


@blueprint.post("/language")
@requires(PUBLIC)
def language() -> ResponseReturnValue:
    """Remember the language in this browser for a year and, of who is signed in, in the account."""
    chosen = request.form.get("language", "")
    if chosen not in LANGUAGES:
        abort(400)
    if current_user.is_authenticated:
        reader = current_user.id
        with unit_of_work() as session_:
            session_.execute(sa.update(User).where(User.id == reader).values(language=chosen))
    g.language = chosen
    choose_again()
    return remember(redirect(safe_next(request.form.get("next"), session.here() or home_of(current_user)), 303), chosen)


def remember(answer: Response, chosen: str) -> Response:
    """Have this browser keep a language, and return the answer that tells it so."""
    answer.set_cookie(
        LANGUAGE_COOKIE, chosen, max_age=REMEMBERED, samesite="Lax", httponly=True,
        secure=current_app.config["SESSION_COOKIE_SECURE"],
    )
    return answer
