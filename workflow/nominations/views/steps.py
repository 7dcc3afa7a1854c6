"""The form of a nomination, step by step, and its submission."""

from __future__ import annotations

from typing import Any

from flask import abort, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from workflow.accounts.roles import Role
from workflow.config import MEGABYTE
from workflow.core import clock
from workflow.core.db import unit_of_work
from workflow.core.errors import Reason, Refused, Stale
from workflow.core.i18n import gettext as _
from workflow.core.policies import requires
from workflow.core.web import back
from workflow.nominations import comparison, forms, queries, services
from workflow.nominations.content import content_of, names_of
from workflow.nominations.models import Nomination
from workflow.nominations.services import Overtaken
from workflow.nominations.shown import differences, files_of
from workflow.nominations.states import NominationState
from workflow.nominations.steps import (
    LABELS,
    Step,
    name_of,
    next_step,
    progress,
    says_enough,
    step_of,
    steps_of,
)
from workflow.nominations.views.blueprint import Acting, blueprint, edit_url, is_own, page_of, reasons_against


@blueprint.get("/nominations/<int:id>/edit/<step>")
@requires(Role.COMPANY, Role.OFFICER)
def edit(id: int, step: str) -> ResponseReturnValue:
    """A step of the form; with `?check=1` it says beside the fields what is missing."""
    nomination = queries.own_or_404(id, current_user)
    at = _step_or_404(nomination, step)
    if nomination.state is not NominationState.DRAFT:
        flash(_("This nomination has been submitted and cannot be changed any more."), "info")
        return redirect(page_of(nomination), 303)
    if at is Step.REVIEW:
        return _review_page(nomination, forms.SubmitForm(formdata=None))
    form = _form(nomination, at)
    if request.args.get("check"):
        form.refuse(reason for reason in reasons_against(nomination) if step_of(reason.field) is at)
    return _step_page(nomination, at, form)


@blueprint.post("/nominations/<int:id>/edit/<step>")
@requires(Role.COMPANY, Role.OFFICER)
def save(id: int, step: str) -> ResponseReturnValue:
    """Keep a step, complete or not, and go on to the next one or leave."""
    nomination = queries.own_or_404(id, current_user, whole=False)
    at = _step_or_404(nomination, step)
    if at is Step.REVIEW:
        abort(405)
    form = _form(nomination, at)
    if forms.add_or_remove_row(form, request.form):
        return _step_page(nomination, at, form)
    if not form.validate_on_submit():
        return _step_page(nomination, at, form), 422
    after, acting = _after(nomination, at), Acting.reader()
    try:
        if at is Step.FILES:
            _attach_all(nomination, form)
        else:
            with unit_of_work():
                services.save_step(nomination, form.answers(), actor=acting, seen=form.seen.data or None)
    except Overtaken as overtaken:
        return _overtaken_page(nomination, at, form, overtaken)
    except Refused as refused:
        form.refuse(refused.reasons)
        return _step_page(nomination, at, form), 422 if at is Step.FILES else 409
    if request.form.get("then") == "leave":
        flash(_("The draft is saved; your colleagues can go on with it."), "success")
    return redirect(after, 303)


@blueprint.post("/nominations/<int:id>/files/<int:file_id>/remove")
@requires(Role.COMPANY, Role.OFFICER)
def remove_file(id: int, file_id: int) -> ResponseReturnValue:
    """Take an attached file away from a draft."""
    nomination = queries.own_or_404(id, current_user)
    attached, page = queries.file_or_404(nomination, file_id), edit_url(nomination, Step.FILES)
    name = attached.file.name
    try:
        with unit_of_work():
            services.detach(nomination, attached, actor=current_user)
    except Refused as refused:
        return back(refused, page)
    flash(_("“%(name)s” was removed.", name=name), "success")
    return redirect(page, 303)


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


def _step_or_404(nomination: Nomination, step: str) -> Step:
    """Return the step of that name, if the call's form has it."""
    return next((one for one in steps_of(nomination.call.definition) if one.value == step), None) or abort(404)


