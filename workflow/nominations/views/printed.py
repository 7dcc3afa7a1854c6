"""The printable copy of what was submitted, with its receipt number and the moment of receipt."""

from __future__ import annotations

import io

from flask import Response, abort, render_template, send_file
from flask_login import current_user

from workflow.accounts.roles import Role
from workflow.core import clock, pdf
from workflow.core.db import db
from workflow.core.i18n import Text, current_language
from workflow.core.i18n import gettext as _
from workflow.core.policies import requires
from workflow.nominations import queries
from workflow.nominations.frozen import frozen, shown_of
from workflow.nominations.models import Nomination, Submission
from workflow.nominations.states import CAME_IN
from workflow.nominations.views.blueprint import blueprint, read

STYLES = ("base.css", "nomination/print.css")


@blueprint.get("/nominations/<int:id>/submitted.pdf")
@requires(Role.COMPANY, Role.OFFICER)
def submitted(id: int) -> Response:
    """What came in, as it stood at its submission, in the reader's language; later corrections are not in it."""
    if queries.visible_or_404(id, current_user).state not in CAME_IN:
        abort(404)
    nomination = read(id, "nominations.submitted")
    name = f"{nomination.receipt_no}.pdf"
    response = send_file(io.BytesIO(_rendered(nomination)), mimetype="application/pdf", download_name=name)
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response


def _rendered(nomination: Nomination) -> bytes:
    submission = db.session.get(Submission, nomination.id)
    kept = submission.content if submission else frozen(nomination)  # older ones were not kept apart
    call = queries.form_as_of(nomination.call, kept["form_version"])
    title = _("Nomination %(number)s", number=nomination.receipt_no)
    html = render_template(
        "documents/nomination/template.html", nomination=nomination, call=call, said=shown_of(kept, call),
        company=Text.of(kept["company"]), title=title, printed_at=clock.now(),
    )  # fmt: skip
    return pdf.render(
        html, STYLES, language=current_language(), title=title, author=str(call.issuing_unit.text),
        created=clock.today(),
    )  # fmt: skip
