"""What staff do with calls as wholes: list them, begin one, look at it, publish, close, attach files."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from flask import current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from workflow.accounts.roles import STAFF, Role
from workflow.config import MEGABYTE
from workflow.core import clock, files
from workflow.core.db import unit_of_work
from workflow.core.errors import Reason, Refused, Stale
from workflow.core.i18n import Text
from workflow.core.i18n import gettext as _
from workflow.core.policies import requires
from workflow.core.web import back, row_key
from workflow.programmes import drafts, queries, services
from workflow.programmes.forms.base import plain
from workflow.programmes.forms.programme import AttachmentForm, NewCallForm
from workflow.programmes.phases import standing_of
from workflow.programmes.states import CallState
from workflow.programmes.views import notices
from workflow.programmes.views.blueprint import blueprint
from workflow.programmes.views.sections import NO_VERSION, section_links

MANAGERS = (Role.OFFICER, Role.ADMIN)
"""Who writes calls."""


@blueprint.get("/manage/calls")
@requires(*STAFF)
def manage() -> ResponseReturnValue:
    """List all calls with their state, their dates and what staff should look at."""
    now = clock.now()
    rows = [(call, standing_of(call, now)) for call in queries.all_calls()]
    return render_template("programmes/manage.html", rows=rows)


@blueprint.route("/manage/calls/new", methods=["GET", "POST"])
@requires(*MANAGERS)
def new() -> ResponseReturnValue:
    """Begin a call, blank or from another one's data, named by `source` in the address or the form."""
    code = request.form.get("source", "") if request.method == "POST" else request.args.get("source", "")
    source = queries.call_by_code(code)
    definition = source.definition if source else None
    filled = NewCallForm.filled(definition) if definition else {}
    form = NewCallForm(data={**filled, "source": source.code if source else ""})
    del form.reason, form.version
    if form.validate_on_submit():
        try:
            ready = services.read_definition(drafts.new_data(form.changes(definition), definition))
            with unit_of_work():
                made = services.create_call(ready, actor=current_user).code
        except Refused as refused:
            form.refuse(refused.reasons)
        else:
            flash(_("The call is made as a draft. Go through its sections, then publish it."), "success")
            return redirect(url_for("programmes.edit", code=made), 303)
    calls = queries.all_calls()
    return render_template("programmes/new.html", form=form, calls=calls, source=code), 422 if form.errors else 200


@blueprint.get("/manage/calls/<code>/preview")
@requires(*MANAGERS)
def preview(code: str) -> ResponseReturnValue:
    """Show the notice as the public will see it."""
    call = queries.call_or_404(code)
    preview = call.state == CallState.DRAFT
    return notices.page(call, notices.make_parts(call, preview=preview), preview=preview)


@blueprint.get("/manage/calls/<code>/publish")
@requires(*MANAGERS)
def review(code: str) -> ResponseReturnValue:
    """Show what the definition warns of, and the button that publishes, closes or reopens."""
    call = queries.call_or_404(code)
    return render_template(
        "programmes/review.html", call=call, standing=standing_of(call), links=section_links(call, "review"),
    )  # fmt: skip


@blueprint.post("/manage/calls/<code>/publish")
@requires(*MANAGERS)
def publish(code: str) -> ResponseReturnValue:
    return _move(code, services.publish_call, _("The notice is published."))


@blueprint.post("/manage/calls/<code>/close")
@requires(*MANAGERS)
def close(code: str) -> ResponseReturnValue:
    deed = partial(services.close_call, reason=request.form.get("reason", ""))
    return _move(code, deed, _("The call is closed."))


@blueprint.post("/manage/calls/<code>/reopen")
@requires(*MANAGERS)
def reopen(code: str) -> ResponseReturnValue:
    deed = partial(services.reopen_call, reason=request.form.get("reason", ""))
    return _move(code, deed, _("The call is open to work again."))


def _move(code: str, deed: Callable[..., None], said: str) -> ResponseReturnValue:
    call, seen = queries.call_or_404(code), row_key(request.form.get("version"))
    try:
        with unit_of_work():
            deed(call, actor=current_user, version=seen or NO_VERSION)
    except Stale:
        raise
    except Refused as refused:
        return back(refused, url_for("programmes.review", code=code))
    flash(said, "success")
    return redirect(url_for("programmes.review", code=code), 303)


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
            with unit_of_work():
                services.attach(call, sent.stream, sent.filename, title=plain(form.title), actor=current_user)
        except Refused as refused:
            form.refuse(refused.reasons)
        else:
            flash(_("The file stands beside the notice."), "success")
            return redirect(url_for("programmes.attachments", code=code), 303)
    page = render_template(
        "programmes/attachments.html", call=queries.call_or_404(code), form=form,
        links=section_links(call, "attachments"), upload_limit_mb=current_app.extensions["settings"].upload_limit // MEGABYTE,
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
