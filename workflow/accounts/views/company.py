"""A company's account: its own page, the office's page of every company, and invitations."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from workflow.accounts import profile, queries, registration_no
from workflow.accounts.forms import InviteMemberForm
from workflow.accounts.models import Company
from workflow.accounts.policies import may
from workflow.accounts.roles import RIGHTS, RIGHTS_EXPLAINED, Right, Role
from workflow.accounts.services import companies as services
from workflow.accounts.states import ACCOUNT, VERIFICATION, WAITING, VerificationState
from workflow.accounts.views.blueprint import blueprint
from workflow.accounts.views.whose import OFFICE, address, at_office, own_company
from workflow.core import audit, clock, slots
from workflow.core.db import unit_of_work
from workflow.core.i18n import gettext as _
from workflow.core.limits import limiter
from workflow.core.policies import requires
from workflow.core.web import press, row_key


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


@blueprint.get("/manage/companies")
@requires(*OFFICE)
def companies() -> ResponseReturnValue:
    """List the companies; ?q= looks for names and registration numbers, ?state= for their verification."""
    filters = {name: request.args.get(name, "").strip() for name in ("q", "state")}
    before = row_key(request.args.get("before"))
    found = queries.companies(words=filters["q"], state=filters["state"], before=before)
    rows, more = found[:queries.PAGE], len(found) > queries.PAGE
    narrowed: dict[str, Any] = {name: value for name, value in filters.items() if value}
    following = url_for("accounts.companies", **narrowed, before=rows[-1][0].id) if more else None
    return render_template(
        "accounts/companies.html", rows=rows, filters=filters, narrowed=bool(narrowed), following=following,
        display=registration_no.display, machine=VERIFICATION, states=list(VerificationState),
        waiting=WAITING, to_verify=queries.TO_VERIFY,
    )


@blueprint.get("/manage/companies/<int:company_id>")
@requires(*OFFICE)
def company_members(company_id: int) -> ResponseReturnValue:
    """Show a company to the office, which leaves a row of who read whose data."""
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


def _page(found: Company, form: InviteMemberForm) -> str:
    members, certificates = queries.members(found), queries.certificates(found)
    managed = any(one.right is Right.MANAGE and one.state == "active" for one in members)
    _offer_rights(form, managed=managed)
    drafts: dict[int, int] = {}
    for counts in slots.ask("company.drafts", found):
        drafts |= counts
    return render_template(
        "accounts/company.html", company=found, members=members, form=form, machine=ACCOUNT,
        invitations=queries.invitations(found), address=address, display=registration_no.display,
        office=at_office(), rights=RIGHTS, explained=RIGHTS_EXPLAINED, manages=may(current_user, Right.MANAGE),
        managed=managed, drafts=drafts, certificates=certificates, verification=VERIFICATION,
        waits=found.state in WAITING,
        missing=profile.missing(found, has_certificate=any(one.replaced_at is None for one in certificates)),
    )


def _offer_rights(form: InviteMemberForm, *, managed: bool) -> None:
    """The office invites a manager where none can sign in, and else only those whom no manager has to know of."""
    if at_office():
        offered = [choice for choice in form.right.choices if (choice.value == Right.MANAGE) is not managed]
        form.right.choices = offered
        if not managed:
            form.right.data = str(Right.MANAGE)


def _invite(found: Company) -> ResponseReturnValue:
    form = InviteMemberForm()
    _offer_rights(form, managed=bool(queries.managers(found.id)))
    if form.validate_on_submit():
        with form.showing_refusals(), unit_of_work():
            services.invite(
                found, name=form.name.data, email=form.email.data, language=form.language.data,
                right=Right(form.right.data), actor=current_user,
            )
        if not form.errors:
            flash(_("The invitation is on its way to %(address)s.", address=form.email.data), "success")
            return redirect(address(found), 303)
    return _page(found, form), form.status


def _withdraw(found: Company, id: int) -> ResponseReturnValue:
    """End an invitation. One that has ended already, by a press before or by its time, says so."""
    invitation = queries.invitation_or_404(found, id)
    if invitation.used_at is not None or invitation.revoked_at is not None or invitation.expires_at <= clock.now():
        flash(_("This invitation has ended already: it was accepted or withdrawn, or its time is over."), "info")
        return redirect(address(found), 303)
    return press(
        lambda: services.withdraw_invitation(invitation, actor=current_user), address(found),
        _("The invitation is withdrawn; its link no longer works."),
    )
