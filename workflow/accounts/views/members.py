"""What becomes of a company's members: their right, their mails, in or out, and the hand-over of the account."""

from __future__ import annotations

from collections.abc import Callable

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from workflow.accounts import queries, session
from workflow.accounts.forms import ButtonForm, DisableForm, HandOverForm, NoticesForm, RightForm
from workflow.accounts.models import Company
from workflow.accounts.policies import require
from workflow.accounts.roles import RIGHTS, RIGHTS_EXPLAINED, Right, Role
from workflow.accounts.services import companies, members, people
from workflow.accounts.states import AccountState
from workflow.accounts.views.blueprint import blueprint
from workflow.accounts.views.whose import OFFICE, address, at_office, own_company
from workflow.core.db import unit_of_work
from workflow.core.errors import Refused, Stale
from workflow.core.forms import VersionedForm
from workflow.core.i18n import gettext as _
from workflow.core.limits import limiter
from workflow.core.policies import requires
from workflow.core.web import back, press


@blueprint.post("/company/members/<int:id>/right")
@requires(Role.COMPANY)
def member_right(id: int) -> ResponseReturnValue:
    """Have a member hold another right."""
    found, form = own_company(), RightForm()
    member = queries.member_or_404(found, id)
    if form.right.data not in set(Right):
        return redirect(address(found), 303)
    return _press(
        found, form, lambda version: members.set_right(member, Right(form.right.data), actor=current_user, version=version),
        _("The right of %(name)s is changed.", name=member.name),
    )


@blueprint.post("/company/members/<int:id>/notices")
@requires(Role.COMPANY)
def member_notices(id: int) -> ResponseReturnValue:
    """Have a member told of new notices and calls by mail, or no longer."""
    found, form = own_company(), NoticesForm()
    member, wanted = queries.member_or_404(found, id), form.wanted.data == "1"
    said = _("%(name)s gets mail on new notices and calls.", name=member.name) if wanted else _(
        "%(name)s gets no more mail on new notices and calls.", name=member.name)
    return _press(
        found, form, lambda version: members.set_notices(member, wanted, actor=current_user, version=version), said
    )


@blueprint.post("/company/members/<int:id>/disable")
@requires(Role.COMPANY)
def disable_member(id: int) -> ResponseReturnValue:
    return _disable(own_company(), id)


@blueprint.post("/company/members/<int:id>/enable")
@requires(Role.COMPANY)
def enable_member(id: int) -> ResponseReturnValue:
    return _enable(own_company(), id)


@blueprint.post("/manage/companies/<int:company_id>/members/<int:id>/disable")
@requires(*OFFICE)
def office_disable_member(company_id: int, id: int) -> ResponseReturnValue:
    return _disable(queries.company_or_404(company_id), id)


@blueprint.post("/manage/companies/<int:company_id>/members/<int:id>/enable")
@requires(*OFFICE)
def office_enable_member(company_id: int, id: int) -> ResponseReturnValue:
    return _enable(queries.company_or_404(company_id), id)


@blueprint.route("/company/hand-over", methods=["GET", "POST"])
@requires(Role.COMPANY)
@limiter.limit("30 per hour", methods=["POST"])
def hand_over() -> ResponseReturnValue:
    """A manager hands the company's account over, to a colleague or to somebody whom they invite."""
    found = own_company()
    try:
        require(current_user, Right.MANAGE)
    except Refused as error:
        return back(error, address(found))
    afterwards = [(str(right), f"{RIGHTS[right]}: {RIGHTS_EXPLAINED[right]}") for right in (Right.SUBMIT, Right.WRITE)]
    afterwards.append((members.LEAVE, _("I leave: my account is closed")))
    form = HandOverForm(_able(found, but=current_user.id), afterwards)
    if form.validate_on_submit():
        kept = form.afterwards.data
        with form.showing_refusals(), unit_of_work():
            if form.invites:
                _invite(found, form, afterwards=kept)
            else:
                to = queries.member_or_404(found, int(form.to.data))
                members.hand_over(queries.member_or_404(found, current_user.id), to, afterwards=kept, actor=current_user)
        if not form.errors:
            return _handed_over(found, form)
    return _hand_over_page(found, form)


@blueprint.route("/manage/companies/<int:company_id>/hand-over", methods=["GET", "POST"])
@requires(*OFFICE)
def office_hand_over(company_id: int) -> ResponseReturnValue:
    """The office appoints who manages a company in which no manager can sign in any more."""
    found = queries.company_or_404(company_id)
    form = HandOverForm(_able(found), [])
    if form.validate_on_submit():
        reason = form.reason.data or ""
        with form.showing_refusals(), unit_of_work():
            if form.invites:
                _invite(found, form, reason=reason)
            else:
                members.appoint(found, queries.member_or_404(found, int(form.to.data)), actor=current_user, reason=reason)
        if not form.errors:
            flash(_("The invitation is on its way to %(address)s.", address=form.email.data) if form.invites
                  else _("The company has a manager again."), "success")
            return redirect(address(found), 303)
    return _hand_over_page(found, form)


def _able(found: Company, but: int = 0) -> list[tuple[str, str]]:
    """Return those of a company who can sign in, as choices."""
    return [
        (str(one.id), f"{one.name} ({one.email})") for one in queries.members(found)
        if one.state is AccountState.ACTIVE and one.id != but
    ]


def _invite(found: Company, form: HandOverForm, *, afterwards: str = "", reason: str = "") -> None:
    companies.invite(
        found, name=form.name.data, email=form.email.data, language=form.language.data, right=Right.MANAGE,
        afterwards=afterwards, reason=reason, actor=current_user,
    )


def _handed_over(found: Company, form: HandOverForm) -> ResponseReturnValue:
    """Say what is done by now; who leaves at once is signed out."""
    if form.invites:
        flash(_("The invitation is on its way to %(address)s. You manage the account until it is accepted.",
                address=form.email.data), "success")
        return redirect(address(found), 303)
    leaves, page = form.afterwards.data == members.LEAVE, address(found)
    if leaves:
        session.end()
    flash(_("The company's account is handed over."), "success")
    return redirect(url_for("accounts.sign_in") if leaves else page, 303)


def _hand_over_page(found: Company, form: HandOverForm) -> ResponseReturnValue:
    page = render_template(
        "accounts/hand_over.html", company=found, form=form, office=at_office(), address=address,
        managed=bool(queries.managers(found.id)), colleagues=len(form.to.choices) > 1,
    )
    return page, form.status


def _disable(found: Company, id: int) -> ResponseReturnValue:
    member, form = queries.member_or_404(found, id), DisableForm()
    return _press(
        found, form,
        lambda version: people.disable(member, actor=current_user, version=version, reason=form.reason.data or ""),
        _("%(name)s can no longer sign in.", name=member.name),
    )


def _enable(found: Company, id: int) -> ResponseReturnValue:
    member = queries.member_or_404(found, id)
    return _press(
        found, ButtonForm(), lambda version: people.enable(member, actor=current_user, version=version),
        _("%(name)s can sign in again.", name=member.name),
    )


def _press(found: Company, form: VersionedForm, act: Callable[[int], object], done: str) -> ResponseReturnValue:
    version = form.seen_version
    if version is None:
        raise Stale
    return press(lambda: act(version), address(found), done)
