"""Entry on behalf (대리등록): staff enter a nomination that came on paper or by mail."""

from __future__ import annotations

from flask import redirect, render_template
from flask.typing import ResponseReturnValue
from flask_login import current_user

from workflow.accounts.queries import company_by_number
from workflow.accounts.roles import Role
from workflow.accounts.services.companies import obtain_company
from workflow.core.db import unit_of_work
from workflow.core.errors import Reason, Refused
from workflow.core.i18n import Text
from workflow.core.policies import requires
from workflow.nominations import forms, queries, services
from workflow.nominations.states import NominationState
from workflow.nominations.steps import steps_of
from workflow.nominations.views.blueprint import blueprint, edit_url, resume
from workflow.programmes import queries as calls
from workflow.programmes.models import Call


@blueprint.route("/manage/calls/<code>/nominations/new", methods=["GET", "POST"])
@requires(Role.OFFICER)
def enter(code: str) -> ResponseReturnValue:
    """Say whose nomination it is and when it came in, then fill in the same steps as a company."""
    call = calls.call_or_404(code)
    form = forms.EntryForm()
    if form.validate_on_submit():
        with form.showing_refusals():
            return redirect(_begin(call, form), 303)
    entered = queries.entered_drafts(call)
    drafts = [(one, resume(one)) for one in entered if one.state is NominationState.DRAFT]
    discarded = [one for one in entered if one.state is NominationState.DISCARDED]
    page = render_template(
        "nominations/enter.html", call=call, form=form, drafts=drafts, discarded=discarded, shut=services.shut,
        discarded_by=queries.names_of({one.updated_by for one in discarded}),
    )
    return page, 422 if form.errors else 200


def _begin(call: Call, form: forms.EntryForm) -> str:
    """Begin the draft and return the address of its first step. Raises Refused."""
    known = company_by_number(form.registration_no.data or "")
    reasons = form.company_reasons(known=known is not None)
    received = form.received()
    if received is None:
        gap = "received_time" if form.received_on.data else "received_on"
        text = Text("실제로 접수한 날짜와 시각을 입력해 주세요.", "Give the day and the time at which it was received.")
        reasons.append(Reason("missing", text, gap))
    elif late := services.not_taken(call, received):
        reasons.append(Reason(late.code, late.text, "received_on"))
    if reasons:
        raise Refused(reasons)
    with unit_of_work():
        company = obtain_company(
            form.registration_no.data or "", name_ko=form.name_ko.data or "", name_en=form.name_en.data or "",
            actor=current_user,
        )
        nomination = services.begin(call, company, actor=current_user, received_at=received, on_behalf=True)
        return edit_url(nomination, steps_of(call.definition)[0])
