"""What staff do with calls as wholes: list them, begin one, blank or as the next edition, look at it, attach files."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from workflow.accounts.roles import STAFF, Role
from workflow.core import clock, files
from workflow.core.db import unit_of_work
from workflow.core.errors import Reason, Refused
from workflow.core.i18n import Text
from workflow.core.i18n import gettext as _
from workflow.core.policies import requires
from workflow.programmes import drafts, queries, readiness, services
from workflow.programmes.forms.base import plain
from workflow.programmes.forms.edition import EditionForm
from workflow.programmes.forms.programme import AttachmentForm, NewCallForm
from workflow.programmes.phases import standing_of
from workflow.programmes.states import CallState
from workflow.programmes.views import notices
from workflow.programmes.views.blueprint import blueprint
from workflow.programmes.views.sections import section_links

MANAGERS = (Role.OFFICER, Role.ADMIN)
"""Who writes calls."""


@blueprint.get("/manage/calls")
@requires(*STAFF)
def manage() -> ResponseReturnValue:
    """List all calls with their state, their dates and what staff should look at."""
    now = clock.now()
    rows = [
        (call, standing_of(call, now), [point.text for point in readiness.to_look_at(call, now)])
        for call in queries.all_calls()
    ]  # fmt: skip
    return render_template("programmes/manage.html", rows=rows)


@blueprint.route("/manage/calls/new", methods=["GET", "POST"])
@requires(*MANAGERS)
def new() -> ResponseReturnValue:
    """Begin a blank call; `source` in the address leads to the next edition of that call."""
    if source := queries.call_by_code(request.args.get("source", "")):
        return redirect(url_for("programmes.clone", code=source.code), 303)
    form = NewCallForm()
    del form.reason, form.version
    if form.validate_on_submit():
        with form.showing_refusals():
            ready = services.read_free(drafts.blank(form.written))
            with unit_of_work():
                made = services.create_call(ready, actor=current_user).code
        if not form.errors:
            flash(_("The call is made as a draft. Go through its sections, then publish it."), "success")
            return redirect(url_for("programmes.edit", code=made), 303)
    return render_template("programmes/new.html", form=form, calls=queries.all_calls()), 422 if form.errors else 200


@blueprint.route("/manage/calls/<code>/clone", methods=["GET", "POST"])
@requires(*MANAGERS)
def clone(code: str) -> ResponseReturnValue:
    """Show where every day of a call would move, and make the draft of its next edition."""
    source = queries.call_or_404(code)
    form = EditionForm.following(source.definition, clock.today())
    if "dates" in request.form:
        form.move_days()
    elif form.validate_on_submit():
        with form.showing_refusals():
            ready = services.read_free(form.written)
            with unit_of_work():
                made = services.clone_call(
                    source, ready, actor=current_user, attachments=form.attachments.data
                ).code
        if not form.errors:
            flash(_("The next edition is made as a draft. Go through its sections, then publish it."), "success")
            return redirect(url_for("programmes.edit", code=made), 303)
    return render_template("programmes/clone.html", call=source, form=form), 422 if form.errors else 200


@blueprint.get("/manage/calls/<code>/preview")
@requires(*MANAGERS)
def preview(code: str) -> ResponseReturnValue:
    """Show the notice as the public will see it."""
    call = queries.call_or_404(code)
    preview = call.state == CallState.DRAFT
    return notices.page(call, notices.make_parts(call, preview=preview), preview=preview)


@blueprint.route("/manage/calls/<code>/attachments", methods=["GET", "POST"])
@requires(*MANAGERS)
def attachments(code: str) -> ResponseReturnValue:
    """List the files beside the notice, and take another one."""
    call = queries.call_or_404(code)
    form = AttachmentForm(data={"version": call.version})
    if form.validate_on_submit():
        sent = form.file.data
        try:
            if not getattr(sent, "filename", ""):
                raise Refused(Reason("file_missing", Text("올릴 파일을 고르세요.", "Choose a file to upload."), "file"))
            with files.take(sent.stream, sent.filename) as taken, unit_of_work():
                services.attach(call, taken, title=plain(form.title), actor=current_user)
        except Refused as refused:
            form.refuse(refused.reasons)
        else:
            flash(_("The file stands beside the notice."), "success")
            return redirect(url_for("programmes.attachments", code=code), 303)
    page = render_template(
        "programmes/attachments.html", call=queries.call_or_404(code), form=form,
        links=section_links(call, "attachments"),
    )  # fmt: skip
    return page, 422 if form.errors else 200


@blueprint.get("/manage/calls/<code>/attachments/<int:id>")
@requires(*MANAGERS)
def draft_attachment(code: str, id: int) -> ResponseReturnValue:
    """Send an attachment to staff, also one of a draft."""
    return files.send(queries.attachment_or_404(code, id, drafts=True).file)


@blueprint.post("/manage/calls/<code>/attachments/<int:id>/remove")
@requires(*MANAGERS)
def remove_attachment(code: str, id: int) -> ResponseReturnValue:
    found = queries.attachment_or_404(code, id, drafts=True)
    with unit_of_work():
        services.remove_attachment(found, actor=current_user)
    flash(_("The file is taken from the notice."), "success")
    return redirect(url_for("programmes.attachments", code=code), 303)
