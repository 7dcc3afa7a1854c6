"""Pages of the training: the attendance sheet (출석부), the roll of a session, and completion (수료)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from itertools import groupby
from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from workflow.accounts.roles import Role
from workflow.core import audit, clock
from workflow.core.db import unit_of_work
from workflow.core.errors import Reason, Refused, Stale
from workflow.core.i18n import gettext as _
from workflow.core.i18n import ngettext
from workflow.core.policies import requires
from workflow.core.web import back
from workflow.itinerary.board import short_day
from workflow.itinerary.changes import hours
from workflow.itinerary.models import Session
from workflow.programmes import queries as calls
from workflow.programmes.models import Call
from workflow.training import queries, services
from workflow.training.forms import SeenForm, decisions, ticked
from workflow.training.preview import percent, preview_of
from workflow.training.queries import Roster
from workflow.training.rules import most_absences

blueprint = Blueprint("training", __name__)
TRAINERS = (Role.COORDINATOR, Role.OFFICER)
READERS = (*TRAINERS, Role.ADMIN)


@blueprint.get("/manage/calls/<code>/attendance")
@requires(*READERS)
def attendance(code: str) -> ResponseReturnValue:
    """The sheet: rolls by day, shares by trainee, and the table that offices print."""
    call = calls.call_or_404(code)
    roster = _read("training.attendance", call)
    held = len(roster.sheet.called)
    return render_template(
        "training/attendance.html", call=call, roster=roster, sheet=roster.sheet,
        days=[(day, list(sessions)) for day, sessions in groupby(roster.sessions, key=lambda one: one.day)],
        following=_next_roll(roster), held=held, asked=percent(call.definition.completion),
        absences=most_absences(len(roster.sessions), call.definition.completion), **_words(),
    )


@blueprint.route("/manage/calls/<code>/attendance/<int:id>", methods=["GET", "POST"])
@requires(*TRAINERS)
def roll(code: str, id: int) -> ResponseReturnValue:
    """The roll of one session, to tick on a phone. A stale page keeps the ticks and shows the new roll."""
    session = queries.counted_session_or_404(code, id)
    if request.method == "GET":
        return _roll_page(session, _read("training.roll", session.call))
    trainees = queries.trainee_ids(session.call_id)
    present = ticked(request.form, trainees)
    try:
        with unit_of_work():
            held = queries.counted_session_or_404(code, id)
            services.call_roll(held, present, actor=current_user, seen=SeenForm().seen.data)
    except Stale as error:
        session = queries.counted_session_or_404(code, id)
        roster = _read("training.roll", session.call)
        return _roll_page(session, roster, present, [reason.text for reason in error.reasons]), 409
    except Refused as error:
        return back(error, url_for(".attendance", code=code))
    flash(_("The roll was saved: %(present)s of %(all)s present.", present=len(present), all=len(trainees)), "success")
    return redirect(url_for(".attendance", code=code, _anchor=f"session-{id}"), 303)


def _roll_page(
    session: Session, roster: Roster, present: set[int] | None = None, told: list[Any] | None = None
) -> str:
    here = roster.sheet.sessions.index(session.id)
    return render_template(
        "training/roll.html", call=session.call, session=session, roster=roster, sheet=roster.sheet, told=told or [],
        present={one for one in roster.sheet.trainees if roster.sheet.mark(session.id, one)} if present is None else present,
        before=roster.sessions[here - 1] if here else None,
        after=roster.sessions[here + 1] if here + 1 < len(roster.sessions) else None,
        is_ahead=session.day > clock.today(), **_words(),
    )


@blueprint.post("/manage/calls/<code>/attendance/days/<day>")
@requires(*TRAINERS)
def all_present(code: str, day: str) -> ResponseReturnValue:
    """Mark everybody present on a day, wherever nothing is on record yet."""
    call, on = calls.call_or_404(code), _day(day)
    try:
        with unit_of_work():
            made = services.all_present(call, on, actor=current_user)
    except Refused as error:
        return back(error, url_for(".attendance", code=code))
    if made:
        flash(_("%(count)s marks were made. Absences that were on record stay.", count=made), "success")
    else:
        flash(_("Everybody is on record for this day already. Nothing was changed."), "info")
    return redirect(url_for(".attendance", code=code, _anchor=f"day-{on}"), 303)


@blueprint.get("/manage/calls/<code>/completion")
@requires(*READERS)
def completion(code: str) -> ResponseReturnValue:
    """Who completes, and why not: a preview until it is settled, and again after a correction."""
    call = calls.call_or_404(code)
    return _completion_page(call, _read("training.completion", call))


@blueprint.post("/manage/calls/<code>/completion")
@requires(*TRAINERS)
def settle(code: str) -> ResponseReturnValue:
    """Settle what the page showed; in a call without a rule, what the coordinator decided."""
    call = calls.call_or_404(code)
    decided = None
    if call.definition.completion is None:
        decided = decisions(request.form, queries.trainee_ids(call.id))
    try:
        with unit_of_work():
            count = len(services.settle(call, actor=current_user, decisions=decided, seen=SeenForm().seen.data))
    except Refused as error:
        call = calls.call_or_404(code)
        page = _completion_page(call, _read("training.completion", call), request.form, error.reasons)
        return page, 409 if isinstance(error, Stale) else 422
    if count:
        flash(ngettext(
            "Completion was settled for %(count)s trainee.", "Completion was settled for %(count)s trainees.", count
        ), "success")
    else:
        flash(_("It was settled so already. Nothing was changed."), "info")
    return redirect(url_for(".completion", code=code), 303)


def _completion_page(
    call: Call, roster: Roster, typed: Mapping[str, str] | None = None, reasons: list[Reason] | None = None
) -> str:
    preview = preview_of(call, roster, queries.completions_of(call.id))
    return render_template(
        "training/completion.html", call=call, preview=preview, typed=typed, asked=percent(preview.rule),
        reasons=reasons or [], errors={one.field: str(one.text) for one in reasons or [] if one.field},
        is_over=clock.today() > call.training_to, is_before=clock.today() < call.training_from and not preview.held,
        **_words(),
    )


def _read(purpose: str, call: Call) -> Roster:
    """Put into the access log of whom is read, then read."""
    call_id = call.id
    with unit_of_work():
        audit.record_access(purpose, "Trainee", queries.trainee_ids(call_id), actor=current_user)
    return queries.roster_of(call_id)


def _next_roll(roster: Roster) -> Session | None:
    """Return the first session whose roll was not called yet."""
    return next((one for one in roster.sessions if not roster.sheet.is_called(one.id)), None)


def _words() -> dict[str, Any]:
    return {"hours": hours, "short_day": short_day, "may_train": bool(current_user.roles & set(TRAINERS))}


def _day(written: str) -> date:
    try:
        return date.fromisoformat(written)
    except ValueError:
        abort(404)
