"""The editor of a call: one section, one form, one page."""

from __future__ import annotations

from flask import abort, flash, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_login import current_user

from workflow.accounts.roles import Role
from workflow.core.db import unit_of_work
from workflow.core.errors import Reason, Refused, Stale
from workflow.core.i18n import Text
from workflow.core.i18n import gettext as _
from workflow.core.policies import requires
from workflow.programmes import queries, services
from workflow.programmes.forms.base import SectionForm
from workflow.programmes.forms.programme import ProgrammeForm
from workflow.programmes.models import Call
from workflow.programmes.views.blueprint import blueprint
from workflow.programmes.views.sections import (
    NO_VERSION,
    SECTIONS,
    TITLES,
    page_after,
    page_of,
    section_links,
    url_of,
)


@blueprint.route("/manage/calls/<code>/edit", defaults={"section": "basics"}, methods=["GET", "POST"])
@blueprint.route("/manage/calls/<code>/edit/<section>", methods=["GET", "POST"])
@requires(Role.OFFICER, Role.ADMIN)
def edit(code: str, section: str) -> ResponseReturnValue:
    """Show a section of the call, and save it: the whole call has to be valid with it."""
    call = queries.call_or_404(code)
    form = (SECTIONS.get(section) or abort(404)).of(call)
    if request.method == "POST" and form.edit_rows(request.form.get("add"), request.form.get("remove")):
        return _page(call, form, 200)
    if not form.validate_on_submit():
        return _page(call, form, 422 if form.errors else 200)
    form.drop_blank_rows()
    if isinstance(form, ProgrammeForm):
        form.sort_days()
    before, form.used = call.definition, queries.keys_used(call)
    try:
        with unit_of_work():
            changed = services.update_call(
                call, form.changes(before), actor=current_user, version=form.seen_version or NO_VERSION,
                reason=form.given_reason, settle=section != "asks",
            )  # fmt: skip
            code = call.code
    except Stale as stale:
        form.form_errors.extend(str(reason.text) for reason in stale.reasons)
        return _page(queries.call_or_404(code), form, 409)
    except Refused as refused:
        form.refuse([*placed(refused.reasons, section), *form.unsaid])
        return _page(queries.call_or_404(code), form, 422)
    flash(_("Saved.") if changed else _("Nothing was changed."), "success" if changed else "info")
    return redirect(url_of(code, page_after(section) if "onward" in request.form else section), 303)


def _page(call: Call, form: SectionForm, status: int) -> ResponseReturnValue:
    page = render_template(
        "programmes/edit.html", call=call, form=form, links=section_links(call, form.key),
        stale=status == 409,
    )  # fmt: skip
    return page, status


def placed(reasons: list[Reason], page: str) -> list[Reason]:
    """Say of what is wrong on another page of the editor on which one it is."""
    found = []
    for reason in reasons:
        elsewhere = page_of(reason.field or "")
        if elsewhere in (None, page):
            found.append(reason)
        else:
            found.append(Reason(reason.code, Text.of(f"[{TITLES[elsewhere]}] {reason.text}")))
    return found
