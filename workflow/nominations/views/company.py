"""A company's nominations: its home, the start of a draft, and what becomes of what came in."""

from __future__ import annotations

from collections.abc import Sequence

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from workflow.accounts.roles import Role
from workflow.core import clock
from workflow.core.db import unit_of_work
from workflow.core.errors import Reason, Refused
from workflow.core.i18n import Text
from workflow.core.i18n import gettext as _
from workflow.core.policies import requires
from workflow.core.web import back, row_key
from workflow.nominations import forms, queries, services
from workflow.nominations.documents import handed_in
from workflow.nominations.line import lines, what_happens_next
from workflow.nominations.models import Nomination
from workflow.nominations.sidebyside import columns
from workflow.nominations.states import CAME_IN, NominationState
from workflow.nominations.steps import Step, steps_of
from workflow.nominations.views.blueprint import (
    Acting,
    blueprint,
    edit_url,
    is_own,
    own_company,
    page_of,
    read,
    reasons_against,
    resume,
)
from workflow.programmes import queries as calls

EARLIER_SHOWN = 10
"""How many nominations are offered to begin a new one from; its page of taking over lists them all."""


@blueprint.get("/nominations")
@requires(Role.COMPANY)
def mine() -> ResponseReturnValue:
    """The company's home: each nomination, what to do next and by when, and the calls that are open."""
    every = queries.of_company(own_company())
    own = [one for one in every if one.state is not NominationState.DISCARDED]
    discarded = [one for one in every if one.state is NominationState.DISCARDED]
    code, year, side = request.args.get("call", ""), request.args.get("year", ""), request.args.get("view") == "side"
    shown = [one for one in own if code in ("", one.call.code) and year in ("", str(one.call.published_on.year))]
    missing = {one.id: _to_fill_in(one) for one in shown if one.state is NominationState.DRAFT}
    ordered = lines(shown, missing)
    return render_template(
        "nominations/mine.html", lines=ordered, missing=missing, own=own, chosen={"call": code, "year": year},
        columns=columns(ordered, missing) if side else [], side=side,
        unread=queries.comment_counts([one.id for one in shown], current_user.id) if shown else {},
        calls=sorted({one.call.code for one in own}), years=sorted({one.call.published_on.year for one in own}),
        open_calls=calls.calls_open_at(clock.now()), earlier=_latest_by_call(own),
        discarded=discarded, discarded_by=queries.names_of({one.updated_by for one in discarded}), shut=services.shut,
    )  # fmt: skip


def _to_fill_in(draft: Nomination) -> list[Reason]:
    """Return what its own answers have against a draft; that the call has closed is told by its line."""
    return [one for one in reasons_against(draft, alone=True) if one.code not in services.OF_THE_MOMENT]


def _latest_by_call(own: Sequence[Nomination]) -> list[Nomination]:
    """Return what a new nomination may be begun from: what came in, the newest first."""
    return [one for one in own if one.state in CAME_IN][:EARLIER_SHOWN]


@blueprint.post("/calls/<code>/nominate")
@requires(Role.COMPANY)
def start(code: str) -> ResponseReturnValue:
    """Begin a draft: what is known of its author is not asked again. Who has begun one in which nothing is answered
    yet goes on with that."""
    call, company, acting = calls.public_call_or_404(code), own_company(), Acting.reader()
    known = queries.last_of_author(current_user)
    author = {
        "name": current_user.name, "email": current_user.email, "phone": known.author_phone if known else "",
    }  # fmt: skip
    try:
        with unit_of_work():
            empty = services.empty_draft(call, company, acting)
            nomination = empty or services.begin(call, company, actor=acting, content={"author": author})
            first = _first_page(nomination)
    except Refused as error:
        return back(error, url_for("programmes.notice", code=code))
    if empty is not None:
        flash(_("You go on with the draft that you began before: nothing is answered in it yet."), "info")
    return redirect(first, 303)


def _first_page(nomination: Nomination) -> str:
    """Return where a new draft goes on: with what to take over, where that was chosen, else its first step."""
    source = row_key(request.form.get("source"))
    if source is not None:
        return url_for(".copy", id=nomination.id, source=source)
    return edit_url(nomination, steps_of(nomination.call.definition)[0])


@blueprint.get("/nominations/<int:id>")
@requires(Role.COMPANY)
def show(id: int) -> ResponseReturnValue:
    """A nomination as its company sees it: where it stands, what happens next, what it says."""
    nomination = queries.own_or_404(id, current_user)
    if nomination.state is NominationState.DRAFT:
        return redirect(resume(nomination), 303)
    if nomination.state is NominationState.DISCARDED:
        return redirect(url_for(".mine", _anchor="discarded"), 303)
    return _show_page(nomination, forms.WithdrawForm(formdata=None))


@blueprint.get("/nominations/<int:id>/receipt")
@requires(Role.COMPANY, Role.OFFICER)
def receipt(id: int) -> ResponseReturnValue:
    """The receipt, to be printed: number, moment, what came in and what happens next."""
    nomination = read(id, "nominations.receipt")
    if nomination.state not in CAME_IN:
        return redirect(edit_url(nomination, Step.REVIEW), 303)
    return render_template(
        "nominations/receipt.html", nomination=nomination, next_steps=what_happens_next(nomination.call),
        page_of_it=page_of(nomination), files=handed_in(nomination),
    )  # fmt: skip


@blueprint.post("/nominations/<int:id>/withdraw")
@requires(Role.COMPANY, Role.OFFICER)
def withdraw(id: int) -> ResponseReturnValue:
    """Take a nomination back with a reason, before or after the announcement."""
    nomination = queries.visible_or_404(id, current_user)
    form, page = forms.WithdrawForm(), page_of(nomination)
    if form.validate_on_submit():
        try:
            with unit_of_work():
                services.withdraw(
                    nomination, actor=current_user, reason=form.reason.data or "", version=form.seen_version
                )
        except Refused as refused:
            form.refuse(refused.reasons)
            if not form.reason.errors:
                return back(refused, page)
        else:
            flash(_("The nomination was withdrawn."), "success")
            return redirect(page, 303)
    if is_own(nomination) and nomination.state is NominationState.SUBMITTED:
        return _show_page(nomination, form), 422
    return back(Refused(Reason("reason", Text.of(text), "reason") for text in form.reason.errors), page)


def staff_panel(nomination: Nomination) -> str:
    """Show officers what they do with the nomination itself; for the slot of the page of its screening."""
    if not current_user.holds(Role.OFFICER):
        return ""
    return render_template("nominations/_staff_panel.html", nomination=nomination)


def _show_page(nomination: Nomination, form: forms.WithdrawForm) -> str:
    return render_template(
        "nominations/show.html", nomination=nomination, line=lines([nomination], {})[0], form=form,
        next_steps=what_happens_next(nomination.call), why_withdrawn=queries.why_withdrawn(nomination),
    )  # fmt: skip
