"""What staff do with notices: write them, look at them, publish and withdraw them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from workflow.accounts.queries import subscribers
from workflow.board.forms import NoticeForm, PublishForm, ReasonForm, programme_choices
from workflow.board.models import Notice
from workflow.board.queries import notices as queries
from workflow.board.services import notices as services
from workflow.board.states import EDITORS, NOTICE, NoticeState
from workflow.board.views.blueprint import blueprint
from workflow.core import clock, files
from workflow.core.db import unit_of_work
from workflow.core.errors import Refused, Stale
from workflow.core.i18n import LANGUAGES
from workflow.core.i18n import gettext as _
from workflow.core.policies import requires
from workflow.core.web import press, row_key


@blueprint.get("/manage/notices")
@requires(*EDITORS)
def manage_notices() -> ResponseReturnValue:
    """List all notices with their state."""
    state, chosen = request.args.get("state", ""), row_key(request.args.get("programme"))
    page = queries.managed(state, chosen, row_key(request.args.get("before")))
    kept: dict[str, Any] = {name: value for name, value in (("state", state), ("programme", chosen)) if value}
    return render_template(
        "board/manage.html", page=page, machine=NOTICE, states=list(NoticeState), state=state, chosen=chosen,
        programmes=queries.programmes(), now=clock.now(), is_shown=queries.is_shown,
        older=url_for(".manage_notices", **kept, before=page.older) if page.older else None,
    )


@blueprint.route("/manage/notices/new", methods=["GET", "POST"])
@requires(*EDITORS)
def new_notice() -> ResponseReturnValue:
    form, known = NoticeForm(), queries.programmes()
    form.programme.choices = programme_choices(known)
    programme = next((one for one in known if one.id == form.programme.data), None)
    if form.validate_on_submit():
        form.refuse(services.wrong_with(programme, *form.said))
        with form.showing_refusals(), _looked_at(form) as taken:
            if programme is not None and not form.errors:
                with unit_of_work():
                    notice = services.write_notice(programme, *form.said, pinned=form.pinned.data, actor=current_user)
                    for file in taken:
                        services.attach(notice, file, actor=current_user)
                    made = url_for(".review_notice", id=notice.id)
        if not form.errors:
            flash(_("The draft is saved. Look at it as readers will, then publish it."), "success")
            return redirect(made, 303)
    return _form_page(form, None), 422 if form.errors else 200


@blueprint.route("/manage/notices/<int:id>", methods=["GET", "POST"])
@requires(*EDITORS)
def edit_notice(id: int) -> ResponseReturnValue:
    notice = queries.managed_or_404(id)
    form = NoticeForm.of(notice)
    if form.validate_on_submit():
        try:
            with _looked_at(form) as taken, unit_of_work():
                services.edit_notice(
                    notice, *form.said, pinned=form.pinned.data, actor=current_user, version=form.seen_version or 0
                )
                for file in taken:
                    services.attach(notice, file, actor=current_user)
        except Stale as stale:
            form.refuse(stale.reasons)
            notice = queries.managed_or_404(id)
            form.version.data = notice.version
            return _form_page(form, notice, is_stale=True), 409
        except Refused as refused:
            form.refuse(refused.reasons)
        else:
            flash(_("Saved."), "success")
            return redirect(url_for(".review_notice", id=id), 303)
    return _form_page(form, queries.managed_or_404(id)), 422 if form.errors else 200


@blueprint.get("/manage/notices/<int:id>/publish")
@requires(*EDITORS)
def review_notice(id: int) -> ResponseReturnValue:
    """Show a notice as readers will see it, and how many are told of it by mail, before it is published."""
    return _review_page(queries.managed_or_404(id), PublishForm(formdata=None))


@blueprint.post("/manage/notices/<int:id>/publish")
@requires(*EDITORS)
def publish_notice(id: int) -> ResponseReturnValue:
    notice, form = queries.managed_or_404(id), PublishForm()
    if form.validate_on_submit():
        with form.showing_refusals(), unit_of_work():
            services.publish(notice, at=form.at, actor=current_user, version=form.seen_version)
            scheduled = notice.state is NoticeState.SCHEDULED
        if not form.errors:
            flash(_("The notice is scheduled.") if scheduled else _("The notice is published; the mails are on their way."),
                  "success")
            return redirect(url_for(".manage_notices"), 303)
    return _review_page(notice, form), form.status


@blueprint.post("/manage/notices/<int:id>/hold")
@requires(*EDITORS)
def hold_notice(id: int) -> ResponseReturnValue:
    notice, seen = queries.managed_or_404(id), ReasonForm().seen_version
    return press(lambda: services.hold(notice, actor=current_user, version=seen), url_for(".review_notice", id=id),
                 _("The notice is a draft again."))


@blueprint.post("/manage/notices/<int:id>/withdraw")
@requires(*EDITORS)
def withdraw_notice(id: int) -> ResponseReturnValue:
    notice, form = queries.managed_or_404(id), ReasonForm()
    return press(
        lambda: services.withdraw(notice, form.reason.data or "", actor=current_user, version=form.seen_version),
        url_for(".review_notice", id=id), _("The notice is withdrawn."),
    )


@blueprint.get("/manage/notices/<int:id>/files/<int:number>")
@requires(*EDITORS)
def draft_file(id: int, number: int) -> ResponseReturnValue:
    """Send a file to staff, also one of a draft."""
    return files.send(queries.managed_file_or_404(id, number).file)


@blueprint.post("/manage/notices/<int:id>/files/<int:number>/remove")
@requires(*EDITORS)
def remove_file(id: int, number: int) -> ResponseReturnValue:
    attached = queries.managed_file_or_404(id, number)
    return press(lambda: services.detach(attached, actor=current_user), url_for(".edit_notice", id=id),
                 _("The file is taken from the notice."))


@contextmanager
def _looked_at(form: NoticeForm) -> Iterator[list[files.Taken]]:
    """Take the files that were sent. Raises Refused beside their box."""
    with ExitStack() as block:
        yield [block.enter_context(files.take(sent.stream, sent.filename, field="files")) for sent in form.uploads]


def _form_page(form: NoticeForm, notice: Notice | None, *, is_stale: bool = False) -> str:
    return render_template("board/edit.html", form=form, notice=notice, is_stale=is_stale)


def _review_page(notice: Notice, form: PublishForm) -> str:
    told = subscribers() if notice.state in (NoticeState.DRAFT, NoticeState.SCHEDULED) else []
    return render_template(
        "board/review.html", notice=notice, form=form, machine=NOTICE, shown=queries.is_shown(notice, clock.now()),
        recipients=len(told), by_language={code: sum(1 for one in told if one.language == code) for code in LANGUAGES},
        companies=len({one.company_id for one in told}),
    )
