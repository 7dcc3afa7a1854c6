"""Pages of meetings: those about a call, one with its decisions, its minutes to print."""

from __future__ import annotations

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from workflow.core import clock
from workflow.core.db import db, unit_of_work
from workflow.core.errors import Refused, Stale
from workflow.core.i18n import gettext as _
from workflow.core.policies import requires
from workflow.core.web import press, row_key
from workflow.meetings import queries
from workflow.meetings.forms import DecisionForm, MeetingForm, ReasonForm
from workflow.meetings.models import Decision, Meeting
from workflow.meetings.references import references_to
from workflow.meetings.services import decisions, meetings
from workflow.meetings.states import KIND_LABELS, MEETING, READERS, WRITERS, DecisionKind, MeetingState
from workflow.meetings.wording import name_of
from workflow.programmes import queries as calls
from workflow.programmes.models import Call, CallAmendment
from workflow.programmes.rules import AMENDED

blueprint = Blueprint("meetings", __name__)

MAY_AMEND = (DecisionKind.CHANGE, DecisionKind.QUOTA)
"""The kinds of decisions by which a published call is amended."""


@blueprint.get("/manage/calls/<code>/meetings")
@requires(*READERS)
def of_call(code: str) -> ResponseReturnValue:
    """List the meetings about a call, and the amendments of its notice with the decisions behind them."""
    call = calls.call_or_404(code)
    return render_template(
        "meetings/of_call.html", call=call, meetings=queries.of_call(call), machine=MEETING,
        amendments=queries.amendments_of(call.id), amended=AMENDED, name_of=name_of,
        decisions=queries.decisions_for(call.id, *MAY_AMEND),
    )


@blueprint.route("/manage/calls/<code>/meetings/new", methods=["GET", "POST"])
@requires(*WRITERS)
def new_meeting(code: str) -> ResponseReturnValue:
    call, form = calls.call_or_404(code), MeetingForm.of(None)
    if request.method == "POST" and form.edit_rows(request.form.get("add"), request.form.get("remove")):
        return _form_page(form, call, None)
    if form.validate_on_submit():
        with form.showing_refusals(), unit_of_work():
            made = meetings.plan(call, form.content, actor=current_user).id
        if not form.errors:
            flash(_("The meeting is planned."), "success")
            return redirect(url_for(".meeting", id=made), 303)
    return _form_page(form, call, None), 422 if form.errors else 200


@blueprint.get("/manage/meetings/<int:id>")
@requires(*READERS)
def meeting(id: int) -> ResponseReturnValue:
    """Show a meeting with its decisions, and to each of them what refers to it."""
    found = queries.meeting_or_404(id)
    return render_template(
        "meetings/meeting.html", meeting=found, call=found.call, machine=MEETING, states=MeetingState,
        kinds=KIND_LABELS, references=references_to(found.decisions), has_come=found.held_on <= clock.today(),
    )


@blueprint.route("/manage/meetings/<int:id>/edit", methods=["GET", "POST"])
@requires(*WRITERS)
def edit_meeting(id: int) -> ResponseReturnValue:
    found = queries.meeting_or_404(id)
    form = MeetingForm.of(found)
    if request.method == "POST" and form.edit_rows(request.form.get("add"), request.form.get("remove")):
        return _form_page(form, found.call, found)
    if form.validate_on_submit():
        try:
            with unit_of_work():
                meetings.write(found, form.content, actor=current_user, version=form.seen_version or 0)
        except Stale as stale:
            form.refuse(stale.reasons)
            found = queries.meeting_or_404(id)
            form.version.data = found.version
            return _form_page(form, found.call, found, is_stale=True), 409
        except Refused as refused:
            form.refuse(refused.reasons)
        else:
            flash(_("Saved."), "success")
            return redirect(url_for(".meeting", id=id), 303)
    return _form_page(form, found.call, found), 422 if form.errors else 200


@blueprint.get("/manage/meetings/<int:id>/minutes")
@requires(*READERS)
def minutes(id: int) -> ResponseReturnValue:
    """Show the minutes as they are printed."""
    found = queries.meeting_or_404(id)
    return render_template("meetings/minutes.html", meeting=found, call=found.call, machine=MEETING, kinds=KIND_LABELS)


