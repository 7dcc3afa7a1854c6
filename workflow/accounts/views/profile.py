"""A company's profile, its registration certificate, and their verification by the office."""

from __future__ import annotations

from contextlib import nullcontext

from flask import flash, redirect, render_template
from flask.typing import ResponseReturnValue
from flask_login import current_user

from workflow.accounts import profile, queries, registration_no
from workflow.accounts.forms import ButtonForm, ProfileForm, ReturnForm
from workflow.accounts.models import Company
from workflow.accounts.policies import require
from workflow.accounts.roles import Right, Role
from workflow.accounts.services import profile as services
from workflow.accounts.states import VerificationState
from workflow.accounts.views.blueprint import blueprint
from workflow.accounts.views.whose import OFFICE, address, at_office, own_company
from workflow.core import audit, files
from workflow.core.db import unit_of_work
from workflow.core.errors import Refused, Stale
from workflow.core.i18n import gettext as _
from workflow.core.policies import requires
from workflow.core.web import back, press


@blueprint.route("/company/profile", methods=["GET", "POST"])
@requires(Role.COMPANY)
def edit_profile() -> ResponseReturnValue:
    return _edit(own_company())


@blueprint.route("/manage/companies/<int:company_id>/profile", methods=["GET", "POST"])
@requires(*OFFICE)
def office_edit_profile(company_id: int) -> ResponseReturnValue:
    return _edit(queries.company_or_404(company_id))


@blueprint.get("/company/certificates/<int:id>")
@requires(Role.COMPANY)
def certificate(id: int) -> ResponseReturnValue:
    """Hand out a registration certificate, the valid one or a former one."""
    return files.send(queries.certificate_or_404(own_company(), id).file)


@blueprint.get("/manage/companies/<int:company_id>/certificates/<int:id>")
@requires(*OFFICE)
def office_certificate(company_id: int, id: int) -> ResponseReturnValue:
    """As above, for the office; it names the representative, so that it was read is recorded first."""
    found = queries.company_or_404(company_id)
    queries.certificate_or_404(found, id)
    with unit_of_work():
        audit.record_access("company certificate", "Company", [company_id], actor=current_user)
    return files.send(queries.certificate_or_404(found, id).file)


@blueprint.post("/company/verification/ask")
@requires(Role.COMPANY)
def ask_verification() -> ResponseReturnValue:
    return _ask(own_company())


@blueprint.post("/manage/companies/<int:company_id>/verification/ask")
@requires(*OFFICE)
def office_ask_verification(company_id: int) -> ResponseReturnValue:
    return _ask(queries.company_or_404(company_id))


@blueprint.post("/manage/companies/<int:company_id>/verification/verify")
@requires(*OFFICE)
def office_verify(company_id: int) -> ResponseReturnValue:
    """Say that the details agree with the certificate."""
    found, version = queries.company_or_404(company_id), _seen(ButtonForm())
    return press(
        lambda: services.verify(found, actor=current_user, version=version), address(found),
        _("The company is verified; its managers are told by mail."),
    )


@blueprint.post("/manage/companies/<int:company_id>/verification/return")
@requires(*OFFICE)
def office_return(company_id: int) -> ResponseReturnValue:
    """Return a verification with what has to be mended."""
    found, form = queries.company_or_404(company_id), ReturnForm()
    version = _seen(form)
    return press(
        lambda: services.return_to_company(found, reason=form.reason.data or "", actor=current_user, version=version),
        address(found), _("Returned to the company; its managers are told by mail."),
    )


def _ask(found: Company) -> ResponseReturnValue:
    version = _seen(ButtonForm())
    return press(
        lambda: services.ask_verification(found, actor=current_user, version=version), address(found),
        _("The office is asked to verify the company."),
    )


def _edit(found: Company) -> ResponseReturnValue:
    try:
        require(current_user, Right.MANAGE)
    except Refused as error:
        return back(error, address(found))
    stored = {field: getattr(found, field) for field in profile.LENGTHS}
    form = ProfileForm(data={**stored, "version": found.version})
    if form.is_submitted():
        _take(form, found)
        if not form.errors:
            flash(_("The company's details are saved."), "success")
            return redirect(address(found), 303)
    page = render_template(
        "accounts/profile.html", company=found, form=form, address=address, office=at_office(),
        display=registration_no.display, needed=profile.NEEDED, current=queries.certificates(found),
        verified=found.state is VerificationState.VERIFIED,
    )
    return page, form.status


def _take(form: ProfileForm, found: Company) -> None:
    """Save what was sent, or say all that is wrong in it at once: the file is looked at whatever else is refused."""
    version, sent = _seen(form), form.certificate.data
    typed = {field: form[field].data or "" for field in profile.LENGTHS}
    form.validate()
    form.refuse(reason for reason in profile.check(typed) if not form[str(reason.field)].errors)
    looked_at = services.look_at_certificate(sent.stream, sent.filename) if sent else nullcontext()
    with form.showing_refusals(), looked_at as certificate:
        if form.errors:
            return
        with unit_of_work():
            services.save(found, typed, actor=current_user, version=version)
            if certificate:
                services.add_certificate(found, certificate, actor=current_user)


def _seen(form: ButtonForm | ReturnForm | ProfileForm) -> int:
    if form.seen_version is None:
        raise Stale
    return form.seen_version
