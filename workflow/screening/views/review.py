"""A nomination beside its evidence (추천서 검토), and the decision on it."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from workflow.accounts.roles import Role
from workflow.core import audit, clock
from workflow.core.db import unit_of_work
from workflow.core.errors import Refused, Stale
from workflow.core.i18n import gettext as _
from workflow.core.policies import requires
from workflow.core.web import press
from workflow.nominations import queries as nominations
from workflow.nominations.models import Nomination
from workflow.nominations.shown import shown
from workflow.screening import findings, mending, queries, services
from workflow.screening.forms import (
    AgainForm,
    CorrectionForm,
    DecisionForm,
    category_choices,
    chosen_categories,
)
from workflow.screening.states import CORRECTION, KIND_LABELS, SCREENING, ScreeningState
from workflow.screening.views.blueprint import blueprint


@blueprint.get("/manage/nominations/<int:id>")
@requires(Role.OFFICER, Role.COMMITTEE, Role.APPROVER, Role.COORDINATOR, Role.ADMIN)
def review(id: int) -> ResponseReturnValue:
    """Show a nomination to staff; that its personal data was read is recorded first."""
    nomination = nominations.for_staff_or_404(id)
    with unit_of_work():
        audit.record_access("screening.review", "Nomination", [id], actor=current_user)
    return page_of(nomination)


@blueprint.post("/manage/nominations/<int:id>/decision")
@requires(Role.OFFICER)
def decide(id: int) -> ResponseReturnValue:
    nomination = nominations.for_staff_or_404(id)
    form = DecisionForm.of(nomination, queries.screening_of(id))
    categories = chosen_categories(nomination.trainees, request.form)
    if form.validate_on_submit():
        try:
            with unit_of_work():
                services.decide(
                    nomination, ScreeningState(form.decision.data), reason=form.reason.data or "",
                    criterion_verified=form.criterion_verified.data or None,
                    categories=categories if nomination.call.definition.ranked else None,
                    actor=current_user, version=form.seen_version,
                )
                code, call_id = nomination.call.code, nomination.call_id
        except Stale:
            raise
        except Refused as error:
            form.refuse(error.reasons)
        else:
            flash(_("The decision was recorded."), "success")
            following = queries.next_undecided(call_id, id)
            if following is not None:
                return redirect(url_for(".review", id=following), 303)
            return redirect(url_for("insight.nominations", code=code), 303)
    return page_of(nomination, decision_form=form, categories=categories), 422


@blueprint.post("/manage/nominations/<int:id>/findings")
@requires(Role.OFFICER)
def make_findings(id: int) -> ResponseReturnValue:
    """Make the findings of the whole call anew, now."""
    nomination = nominations.for_staff_or_404(id)
    return press(lambda: findings.run(nomination.call), url_for(".review", id=id), _("The findings were made anew."))


def page_of(
    nomination: Nomination,
    decision_form: DecisionForm | None = None,
    correction_form: CorrectionForm | None = None,
    categories: dict[int, str | None] | None = None,
) -> str:
    screening, asked = queries.screening_of(nomination.id), mending.corrections_of(nomination.id)
    verified: dict[int, Any] = categories or queries.verified_categories(nomination.id)
    return render_template(
        "screening/review.html", call=nomination.call, nomination=nomination, shown=shown(nomination),
        screening=screening, machine=SCREENING, state=screening.state if screening else ScreeningState.UNDECIDED,
        findings=queries.findings_of(nomination.id), findings_due=findings.is_due(nomination.call_id),
        others=queries.others_of_country(nomination),
        corrections=asked, again={one.id: AgainForm.empty(one) for one in asked if one.is_open},
        correction_machine=CORRECTION, kinds=KIND_LABELS,
        names=dict(mending.correctable(nomination)), today=clock.today(),
        decision_form=decision_form or DecisionForm.of(nomination, screening, formdata=None), verified=verified,
        categories=category_choices(nomination.call.definition),
        correction_form=correction_form or CorrectionForm.of(nomination, formdata=None),
    )
