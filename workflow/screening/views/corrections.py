"""Corrections on both sides: asked by an officer, answered by the company beside the answers that they concern."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, ExitStack, contextmanager, nullcontext
from dataclasses import dataclass, replace
from typing import Any, BinaryIO, cast

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from wtforms import Field

from workflow.accounts.roles import Role
from workflow.core import clock, files
from workflow.core.db import unit_of_work
from workflow.core.errors import Refused
from workflow.core.i18n import Text
from workflow.core.i18n import gettext as _
from workflow.core.policies import requires
from workflow.core.web import press
from workflow.nominations import queries as nominations
from workflow.nominations.content import content_of, names_of
from workflow.nominations.documents import Document
from workflow.nominations.forms import step_form
from workflow.nominations.models import Nomination, NominationFile
from workflow.nominations.services.corrections import put_at
from workflow.nominations.stepform import StepForm, answer_of
from workflow.nominations.steps import step_of
from workflow.screening import mending, queries, services
from workflow.screening.forms import AgainForm, AnswerForm, CorrectionForm
from workflow.screening.models import Correction
from workflow.screening.states import CORRECTION, KIND_LABELS, CorrectionKind
from workflow.screening.views.blueprint import blueprint
from workflow.screening.views.review import page_of


@dataclass(frozen=True, slots=True)
class Asked:
    """An open correction as its company's page shows it, with the field or the document to answer it in."""

    correction: Correction
    name: Text | None
    now: str
    form: AnswerForm
    field: Field | None = None
    document: Document | None = None


@blueprint.post("/manage/nominations/<int:id>/corrections")
@requires(Role.OFFICER)
def ask_correction(id: int) -> ResponseReturnValue:
    """Ask the company to mend an answer, a document or anything else."""
    nomination = nominations.for_staff_or_404(id)
    form = CorrectionForm.of(nomination)
    if form.validate_on_submit():
        with form.showing_refusals(), unit_of_work():
            services.ask_correction(
                nomination, form.request.data or "", form.due_on.data, field=form.field.data or "",
                kind=CorrectionKind(form.kind.data), actor=current_user,
            )  # fmt: skip
        if not form.errors:
            flash(_("The correction was asked for; the company gets a message."), "success")
            return redirect(url_for(".review", id=id), 303)
    return page_of(nomination, correction_form=form), form.status


@blueprint.post("/manage/corrections/<int:id>/resolve")
@requires(Role.OFFICER)
def resolve_correction(id: int) -> ResponseReturnValue:
    """Accept the answer."""
    correction, seen = queries.correction_or_404(id), AnswerForm().seen_version
    return press(
        lambda: services.resolve_correction(correction, actor=current_user, version=seen),
        url_for(".review", id=correction.nomination_id), _("The correction is resolved."),
    )  # fmt: skip


@blueprint.post("/manage/corrections/<int:id>/again")
@requires(Role.OFFICER)
def ask_again(id: int) -> ResponseReturnValue:
    """Ask once more where the answer does not do."""
    correction, form = queries.correction_or_404(id), AgainForm()
    form.validate_on_submit()
    return press(
        lambda: services.ask_again(
            correction, form.request.data or "", form.due_on.data, actor=current_user, version=form.seen_version
        ),
        url_for(".review", id=correction.nomination_id), _("The company is asked again."),
    )  # fmt: skip


@blueprint.get("/nominations/<int:id>/corrections")
@requires(Role.COMPANY, Role.OFFICER)
def corrections(id: int) -> ResponseReturnValue:
    """What the company is asked to mend, each beside the answer that it is about; nothing else can be changed."""
    return _company_page(nominations.own_or_404(id, current_user))


@blueprint.get("/corrections/<int:id>/answer")
@requires(Role.COMPANY, Role.OFFICER)
def to_answer(id: int) -> ResponseReturnValue:
    """Lead to the page of all corrections, where this one is answered."""
    found = queries.own_correction_or_404(id, current_user)
    return redirect(url_for(".corrections", id=found.nomination_id), 303)


