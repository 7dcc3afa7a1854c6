"""Files of documents: the PDF that counts, for staff and for the company; previews, for staff alone."""

from __future__ import annotations

import io

from flask import Response, abort, flash, redirect, send_file, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from workflow.accounts.roles import Role
from workflow.core import files
from workflow.core.i18n import gettext as _
from workflow.core.pdf import GlyphsMissing
from workflow.core.policies import requires
from workflow.documents import queries
from workflow.documents.building import facts_of
from workflow.documents.naming import pdf_name
from workflow.documents.render import render
from workflow.documents.states import READERS
from workflow.documents.views.blueprint import blueprint, log

SHOWN_BY_BROWSER = "default-src 'none'; style-src 'unsafe-inline'; object-src 'self'; frame-ancestors 'none'"


@blueprint.get("/documents/<int:id>/file")
@requires(Role.COMPANY, *READERS)
def file(id: int) -> ResponseReturnValue:
    """Hand out the PDF that counts; that staff read it is recorded first. 404 while there is none."""
    document = queries.visible_or_404(id, current_user)
    stored = document.record or abort(404)
    if current_user.is_staff:
        log("documents.file", document.people)
    return files.send(stored)


@blueprint.get("/manage/documents/<int:id>/preview")
@requires(*READERS)
def preview(id: int) -> ResponseReturnValue:
    """Show a document as it is, or would be, printed: a letter without its number says that it is a preview."""
    document = queries.for_staff_or_404(id)
    facts, language = facts_of(document), document.language
    if document.file is not None:
        content = files.read(document.file)
    else:
        try:
            content = render(facts, "en" if language == "en" else "ko")
        except GlyphsMissing as missing:
            flash(_("No font has these letters: %(letters)s", letters=" ".join(missing.letters)), "danger")
            return redirect(url_for(".show", id=id), 303)
    log("documents.preview", document.people)
    return _shown(send_file(io.BytesIO(content), mimetype=files.PDF, download_name=pdf_name(facts, language)))


def _shown(response: Response) -> Response:
    """Let the browser show a PDF of our own making, and nothing else from it."""
    response.headers["Content-Security-Policy"] = SHOWN_BY_BROWSER
    return response
