"""The administrator's pages: people of the office, their roles, invitations."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from workflow.accounts import queries
from workflow.accounts.forms import ButtonForm, DisableForm, InviteStaffForm, RolesForm
from workflow.accounts.history import told
from workflow.accounts.roles import LABELS, STAFF, Role
from workflow.accounts.services import people as services
from workflow.accounts.states import ACCOUNT, AccountState
from workflow.accounts.views.blueprint import blueprint
from workflow.core.db import unit_of_work
from workflow.core.errors import Refused, Stale
from workflow.core.i18n import gettext as _
from workflow.core.policies import requires
from workflow.core.web import back, row_key


@blueprint.get("/manage/staff")
@requires(Role.ADMIN)
def staff() -> ResponseReturnValue:
    """List the people of the office; ?q=, ?role= and ?state= narrow the list."""
    filters = {name: request.args.get(name, "") for name in ("q", "role", "state")}
    found = queries.staff(
        words=filters["q"], role=filters["role"], state=filters["state"], before=row_key(request.args.get("before"))
    )
    rows, more = found[:queries.PAGE], len(found) > queries.PAGE
    kept: dict[str, Any] = {name: value for name, value in filters.items() if value}
    following = url_for("accounts.staff", before=rows[-1].id, **kept) if more else None
    return render_template(
        "accounts/staff.html", rows=rows, filters=filters, narrowed=bool(kept), following=following, labels=LABELS,
        roles=STAFF, states=list(AccountState), machine=ACCOUNT,
    )


@blueprint.route("/manage/staff/invite", methods=["GET", "POST"])
@requires(Role.ADMIN)
def invite_staff() -> ResponseReturnValue:
    """Make a staff account and send the link that sets its password."""
    form = InviteStaffForm()
    if form.validate_on_submit():
        with form.showing_refusals(), unit_of_work():
            services.invite_staff(
                form.email.data, name=form.name.data, roles=form.roles.data or (), language=form.language.data,
                actor=current_user,
            )
        if not form.errors:
            flash(_("The invitation is on its way to %(address)s.", address=form.email.data), "success")
            return redirect(url_for("accounts.staff"), 303)
    return render_template("accounts/invite_staff.html", form=form), 422 if form.errors else 200


@blueprint.route("/manage/staff/<int:id>", methods=["GET", "POST"])
@requires(Role.ADMIN)
def person(id: int) -> ResponseReturnValue:
    """Show an account with its history, and have it hold the roles that are ticked."""
    user = queries.staff_or_404(id)
    form = RolesForm(data={"roles": sorted(user.roles), "version": user.version})
    if form.validate_on_submit():
        if form.seen_version is None:
            raise Stale
        with form.showing_refusals(), unit_of_work():
            services.set_roles(user, form.roles.data or (), actor=current_user, version=form.seen_version)
        if not form.errors:
            flash(_("The roles of %(name)s are changed.", name=user.name), "success")
            return redirect(url_for("accounts.person", id=id), 303)
    page = render_template(
        "accounts/person.html", user=user, form=form, history=told(queries.history(user)), labels=LABELS,
        machine=ACCOUNT,
    )
    return page, form.status


@blueprint.post("/manage/staff/<int:id>/disable")
@requires(Role.ADMIN)
def disable(id: int) -> ResponseReturnValue:
    user, form = queries.staff_or_404(id), DisableForm()
    version = _seen(form)
    try:
        with unit_of_work():
            services.disable(user, actor=current_user, version=version, reason=form.reason.data or "")
    except Stale:
        raise
    except Refused as error:
        return back(error, url_for("accounts.person", id=id))
    return _done(_("%(name)s can no longer sign in.", name=user.name), id)


@blueprint.post("/manage/staff/<int:id>/enable")
@requires(Role.ADMIN)
def enable(id: int) -> ResponseReturnValue:
    user, version = queries.staff_or_404(id), _seen(ButtonForm())
    with unit_of_work():
        services.enable(user, actor=current_user, version=version)
    return _done(_("%(name)s can sign in again.", name=user.name), id)


@blueprint.post("/manage/staff/<int:id>/invite")
@requires(Role.ADMIN)
def invite_again(id: int) -> ResponseReturnValue:
    user = queries.staff_or_404(id)
    try:
        with unit_of_work():
            services.invite_again(user, actor=current_user)
    except Refused as error:
        return back(error, url_for("accounts.person", id=id))
    return _done(_("The invitation is on its way to %(address)s.", address=user.email), id)


def _seen(form: ButtonForm | DisableForm) -> int:
    if form.seen_version is None:
        raise Stale
    return form.seen_version


def _done(said: str, id: int) -> ResponseReturnValue:
    flash(said, "success")
    return redirect(url_for("accounts.person", id=id), 303)
