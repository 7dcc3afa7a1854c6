"""What everybody may read: the board and its notices with their files."""

from __future__ import annotations

from typing import Any

from flask import Response, render_template, request, url_for
from flask.typing import ResponseReturnValue

from workflow.board.queries import notices as queries
from workflow.board.views.blueprint import blueprint
from workflow.core import clock, files
from workflow.core.policies import PUBLIC, requires
from workflow.core.web import row_key


@blueprint.after_request
def keep_from_shared_caches(response: Response) -> Response:
    """A page names its reader and holds their security token: only their own browser may keep it."""
    response.headers.setdefault("Cache-Control", "private, no-cache")
    return response


@blueprint.get("/notices")
@requires(PUBLIC)
def notices() -> ResponseReturnValue:
    """List the notices: pinned ones on top of the first page, then the newest."""
    chosen, before = row_key(request.args.get("programme")), row_key(request.args.get("before"))
    words = request.args.get("q", "").strip()[:100]
    page = queries.page(chosen, words, before)
    kept: dict[str, Any] = {name: value for name, value in (("programme", chosen), ("q", words)) if value}
    return render_template(
        "board/notices.html", page=page, programmes=queries.programmes_with_notices(), chosen=chosen, words=words,
        pinned=[] if words or before else queries.pinned(chosen),
        older=url_for(".notices", **kept, before=page.older) if page.older else None,
        first=url_for(".notices", **kept) if before else None,
    )


@blueprint.get("/notices/<int:id>")
@requires(PUBLIC)
def notice(id: int) -> ResponseReturnValue:
    found = queries.public_or_404(id)
    return render_template(
        "board/notice.html", notice=found, shown=queries.is_shown(found, clock.now()),
        code=queries.latest_code(found.programme_id),
    )


@blueprint.get("/notices/<int:id>/files/<int:number>")
@requires(PUBLIC)
def notice_file(id: int, number: int) -> ResponseReturnValue:
    """Send a file of a public notice under its own name."""
    return files.send(queries.public_file_or_404(id, number).file)
