"""Pages of screening: a nomination beside its evidence (추천서 검토), and corrections on both sides."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from workflow.accounts.roles import Role
from workflow.core import audit
from workflow.core.db import unit_of_work
from workflow.core.errors import Refused, Stale
from workflow.core.i18n import gettext as _
from workflow.core.policies import requires
from workflow.core.web import press
from workflow.nominations import queries as nominations
from workflow.nominations.models import Nomination
from workflow.nominations.shown import shown
from workflow.screening import findings, queries, services
from workflow.screening.forms import (
    AnswerForm,
    CorrectionForm,
    DecisionForm,
    category_choices,
    chosen_categories,
)
from workflow.screening.states import CORRECTION, SCREENING, CorrectionState, ScreeningState

blueprint = Blueprint("screening", __name__)


@blueprint.get("/manage/nominations/<int:id>")
@requires(Role.OFFICER, Role.COMMITTEE, Role.APPROVER, Role.COORDINATOR, Role.ADMIN)
def review(id: int) -> ResponseReturnValue:
    """Show a nomination to staff; that its personal data was read is recorded first."""
    nomination = nominations.for_staff_or_404(id)
    with unit_of_work():
        audit.record_access("screening.review", "Nomination", [id], actor=current_user)
    return _page(nomination)


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
    return _page(nomination, decision_form=form, categories=categories), 422


@blueprint.post("/manage/nominations/<int:id>/corrections")
@requires(Role.OFFICER)
def ask_correction(id: int) -> ResponseReturnValue:
    nomination = nominations.for_staff_or_404(id)
    form = CorrectionForm()
    if form.validate_on_submit():
        try:
            with unit_of_work():
                services.ask_correction(nomination, form.request.data or "", form.due_on.data, actor=current_user)
        except Refused as error:
            form.refuse(error.reasons)
        else:
            flash(_("The correction was asked for; the company gets a message."), "success")
            return redirect(url_for(".review", id=id), 303)
    return _page(nomination, correction_form=form), 422


@blueprint.post("/manage/corrections/<int:id>/resolve")
@requires(Role.OFFICER)
def resolve_correction(id: int) -> ResponseReturnValue:
    correction, seen = queries.correction_or_404(id), CorrectionForm().seen_version
    return press(
        lambda: services.resolve_correction(correction, actor=current_user, version=seen),
        url_for(".review", id=correction.nomination_id), _("The correction is resolved."),
    )


@blueprint.post("/corrections/<int:id>/answer")
@requires(Role.COMPANY)
def answer_correction(id: int) -> ResponseReturnValue:
    correction, form = queries.own_correction_or_404(id, current_user), AnswerForm()
    return press(
        lambda: services.answer_correction(
            correction, form.answer.data or "", actor=current_user, version=form.seen_version
        ),
        url_for("nominations.show", id=correction.nomination_id), _("Your answer was sent to the officer."),
    )


@blueprint.post("/manage/nominations/<int:id>/findings")
@requires(Role.OFFICER)
def make_findings(id: int) -> ResponseReturnValue:
    """Make the findings of the whole call anew, now."""
    nomination = nominations.for_staff_or_404(id)
    return press(lambda: findings.run(nomination.call), url_for(".review", id=id), _("The findings were made anew."))


def company_panel(nomination: Nomination) -> str:
    """Show the company what it is asked to mend, on the page of its nomination."""
    corrections = queries.corrections_of(nomination.id)
    if not corrections:
        return ""
    return render_template(
        "screening/_corrections.html", corrections=corrections, machine=CORRECTION, form=AnswerForm(formdata=None),
        ASKED=CorrectionState.ASKED,
    )


def _page(
    nomination: Nomination,
    decision_form: DecisionForm | None = None,
    correction_form: CorrectionForm | None = None,
    categories: dict[int, str | None] | None = None,
) -> str:
    screening = queries.screening_of(nomination.id)
    verified: dict[int, Any] = categories or queries.verified_categories(nomination.id)
    return render_template(
        "screening/review.html", call=nomination.call, nomination=nomination, shown=shown(nomination),
        screening=screening, machine=SCREENING, state=screening.state if screening else ScreeningState.UNDECIDED,
        findings=queries.findings_of(nomination.id), findings_due=findings.is_due(nomination.call_id),
        others=queries.others_of_country(nomination),
        corrections=queries.corrections_of(nomination.id), correction_machine=CORRECTION,
        decision_form=decision_form or DecisionForm.of(nomination, screening, formdata=None), verified=verified,
        categories=category_choices(nomination.call.definition),
        correction_form=correction_form or CorrectionForm(formdata=None),
    )
