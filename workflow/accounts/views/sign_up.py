"""Signing a company up, asking for a new password, and the link that sets it."""

from __future__ import annotations

from typing import Any

from flask import flash, make_response, redirect, render_template, request, url_for
from flask import session as session_
from flask.typing import ResponseReturnValue

from workflow.accounts import consent, passwords, session
from workflow.accounts.forms import NewPasswordForm, ResetForm, SignUpForm
from workflow.accounts.models import Purpose
from workflow.accounts.navigation import home_of
from workflow.accounts.rules import check_address, check_password
from workflow.accounts.services import companies, consents, links
from workflow.accounts.services import password as services
from workflow.accounts.services.links import LIFETIMES, SETS_PASSWORD
from workflow.accounts.views.blueprint import blueprint
from workflow.core.db import unit_of_work
from workflow.core.errors import Refused
from workflow.core.i18n import current_language
from workflow.core.i18n import gettext as _
from workflow.core.limits import limiter
from workflow.core.policies import BY_LINK, PUBLIC, requires


@blueprint.route("/sign-up", methods=["GET", "POST"])
@requires(PUBLIC)
@limiter.limit("20 per hour", methods=["POST"])
def sign_up() -> ResponseReturnValue:
    """Take a company's sign-up. The answer is the same whatever is registered already."""
    form = SignUpForm()
    if form.is_submitted():
        typed = {
            "name_ko": form.name_ko.data or "", "name_en": form.name_en.data or "",
            "number": form.registration_no.data or "", "name": form.name.data or "", "email": form.email.data or "",
        }
        form.validate()
        form.refuse(reason for reason in companies.check_sign_up(**typed) if not form[reason.field].errors)
        agreed = _agreed(form)
        if not form.errors:
            with unit_of_work():
                companies.sign_up(**typed, language=current_language(), consent=agreed)
            session_["mailed"] = form.email.data
            return redirect(url_for("accounts.check_mail", after="sign-up"), 303)
    return render_template("accounts/sign_up.html", form=form, consent=consent), 422 if form.errors else 200


@blueprint.route("/reset", methods=["GET", "POST"])
@requires(PUBLIC)
@limiter.limit("20 per hour", methods=["POST"])
def reset() -> ResponseReturnValue:
    """Send a link for a new password. The answer is the same for an address without an account."""
    form = ResetForm(formdata=request.form if request.method == "POST" else None)
    if form.validate_on_submit():
        wrong = check_address(form.email.data)
        if wrong is None:
            with unit_of_work():
                services.ask_reset(form.email.data)
            session_["mailed"] = form.email.data
            return redirect(url_for("accounts.check_mail", after="reset"), 303)
        form.refuse([wrong])
    return render_template("accounts/reset.html", form=form), 422 if form.errors else 200


@blueprint.get("/check-mail")
@requires(PUBLIC)
def check_mail() -> ResponseReturnValue:
    """Say what comes next after a sign-up or a reset, and to which address this browser had the mail sent."""
    after = "reset" if request.args.get("after") == "reset" else "sign-up"
    hours = int(LIFETIMES[Purpose.RESET if after == "reset" else Purpose.SIGN_UP].total_seconds() // 3600)
    answer = make_response(render_template(
        "accounts/check_mail.html", after=after, hours=hours, address=session_.get("mailed", ""),
    ))  # fmt: skip
    answer.headers["Cache-Control"] = "no-store"
    return answer


@blueprint.route("/set-password/<token>", methods=["GET", "POST"])
@requires(BY_LINK)
@limiter.limit("60 per hour", methods=["POST"])
def set_password(token: str) -> ResponseReturnValue:
    """Show what the link is for; set the password by POST, which uses the link up and signs in."""
    link = links.find(token, SETS_PASSWORD)
    if link is None:
        return render_template("accounts/link_ended.html", reasons=[]), 404
    form, address, purpose = NewPasswordForm(), services.address_of(link), link.purpose
    if not consents.asked_by(link):
        del form.consent
    if form.is_submitted():
        form.validate()
        if form.password.data and (wrong := check_password(form.password.data, address)):
            form.refuse([wrong])
        agreed = _agreed(form) if form.consent else None
        if not form.errors:
            fresh = passwords.hash_password(form.password.data)
            try:
                with unit_of_work():
                    user = services.set_by_link(token, password_hash=fresh, consent=agreed)
            except Refused as error:
                return render_template("accounts/link_ended.html", reasons=error.reasons), 422
            session.begin(user)
            if purpose == Purpose.SIGN_UP:
                flash(_("Your company is registered, and you are signed in."), "success")
                return redirect(url_for("accounts.company"), 303)
            flash(_("Your password is set and you are signed in."), "success")
            return redirect(home_of(user), 303)
    page = render_template("accounts/set_password.html", form=form, address=address, purpose=purpose, consent=consent)
    return page, 422 if form.errors else 200


def _agreed(form: SignUpForm | NewPasswordForm) -> dict[str, Any] | None:
    """Return the consent that the form gives; one to a text that was changed meanwhile is asked for anew."""
    if form.consent.errors:
        return None
    agreed = consents.given(form.consent.seen, request.remote_addr or "")
    if agreed is None:
        form.consent.data = False
        form.refuse([consents.CHANGED])
    return agreed