def _form(nomination: Nomination, step: Step) -> forms.StepForm:
    call = nomination.call.definition
    content = content_of(nomination, names_of(step, call))
    form = forms.step_form(step, call, content, staff=current_user.holds(Role.OFFICER))
    if not form.is_submitted():
        form.seen.data = comparison.mark(content)
    return form


def _attach_all(nomination: Nomination, form: forms.StepForm) -> None:
    """Attach each file that was chosen; raises Refused with the name of each that was not taken."""
    refused = []
    for sent in form["files"].data or []:
        if not sent or not sent.filename:
            continue
        try:
            with unit_of_work():
                services.attach(nomination, sent.stream, sent.filename, actor=current_user)
        except Refused as error:
            refused += [Reason(one.code, _of_file(sent.filename, one), "files") for one in error.reasons]
    if refused:
        raise Refused(refused)


def _of_file(name: str, reason: Reason) -> Any:
    return type(reason.text)(f"“{name}”: {reason.text.ko}", f"“{name}”: {reason.text.pick('en')}")


def _after(nomination: Nomination, step: Step) -> str:
    """Return where the reader goes after a step was kept."""
    then = request.form.get("then")
    if then == "leave":
        return url_for(".mine") if is_own(nomination) else url_for(".enter", code=nomination.call.code)
    if then == "stay":
        return edit_url(nomination, step)
    return edit_url(nomination, next_step(nomination.call.definition, step))


def _overtaken_page(
    nomination: Nomination, step: Step, form: forms.StepForm, overtaken: Overtaken
) -> ResponseReturnValue:
    """Show what a colleague changed, both values, and the form with both put together to be saved again."""
    call = nomination.call.definition
    theirs = {"who": overtaken.who, "at": overtaken.at,
              "rows": differences(overtaken.paths, form.answers(), overtaken.theirs, call)}  # fmt: skip
    merged = forms.step_form(
        step, call, overtaken.together, staff=current_user.holds(Role.OFFICER), sent=False
    )
    merged.seen.data = comparison.mark(overtaken.theirs)
    return _step_page(nomination, step, merged, theirs=theirs), 409


def _step_page(nomination: Nomination, step: Step, form: forms.StepForm, **more: Any) -> str:
    return render_template(
        "nominations/step.html", nomination=nomination, step=step, form=form, **more,
        files=files_of(nomination), megabytes=current_app.extensions["settings"].upload_limit // MEGABYTE,
        **_frame(nomination, step),
    )  # fmt: skip


def _review_page(nomination: Nomination, form: forms.SubmitForm) -> str:
    form.version.data = str(nomination.version)
    frame = _frame(nomination, Step.REVIEW)
    missing = [
        (name_of(one.field), "" if says_enough(one) else one.text, _where(nomination, one))
        for one in frame["reasons"]
    ]
    entered = nomination.entered_by is not None and not is_own(nomination)
    return render_template(
        "nominations/review.html", nomination=nomination, step=Step.REVIEW, form=form, missing=missing, **frame,
        receipt_form=_receipt_form(nomination) if entered else None,
    )  # fmt: skip


def _receipt_form(nomination: Nomination) -> forms.ReceiptForm:
    received = nomination.received_at
    local = received.astimezone(clock.KST) if received else None
    given = {"received_on": local.date(), "received_time": f"{local:%H:%M:%S}"} if local else {}
    return forms.ReceiptForm(formdata=None, data=given)


def _frame(nomination: Nomination, at: Step) -> dict[str, Any]:
    """Return what every page of the form shows: its steps and how far each is."""
    reasons = reasons_against(nomination)
    done = progress(nomination.call.definition, reasons, files=bool(nomination.files))
    items = [
        {"label": str(LABELS[one]), "state": "current" if one is at else done[one], "url": edit_url(nomination, one)}
        for one in done
    ]
    return {"reasons": reasons, "items": items, "labels": LABELS, "own": is_own(nomination)}


def _where(nomination: Nomination, reason: Reason) -> str:
    """Return the address of the field in which a reason is mended; '' for the moment of receipt."""
    step = step_of(reason.field)
    if step is Step.REVIEW:
        return ""
    return f"{url_for('.edit', id=nomination.id, step=step.value, check=1)}#{(reason.field or '').replace('.', '-')}"
