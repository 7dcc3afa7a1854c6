"""What companies do: ask about a call, read the answers, ask further."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from workflow.accounts.roles import Role
from workflow.board.forms import AskForm, MessageForm
from workflow.board.queries import inquiries as queries
from workflow.board.services import inquiries as services
from workflow.board.states import INQUIRY
from workflow.board.views.blueprint import blueprint
from workflow.core.db import unit_of_work
from workflow.core.errors import Refused, Stale
from workflow.core.i18n import gettext as _
from workflow.core.limits import limiter
from workflow.core.policies import requires
from workflow.programmes import queries as calls


@blueprint.route("/calls/<code>/ask", methods=["GET", "POST"])
@requires(Role.COMPANY)
@limiter.limit("30 per hour", methods=["POST"])
def ask(code: str) -> ResponseReturnValue:
    """Ask about a call; `about` in the address names the nomination that the company came from."""
    call = calls.public_call_or_404(code)
    form = AskForm(data={"about": request.args.get("about", "")[:services.ABOUT_LIMIT]})
    if form.validate_on_submit():
        with form.showing_refusals(), unit_of_work():
            made = services.ask(call, form.subject.data or "", form.text.data or "", about=form.about.data or "",
                                actor=current_user).id
        if not form.errors:
            flash(_("Your question has reached the office. You are told by mail when it is answered."), "success")
            return redirect(url_for(".inquiry", id=made), 303)
    page = render_template(
        "board/ask.html", form=form, call=call, answered=queries.on_notice(call.id),
        asked=[one for one in queries.of_company(current_user) if one.call_id == call.id],
    )
    return page, 422 if form.errors else 200


@blueprint.get("/inquiries")
@requires(Role.COMPANY)
def inquiries() -> ResponseReturnValue:
    """List what the reader's company has asked."""
    return render_template("board/inquiries.html", inquiries=queries.of_company(current_user), machine=INQUIRY)


@blueprint.get("/inquiries/<int:id>")
@requires(Role.COMPANY)
def inquiry(id: int) -> ResponseReturnValue:
    return _page(id, MessageForm(formdata=None)), 200


@blueprint.post("/inquiries/<int:id>/follow-up")
@requires(Role.COMPANY)
@limiter.limit("30 per hour", methods=["POST"])
def follow_up(id: int) -> ResponseReturnValue:
    found, form = queries.own_or_404(id, current_user), MessageForm()
    if form.validate_on_submit():
        try:
            with unit_of_work():
                services.follow_up(found, form.text.data or "", actor=current_user, version=form.seen_version)
        except Stale as stale:  # the answer came meanwhile: it stands above what was typed
            form.refuse(stale.reasons)
            form.version.data = None
            return _page(id, form), 409
        except Refused as refused:
            form.refuse(refused.reasons)
        else:
            flash(_("Your question has reached the office. You are told by mail when it is answered."), "success")
            return redirect(url_for(".inquiry", id=id), 303)
    return _page(id, form), 422


def _page(id: int, form: MessageForm) -> str:
    found = queries.own_or_404(id, current_user)
    form.version.data = form.version.data or found.version
    return render_template("board/inquiry.html", inquiry=found, machine=INQUIRY, form=form)