@blueprint.post("/manage/meetings/<int:id>/hold")
@requires(*WRITERS)
def hold(id: int) -> ResponseReturnValue:
    found, seen = queries.meeting_or_404(id), ReasonForm().seen_version
    return press(lambda: meetings.hold(found, actor=current_user, version=seen), url_for(".meeting", id=id),
                 _("Recorded. Write the minutes and the decisions now."))


@blueprint.post("/manage/meetings/<int:id>/cancel")
@requires(*WRITERS)
def cancel(id: int) -> ResponseReturnValue:
    found, form = queries.meeting_or_404(id), ReasonForm()
    return press(
        lambda: meetings.cancel(found, form.reason.data or "", actor=current_user, version=form.seen_version),
        url_for(".meeting", id=id), _("The meeting is cancelled."),
    )


@blueprint.post("/manage/meetings/<int:id>/close")
@requires(*WRITERS)
def close(id: int) -> ResponseReturnValue:
    found, seen = queries.meeting_or_404(id), ReasonForm().seen_version
    return press(lambda: meetings.close(found, actor=current_user, version=seen), url_for(".meeting", id=id),
                 _("The minutes are closed."))


@blueprint.post("/manage/meetings/<int:id>/reopen")
@requires(*WRITERS)
def reopen(id: int) -> ResponseReturnValue:
    found, form = queries.meeting_or_404(id), ReasonForm()
    return press(
        lambda: meetings.reopen(found, form.reason.data or "", actor=current_user, version=form.seen_version),
        url_for(".meeting", id=id), _("The minutes are open again."),
    )


@blueprint.route("/manage/meetings/<int:id>/decisions/new", methods=["GET", "POST"])
@requires(*WRITERS)
def new_decision(id: int) -> ResponseReturnValue:
    found, form = queries.meeting_or_404(id), DecisionForm.of(None)
    if form.validate_on_submit():
        with form.showing_refusals(), unit_of_work():
            number = decisions.decide(found, *form.said, actor=current_user).number
        if not form.errors:
            flash(_("Decision %(number)s is recorded.", number=number), "success")
            return redirect(url_for(".meeting", id=id, _anchor=f"decision-{number}"), 303)
    return _decision_page(form, queries.meeting_or_404(id), None), 422 if form.errors else 200


@blueprint.route("/manage/decisions/<int:id>", methods=["GET", "POST"])
@requires(*WRITERS)
def edit_decision(id: int) -> ResponseReturnValue:
    found = queries.decision_or_404(id)
    form = DecisionForm.of(found)
    if form.validate_on_submit():
        with form.showing_refusals(), unit_of_work():
            decisions.reword(found, *form.said, actor=current_user, version=form.seen_version or 0)
        if not form.errors:
            flash(_("Saved."), "success")
            return redirect(_place_of(queries.decision_or_404(id)), 303)
    found = queries.decision_or_404(id)
    return _decision_page(form, found.meeting, found), form.status


@blueprint.post("/manage/decisions/<int:id>/remove")
@requires(*WRITERS)
def remove_decision(id: int) -> ResponseReturnValue:
    found = queries.decision_or_404(id)
    return press(lambda: decisions.remove(found, actor=current_user), url_for(".meeting", id=found.meeting_id),
                 _("The decision is taken out."))


@blueprint.post("/manage/amendments/<int:id>/decision")
@requires(*WRITERS)
def follow(id: int) -> ResponseReturnValue:
    """Say by which decision a published call was amended, or by none."""
    amendment, typed = db.session.get(CallAmendment, id) or abort(404), row_key(request.form.get("decision"))
    code = amendment.call.code
    chosen = queries.decision_or_404(typed) if typed else None
    return press(lambda: decisions.follow(amendment, chosen, actor=current_user), url_for(".of_call", code=code),
                 _("Saved. The notice says by which decision it was amended.") if chosen else _("Saved."))


def _place_of(decision: Decision) -> str:
    return url_for(".meeting", id=decision.meeting_id, _anchor=f"decision-{decision.number}")


def _form_page(form: MeetingForm, call: Call, found: Meeting | None, *, is_stale: bool = False) -> str:
    return render_template("meetings/edit.html", form=form, call=call, meeting=found, is_stale=is_stale)


def _decision_page(form: DecisionForm, found: Meeting, decision: Decision | None) -> str:
    return render_template("meetings/decision.html", form=form, meeting=found, call=found.call, decision=decision)
