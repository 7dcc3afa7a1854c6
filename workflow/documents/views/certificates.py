"""Certificates of a call: prepared, printed, awarded or not, one by one and all at once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import IO

from flask import Response, flash, make_response, redirect, render_template, send_file, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from workflow.accounts.roles import Role
from workflow.core import files
from workflow.core.db import unit_of_work
from workflow.core.errors import Refused, Stale
from workflow.core.i18n import gettext as _
from workflow.core.i18n import ngettext
from workflow.core.policies import requires
from workflow.core.web import press
from workflow.documents import building, queries
from workflow.documents.current import Current
from workflow.documents.forms import ActionForm, PrepareForm, ReasonForm
from workflow.documents.models import Document
from workflow.documents.naming import safe
from workflow.documents.packages import certificates_pdf, certificates_zip
from workflow.documents.services import certificates as services
from workflow.documents.states import READERS, DocumentState
from workflow.documents.views.blueprint import blueprint, log, page
from workflow.programmes import queries as calls
from workflow.programmes.models import Call
from workflow.selection import queries as selection
from workflow.training import queries as training

PRINTERS = (Role.COORDINATOR, Role.OFFICER)


@blueprint.get("/manage/calls/<code>/certificates")
@requires(*READERS)
def certificates(code: str) -> ResponseReturnValue:
    """Show who comes, with completion and certificate of each."""
    return _page(calls.call_or_404(code))


@blueprint.post("/manage/calls/<code>/certificates")
@requires(*PRINTERS)
def prepare_certificates(code: str) -> ResponseReturnValue:
    """Prepare a certificate for everybody who comes and has none."""
    call, form = calls.call_or_404(code), PrepareForm()
    if form.validate_on_submit():
        with form.showing_refusals(), unit_of_work():
            count = len(services.prepare_certificates(call, actor=current_user, awarded_on=form.awarded_on.data))
        if not form.errors:
            flash(_("%(count)s certificates are prepared. Their PDFs are being made.", count=count), "success")
            return redirect(url_for(".certificates", code=code), 303)
    return _page(call, form), form.status


@blueprint.post("/manage/trainees/<int:id>/certificate")
@requires(*PRINTERS)
def prepare_certificate(id: int) -> ResponseReturnValue:
    """Prepare the certificate of one trainee who comes."""
    trainee = queries.coming_trainee_or_404(id)
    code = trainee.nomination.call.code
    return press(
        lambda: services.prepare_certificate(trainee, actor=current_user), url_for(".certificates", code=code),
        _("The certificate is prepared. Its PDF is being made."),
    )  # fmt: skip


@blueprint.post("/manage/calls/<code>/certificates/printed")
@requires(*PRINTERS)
def mark_all_printed(code: str) -> ResponseReturnValue:
    """Note that all certificates that have their PDF were printed."""
    call = calls.call_or_404(code)
    return press(
        lambda: services.mark_all_printed(call, actor=current_user), url_for(".certificates", code=code),
        _("The certificates are marked as printed."),
    )  # fmt: skip


@blueprint.post("/manage/documents/<int:id>/printed")
@requires(*PRINTERS)
def mark_printed(id: int) -> ResponseReturnValue:
    """Note that one certificate was printed."""
    document, form = queries.certificate_or_404(id), ActionForm()
    return press(
        lambda: services.mark_printed(document, actor=current_user, version=form.seen_version),
        url_for(".show", id=id), _("The certificate is marked as printed."),
    )  # fmt: skip


@blueprint.post("/manage/calls/<code>/certificates/settle")
@requires(*PRINTERS)
def settle(code: str) -> ResponseReturnValue:
    """Award the printed certificates of who completed, and not those of who did not."""
    call = calls.call_or_404(code)
    try:
        with unit_of_work():
            settled = services.settle(call, actor=current_user)
    except Stale:
        raise
    except Refused as error:
        for reason in error.reasons:
            flash(str(reason.text), "danger")
    else:
        done = _("%(awarded)s awarded, %(withheld)s not awarded.", awarded=settled.awarded, withheld=settled.withheld)
        flash(done, "success" if settled.awarded or settled.withheld else "info")
        if settled.open:
            flash(ngettext(
                "Of %(count)s trainee it is not settled yet whether they completed.",
                "Of %(count)s trainees it is not settled yet whether they completed.", settled.open,
            ), "warning")
    return redirect(url_for(".certificates", code=code), 303)


@blueprint.post("/manage/documents/<int:id>/award")
@requires(*PRINTERS)
def award(id: int) -> ResponseReturnValue:
    """Award one printed certificate; only to who completed."""
    document, form = queries.certificate_or_404(id), ActionForm()
    return press(
        lambda: services.award(document, actor=current_user, version=form.seen_version),
        url_for(".show", id=id), _("The certificate is awarded and verifies as valid."),
    )  # fmt: skip


@blueprint.post("/manage/documents/<int:id>/withhold")
@requires(*PRINTERS)
def withhold(id: int) -> ResponseReturnValue:
    """Decide that one printed certificate is not awarded, with the reason."""
    document, form = queries.certificate_or_404(id), ReasonForm()
    return press(
        lambda: services.withhold(document, form.reason.data or "", actor=current_user, version=form.seen_version),
        url_for(".show", id=id), _("It is on record that the certificate is not awarded."),
    )  # fmt: skip


@blueprint.get("/manage/calls/<code>/certificates/progress")
@requires(*READERS)
def progress(code: str) -> ResponseReturnValue:
    """Answer the live part of the page: how many PDFs are there, and what can be done with them."""
    call = calls.call_or_404(code)
    response: Response = make_response(
        render_template("documents/pages/_progress.html", call=call, rendering=queries.rendering(call.id))
    )
    done, total, failed = queries.rendering(call.id)
    if done + failed == total:
        response.headers["X-Live"] = "done"
    return response


@blueprint.get("/manage/calls/<code>/certificates.zip")
@requires(*PRINTERS)
def zip_of_certificates(code: str) -> ResponseReturnValue:
    """Hand out all certificates that are not void as one ZIP."""
    call = calls.call_or_404(code)
    found = queries.certificates_of(call.id)
    if refused := _unless_rendered(call, found):
        return refused
    return _send(certificates_zip(found), f"{call.code} 수료증.zip", "application/zip", found)


@blueprint.get("/manage/calls/<code>/certificates.pdf")
@requires(*PRINTERS)
def pdf_of_certificates(code: str) -> ResponseReturnValue:
    """Hand out all certificates that are not void as one PDF for the printer."""
    call = calls.call_or_404(code)
    found = queries.certificates_of(call.id)
    if refused := _unless_rendered(call, found):
        return refused
    return _send(certificates_pdf(call, found), f"{call.code} 수료증.pdf", files.PDF, found)


def _page(call: Call, form: PrepareForm | None = None) -> str:
    found = queries.certificates_of(call.id)
    by_trainee = {one.trainee_id: one for one in found}
    people = selection.selected_of(call.id)
    day = building.ceremony_day(call)
    count = {state: sum(one.state is state for one in found) for state in DocumentState}
    return page(
        "certificates.html", "documents.certificates", found, call=call, people=people, certificates=by_trainee,
        completions=training.completions_of(call.id), stale=Current(call, found).stale(), tab="certificates",
        without=sum(one.trainee_id not in by_trainee for one in people), count=count,
        ready=sum(one.state is DocumentState.PREPARED and one.file_id is not None for one in found),
        rendering=queries.rendering(call.id), form=form or PrepareForm(formdata=None, data={"awarded_on": day}),
        may_print=current_user.holds(*PRINTERS),
    )  # fmt: skip


def _unless_rendered(call: Call, found: Sequence[Document]) -> ResponseReturnValue | None:
    """Send the reader back while PDFs are missing: half a batch would be taken for a whole one."""
    missing = sum(one.record is None for one in found)
    if found and not missing:
        return None
    if missing:
        flash(_("%(count)s PDFs are still being made. Try again when all are there.", count=missing), "warning")
    else:
        flash(_("There are no certificates yet."), "info")
    return redirect(url_for(".certificates", code=call.code), 303)


def _send(archive: IO[bytes], name: str, media_type: str, found: Sequence[Document]) -> ResponseReturnValue:
    log("documents.batch", (id for one in found for id in one.people))
    return send_file(archive, mimetype=media_type, as_attachment=True, download_name=f"{safe(name)}")
