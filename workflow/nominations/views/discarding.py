"""A draft that nobody goes on with: discarded from its list, and brought back from there until the deadline."""

from __future__ import annotations

from flask import flash, redirect, request
from flask.typing import ResponseReturnValue
from flask_login import current_user

from workflow.accounts.roles import Role
from workflow.core.db import unit_of_work
from workflow.core.errors import Refused
from workflow.core.i18n import gettext as _
from workflow.core.policies import requires
from workflow.core.web import back, row_key
from workflow.nominations import queries, services
from workflow.nominations.views.blueprint import Acting, blueprint, list_of, resume


@blueprint.post("/nominations/<int:id>/discard")
@requires(Role.COMPANY, Role.OFFICER)
def discard(id: int) -> ResponseReturnValue:
    """Discard a draft; the next page is its list, from where it can be brought back."""
    nomination, acting = queries.own_or_404(id, current_user), Acting.reader()
    page = list_of(nomination)
    try:
        with unit_of_work():
            services.discard(nomination, actor=acting, version=row_key(request.form.get("version")))
    except Refused as refused:
        return back(refused, page)
    flash(_("The draft was discarded. Until the deadline you can bring it back from “Discarded drafts”."), "success")
    return redirect(page, 303)


@blueprint.post("/nominations/<int:id>/restore")
@requires(Role.COMPANY, Role.OFFICER)
def restore(id: int) -> ResponseReturnValue:
    """Bring a discarded draft back, and go on with it."""
    nomination, acting = queries.own_or_404(id, current_user), Acting.reader()
    page = list_of(nomination)
    try:
        with unit_of_work():
            services.restore(nomination, actor=acting, version=row_key(request.form.get("version")))
    except Refused as refused:
        return back(refused, page)
    flash(_("The draft is back as it was."), "success")
    return redirect(resume(queries.own_or_404(id, current_user)), 303)
