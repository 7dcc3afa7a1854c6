"""What is done to a call: made, imported, changed part by part, published, closed, given attachments."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, BinaryIO

from pydantic import TypeAdapter, ValidationError
from sqlalchemy.exc import IntegrityError

from workflow.core import audit, clock, files, states
from workflow.core.db import db
from workflow.core.errors import Reason, Refused
from workflow.core.events import announce
from workflow.core.i18n import Text
from workflow.programmes import queries
from workflow.programmes.definition import CallDefinition
from workflow.programmes.events import CallAmended
from workflow.programmes.explain import FORM_WORDS, explain
from workflow.programmes.fields import NOT_TEXT, Title
from workflow.programmes.models import Call, CallAmendment, CallAttachment, Programme
from workflow.programmes.rules import Change, amendments, broken_promises, with_needs
from workflow.programmes.states import CALL, CallState

_TITLE: TypeAdapter[Text] = TypeAdapter(Title)


class ImportResult(StrEnum):
    """CHANGED: a call of that code exists with other content; it was left as it is."""

    CREATED = "created"
    UNCHANGED = "unchanged"
    CHANGED = "changed"


@dataclass(frozen=True, slots=True)
class Imported:
    """What became of an imported call, and the top-level keys in which an existing one differs."""

    call: Call
    result: ImportResult
    differs: tuple[str, ...] = ()


def read_definition(data: Mapping[str, Any]) -> CallDefinition:
    """Validate a call's data as a whole. Raises Refused with a reason for each field, as forms say it."""
    try:
        return CallDefinition.model_validate(data)
    except ValidationError as error:
        problems = explain(error, FORM_WORDS)
        raise Refused(Reason("call_definition", text, path or None) for path, text in problems) from error


def stored(definition: CallDefinition) -> dict[str, Any]:
    """Return the data of a definition as the row keeps it."""
    return definition.model_dump(mode="json")


def create_call(definition: CallDefinition, *, actor: audit.Actor) -> Call:
    """Make a draft call, and its programme where there is none of that name yet.

    Raises Refused where the code is taken.
    """
    if queries.call_by_code(definition.code) is not None:
        raise _taken(definition.code)
    call = Call(
        code=definition.code, programme=_programme(definition), state=CallState.DRAFT,
        data=stored(definition), created_at=clock.now(), **_lifted(definition),
    )  # fmt: skip
    db.session.add(call)
    try:
        db.session.flush()
    except IntegrityError as error:  # somebody else made it between our look and our row
        raise _taken(definition.code) from error
    audit.record("call.create", call, actor=actor, after=call.data)
    return call


def import_call(definition: CallDefinition, *, actor: audit.Actor, publish: bool = True) -> Imported:
    """Make a call from its file and publish it; the same content again changes nothing.

    An existing call with other content is left alone: its pages change it, with reasons that show on
    the notice. A published call opens on its day of publication, so one of the future is only
    announced until then.
    """
    existing = queries.call_by_code(definition.code)
    if existing is not None:
        differs = tuple(
            name for name in CallDefinition.model_fields
            if getattr(existing.definition, name) != getattr(definition, name)
        )
        return Imported(existing, ImportResult.CHANGED if differs else ImportResult.UNCHANGED, differs)
    call = create_call(definition, actor=actor)
    if publish:
        states.move(call, "publish", machine=CALL, actor=actor)
    return Imported(call, ImportResult.CREATED)


def update_call(
    call: Call,
    changes: Mapping[str, Any],
    *,
    actor: audit.Actor,
    version: int | None = None,
    reason: str = "",
    settle: bool = False,
) -> bool:
    """Replace top-level keys of the call's data (None takes one out); return whether anything changed.

    The call is validated as a whole; with `settle`, what the changes need elsewhere is set as well
    (rules.with_needs). Once it is published, a changed quota or day needs `reason` and
    becomes an amendment on the notice, and what nominations refer to stays.
    Raises Refused with reasons by field, Stale where somebody was faster.
    """
    before = call.definition
    merged = {**stored(before), **changes}
    if settle:
        merged = with_needs(merged, before)
    after = read_definition({key: value for key, value in merged.items() if value is not None})
    if after == before:
        return False
    figures: list[Change] = []
    if call.state is not CallState.DRAFT:
        _refuse_broken_promises(before, after)
        figures = amendments(before, after)
        reason = _checked_reason(reason, needed=bool(figures))
    elif after.code != before.code and queries.call_by_code(after.code) is not None:
        raise _taken(after.code)
    old, new = stored(before), stored(after)
    changed = [key for key in new if new[key] != old[key]]
    programme = _programme(after)
    db.session.flush()
    states.edit(
        call, "update", machine=CALL, actor=actor, version=version,
        changes={"code": after.code, "data": new, "programme_id": programme.id, **_lifted(after)},
        before={key: old[key] for key in changed}, after={key: new[key] for key in changed}, reason=reason,
    )  # fmt: skip
    if figures:
        _amend(call, figures, actor=actor, reason=reason)
    return True


