"""Pages of the itinerary (일정표): the board, a session, a day, releases, host institutions, and what a
company sees."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from workflow.accounts.roles import Role
from workflow.core import clock
from workflow.core.db import unit_of_work
from workflow.core.errors import Refused, Stale
from workflow.core.i18n import Text
from workflow.core.i18n import gettext as _
from workflow.core.policies import requires
from workflow.core.web import back
from workflow.itinerary import board as boards
from workflow.itinerary import hosts as host_verbs
from workflow.itinerary import queries, services
from workflow.itinerary.categories import LABELS
from workflow.itinerary.changes import hours
from workflow.itinerary.forms import HostForm, MoveForm, ReleaseForm, SessionForm, ThemeForm
from workflow.itinerary.models import Session
from workflow.itinerary.order import Direction
from workflow.itinerary.states import SESSION
from workflow.programmes import queries as calls
from workflow.programmes.models import Call

blueprint = Blueprint("itinerary", __name__)
PLANNERS = (Role.COORDINATOR, Role.OFFICER)


@blueprint.get("/manage/calls/<code>/itinerary")
@requires(Role.COORDINATOR, Role.OFFICER, Role.ADMIN)
def board(code: str) -> ResponseReturnValue:
    """The working itinerary: the week drawn, the sessions by day, what clashes and what is open."""
    call = calls.call_or_404(code)
    shown = boards.read(call)
    return render_template(
        "itinerary/board.html", call=call, board=shown, weeks=boards.weeks(shown.days, shown),
        releases=queries.releases_of(call.id), has_draft=bool(call.definition.programme_draft),
        days_left=(call.training_from - clock.today()).days, may_plan=bool(current_user.roles & set(PLANNERS)),
        may_move=boards.may_move, unplaced_hosts=boards.unplaced_hosts, machine=SESSION,
        clash_label=boards.clash_label, **_words(),
    )


@blueprint.post("/manage/calls/<code>/itinerary/take-over")
@requires(*PLANNERS)
def take_over(code: str) -> ResponseReturnValue:
    call = calls.call_or_404(code)
    try:
        with unit_of_work():
            count = len(services.take_over_draft(call, actor=current_user))
    except Refused as error:
        return back(error, url_for(".board", code=code))
    flash(_("%(count)s sessions were taken over from the draft programme. Add times and hosts now.", count=count),
          "success")
    return redirect(url_for(".board", code=code), 303)


@blueprint.route("/manage/calls/<code>/itinerary/sessions/new", methods=["GET", "POST"])
@requires(*PLANNERS)
def add(code: str) -> ResponseReturnValue:
    """Add a session; `day` in the address proposes its day."""
    call = calls.call_or_404(code)
    form = SessionForm()
    form.offer(queries.hosts())
    if request.method == "GET":
        form.day.data = _day(request.args.get("day")) or call.training_from
    elif form.validate():
        with form.showing_refusals(), unit_of_work():
            made = services.add_session(call, form.content(), actor=current_user).id
        if not form.errors:
            flash(_("The session was added."), "success")
            return redirect(url_for(".board", code=code, _anchor=f"session-{made}"), 303)
    return _session_page(calls.call_or_404(code), form), 422 if form.errors else 200


@blueprint.route("/manage/calls/<code>/itinerary/sessions/<int:id>", methods=["GET", "POST"])
@requires(*PLANNERS)
def session(code: str, id: int) -> ResponseReturnValue:
    """Edit a session. A stale page keeps what was typed and shows what is stored now."""
    planned = queries.session_or_404(code, id)
    form = SessionForm()
    form.offer(queries.hosts())
    if request.method == "GET":
        form.show(planned)
    elif form.validate():
        try:
            with unit_of_work():
                planned = queries.session_or_404(code, id)  # again, under the lock
                services.change_session(planned, form.content(), actor=current_user, version=form.seen_version)
        except Stale as error:
            now = queries.session_or_404(code, id)
            form.refuse_stale(error, now.version)
            return _session_page(now.call, form, now), 409
        except Refused as error:
            form.refuse(error.reasons)
        else:
            flash(_("Saved."), "success")
            return redirect(url_for(".board", code=code, _anchor=f"session-{id}"), 303)
    return _session_page(queries.session_or_404(code, id).call, form), 422 if form.errors else 200


def _session_page(call: Call, form: SessionForm, stored: Session | None = None) -> str:
    return render_template("itinerary/session.html", call=call, form=form, stored=stored, **_words())


@blueprint.post("/manage/calls/<code>/itinerary/sessions/<int:id>/move")
@requires(*PLANNERS)
def move(code: str, id: int) -> ResponseReturnValue:
    """Move a session up or down in its day (`direction`), or to another `day`."""
    form = MoveForm()
    if not form.validate() or not (form.direction.data or form.day.data):
        abort(400)

    def verb(planned: Session) -> None:
        if form.day.data:
            services.move_to_day(planned, form.day.data, actor=current_user, version=form.seen_version)
        else:
            direction: Direction = "up" if form.direction.data == "up" else "down"
            services.move_session(planned, direction, actor=current_user, version=form.seen_version)

    return _press(code, id, verb)


@blueprint.post("/manage/calls/<code>/itinerary/sessions/<int:id>/remove")
@requires(*PLANNERS)
def remove(code: str, id: int) -> ResponseReturnValue:
    form = MoveForm()
    return _press(
        code, id, lambda planned: services.remove_session(planned, actor=current_user, version=form.seen_version),
        said=_("The session was removed."), anchor="",
    )


@blueprint.post("/manage/calls/<code>/itinerary/sessions/<int:id>/confirm")
@requires(*PLANNERS)
def confirm(code: str, id: int) -> ResponseReturnValue:
    """Note that the host institution has agreed."""
    form = MoveForm()
    return _press(
        code, id, lambda planned: services.confirm_host(planned, actor=current_user, version=form.seen_version)
    )


@blueprint.post("/manage/calls/<code>/itinerary/sessions/<int:id>/reopen")
@requires(*PLANNERS)
def reopen(code: str, id: int) -> ResponseReturnValue:
    """Take back that the host institution has agreed."""
    form = MoveForm()
    return _press(
        code, id, lambda planned: services.reopen_host(planned, actor=current_user, version=form.seen_version)
    )


def _press(
    code: str, id: int, verb: Callable[[Session], None], *, said: str = "", anchor: str | None = None
) -> ResponseReturnValue:
    """Do what a button of the board's row says and go back to the row; a stale page is told with 409."""
    place = f"session-{id}" if anchor is None else anchor
    try:
        with unit_of_work():
            verb(queries.session_or_404(code, id))
    except Stale:
        raise
    except Refused as error:
        return back(error, url_for(".board", code=code))
    if said:
        flash(said, "success")
    return redirect(url_for(".board", code=code, _anchor=place or None), 303)


