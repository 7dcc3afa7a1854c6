"""The page of messages: what was sent to whom, what waits for a document, what failed and can go again."""

from __future__ import annotations

from email import message_from_bytes, policy
from email.message import EmailMessage

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from workflow.accounts.roles import Role
from workflow.core import audit, outbox
from workflow.core.db import unit_of_work
from workflow.core.forms import VersionedForm
from workflow.core.i18n import gettext as _
from workflow.core.mail import read_content
from workflow.core.outbox import OUTBOX, OutboxRow, OutboxState
from workflow.core.policies import requires
from workflow.core.web import press, row_key
from workflow.notifications import queries

blueprint = Blueprint("notifications", __name__)

READERS = (Role.OFFICER, Role.COORDINATOR, Role.ADMIN)


@blueprint.get("/manage/messages")
@requires(*READERS)
def messages() -> ResponseReturnValue:
    filters = queries.Filters(
        request.args.get("state", ""), request.args.get("topic", ""), request.args.get("q", "").strip()[:100]
    )
    rows, older = queries.messages(filters, row_key(request.args.get("before")))
    return render_template(
        "notifications/messages.html", rows=rows, older=older, filters=filters, machine=OUTBOX,
        states=list(OutboxState), waits=outbox.waited_for(row.id for row in rows if row.state is OutboxState.WAITING),
    )


@blueprint.get("/manage/messages/<int:id>")
@requires(*READERS)
def message(id: int) -> ResponseReturnValue:
    """Show one message. What it says is shown for mails of a call only: others hold one-time links."""
    row = queries.message_or_404(id)
    with unit_of_work():
        audit.record_access("notifications.message", "OutboxRow", [id], actor=current_user)
    text, attachments = _content(row) if row.topic else ("", [])
    return render_template(
        "notifications/message.html", row=row, machine=OUTBOX, text=text, attachments=attachments,
        waits=outbox.waited_for([id]).get(id, []),
    )


@blueprint.post("/manage/messages/<int:id>/resend")
@requires(*READERS)
def resend(id: int) -> ResponseReturnValue:
    """Send a failed message again, exactly as it was."""
    row, seen = queries.message_or_404(id), VersionedForm().seen_version
    return press(
        lambda: outbox.resend(row.id, actor=current_user, version=seen), url_for(".message", id=id),
        _("The message is queued again, exactly as it was."),
    )


def _content(row: OutboxRow) -> tuple[str, list[str]]:
    content = read_content(row)
    if content is None:
        return "", []
    mail = message_from_bytes(content, EmailMessage, policy=policy.SMTP)
    body = mail.get_body(("plain",))
    return body.get_content() if body is not None else "", [part.get_filename() or "" for part in mail.iter_attachments()]
