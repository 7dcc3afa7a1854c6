"""The decision behind a nomination, on the page of its screening."""

from __future__ import annotations

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from workflow.core.i18n import gettext as _
from workflow.core.policies import requires
from workflow.core.web import press, row_key
from workflow.meetings import queries as meetings
from workflow.meetings.states import READERS, WRITERS, DecisionKind
from workflow.meetings.wording import by_decision, name_of
from workflow.nominations import decided, queries
from workflow.nominations.models import Nomination
from workflow.nominations.views.blueprint import blueprint


@blueprint.post("/manage/nominations/<int:id>/meeting")
@requires(*WRITERS)
def refer(id: int) -> ResponseReturnValue:
    """Say by which decision of a meeting the nomination was entered; an empty choice says by none."""
    nomination, chosen = queries.for_staff_or_404(id), row_key(request.form.get("decision"))
    decision = meetings.decision_or_404(chosen) if chosen else None
    seen = row_key(request.form.get("version"))
    return press(lambda: decided.refer(nomination, decision, actor=current_user, version=seen),
                 url_for("screening.review", id=id), _("The decision behind the nomination is recorded."))


def panel(nomination: Nomination) -> str:
    """Show staff the decision behind a nomination, and officers the choice among those about countries."""
    for_the_office = decided.is_for_the_office(nomination)
    choices = meetings.decisions_for(nomination.call_id, DecisionKind.COUNTRY)
    if not (for_the_office or choices or nomination.decision_id):
        return ""
    behind = meetings.decisions_by_id([nomination.decision_id] if nomination.decision_id else [])
    return render_template(
        "nominations/_decided.html", nomination=nomination, decision=behind.get(nomination.decision_id or 0),
        choices=choices, for_the_office=for_the_office, by_decision=by_decision, name_of=name_of,
        may_read=current_user.holds(*READERS), may_write=current_user.holds(*WRITERS),
    )