def publish_call(call: Call, *, actor: audit.Actor, version: int | None = None) -> None:
    """Make the notice public. What the definition warns of is shown to staff before, and refuses nothing."""
    states.move(call, "publish", machine=CALL, actor=actor, version=version)


def close_call(call: Call, *, actor: audit.Actor, version: int | None = None, reason: str = "") -> None:
    """Close a call for good; its notice stays to be read."""
    states.move(call, "close", machine=CALL, actor=actor, version=version, reason=reason)


def reopen_call(call: Call, *, actor: audit.Actor, version: int | None = None, reason: str = "") -> None:
    """Take a closing back; the deadline stays as it is."""
    states.move(call, "reopen", machine=CALL, actor=actor, version=version, reason=reason)


def attach(
    call: Call, stream: BinaryIO, name: str, *, title: Text | Mapping[str, str], actor: audit.Actor
) -> CallAttachment:
    """Put a file beside the notice. Raises Refused for a title that is none, and for a file that is
    empty, too large or of a wrong kind.
    """
    try:
        titled: Text = _TITLE.validate_python(title)
    except ValidationError as error:
        raise Refused(Reason("title", text, "title") for _, text in explain(error, FORM_WORDS)) from error
    kept = files.store(stream, name, actor_id=actor.id)
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


def _lifted(definition: CallDefinition) -> dict[str, Any]:
    """The columns that lists and deadlines read, which always say what the data says."""
    return {
        "published_on": definition.published_on,
        "closes_at": definition.closes_at,
        "training_from": definition.training.starts_on,
        "training_to": definition.training.ends_on,
    }


def _programme(definition: CallDefinition) -> Programme:
    """Return the programme that the call names, made where missing; calls of one name share it."""
    found = queries.programme_named(definition.programme.ko)
    if found is None:
        found = Programme(name=definition.programme, name_ko=definition.programme.ko)
        db.session.add(found)
    elif found.name != definition.programme:
        found.name = definition.programme
    return found


def _amend(call: Call, figures: list[Change], *, actor: audit.Actor, reason: str) -> None:
    at = clock.now()
    db.session.add_all(
        CallAmendment(
            call_id=call.id, field=change.field, before=change.before, after=change.after, reason=reason,
            at=at, actor_id=actor.id, actor_name=str(actor.name),
        )
        for change in figures
    )
    db.session.flush()
    db.session.expire(call, ["amendments"])
    announce(CallAmended(subject_id=call.id, actor_id=actor.id, at=at))


def _refuse_broken_promises(before: CallDefinition, after: CallDefinition) -> None:
    if reasons := broken_promises(before, after):
        raise Refused(reasons)


REASON_LIMIT = 1000


def _checked_reason(reason: str, *, needed: bool) -> str:
    reason = NOT_TEXT.sub("", reason).strip()
    if needed and not reason:
        raise Refused.because(
            "amendment_reason", field="reason",
            ko="공고된 정원이나 날짜를 바꾸려면 사유가 필요합니다. 사유는 공고에 함께 게시됩니다.",
            en="A published quota or day changes with a reason, which the notice will show. Write it here.",
        )  # fmt: skip
    if len(reason) > REASON_LIMIT:
        raise Refused.because(
            "reason_too_long", field="reason",
            ko=f"사유는 {REASON_LIMIT:,}자 이내로 적어 주세요.", en=f"Write at most {REASON_LIMIT:,} characters.",
        )  # fmt: skip
    return reason


def _taken(code: str) -> Refused:
    return Refused.because(
        "code_taken", field="code",
        ko=f"'{code}'은(는) 이미 있는 공고번호입니다. 다른 번호를 적어 주세요.",
        en=f"There is a call with the code '{code}' already; choose another.",
    )

