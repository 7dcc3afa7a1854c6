"""What people see and change of their own account: details, mail address, password."""

from __future__ import annotations

from typing import Any

from flask import flash, g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from workflow.accounts import passwords, session
from workflow.accounts.forms import AccountForm, ButtonForm, ChangeAddressForm, ChangePasswordForm
from workflow.accounts.models import Purpose
from workflow.accounts.roles import LABELS, RIGHTS, STAFF
from workflow.accounts.rules import check_password
from workflow.accounts.services import links, own
from workflow.accounts.services import password as services
from workflow.accounts.views.blueprint import blueprint
from workflow.accounts.views.language import remember
from workflow.core.db import unit_of_work
from workflow.core.errors import Refused
from workflow.core.forms import Form
from workflow.core.i18n import choose_again
from workflow.core.i18n import gettext as _
from workflow.core.limits import limiter
from workflow.core.policies import BY_LINK, SIGNED_IN, requires


@blueprint.route("/account", methods=["GET", "POST"])
@requires(SIGNED_IN)
@limiter.limit("30 per hour", methods=["POST"])
def account() -> ResponseReturnValue:
    """Show who is signed in, and change their password."""
    form = ChangePasswordForm()
    if form.validate_on_submit() and _is_their_password(form):
        if wrong := check_password(form.password.data, current_user.email):
            form.refuse([wrong])
        else:
            fresh = passwords.hash_password(form.password.data)
            with unit_of_work():
                services.change(current_user, password_hash=fresh)
            session.renew(current_user)
            flash(_("Your password is changed. Your sessions elsewhere have ended."), "success")
            return redirect(url_for("accounts.account"), 303)
    return _page(form, password=form)


@blueprint.post("/account/details")
@requires(SIGNED_IN)
@limiter.limit("60 per hour")
def account_details() -> ResponseReturnValue:
    """Change one's own name, language, and mails on notices."""
    form = AccountForm()
    if form.validate_on_submit():
        told = form.wants_notices.data if current_user.company_id else current_user.wants_notices
        chosen = form.language.data
        with form.showing_refusals(), unit_of_work():
            own.change(current_user, name=form.name.data, language=chosen, wants_notices=told, version=form.seen_version)
        if not form.errors:
            g.language = chosen
            choose_again()
            flash(_("Your details are saved."), "success")
            return remember(redirect(url_for("accounts.account"), 303), chosen)
    return _page(form, details=form)


@blueprint.post("/account/address")
@requires(SIGNED_IN)
@limiter.limit("10 per hour")
def account_address() -> ResponseReturnValue:
    """Ask for another mail address. The answer is the same where that address has an account."""
    form = ChangeAddressForm()
    if form.validate_on_submit() and _is_their_password(form):
        with form.showing_refusals(), unit_of_work():
            own.ask_address(current_user, form.email.data)
        if not form.errors:
            flash(_("A mail with a link is on its way to %(address)s. Until you follow it, you sign in with the present address.",
                    address=form.email.data), "success")
            return redirect(url_for("accounts.account"), 303)
    return _page(form, address=form)


@blueprint.route("/account/address/<token>", methods=["GET", "POST"])
@requires(BY_LINK)
@limiter.limit("60 per hour", methods=["POST"])
def confirm_address(token: str) -> ResponseReturnValue:
    """Show what the link does; change the address by POST, which uses the link up."""
    link = links.find(token, (Purpose.ADDRESS,))
    if link is None:
        return render_template("accounts/link_ended.html", reasons=[]), 404
    form, address = ButtonForm(), link.facts["email"]
    if form.validate_on_submit():
        try:
            with unit_of_work():
                own.take_address(token)
        except Refused as error:
            return render_template("accounts/link_ended.html", reasons=error.reasons), 422
        flash(_("From now on you sign in with %(address)s.", address=address), "success")
        return redirect(url_for("accounts.account" if current_user.is_authenticated else "accounts.sign_in"), 303)
    return render_template("accounts/confirm_address.html", form=form, address=address, before=services.address_of(link))


def _is_their_password(form: ChangePasswordForm | ChangeAddressForm) -> bool:
    """Tell whether the present password was given; the form says where it was not."""
    right = passwords.matches(form.present.data, current_user.password_hash)
    if not right:
        form.present.errors = [*form.present.errors, _("This is not your present password. Type it again.")]
    return right


def _page(sent: Form, **forms: Any) -> ResponseReturnValue:
    """Show the account with its forms; that which was `sent` comes with what was typed."""
    fresh = {
        "details": lambda: AccountForm(formdata=None, obj=current_user),
        "address": lambda: ChangeAddressForm(formdata=None), "password": lambda: ChangePasswordForm(formdata=None),
    }  # fmt: skip
    shown = {name: forms.get(name) or make() for name, make in fresh.items()}
    page = render_template(
        "accounts/account.html", sent=sent, **shown, labels={role: LABELS[role] for role in STAFF}, rights=RIGHTS,
        asked_for=own.asked_for(current_user),
    )  # fmt: skip
    return page, sent.status
