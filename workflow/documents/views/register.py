"""The register of documents (발급대장), a document's own page, and what can be done to any kind."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from workflow.accounts.roles import Role
from workflow.core import clock
from workflow.core.db import unit_of_work
from workflow.core.errors import Refused, Stale
from workflow.core.i18n import gettext as _
from workflow.core.policies import requires
from workflow.core.web import press, row_key
from workflow.documents import building, letter, queries
from workflow.documents.current import NOT_OUT, Current
from workflow.documents.facts import LetterFacts
from workflow.documents.forms import ActionForm, FileForm, NumberForm, ReasonForm
from workflow.documents.models import Document
from workflow.documents.numbering import disclosure_name
from workflow.documents.queries import Filters
from workflow.documents.services import certificates, letters, register
from workflow.documents.states import READERS, DocumentKind
from workflow.documents.steps import next_step
from workflow.documents.views.blueprint import blueprint, history, page
from workflow.programmes import queries as calls


@blueprint.get("/manage/calls/<code>/documents", endpoint="register")
@requires(*READERS)
def register_of_call(code: str) -> ResponseReturnValue:
    """Show every document of a call, newest first, and in one sentence what comes next."""
    call, filters = calls.call_or_404(code), Filters.of(request.args)
    found = queries.page_of(
        call.id, filters, before=row_key(request.args.get("before")), after=row_key(request.args.get("after"))
    )

    def address(**changes: str | None) -> str:
        wanted: dict[str, Any] = {**filters.address(), **changes}
        return url_for(".register", code=code, **wanted)

    return page(
        "register.html", "documents.register", found.documents, call=call, filters=filters, found=found,
        stale=Current(call, found.documents).stale(), address=address, step=next_step(call, current_user.roles),
        tab="register",
    )  # fmt: skip


@blueprint.get("/manage/documents/<int:id>")
@requires(*READERS)
def show(id: int) -> ResponseReturnValue:
    """Show one document: what it is, its file, what can be done, and all that was done to it."""
    return show_page(queries.for_staff_or_404(id))


def show_page(document: Document, number_form: NumberForm | None = None, file_form: FileForm | None = None) -> str:
    """Return the page of a document, with forms that came back."""
    call, facts = document.call, building.facts_of(document)
    row = queries.jobs_of([document]).get(document.id)
    said = facts if isinstance(facts, LetterFacts) else None
    is_numbered_here = said and document.state in NOT_OUT and letters.numbered_outside(call)
    number_now = NumberForm.for_letter(document, clock.today()) if is_numbered_here else None
    return page(
        "show.html", "documents.show", [document], call=call, document=document, facts=facts,
        is_stale=Current(call, [document]).is_stale(document), job=row, has_failed=queries.has_failed(row),
        history=history(queries.history_of(document.id)), successor=queries.successor_of(document.id),
        body=letter.letter_body_text(said) if said else "", subject=letter.title(said) if said else "",
        recipient=letter.recipient(said) if said else "", number_form=number_form or number_now,
        number_now=number_now, disclosure_name=disclosure_name,
        file_form=file_form or FileForm(formdata=None, data={"version": document.version}),
        numbered_outside=letters.numbered_outside(call), may_dispatch=letters.is_announced(call),
    )  # fmt: skip


@blueprint.post("/manage/documents/<int:id>/void")
@requires(Role.OFFICER)
def void(id: int) -> ResponseReturnValue:
    """Declare a document void; it stays in the register with its number."""
    document, form = queries.for_staff_or_404(id), ReasonForm()
    return press(
        lambda: register.void(document, form.reason.data or "", actor=current_user, version=form.seen_version),
        url_for(".show", id=id), _("The document was declared void."),
    )  # fmt: skip


@blueprint.post("/manage/documents/<int:id>/take-over")
@requires(Role.OFFICER, Role.COORDINATOR)
def take_over(id: int) -> ResponseReturnValue:
    """Have a document that is not out yet say what it would say now."""
    document, form = queries.for_staff_or_404(id), ActionForm()
    return press(
        lambda: register.take_over(document, actor=current_user, version=form.seen_version),
        url_for(".show", id=id), _("The changes were taken over."),
    )  # fmt: skip


@blueprint.post("/manage/documents/<int:id>/reissue")
@requires(Role.OFFICER, Role.COORDINATOR)
def reissue(id: int) -> ResponseReturnValue:
    """Void a document and prepare another in its place."""
    document, form = queries.for_staff_or_404(id), ReasonForm()
    again = {DocumentKind.LETTER: letters.reissue, DocumentKind.CERTIFICATE: certificates.reissue}.get(document.kind)
    if again is None:
        flash(_("A new release of the itinerary prints it anew."), "info")
        return redirect(url_for(".show", id=id), 303)
    try:
        with unit_of_work():
            made = again(document, form.reason.data or "", actor=current_user, version=form.seen_version).id
    except Stale:
        raise
    except Refused as error:
        for reason in error.reasons:
            flash(str(reason.text), "danger")
        return redirect(url_for(".show", id=id), 303)
    flash(_("The document was issued anew; the earlier one is void."), "success")
    return redirect(url_for(".show", id=made), 303)


@blueprint.post("/manage/documents/<int:id>/render")
@requires(Role.OFFICER, Role.COORDINATOR)
def render_again(id: int) -> ResponseReturnValue:
    """Have a rendering that failed done again."""
    document = queries.for_staff_or_404(id)
    return press(
        lambda: register.render_again(document, actor=current_user), url_for(".show", id=id),
        _("The PDF is being made again."),
    )  # fmt: skip
