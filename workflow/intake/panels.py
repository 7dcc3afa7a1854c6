"""What the stage shows on pages of others, through slots."""

from __future__ import annotations

from flask import render_template
from flask_login import current_user

from workflow.accounts.roles import Role
from workflow.programmes.models import Call
from workflow.programmes.states import CallState


def of_call(call: Call) -> str:
    """Show companies and officers, beside the notice of a call that takes nominations, the way to its sheet."""
    if not current_user.is_authenticated or call.state is not CallState.PUBLISHED:
        return ""
    if not current_user.holds(Role.COMPANY, Role.OFFICER):
        return ""
    return render_template("intake/_of_call.html", call=call, by_staff=current_user.holds(Role.OFFICER))
