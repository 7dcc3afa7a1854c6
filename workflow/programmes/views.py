"""The public pages: the list of calls and the notice of one."""

from __future__ import annotations

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from workflow.core.policies import PUBLIC, requires
from workflow.programmes import queries
from workflow.programmes.navigation import call_tabs, link_if_open
from workflow.programmes.phases import standing_of

blueprint = Blueprint("programmes", __name__)
blueprint.add_app_template_global(call_tabs)
blueprint.add_app_template_global(standing_of, "call_standing")
blueprint.add_app_template_global(link_if_open)


@blueprint.get("/")
@requires(PUBLIC)
def calls() -> ResponseReturnValue:
    return render_template("programmes/calls.html", calls=queries.public_calls())


@blueprint.get("/calls/<code>")
@requires(PUBLIC)
def notice(code: str) -> ResponseReturnValue:
    return render_template("programmes/notice.html", call=queries.public_call_or_404(code))
