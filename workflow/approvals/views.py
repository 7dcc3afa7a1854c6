"""What waits for the approver, and their answer."""

from __future__ import annotations

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from workflow.accounts.roles import Role
from workflow.approvals import queries, services
from workflow.approvals.forms import ApproveForm, ReturnForm
from workflow.approvals.models import Approval
from workflow.approvals.policies import sent_up_by
from workflow.approvals.states import APPROVAL
from workflow.core.db import db, unit_of_work
from workflow.core.errors import Refused, Stale
from workflow.core.i18n import gettext as _
from workflow.core.policies import requires
from workflow.core.web import back

blueprint = Blueprint("approvals", __name__)


@blueprint.get("/manage/approvals")
@requires(Role.APPROVER)
def inbox() -> ResponseReturnValue:
    """Show what waits, or with ?state=decided what was decided."""
    return _page(decided=request.args.get("state") == "decided")


@blueprint.post("/manage/approvals/<int:id>/approve")
@requires(Role.APPROVER)
def approve(id: int) -> ResponseReturnValue:
    approval = _or_404(id)
    form = ApproveForm(prefix=_prefix(approval))
    if not form.validate_on_submit() or form.seen_version is None:
        raise Stale
    try:
        with unit_of_work():
            services.approve(approval, actor=current_user, version=form.seen_version)
            title = str(approval.title)
    except Stale:
        raise
    except Refused as error:
        return back(error, url_for("approvals.inbox"))
    flash(_("Approved: %(title)s", title=title), "success")
    return redirect(url_for("approvals.inbox"), 303)


@blueprint.post("/manage/approvals/<int:id>/return")
@requires(Role.APPROVER)
def return_(id: int) -> ResponseReturnValue:
    approval = _or_404(id)
    form = ReturnForm(prefix=_prefix(approval))
    if form.seen_version is None:
        raise Stale
    if form.validate_on_submit():
        try:
            with unit_of_work():
                services.return_(
                    approval, actor=current_user, version=form.seen_version, reason=form.reason.data or ""
                )
                title = str(approval.title)
        except Stale:
            raise
        except Refused as error:
            if any(reason.field is None for reason in error.reasons):
                return back(error, url_for("approvals.inbox"))
            form.refuse(error.reasons)
        else:
            flash(_("Returned: %(title)s", title=title), "success")
            return redirect(url_for("approvals.inbox"), 303)
    return _page(refused={id: form}), 422


def _page(*, decided: bool = False, refused: dict[int, ReturnForm] | None = None) -> str:
    approvals = queries.decided() if decided else queries.pending()
    forms = {a.id: ReturnForm(formdata=None, prefix=_prefix(a), data={"version": a.version}) for a in approvals}
    return render_template(
        "approvals/inbox.html", approvals=approvals, decided=decided, forms={**forms, **(refused or {})},
        own={a.id for a in approvals if sent_up_by(current_user, a)}, machine=APPROVAL,
    )


def _prefix(approval: Approval) -> str:
    """Keep the fields of several approvals on one page apart."""
    return f"approval-{approval.id}-"


def _or_404(id: int) -> Approval:
    return db.session.get(Approval, id) or abort(404)