@blueprint.route("/manage/calls/<code>/itinerary/days/<day>", methods=["GET", "POST"])
@requires(*PLANNERS)
def theme(code: str, day: str) -> ResponseReturnValue:
    """Say what a day is about."""
    call, on = calls.call_or_404(code), _day(day) or abort(404)
    form, row = ThemeForm(), queries.day_row(call.id, on)
    if request.method == "GET":
        form.version.data = row.version if row else 0
        form.theme_ko.data, form.theme_en.data = (row.theme.ko, row.theme.en) if row else ("", "")
    elif form.validate():
        text = Text(form.theme_ko.data or "", form.theme_en.data or "")
        try:
            with unit_of_work():
                services.set_theme(call, on, text, actor=current_user, version=form.seen_version)
        except Stale as error:
            row = queries.day_row(call.id, on)
            form.refuse_stale(error, row.version if row else 0)
            return render_template("itinerary/theme.html", call=call, form=form, day=on, stored=row), 409
        flash(_("Saved."), "success")
        return redirect(url_for(".board", code=code, _anchor=f"day-{on}"), 303)
    return render_template("itinerary/theme.html", call=call, form=form, day=on), 422 if form.errors else 200


@blueprint.post("/manage/calls/<code>/itinerary/release")
@requires(*PLANNERS)
def release(code: str) -> ResponseReturnValue:
    """Freeze what the page showed and give it out."""
    call = calls.call_or_404(code)
    try:
        with unit_of_work():
            number = services.release(call, actor=current_user, seen=ReleaseForm().seen.data).number
    except Stale:
        raise
    except Refused as error:
        return back(error, url_for(".board", code=code))
    flash(_("Release %(number)s was made.", number=number), "success")
    return redirect(url_for(".board", code=code, _anchor="releases"), 303)


@blueprint.get("/manage/calls/<code>/itinerary/releases/<int:number>")
@requires(Role.COORDINATOR, Role.OFFICER, Role.ADMIN)
def show_release(code: str, number: int) -> ResponseReturnValue:
    """A release, word for word as it was given out."""
    given = queries.release_or_404(code, number)
    return render_template(
        "itinerary/release.html", call=given.call, release=given, itinerary=given.itinerary,
        weeks=boards.weeks(given.itinerary.days), **_words(),
    )


@blueprint.get("/calls/<code>/itinerary")
@requires(Role.COMPANY)
def released(code: str) -> ResponseReturnValue:
    """The latest release, for a company from which somebody comes; nobody else learns that it is there."""
    call = queries.call_coming_from(current_user.company_id, code)
    given = queries.latest_release(call.id)
    itinerary = given.itinerary if given else None
    return render_template(
        "itinerary/released.html", call=call, release=given, itinerary=itinerary,
        weeks=boards.weeks(itinerary.days) if itinerary else [], **_words(),
    )


@blueprint.get("/manage/hosts")
@requires(*PLANNERS)
def hosts() -> ResponseReturnValue:
    """The host institutions that are known, with how many sessions each receives."""
    return render_template("itinerary/hosts.html", hosts=queries.hosts_with_use())


@blueprint.route("/manage/hosts/<int:id>", methods=["GET", "POST"])
@requires(*PLANNERS)
def host(id: int) -> ResponseReturnValue:
    """Write a host institution's names; releases that were given out keep the old ones."""
    known = queries.host_or_404(id)
    form = HostForm()
    if request.method == "GET":
        form.name_ko.data, form.name_en.data, form.version.data = known.name_ko, known.name_en, known.version
    elif form.validate():
        name = Text(form.name_ko.data or "", form.name_en.data or "")
        try:
            with unit_of_work():
                host_verbs.rename(queries.host_or_404(id), name, actor=current_user, version=form.seen_version)
        except Stale as error:
            now = queries.host_or_404(id)
            form.refuse_stale(error, now.version)
            return render_template("itinerary/host.html", host=now, form=form, stale=True), 409
        except Refused as error:
            form.refuse(error.reasons)
        else:
            flash(_("Saved."), "success")
            return redirect(url_for(".hosts"), 303)
    return render_template("itinerary/host.html", host=queries.host_or_404(id), form=form), 422 if form.errors else 200


def _words() -> dict[str, Any]:
    """What templates say of a session."""
    return {"labels": LABELS, "hours": hours, "short_day": boards.short_day}


def _day(written: str | None) -> date | None:
    try:
        return date.fromisoformat(written or "")
    except ValueError:
        return None
