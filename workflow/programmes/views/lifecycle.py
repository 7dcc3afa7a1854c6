"""What happens to a call as a whole: it is looked over, published, extended, closed and reopened."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from workflow.accounts.roles import Role
from workflow.core import clock
from workflow.core.db import unit_of_work
from workflow.core.errors import Refused, Stale
from workflow.core.i18n import format_date
from workflow.core.i18n import gettext as _
from workflow.core.policies import requires
from workflow.core.web import back, row_key
from workflow.programmes import queries, readiness, services
from workflow.programmes.forms.base import plain
from workflow.programmes.forms.basics import ExtensionForm
from workflow.programmes.phases import standing_of
from workflow.programmes.views.blueprint import blueprint
from workflow.programmes.views.sections import NO_VERSION, TITLES, section_links, url_of

MANAGERS = (Role.OFFICER, Role.ADMIN)
"""Who publishes calls."""


@blueprint.get("/manage/calls/<code>/publish")
@requires(*MANAGERS)
def review(code: str) -> ResponseReturnValue:
    """Show what to look at, what was published, and the button that publishes, closes or reopens."""
    call = queries.call_or_404(code)
    found = readiness.to_look_at(call, clock.now())
    points = [(point.text, TITLES[point.page], url_of(code, point.page)) for point in found]
    return render_template(
        "programmes/review.html", call=call, standing=standing_of(call), points=points,
        versions=queries.versions(call), links=section_links(call, "review"),
    )  # fmt: skip


@blueprint.post("/manage/calls/<code>/publish")
@requires(*MANAGERS)
def publish(code: str) -> ResponseReturnValue:
    coming = queries.call_or_404(code).definition
    if coming.opens_at > clock.now():
        day = format_date(coming.published_on)
        return _move(code, services.publish_call, _("The notice is public now. Nominations are taken from %(day)s.", day=day))
    return _move(code, services.publish_call, _("The notice is published."))


@blueprint.post("/manage/calls/<code>/close")
@requires(*MANAGERS)
def close(code: str) -> ResponseReturnValue:
    deed = partial(services.close_call, reason=request.form.get("reason", ""))
    return _move(code, deed, _("The call is closed."))


@blueprint.post("/manage/calls/<code>/reopen")
@requires(*MANAGERS)
def reopen(code: str) -> ResponseReturnValue:
    deed = partial(services.reopen_call, reason=request.form.get("reason", ""))
    return _move(code, deed, _("The call is open to work again."))


def _move(code: str, deed: Callable[..., None], said: str) -> ResponseReturnValue:
    call, seen = queries.call_or_404(code), row_key(request.form.get("version"))
    try:
        with unit_of_work():
            deed(call, actor=current_user, version=seen or NO_VERSION)
    except Stale:
        raise
    except Refused as refused:
        return back(refused, url_for("programmes.review", code=code))
    flash(said, "success")
    return redirect(url_for("programmes.review", code=code), 303)


@blueprint.route("/manage/calls/<code>/extend", methods=["GET", "POST"])
@requires(*MANAGERS)
def extend(code: str) -> ResponseReturnValue:
    """Extend the deadline of a published call, with the reason that its notice and the mails say."""
    call = queries.call_or_404(code)
    form = ExtensionForm.of(call)
    if form.validate_on_submit():
        with form.showing_refusals(), unit_of_work():
            services.extend_deadline(
                call, day=plain(form.nominations_close_on) or "", time=plain(form.nominations_close_at) or "",
                actor=current_user, version=form.seen_version or NO_VERSION, reason=form.given_reason,
            )  # fmt: skip
        if not form.errors:
            flash(_("The deadline is extended."), "success")
            return redirect(url_for("programmes.review", code=code), 303)
    call = queries.call_or_404(code)
    page = render_template(
        "programmes/extend.html", call=call, form=form, standing=standing_of(call), links=section_links(call, "review")
    )
    return page, form.status
