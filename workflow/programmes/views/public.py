"""The public pages: the list of calls, the notice of one, and its attachments."""

from __future__ import annotations

from flask import Response, render_template
from flask.typing import ResponseReturnValue

from workflow.core import clock, files
from workflow.core.i18n import gettext as _
from workflow.core.policies import PUBLIC, requires
from workflow.programmes import notice as wording
from workflow.programmes import queries
from workflow.programmes.phases import Phase, standing_of
from workflow.programmes.views import notices
from workflow.programmes.views.blueprint import blueprint


@blueprint.after_request
def keep_from_shared_caches(response: Response) -> Response:
    """A page names its reader and holds their security token: only their own browser may keep it."""
    response.headers.setdefault("Cache-Control", "private, no-cache")
    return response


@blueprint.get("/")
@requires(PUBLIC)
def calls() -> ResponseReturnValue:
    """Show the calls that are open, coming and past; the next deadline first among the open ones."""
    now = clock.now()
    standings = [(call, standing_of(call, now)) for call in queries.public_calls()]
    kinds = (
        (_("Open for nominations"), (Phase.OPEN,)),
        (_("Opening soon"), (Phase.COMING,)),
        (_("Past calls"), (Phase.PAST, Phase.CLOSED)),
    )
    groups = []
    for heading, phases in kinds:
        found = [(call, standing) for call, standing in standings if standing.phase in phases]
        if phases[0] is not Phase.PAST:
            found.reverse()
        if found:
            groups.append((heading, found))
    return render_template("programmes/calls.html", groups=groups, notice=wording)


@blueprint.get("/calls/<code>")
@requires(PUBLIC)
def notice(code: str) -> ResponseReturnValue:
    call = queries.public_call_or_404(code)
    return notices.page(call, notices.kept_parts(call))


@blueprint.get("/calls/<code>/attachments/<int:id>")
@requires(PUBLIC)
def attachment(code: str, id: int) -> ResponseReturnValue:
    """Send an attachment of a public notice under its own name."""
    return files.send(queries.attachment_or_404(code, id).file)
