"""The public page that tells whether a certificate is genuine (진위확인)."""

from __future__ import annotations

from flask import Response, make_response, render_template
from flask.typing import ResponseReturnValue

from workflow.core.limits import limiter
from workflow.core.policies import PUBLIC, requires
from workflow.documents import queries
from workflow.documents.building import facts_of
from workflow.documents.facts import CertificateFacts
from workflow.documents.verification import TONES, WORDS, read_code, shown
from workflow.documents.views.blueprint import blueprint


@blueprint.get("/verify/<code>")
@requires(PUBLIC)
@limiter.limit("60 per minute")
def verify(code: str) -> ResponseReturnValue:
    """Say in one word whether the certificate of this code is valid; nothing of who asks is kept."""
    known = read_code(code)
    document = queries.certificate_by_code(known) if known else None
    facts = facts_of(document) if document else None
    if document is None or not isinstance(facts, CertificateFacts):
        return _unkept(make_response(render_template("documents/pages/unknown.html"), 404))
    return _unkept(make_response(
        render_template("documents/pages/verify.html", shown=shown(document.state, facts), words=WORDS, tones=TONES)
    ))


def _unkept(response: Response) -> Response:
    """A certificate may be void tomorrow, and its page is no page to be found by search."""
    response.headers["Cache-Control"] = "no-store"
    response.headers["X-Robots-Tag"] = "noindex"
    return response