@blueprint.post("/corrections/<int:id>/answer")
@requires(Role.COMPANY, Role.OFFICER)
def answer_correction(id: int) -> ResponseReturnValue:
    """Answer one correction: with the changed answer, a document, words, or files that show it."""
    correction, form = queries.own_correction_or_404(id, current_user), AnswerForm()
    nomination = nominations.own_or_404(correction.nomination_id, current_user)
    fields = _fields(nomination, correction.field)
    form.validate_on_submit()
    if not form.errors and (fields is None or fields.validate()):
        try:
            replaces = _replaced(nomination, correction.field)
            looked_at, attached = _looked_at(correction, replaces), _attached(correction)
            with looked_at as document, attached as attachments, unit_of_work():
                services.answer_correction(
                    correction, form.answer.data or "", actor=current_user, version=form.seen_version,
                    content=_content(nomination, correction.field, fields) if fields else None,
                    document=document, replaces=replaces, attachments=attachments,
                )  # fmt: skip
        except Refused as refused:
            if not correction.is_asked:
                raise
            known = [one for one in refused.reasons if one.field in ("answer", "document", mending.ATTACHED)]
            form.refuse(replace(one, field="attachments") if one.field == mending.ATTACHED else one for one in known)
            if fields is not None:
                fields.refuse(_for_row_sent(one) for one in refused.reasons if one not in known)
            else:
                form.form_errors.extend(str(one.text) for one in refused.reasons if one not in known)
        else:
            flash(_("Your answer was sent to the officer."), "success")
            return redirect(url_for(".corrections", id=nomination.id), 303)
    return _company_page(nomination, answered=(id, form, fields)), 422


def company_panel(nomination: Nomination) -> str:
    """Tell the company what it is asked to mend, on the page of its nomination."""
    found = mending.corrections_of(nomination.id)
    if not found:
        return ""
    return render_template(
        "screening/_corrections.html", nomination=nomination, corrections=found, machine=CORRECTION,
        kinds=KIND_LABELS, names=dict(mending.correctable(nomination)), today=clock.today(),
    )  # fmt: skip


def _company_page(
    nomination: Nomination, answered: tuple[int, AnswerForm, StepForm | None] | None = None
) -> str:
    found = mending.corrections_of(nomination.id)
    names = dict(mending.correctable(nomination))
    asked = [_asked(nomination, one, names, answered) for one in found if one.is_asked]
    return render_template(
        "screening/corrections.html", nomination=nomination, asked=asked, machine=CORRECTION, kinds=KIND_LABELS,
        others=[one for one in found if not one.is_asked],
        names=names, today=clock.today(),
    )  # fmt: skip


def _asked(
    nomination: Nomination,
    correction: Correction,
    names: Mapping[str, Text],
    answered: tuple[int, AnswerForm, StepForm | None] | None,
) -> Asked:
    path = correction.field
    name = names.get(path)
    now = mending.shown_at(nomination, path) if name else ""
    if answered is not None and answered[0] == correction.id:
        _id, form, fields = answered
        form.named(correction).version.data = str(correction.version)
        found = fields.at(_in_row_sent(path)) if fields else None
    else:
        form = AnswerForm.empty(correction)
        fields = _fields(nomination, path, sent=False) if name else None
        found = fields.at(path) if fields else None
    return Asked(correction, name, now, form, found, mending.document_of(nomination, path))


def _fields(nomination: Nomination, path: str, *, sent: bool = True) -> StepForm | None:
    """Return the form of the step in which an answer stands; None for a document and for what is no answer."""
    if not path or path.startswith("files"):
        return None
    call = nomination.call.definition
    step = step_of(path)
    return step_form(step, call, content_of(nomination, names_of(step, call)), staff=True, sent=sent)


def _looked_at(
    correction: Correction, replaces: NominationFile | None
) -> AbstractContextManager[files.Taken | None]:
    """Take the document that was sent, if one was."""
    sent = request.files.get("document")
    if not sent or not sent.filename:
        return nullcontext()
    return services.look_at_document(correction, cast(BinaryIO, sent.stream), sent.filename, replaces=replaces)


@contextmanager
def _attached(correction: Correction) -> Iterator[list[files.Taken]]:
    """Take the files that were sent beside the answer. Raises Refused."""
    with ExitStack() as block:
        yield [
            block.enter_context(services.look_at_attachment(correction, cast(BinaryIO, sent.stream), sent.filename or ""))
            for sent in request.files.getlist("attachments") if sent.filename
        ]


def _content(nomination: Nomination, path: str, fields: StepForm) -> dict[str, Any]:
    """Return the nomination's content with the answer that was sent at its path."""
    content = content_of(nomination)
    field = fields.at(_in_row_sent(path))
    if field is not None:
        put_at(content, path, answer_of(field))
    return content


def _in_row_sent(path: str) -> str:
    """Return a path within what was sent: of a trainee's answers only that one row is."""
    name, *rest = path.split(".")
    return ".".join(["trainees", "0", *rest[1:]]) if name == "trainees" else path


def _for_row_sent(reason: Any) -> Any:
    return type(reason)(reason.code, reason.text, _in_row_sent(reason.field or "") or None)


def _replaced(nomination: Nomination, path: str) -> NominationFile | None:
    """Return the file in force that the sent document takes the place of: the chosen one, or the only one
    where there is no room for another."""
    document = mending.document_of(nomination, path)
    if document is None or not document.files:
        return None
    chosen = request.form.get("replaces", "")
    found = next((one for one in document.files if str(one.id) == chosen), None)
    return found or (document.files[-1] if document.room == 0 else None)
