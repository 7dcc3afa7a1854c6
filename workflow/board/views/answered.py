"""What staff do with inquiries: find the one that waits longest, answer it, put it on the notice."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from workflow.board.forms import MessageForm, OnNoticeForm, both
from workflow.board.models import Inquiry
from workflow.board.queries import inquiries as queries
from workflow.board.services import inquiries as services
from workflow.board.states import ANSWERERS, INQUIRY, InquiryState
from workflow.board.views.blueprint import blueprint
from workflow.core import clock
from workflow.core.db import unit_of_work
from workflow.core.errors import Refused, Stale
from workflow.core.i18n import gettext as _
from workflow.core.policies import requires
from workflow.core.web import press, row_key
from workflow.programmes import queries as calls


@blueprint.get("/manage/inquiries")
@requires(*ANSWERERS)
def manage_inquiries() -> ResponseReturnValue:
    """List the inquiries of all calls, or of the call in the address: what waits longest on top."""
    filters = queries.Filters(*(request.args.get(name, "").strip()[:100] for name in ("call", "state", "q")))
    start = row_key(request.args.get("from")) or 0
    rows, following = queries.for_staff(filters, start)
    return render_template(
        "board/manage_inquiries.html", rows=rows, filters=filters, machine=INQUIRY, now=clock.now(),
        states=(InquiryState.ASKED, InquiryState.ANSWERED), calls=calls.all_calls(),
        call=calls.call_by_code(filters.call) if filters.call else None,
        following=_address(filters, following) if following else None,
        first=_address(filters, None) if start else None,
    )


@blueprint.get("/manage/inquiries/<int:id>")
@requires(*ANSWERERS)
def manage_inquiry(id: int) -> ResponseReturnValue:
    return _page(queries.for_staff_or_404(id))


@blueprint.post("/manage/inquiries/<int:id>/answer")
@requires(*ANSWERERS)
def answer(id: int) -> ResponseReturnValue:
    inquiry, form = queries.for_staff_or_404(id), MessageForm()
    if form.validate_on_submit():
        try:
            with unit_of_work():
                services.answer(inquiry, form.text.data or "", actor=current_user, version=form.seen_version)
        except Stale as stale:
            return _stale(id, stale, answer_form=form)
        except Refused as refused:
            form.refuse(refused.reasons)
        else:
            flash(_("The answer is sent to the company, and to it alone."), "success")
            return redirect(url_for(".manage_inquiry", id=id), 303)
    return _page(queries.for_staff_or_404(id), answer_form=form), 422


@blueprint.post("/manage/inquiries/<int:id>/notice")
@requires(*ANSWERERS)
def put_on_notice(id: int) -> ResponseReturnValue:
    inquiry, form = queries.for_staff_or_404(id), OnNoticeForm()
    if form.validate_on_submit():
        try:
            with unit_of_work():
                services.put_on_notice(
                    inquiry, both(form.question), both(form.answer), actor=current_user, version=form.seen_version
                )
        except Stale as stale:
            return _stale(id, stale, notice_form=form)
        except Refused as refused:
            form.refuse(refused.reasons)
        else:
            flash(_("The question and its answer stand on the notice."), "success")
            return redirect(url_for(".manage_inquiry", id=id), 303)
    return _page(queries.for_staff_or_404(id), notice_form=form), 422


@blueprint.post("/manage/inquiries/<int:id>/notice/remove")
@requires(*ANSWERERS)
def take_from_notice(id: int) -> ResponseReturnValue:
    inquiry, seen = queries.for_staff_or_404(id), MessageForm().seen_version
    return press(lambda: services.take_from_notice(inquiry, actor=current_user, version=seen),
                 url_for(".manage_inquiry", id=id), _("It no longer stands on the notice."))


def _page(inquiry: Inquiry, *, answer_form: MessageForm | None = None, notice_form: OnNoticeForm | None = None) -> str:
    return render_template(
        "board/manage_inquiry.html", inquiry=inquiry, machine=INQUIRY, call=inquiry.call, now=clock.now(),
        answer_form=answer_form or MessageForm(formdata=None, data={"version": inquiry.version}),
        notice_form=notice_form or OnNoticeForm.of(inquiry), is_answered=inquiry.state is InquiryState.ANSWERED,
    )


def _stale(id: int, stale: Stale, **forms: Any) -> ResponseReturnValue:
    """Show the inquiry as it is now, with all that was typed; sending it again is done knowing that."""
    inquiry = queries.for_staff_or_404(id)
    for form in forms.values():
        form.refuse(stale.reasons)
        form.version.data = inquiry.version
    return _page(inquiry, **forms), 409


def _address(filters: queries.Filters, start: int | None) -> str:
    kept: dict[str, Any] = {**filters.address(), **({"from": start} if start else {})}
    return url_for(".manage_inquiries", **kept)
