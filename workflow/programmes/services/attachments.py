"""Files are put beside the notice of a call, and taken away."""

from __future__ import annotations

from collections.abc import Mapping

from pydantic import TypeAdapter, ValidationError

from workflow.core import audit, files, states
from workflow.core.db import db
from workflow.core.errors import Reason, Refused
from workflow.core.i18n import Text
from workflow.programmes.explain import FORM_WORDS, explain
from workflow.programmes.fields import Title
from workflow.programmes.models import Call, CallAttachment
from workflow.programmes.states import CALL

_TITLE: TypeAdapter[Text] = TypeAdapter(Title)


def attach(
    call: Call, taken: files.Taken, *, title: Text | Mapping[str, str], actor: audit.Actor
) -> CallAttachment:
    """Put a file that was taken (`files.take`) beside the notice. Raises Refused for a title that is none."""
    try:
        titled: Text = _TITLE.validate_python(title)
    except ValidationError as error:
        raise Refused(Reason("title", text, "title") for _, text in explain(error, FORM_WORDS)) from error
    kept = files.keep(taken, actor_id=actor.id)
    attachment = CallAttachment(call=call, file=kept, title=titled)
    db.session.add(attachment)
    db.session.flush()
    after = {"title": titled.to_json(), "name": kept.name, "sha256": kept.sha256}
    states.edit(call, "attach", machine=CALL, actor=actor, changes={}, before={}, after=after)
    return attachment


def remove_attachment(attachment: CallAttachment, *, actor: audit.Actor) -> None:
    """Take a file from the notice; its row of the audit record keeps what it was."""
    call, kept = attachment.call, attachment.file
    before = {"title": attachment.title.to_json(), "name": kept.name, "sha256": kept.sha256}
    db.session.delete(attachment)
    states.edit(call, "detach", machine=CALL, actor=actor, changes={}, before=before, after={})
    db.session.delete(kept)
    db.session.flush()
