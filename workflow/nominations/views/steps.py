"""The form of a nomination, step by step, and its submission."""

from __future__ import annotations

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from workflow.accounts.roles import Role
from workflow.core import clock
from workflow.core.db import unit_of_work
from workflow.core.errors import Refused, Stale
from workflow.core.i18n import gettext as _
from workflow.core.policies import requires
from workflow.core.web import back
from workflow.nominations import comparison, forms, queries, services
from workflow.nominations.carrying import fitting
from workflow.nominations.models import Nomination
from workflow.nominations.services import Overtaken
from workflow.nominations.shown import differences
from workflow.nominations.states import NominationState
from workflow.nominations.stepform import StepForm
from workflow.nominations.steps import Step, step_of
from workflow.nominations.views import autosave, documents
from workflow.nominations.views.blueprint import (
    Acting,
    after_step,
    blueprint,
    edit_url,
    is_own,
    page_of,
    reasons_against,
)
from workflow.nominations.views.frame import cautions, form_of, frame, step_or_404, step_page


@blueprint.get("/nominations/<int:id>/edit/<step>")
@requires(Role.COMPANY, Role.OFFICER)
def edit(id: int, step: str) -> ResponseReturnValue:
    """A step of the form; with `?check=1` it says beside the fields what is missing."""
    nomination = queries.own_or_404(id, current_user)
    at = step_or_404(nomination, step)
    if nomination.state is not NominationState.DRAFT:
        discarded = nomination.state is NominationState.DISCARDED
        flash(_("This draft was discarded. Bring it back to go on with it.") if discarded
              else _("This nomination has been submitted and cannot be changed any more."), "info")  # fmt: skip
        return redirect(page_of(nomination), 303)
    if at is Step.REVIEW:
        return _review_page(nomination, forms.SubmitForm(formdata=None))
    form = form_of(nomination, at)
    if request.args.get("check"):
        form.refuse(reason for reason in reasons_against(nomination) if step_of(reason.field) is at)
    return step_page(nomination, at, form)


@blueprint.post("/nominations/<int:id>/edit/<step>")
@requires(Role.COMPANY, Role.OFFICER)
def save(id: int, step: str) -> ResponseReturnValue:
    """Keep a step, complete or not, and go on to the next one or leave."""
    nomination = queries.own_or_404(id, current_user, whole=False)
    at = step_or_404(nomination, step)
    if at is Step.REVIEW:
        abort(405)
    if at is Step.FILES:
        return documents.upload(nomination)
    form = form_of(nomination, at)
    if autosave.is_asked():
        return autosave.answer(nomination, at, form)
    if forms.add_or_remove_row(form, request.form):
        return step_page(nomination, at, form)
    if not form.validate_on_submit():
        return step_page(nomination, at, form), 422
    after, acting = after_step(nomination, at), Acting.reader()
    try:
        with unit_of_work():
            services.save_step(nomination, form.given(), actor=acting, seen=form.seen.data or None)
    except Overtaken as overtaken:
        return _overtaken_page(nomination, at, form, overtaken)
    except Refused as refused:
        form.refuse(refused.reasons)
        return step_page(nomination, at, form), 409
    if request.form.get("then") == "leave":
        flash(_("The draft is saved; your colleagues can go on with it."), "success")
    return redirect(after, 303)


@blueprint.post("/nominations/<int:id>/submit")
@requires(Role.COMPANY, Role.OFFICER)
def submit(id: int) -> ResponseReturnValue:
    """Submit a complete draft in time; the answer is its receipt."""
    form, acting = forms.SubmitForm(), Acting.reader()
    form.validate_on_submit()
    try:
        with unit_of_work():
            nomination = queries.own_or_404(id, acting, whole=False)
            services.submit(nomination, actor=acting, version=form.seen_version)
    except Refused as refused:
        nomination = queries.own_or_404(id, current_user)
        if nomination.state is not NominationState.DRAFT:
            return back(refused, page_of(nomination))
        if isinstance(refused, Stale):
            form.refuse(refused.reasons)
        return _review_page(nomination, form), 409 if isinstance(refused, Stale) else 422
    flash(_("The nomination was submitted."), "success")
    return redirect(url_for(".receipt", id=id), 303)


@blueprint.post("/nominations/<int:id>/receipt")
@requires(Role.OFFICER)
def set_receipt(id: int) -> ResponseReturnValue:
    """Correct the moment of receipt of what staff entered."""
    nomination = queries.own_or_404(id, current_user)
    form = forms.ReceiptForm()
    review = edit_url(nomination, Step.REVIEW)
    received = form.received() if form.validate_on_submit() else None
    if received is None:
        flash(_("Give day and time of receipt, such as 2025-07-10 and 14:02."), "danger")
        return redirect(review, 303)
    try:
        with unit_of_work():
            services.set_receipt(nomination, received, actor=current_user)
    except Refused as refused:
        return back(refused, review)
    flash(_("The moment of receipt was changed."), "success")
    return redirect(review, 303)


def _overtaken_page(
    nomination: Nomination, step: Step, form: StepForm, overtaken: Overtaken
) -> ResponseReturnValue:
    """Show what a colleague changed, both values, and the form with both put together to be saved again."""
    call = nomination.call.definition
    theirs = {"who": overtaken.who, "is_own": overtaken.by == current_user.id, "at": overtaken.at,
              "rows": differences(overtaken.paths, form.given(), overtaken.theirs, call)}  # fmt: skip
    merged = forms.step_form(
        step, call, fitting(overtaken.together, call), staff=current_user.holds(Role.OFFICER), sent=False
    )
    merged.seen.data = comparison.mark(overtaken.theirs)
    return step_page(nomination, step, merged, theirs=theirs), 409


def _review_page(nomination: Nomination, form: forms.SubmitForm) -> str:
    form.version.data = str(nomination.version)
    entered = nomination.entered_by is not None and not is_own(nomination)
    framed = frame(nomination, Step.REVIEW)
    return render_template(
        "nominations/review.html", nomination=nomination, step=Step.REVIEW, form=form, **framed,
        cautions=cautions(nomination, framed["missing"]),
        receipt_form=_receipt_form(nomination) if entered else None,
    )  # fmt: skip


def _receipt_form(nomination: Nomination) -> forms.ReceiptForm:
    received = nomination.received_at
    local = received.astimezone(clock.KST) if received else None
    given = {"received_on": local.date(), "received_time": f"{local:%H:%M:%S}"} if local else {}
    return forms.ReceiptForm(formdata=None, data=given)
