"""What the board shows on pages of other stages."""

from __future__ import annotations

from typing import Any

from flask import render_template
from flask_login import current_user

from workflow.accounts.roles import Role
from workflow.board.queries import inquiries, notices
from workflow.programmes.models import Call
from workflow.programmes.states import CallState


def notices_of(call: Call) -> str:
    """Show the newest notices of the call's programme beside its notice; nothing where there is none."""
    newest = notices.newest_of(call.programme_id)
    return render_template("board/_newest.html", notices=newest, programme_id=call.programme_id) if newest else ""


def questions_on(call: Call) -> str:
    """Show the questions and answers that stand on a call's notice, and the way to ask."""
    may_ask = _company_reads() and call.state is CallState.PUBLISHED
    answered = inquiries.on_notice(call.id)
    if not answered and not may_ask:
        return ""
    asked = inquiries.own_in_call(call.id, current_user) if may_ask else 0
    return render_template("board/_questions.html", answered=answered, code=call.code, may_ask=may_ask, asked=asked)


def questions_of(nomination: Any) -> str:
    """Show a company the way to ask about the call of its nomination, on the nomination's page."""
    if not _company_reads() or nomination.call.state is not CallState.PUBLISHED:
        return ""
    return render_template(
        "board/_ask.html", code=nomination.call.code, about=nomination.receipt_no or "",
        asked=inquiries.own_in_call(nomination.call_id, current_user),
    )


def _company_reads() -> bool:
    return bool(current_user.is_authenticated and Role.COMPANY in current_user.roles)
