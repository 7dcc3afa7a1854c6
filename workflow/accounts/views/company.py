"""A company's members and invitations: on its own page, and on the office's page of every company."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from workflow.accounts import queries, registration_no
from workflow.accounts.forms import ButtonForm, DisableForm, InviteMemberForm
from workflow.accounts.models import Company
from workflow.accounts.roles import Role
from workflow.accounts.services import companies as services
from workflow.accounts.services import people
from workflow.accounts.states import ACCOUNT
from workflow.accounts.views.blueprint import blueprint
from workflow.core import audit
from workflow.core.db import unit_of_work
from workflow.core.errors import Refused, Stale
from workflow.core.i18n import gettext as _
from workflow.core.limits import limiter
from workflow.core.policies import requires
from workflow.core.web import back, row_key

OFFICE = (Role.OFFICER, Role.ADMIN)


def own_company() -> Company:
    """Return the reader's company; who has none has no such page."""
    return queries.company_or_404(current_user.company_id or 0)


@blueprint.get("/company")
@requires(Role.COMPANY)
def company() -> ResponseReturnValue:
    return _page(own_company(), InviteMemberForm(formdata=None))


@blueprint.post("/company/invite")
@requires(Role.COMPANY)
@limiter.limit("30 per hour")
def invite_member() -> ResponseReturnValue:
    return _invite(own_company())


@blueprint.post("/company/invitations/<int:id>/withdraw")
@requires(Role.COMPANY)
def withdraw_invitation(id: int) -> ResponseReturnValue:
    return _withdraw(own_company(), id)


@blueprint.post("/company/members/<int:id>/disable")
@requires(Role.COMPANY)
def disable_member(id: int) -> ResponseReturnValue:
    return _disable(own_company(), id)


@blueprint.post("/company/members/<int:id>/enable")
@requires(Role.COMPANY)
def enable_member(id: int) -> ResponseReturnValue:
    return _enable(own_company(), id)


@blueprint.get("/manage/companies")
@requires(*OFFICE)
def companies() -> ResponseReturnValue:
    """List the companies; ?q= looks for names and registration numbers."""
    words, before = request.args.get("q", ""), row_key(request.args.get("before"))
    found = queries.companies(words=words, before=before)
    rows, more = found[:queries.PAGE], len(found) > queries.PAGE
    following = url_for("accounts.companies", q=words or None, before=rows[-1][0].id) if more else None
    return render_template(
        "accounts/companies.html", rows=rows, words=words, following=following, display=registration_no.display
    )


@blueprint.get("/manage/companies/<int:company_id>")
@requires(*OFFICE)
def company_members(company_id: int) -> ResponseReturnValue:
    """Show a company's members to the office, which leaves a row of who read whose data."""
    found = queries.company_or_404(company_id)
    with unit_of_work():
        audit.record_access("company members", "User", [user.id for user in queries.members(found)], actor=current_user)
    return _page(found, InviteMemberForm(formdata=None))


@blueprint.post("/manage/companies/<int:company_id>/invite")
@requires(*OFFICE)
def office_invite_member(company_id: int) -> ResponseReturnValue:
    return _invite(queries.company_or_404(company_id))


@blueprint.post("/manage/companies/<int:company_id>/invitations/<int:id>/withdraw")
@requires(*OFFICE)
def office_withdraw_invitation(company_id: int, id: int) -> ResponseReturnValue:
    return _withdraw(queries.company_or_404(company_id), id)


@blueprint.post("/manage/companies/<int:company_id>/members/<int:id>/disable")
@requires(*OFFICE)
def office_disable_member(company_id: int, id: int) -> ResponseReturnValue:
    return _disable(queries.company_or_404(company_id), id)


@blueprint.post("/manage/companies/<int:company_id>/members/<int:id>/enable")
@requires(*OFFICE)
def office_enable_member(company_id: int, id: int) -> ResponseReturnValue:
    return _enable(queries.company_or_404(company_id), id)


def address(company: Company, verb: str = "", **values: Any) -> str:
    """Return where `verb` (such as 'invite_member') is done for this company by this reader; '' is the page."""
    if request.path.startswith("/manage/"):
        endpoint = f"accounts.office_{verb}" if verb else "accounts.company_members"
        return url_for(endpoint, company_id=company.id, **values)
    return url_for(f"accounts.{verb}" if verb else "accounts.company", **values)


def _page(found: Company, form: InviteMemberForm) -> str:
    return render_template(
        "accounts/company.html", company=found, members=queries.members(found), form=form, machine=ACCOUNT,
        invitations=queries.invitations(found), address=address, display=registration_no.display,
        office=request.path.startswith("/manage/"),
    )


def _invite(found: Company) -> ResponseReturnValue:
    form = InviteMemberForm()
    if form.validate_on_submit():
        try:
            with unit_of_work():
                services.invite(
                    found, name=form.name.data, email=form.email.data, language=form.language.data, actor=current_user
                )
        except Refused as error:
            form.refuse(error.reasons)
        else:
            flash(_("The invitation is on its way to %(address)s.", address=form.email.data), "success")
            return redirect(address(found), 303)
    return _page(found, form), 422


def _withdraw(found: Company, id: int) -> ResponseReturnValue:
    invitation = queries.invitation_or_404(found, id)
    with unit_of_work():
        services.withdraw_invitation(invitation, actor=current_user)
    flash(_("The invitation is withdrawn; its link no longer works."), "success")
    return redirect(address(found), 303)


def _disable(found: Company, id: int) -> ResponseReturnValue:
    member, form = queries.member_or_404(found, id), DisableForm()
    if form.seen_version is None:
        raise Stale
    try:
        with unit_of_work():
            people.disable(member, actor=current_user, version=form.seen_version, reason=form.reason.data or "")
    except Stale:
        raise
    except Refused as error:
        return back(error, address(found))
    flash(_("%(name)s can no longer sign in.", name=member.name), "success")
    return redirect(address(found), 303)


def _enable(found: Company, id: int) -> ResponseReturnValue:
    member, form = queries.member_or_404(found, id), ButtonForm()
    if form.seen_version is None:
        raise Stale
    with unit_of_work():
        people.enable(member, actor=current_user, version=form.seen_version)
    flash(_("%(name)s can sign in again.", name=member.name), "success")
    return redirect(address(found), 303)
