"""A nomination beside its evidence (추천서 검토), and the decision on it."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from workflow.accounts.roles import Role
from workflow.core import audit, clock
from workflow.core.db import unit_of_work
from workflow.core.i18n import gettext as _
from workflow.core.policies import requires
from workflow.core.web import press
from workflow.meetings import queries as meetings
from workflow.meetings.states import DecisionKind
from workflow.meetings.wording import by_decision
from workflow.nominations import queries as nominations
from workflow.nominations.models import Nomination
from workflow.nominations.shown import shown
from workflow.nominations.standings import of_nominations
from workflow.screening import findings, mending, queries, services
from workflow.screening.forms import (
    AgainForm,
    CorrectionForm,
    DecisionForm,
    TraineeForm,
    category_choices,
    chosen_categories,
)
from workflow.screening.states import (
    CORRECTION,
    KIND_LABELS,
    SCREENING,
    TRAINEE,
    ScreeningState,
    TraineeState,
)
from workflow.screening.trainees import VERDICT_LABELS, VERDICT_TONES
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
        with form.showing_refusals(), unit_of_work():
            services.decide(
                nomination, ScreeningState(form.decision.data), reason=form.reason.data or "",
                criterion_verified=form.criterion_verified.data or None,
                categories=categories if nomination.call.definition.ranked else None,
                actor=current_user, version=form.seen_version,
            )
            code, call_id = nomination.call.code, nomination.call_id
        if not form.errors:
            flash(_("The decision was recorded."), "success")
            following = queries.next_undecided(call_id, id)
            if following is not None:
                return redirect(url_for(".review", id=following), 303)
            return redirect(url_for("insight.nominations", code=code), 303)
    return page_of(nomination, decision_form=form, categories=categories), form.status


@blueprint.get("/manage/trainees/<int:id>/decision")
@requires(Role.OFFICER)
def to_decide_trainee(id: int) -> ResponseReturnValue:
    """Lead to the page of the nomination, where this trainee is decided on."""
    nomination = nominations.for_staff_or_404(queries.trainee_or_404(id).nomination_id)
    return redirect(url_for(".review", id=nomination.id, _anchor=f"trainee-{id}"), 303)


@blueprint.post("/manage/trainees/<int:id>/decision")
@requires(Role.OFFICER)
def decide_trainee(id: int) -> ResponseReturnValue:
    """Leave one trainee out, admit one whom a rule excludes, or take either back."""
    trainee = queries.trainee_or_404(id)
    nomination = nominations.for_staff_or_404(trainee.nomination_id)
    one = next(one for one in queries.trainees_of([nomination.id])[nomination.id] if one.trainee.id == id)
    form = TraineeForm.of(one, meetings.decisions_for(nomination.call_id, DecisionKind.ELIGIBILITY))
    if form.validate_on_submit():
        by = meetings.decision_or_404(form.by.data) if form.by.data else None
        with form.showing_refusals(), unit_of_work():
            services.decide_trainee(
                trainee, TraineeState(form.decision.data), reason=form.reason.data or "", by=by,
                actor=current_user, version=form.seen_version,
            )  # fmt: skip
        if not form.errors:
            flash(_("The decision was recorded."), "success")
            return redirect(url_for(".review", id=nomination.id, _anchor=f"trainee-{id}"), 303)
    return page_of(nomination, trainee_forms={id: form}), form.status


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
    trainee_forms: dict[int, TraineeForm] | None = None,
) -> str:
    screening, asked = queries.screening_of(nomination.id), mending.corrections_of(nomination.id)
    trainees = queries.trainees_of([nomination.id])[nomination.id]
    by = meetings.decisions_for(nomination.call_id, DecisionKind.ELIGIBILITY)
    now = {one.trainee.id: TraineeForm.of(one, by, formdata=None) for one in trainees}
    decision_now = DecisionForm.of(nomination, screening, formdata=None)
    verified: dict[int, Any] = categories or queries.verified_categories(nomination.id)
    return render_template(
        "screening/review.html", call=nomination.call, nomination=nomination, shown=shown(nomination),
        screening=screening, machine=SCREENING, state=screening.state if screening else ScreeningState.UNDECIDED,
        trainees=trainees, trainee_forms={**now, **(trainee_forms or {})}, trainees_now=now, trainee_machine=TRAINEE,
        verdict_labels=VERDICT_LABELS, verdict_tones=VERDICT_TONES, by_decision=by_decision,
        names_of_officers=nominations.names_of([one.decided.decided_by for one in trainees if one.decided]),
        closed=services.closed(nomination.call_id),
        findings=queries.findings_of(nomination.id), findings_due=findings.is_due(nomination.call_id),
        others=queries.others_of_country(nomination),
        corrections=asked, again={one.id: AgainForm.empty(one) for one in asked if one.is_open},
        correction_machine=CORRECTION, kinds=KIND_LABELS,
        names=dict(mending.correctable(nomination)), today=clock.today(),
        decision_form=decision_form or decision_now, decision_now=decision_now, verified=verified,
        standing=of_nominations([nomination.id]).get(nomination.id),
        categories=category_choices(nomination.call.definition),
        correction_form=correction_form or CorrectionForm.of(nomination, formdata=None),
    )
