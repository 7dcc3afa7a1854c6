"""What colleagues of a company tell each other on a nomination, and what they have to look at in a draft."""

from __future__ import annotations

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from wtforms.fields import SelectChoice

from workflow.accounts.roles import Role
from workflow.core.db import unit_of_work
from workflow.core.i18n import gettext as _
from workflow.core.policies import requires
from workflow.core.web import press
from workflow.nominations import forms, queries, services
from workflow.nominations.models import Nomination
from workflow.nominations.states import NominationState
from workflow.nominations.steps import LABELS, asked_paths, name_of, step_of
from workflow.nominations.views.blueprint import Acting, blueprint, is_own, resume
from workflow.nominations.views.frame import field_url


@blueprint.get("/nominations/<int:id>/comments")
@requires(Role.COMPANY)
def comments(id: int) -> ResponseReturnValue:
    """What colleagues wrote, which counts as read now; the office has no such page."""
    nomination = _own_or_404(id)
    page = _page(nomination, forms.CommentForm(formdata=None, field=request.args.get("field", "")))
    with unit_of_work():
        services.read_comments(nomination, actor=Acting.reader())
    return page


@blueprint.post("/nominations/<int:id>/comments")
@requires(Role.COMPANY)
def comment(id: int) -> ResponseReturnValue:
    """Write to colleagues, about one answer or about the whole."""
    nomination = _own_or_404(id)
    form = forms.CommentForm()
    if form.validate_on_submit():
        with form.showing_refusals(), unit_of_work():
            services.comment(
                nomination, form.text.data or "", actor=Acting.reader(), field=_field(nomination, form.field.data)
            )
        if not form.errors:
            flash(_("Your comment is there for your colleagues."), "success")
            return redirect(url_for(".comments", id=id), 303)
    return _page(nomination, form), 422


@blueprint.post("/nominations/<int:id>/acknowledge")
@requires(Role.COMPANY, Role.OFFICER)
def acknowledge(id: int) -> ResponseReturnValue:
    """Keep that the changes of the form, and what was copied, were looked at."""
    nomination = queries.own_or_404(id, current_user)
    return press(
        lambda: services.acknowledge(nomination, actor=current_user),
        resume(nomination), _("Noted. It is not shown any more."),
    )


def _own_or_404(id: int) -> Nomination:
    nomination = queries.own_or_404(id, current_user)
    return nomination if is_own(nomination) else abort(404)


def _field(nomination: Nomination, typed: str | None) -> str:
    """Return the path that a comment is about, '' where it is about none of this nomination's."""
    return typed if typed in asked_paths(nomination.call.definition, len(nomination.trainees)) else ""


def _page(nomination: Nomination, form: forms.CommentForm) -> str:
    call = nomination.call.definition
    paths = asked_paths(call, len(nomination.trainees))
    draft = nomination.state is NominationState.DRAFT
    written = [
        {
            "who": one.author.name, "at": one.at, "text": one.text,
            "about": str(name_of(one.field, call)) if one.field else "",
            "url": field_url(nomination, one.field) if draft and one.field in paths else "",
        }
        for one in queries.comments_of(nomination.id)
    ]  # fmt: skip
    form.field.choices = [SelectChoice("", _("The nomination as a whole")), *(
        SelectChoice(path, f"{LABELS[step_of(path)]} · {name_of(path, call)}") for path in paths
    )]  # fmt: skip
    back = resume(nomination) if draft else url_for(".show", id=nomination.id)
    return render_template(
        "nominations/comments.html", nomination=nomination, written=written, form=form, back=back
    )
