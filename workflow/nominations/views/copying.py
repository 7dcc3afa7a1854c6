"""Taking over from an earlier nomination: the city and its project, and people that somebody chooses."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from workflow.accounts.roles import Role
from workflow.core.db import unit_of_work
from workflow.core.errors import Refused
from workflow.core.i18n import gettext as _
from workflow.core.policies import requires
from workflow.core.web import back, row_key
from workflow.nominations import queries, services
from workflow.nominations.content import content_of
from workflow.nominations.copying import Copied, checked_again, copied
from workflow.nominations.models import Nomination
from workflow.nominations.states import NominationState
from workflow.nominations.steps import Step, steps_of
from workflow.nominations.views.blueprint import Acting, blueprint, edit_url, page_of


@blueprint.get("/nominations/<int:id>/copy")
@requires(Role.COMPANY, Role.OFFICER)
def copy(id: int) -> ResponseReturnValue:
    """Choose an earlier nomination of the company, and what of it to take over."""
    nomination = queries.own_or_404(id, current_user)
    if nomination.state is not NominationState.DRAFT:
        return redirect(page_of(nomination), 303)
    offered = queries.to_copy_from(nomination.company_id, nomination.call, nomination.id)
    wanted = row_key(request.args.get("source"))
    chosen = next((one for one in offered if one.id == wanted), None) or (offered[0] if offered else None)
    return render_template(
        "nominations/copy.html", nomination=nomination, offered=offered, chosen=chosen,
        checked=checked_again(nomination.call.definition),
    )  # fmt: skip


@blueprint.post("/nominations/<int:id>/copy")
@requires(Role.COMPANY, Role.OFFICER)
def copy_chosen(id: int) -> ResponseReturnValue:
    """Take over what was chosen; what the call does not ask is left out, and said on the next page."""
    nomination = queries.own_or_404(id, current_user)
    offered = queries.to_copy_from(nomination.company_id, nomination.call, nomination.id)
    source = next((one for one in offered if one.id == row_key(request.form.get("source"))), None)
    if source is None or not (request.form.get("place") or request.form.getlist("person")):
        flash(_("Choose what to take over."), "danger")
        return redirect(url_for(".copy", id=id, source=source.id if source else None), 303)
    taken = _copied(nomination, source)
    first = Step.TRAINEES if "city" not in taken.content and "trainees" in taken.content else None
    page = edit_url(nomination, first or steps_of(nomination.call.definition)[0])
    try:
        with unit_of_work():
            services.copy_into(nomination, taken, actor=Acting.reader())
    except Refused as refused:
        return back(refused, url_for(".copy", id=id))
    flash(_("It was taken over. Look at what is to be checked and complete the rest."), "success")
    return redirect(page, 303)


def _copied(nomination: Nomination, source: Nomination) -> Copied:
    return copied(
        content_of(source), source.call.definition, nomination.call.definition, place=bool(request.form.get("place")),
        people=frozenset(request.form.getlist("person")), before=len(nomination.trainees),
    )  # fmt: skip
