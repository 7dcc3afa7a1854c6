"""Signing in, staying signed in, signing out."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from workflow.accounts import session
from workflow.accounts.forms import SignInForm
from workflow.accounts.navigation import home_of
from workflow.accounts.services import sign_in as services
from workflow.accounts.views.blueprint import blueprint
from workflow.core.db import unit_of_work
from workflow.core.i18n import format_datetime
from workflow.core.i18n import gettext as _
from workflow.core.limits import limiter
from workflow.core.policies import PUBLIC, SIGNED_IN, requires
from workflow.core.web import safe_next


@blueprint.route("/sign-in", methods=["GET", "POST"])
@requires(PUBLIC)
@limiter.limit("30 per minute; 300 per hour", methods=["POST"])
def sign_in() -> ResponseReturnValue:
    """Ask for address and password, and lead on to where the reader was going."""
    form = SignInForm(next=request.args.get("next", ""))
    onward = safe_next(form.next.data, "")
    if request.method == "GET" and current_user.is_authenticated:
        return redirect(onward or home_of(current_user), 303)
    if form.validate_on_submit():
        checked = services.check(form.email.data, form.password.data)
        with unit_of_work():
            answer = services.sign_in(checked)
        if answer.user is not None:
            session.begin(answer.user)
            return redirect(onward or home_of(answer.user), 303)
        if answer.locked_until is not None:
            form.form_errors.append(
                _("After five failures in a row this address is locked until %(moment)s. "
                  "Wait until then, or choose a new password by mail.", moment=format_datetime(answer.locked_until))
            )
        else:
            form.form_errors.append(
                _("The mail address or the password is not right. Look at both and try again; "
                  "after five failures in a row the address is locked for 15 minutes.")
            )
    return render_template("accounts/sign_in.html", form=form), 422 if form.errors else 200


@blueprint.post("/sign-out")
@requires(PUBLIC)
def sign_out() -> ResponseReturnValue:
    """End the session; harmless where it has ended already."""
    if current_user.is_authenticated:
        with unit_of_work():
            services.sign_out(current_user)
        session.end()
    flash(_("You are signed out."), "success")
    return redirect(url_for("accounts.sign_in"), 303)


@blueprint.post("/stay")
@requires(SIGNED_IN)
def stay() -> ResponseReturnValue:
    """Put the idle sign-out off: the answer carries a session that is fresh again."""
    return "", 204
