"""Pages of who asks: the links of a nomination's trainees, and staff's list of a call."""

from __future__ import annotations

from collections.abc import Callable

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from workflow.accounts.roles import Role
from workflow.consents import queries, rules
from workflow.consents.data import name_of, unsaid
from workflow.consents.forms import AskForm
from workflow.consents.models import TraineeRequest
from workflow.consents.queries import Asked
from workflow.consents.rules import STANDING_LABELS, STANDING_TONES, Standing
from workflow.consents.seats import seats_of
from workflow.consents.services import asking
from workflow.consents.states import DECISION_LABELS, DECISION_TONES
from workflow.consents.views.blueprint import blueprint
from workflow.core import audit
from workflow.core.db import unit_of_work
from workflow.core.i18n import gettext as _
from workflow.core.limits import limiter
from workflow.core.policies import requires
from workflow.core.web import press, public_address, row_key
from workflow.nominations import queries as nominations
from workflow.nominations.models import Nomination, Trainee
from workflow.nominations.services import shut
from workflow.nominations.states import NominationState
from workflow.nominations.views.blueprint import page_of, read
from workflow.programmes import queries as calls
from workflow.programmes.moments import MOMENT_LABELS

OFTEN = "120 per hour"


@blueprint.get("/nominations/<int:id>/trainees")
@requires(Role.COMPANY, Role.OFFICER)
def of_nomination(id: int) -> ResponseReturnValue:
    """Show what each trainee of a nomination was asked and answered, with the links to send."""
    return _page(read(id, "consents.of_nomination"))


@blueprint.post("/nominations/<int:id>/trainees/<int:trainee_id>/send")
@requires(Role.COMPANY, Role.OFFICER)
@limiter.limit(OFTEN)
def send(id: int, trainee_id: int) -> ResponseReturnValue:
    """Send a trainee a link by mail."""
    form, (nomination, trainee) = AskForm(), _visible(id, trainee_id)
    if form.validate_on_submit():
        with form.showing_refusals(), unit_of_work():
            asking.ask(trainee, email=form.email.data or "", language=form.language.data or "", actor=current_user,
                       version=form.seen_version)  # fmt: skip
        if not form.errors:
            flash(_("The link was sent to the trainee."), "success")
            return redirect(url_for(".of_nomination", id=id), 303)
    return _page(nomination, at=trainee_id, form=form), form.status


@blueprint.post("/nominations/<int:id>/trainees/<int:trainee_id>/link")
@requires(Role.COMPANY, Role.OFFICER)
@limiter.limit(OFTEN)
def hand_out(id: int, trainee_id: int) -> ResponseReturnValue:
    """Make a link to hand on and show it, this once."""
    form, (nomination, trainee) = AskForm(), _visible(id, trainee_id)
    with form.showing_refusals(), unit_of_work():
        token = asking.hand_out(trainee, language=form.language.data or "en", actor=current_user,
                                version=form.seen_version)  # fmt: skip
    if form.errors:
        return _page(nomination, at=trainee_id, form=form), form.status
    nomination, trainee = _visible(id, trainee_id)
    return render_template(
        "consents/link.html", nomination=nomination, trainee=trainee, ends_at=rules.ends_at(nomination.call.definition),
        address=public_address("consents.page", token=token),
    )  # fmt: skip


@blueprint.post("/nominations/<int:id>/trainees/<int:trainee_id>/remind")
@requires(Role.COMPANY, Role.OFFICER)
@limiter.limit(OFTEN)
def remind(id: int, trainee_id: int) -> ResponseReturnValue:
    """Send a further link to a trainee who has not answered."""
    return _press(id, trainee_id, asking.remind, _("The trainee was reminded."))


@blueprint.post("/nominations/<int:id>/trainees/<int:trainee_id>/revoke")
@requires(Role.COMPANY, Role.OFFICER)
def revoke(id: int, trainee_id: int) -> ResponseReturnValue:
    """End the links of a trainee."""
    return _press(id, trainee_id, asking.revoke, _("The link was revoked: nobody can open it any more."))


@blueprint.get("/manage/calls/<code>/trainees")
@requires(Role.OFFICER, Role.COORDINATOR, Role.ADMIN)
def of_call(code: str) -> ResponseReturnValue:
    """List the trainees of a call by what they have answered; once the result is announced, those with a seat."""
    call = calls.call_or_404(code)
    seated, chosen = seats_of(call.id), request.args.get("standing", "")
    standing = Standing(chosen) if chosen in set(Standing) else None
    people, further = queries.page_of_call(
        call, only=seated, standing=standing, after=row_key(request.args.get("after"))
    )
    ids = [one.trainee.id for one in people]
    with unit_of_work():
        audit.record_access("consents.of_call", "Trainee", ids, actor=current_user)
    call = calls.call_or_404(code)  # what was read before the record is read again
    return render_template(
        "consents/call.html", call=call, people=queries.of_call(call, only=ids), chosen=chosen, further=further,
        standings=list(Standing), seated=seated, moment=MOMENT_LABELS[call.definition.consent_asked_at],
        needed_on=rules.needed_on(call.definition), labels=STANDING_LABELS, tones=STANDING_TONES,
        may_open=current_user.holds(Role.OFFICER),
    )  # fmt: skip


def _press(id: int, trainee_id: int, act: Callable[..., None], done: str) -> ResponseReturnValue:
    _nomination, trainee = _visible(id, trainee_id)
    row, seen = _row(trainee), AskForm().seen_version
    return press(lambda: act(row, actor=current_user, version=seen), url_for(".of_nomination", id=id), done)


def _visible(id: int, trainee_id: int) -> tuple[Nomination, Trainee]:
    nomination = nominations.visible_or_404(id, current_user)
    return nomination, queries.trainee_or_404(nomination, trainee_id)


def _row(trainee: Trainee) -> TraineeRequest:
    return queries.request_of(trainee.id) or abort(404)


def _page(nomination: Nomination, *, at: int | None = None, form: AskForm | None = None) -> str:
    call, asked = nomination.call.definition, queries.of_nomination(nomination)
    return render_template(
        "consents/nomination.html", nomination=nomination, call=call, asked=asked, page_of_it=page_of(nomination),
        forms={one.trainee.id: form if form and one.trainee.id == at else _form(one) for one in asked},
        refused=form if form and form.errors else None, name_of=name_of, labels=STANDING_LABELS, tones=STANDING_TONES,
        decision_labels=DECISION_LABELS, decision_tones=DECISION_TONES, needed_on=rules.needed_on(call),
        unsaid={one.trainee.id: unsaid(one.trainee, call) for one in asked} if _is_draft(nomination) else {},
        moment=MOMENT_LABELS[call.consent_asked_at], closed=shut(nomination),
        may_ask=lambda trainee: not asking.not_now(trainee, named=False),
    )  # fmt: skip


def _is_draft(nomination: Nomination) -> bool:
    return nomination.state is NominationState.DRAFT


def _form(one: Asked) -> AskForm:
    row = one.request
    given = {"email": row.email, "language": row.language, "version": row.version} if row else {"language": "en"}
    return AskForm(formdata=None, data=given)
