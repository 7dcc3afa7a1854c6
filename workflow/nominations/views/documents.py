"""The step of documents: files handed in for what is asked, replaced, removed, and looked at."""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO, cast

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from workflow.accounts.roles import STAFF, Role
from workflow.core import files
from workflow.core.db import unit_of_work
from workflow.core.errors import Reason, Refused
from workflow.core.i18n import Text
from workflow.core.i18n import gettext as _
from workflow.core.policies import requires
from workflow.core.web import back, row_key
from workflow.nominations import queries, services
from workflow.nominations.models import Nomination, NominationFile
from workflow.nominations.services import Place
from workflow.nominations.states import NominationState
from workflow.nominations.steps import Step
from workflow.nominations.views.blueprint import Acting, after_step, blueprint, edit_url, page_of, read
from workflow.nominations.views.frame import form_of, step_page

PICTURES = ("image/jpeg", "image/png")
SHOWN = (*PICTURES, files.PDF)
"""What a browser shows by itself; other kinds are downloaded."""


def upload(nomination: Nomination) -> ResponseReturnValue:
    """Keep each file that was sent, and say of each that was not taken why. A script is answered with the
    part of the page that lists the documents."""
    after, by_script = after_step(nomination, Step.FILES), request.headers.get("X-Requested-With") == "upload"
    refused = list(_keep_all(nomination))
    if not refused and not by_script:
        return redirect(after, 303)
    nomination = queries.own_or_404(nomination.id, current_user)
    form = form_of(nomination, Step.FILES)
    form.refuse(refused)
    page = step_page(nomination, Step.FILES, form, part="nominations/_documents.html" if by_script else "")
    return page, 422 if refused else 200


@blueprint.post("/nominations/<int:id>/files/<int:file_id>/remove")
@requires(Role.COMPANY, Role.OFFICER)
def remove_file(id: int, file_id: int) -> ResponseReturnValue:
    """Take a file out of a draft; it stays as history."""
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


@blueprint.get("/nominations/<int:id>/files/<int:file_id>")
@requires(Role.COMPANY, *STAFF)
def download(id: int, file_id: int) -> ResponseReturnValue:
    """Hand out a file under the name its owner gave it."""
    return files.send(_read(id, file_id).file)


@blueprint.get("/nominations/<int:id>/files/<int:file_id>/preview")
@requires(Role.COMPANY, *STAFF)
def preview(id: int, file_id: int) -> ResponseReturnValue:
    """Show a file on a page, with who handed it in and when; what no browser shows is offered to download."""
    attached = _read(id, file_id)
    nomination = attached.nomination
    return render_template(
        "nominations/preview.html", nomination=nomination, attached=attached,
        question=nomination.call.definition.question(attached.question),
        trainee=next((one for one in nomination.trainees if one.id == attached.trainee_id), None),
        page_of_it=_page_of(nomination), by=queries.names_of({attached.attached_by, attached.removed_by}),
        inline=url_for(".inline", id=id, file_id=file_id) if attached.file.media_type in SHOWN else "",
        is_picture=attached.file.media_type in PICTURES,
    )  # fmt: skip


@blueprint.get("/nominations/<int:id>/files/<int:file_id>/inline")
@requires(Role.COMPANY, *STAFF)
def inline(id: int, file_id: int) -> ResponseReturnValue:
    """Hand out a picture or a PDF to be shown in its preview; nothing else of this site may frame it."""
    attached = queries.file_or_404(queries.visible_or_404(id, current_user), file_id)
    if attached.file.media_type not in SHOWN:
        abort(404)
    response = files.send(attached.file, inline=True)
    if attached.file.media_type == files.PDF:
        # The browser's own reader does not run in a sandbox; the content was found to be a PDF when it came.
        response.headers["Content-Security-Policy"] = "default-src 'self'; script-src 'none'; frame-ancestors 'self'"
        response.headers["X-Frame-Options"] = "SAMEORIGIN"
    return response


def _page_of(nomination: Nomination) -> str:
    """Return where the files of a nomination stand for the reader: the step of a draft, else its page."""
    draft = nomination.state is NominationState.DRAFT
    return edit_url(nomination, Step.FILES) if draft else page_of(nomination)


def _read(nomination_id: int, file_id: int) -> NominationFile:
    """Return a file for reading; what is not there, or not for this reader, is not on record as read."""
    queries.file_or_404(queries.visible_or_404(nomination_id, current_user), file_id)
    return queries.file_or_404(read(nomination_id, "nominations.file"), file_id)


def _keep_all(nomination: Nomination) -> Iterator[Reason]:
    """Attach each file that was sent, each in a unit of work of its own; yield why one was not taken."""
    acting = Acting.reader()
    for field, sent in request.files.items(multi=True):
        name = sent.filename or ""
        place = _place(nomination, field) if name else None
        if place is None:
            continue
        try:
            looked_at = services.look_at_file(nomination, cast(BinaryIO, sent.stream), name, place)
            with looked_at as taken, unit_of_work():
                services.attach(nomination, taken, place, actor=acting)
        except Refused as error:
            yield from (Reason(one.code, _of_file(name, one), one.field or "files") for one in error.reasons)


def _place(nomination: Nomination, field: str) -> Place | None:
    """Return where a file of this form field goes; None for no field of this form."""
    kind, _dash, rest = field.partition("-")
    if kind == "files":
        return Place()
    if kind == "document" and rest:
        key, _dash, trainee = rest.partition("-")
        return Place(key, row_key(trainee))
    if kind == "replace":
        old = queries.file_or_404(nomination, row_key(rest) or 0)
        return Place(old.question, old.trainee_id, replaces=[old])
    return None


def _of_file(name: str, reason: Reason) -> Text:
    return Text(f"“{name}”: {reason.text.ko}", f"“{name}”: {reason.text.pick('en')}")
