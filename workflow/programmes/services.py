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
from workflow.programmes.changes import differences, form_differences
from workflow.programmes.definition import CallDefinition
from workflow.programmes.events import CallAmended, DeadlineExtended
from workflow.programmes.explain import FORM_WORDS, explain
from workflow.programmes.fields import NOT_TEXT, Title
from workflow.programmes.models import Call, CallAmendment, CallAttachment, CallVersion, Programme
from workflow.programmes.rules import amendments, broken_promises, with_needs
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


def clone_call(source: Call, definition: CallDefinition, *, actor: audit.Actor, attachments: bool) -> Call:
    """Make the draft of the next edition from `definition`, with copies of the notice's files where wanted;
    nothing of nominations goes along. Raises Refused where the code is taken."""
    call = create_call(definition, actor=actor)
    if attachments:
        for one in source.attachments:
            kept = files.store_bytes(files.read(one.file), one.file.name, one.file.media_type, actor_id=actor.id)
            db.session.add(CallAttachment(call=call, file=kept, title=one.title))
        db.session.flush()
    audit.record("call.clone", call, actor=actor, after={"source": source.code, "attachments": attachments})
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
        publish_call(call, actor=actor)
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
    (rules.with_needs). Once it is published, what nominations refer to stays; whatever else matters to
    nominators changes with a `reason`, shows on the notice as an amendment and makes the next version.
    Raises Refused with reasons by field, Stale where somebody was faster.
    """
    before = call.definition
    merged = {**stored(before), **changes}
    if settle:
        merged = with_needs(merged, before)
    after = read_definition({key: value for key, value in merged.items() if value is not None})
    if after == before:
        return False
    lines: list[Text] = []
    if call.state is not CallState.DRAFT:
        if reasons := broken_promises(before, after, queries.keys_used(call)):
            raise Refused(reasons)
        lines = differences(before, after)
        reason = _checked_reason(reason, needed=bool(lines))
    elif after.code != before.code and queries.call_by_code(after.code) is not None:
        raise _taken(after.code)
    old, new = stored(before), stored(after)
    changed = [key for key in new if new[key] != old[key]]
    programme = _programme(after)
    db.session.flush()
    if lines and not call.form_version:  # published before versions were kept
        _keep_version(call, before, [], actor=audit.SYSTEM, reason="")
    number = call.form_version + bool(lines)
    states.edit(
        call, "update", machine=CALL, actor=actor, version=version,
        changes={"code": after.code, "data": new, "programme_id": programme.id, "form_version": number,
                 **_lifted(after)},
        before={key: old[key] for key in changed}, after={key: new[key] for key in changed}, reason=reason,
    )  # fmt: skip
    if lines:
        _keep_version(call, after, lines, actor=actor, reason=reason)
        _amend(call, before, after, actor=actor, reason=reason)
    return True


def extend_deadline(
    call: Call, *, day: str, time: str, actor: audit.Actor, version: int | None = None, reason: str
) -> None:
    """Let a published call take nominations for longer: until the end of `day` ('2025-07-31'), or until
    `time` of it ('18:00'). It is later than now and than before, so nobody who relied on the old deadline
    loses; the notice shows it with its reason and DeadlineExtended is announced.
    """
    if call.state is not CallState.PUBLISHED:
        raise Refused.because(
            "not_published", ko="공고 중인 모집공고만 접수마감을 연장할 수 있습니다.",
            en="Only the deadline of a published call is extended.",
        )  # fmt: skip
    changed = {"nominations_close_on": day, "nominations_close_at": time or None}
    until = read_definition({**stored(call.definition), **changed}).closes_at
    if until <= max(call.closes_at, clock.now()):
        raise Refused.because(
            "not_later", field="nominations_close_on",
            ko="지금의 접수마감과 현재 시각보다 늦은 때로 정해 주세요.",
            en="Choose a moment later than now and later than the present deadline.",
        )  # fmt: skip
    update_call(call, changed, actor=actor, version=version, reason=reason)


def publish_call(call: Call, *, actor: audit.Actor, version: int | None = None) -> None:
    """Make the notice public, as its first version. What the definition warns of is shown to staff before,
    and refuses nothing."""
    states.move(call, "publish", machine=CALL, actor=actor, version=version, changes={"form_version": 1})
    _keep_version(call, call.definition, [], actor=actor, reason="")


def close_call(call: Call, *, actor: audit.Actor, version: int | None = None, reason: str = "") -> None:
    """Close a call for good; its notice stays to be read."""
    states.move(call, "close", machine=CALL, actor=actor, version=version, reason=_checked_reason(reason))


def reopen_call(call: Call, *, actor: audit.Actor, version: int | None = None, reason: str) -> None:
    """Take a closing back, for a reason; the deadline stays as it is."""
    reason = _checked_reason(reason, needed=True)
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


def _keep_version(
    call: Call, definition: CallDefinition, lines: list[Text], *, actor: audit.Actor, reason: str
) -> None:
    """Keep what is published now; its number is the call's own, or 1 for one that had none yet."""
    if not call.form_version:
        call.form_version = 1
    db.session.add(CallVersion(
        call_id=call.id, number=call.form_version, data=stored(definition), changes=[line.to_json() for line in lines],
        reason=reason, published_at=clock.now(), actor_id=actor.id, actor_name=str(actor.name),
    ))  # fmt: skip
    db.session.flush()


def _amend(call: Call, before: CallDefinition, after: CallDefinition, *, actor: audit.Actor, reason: str) -> None:
    at = clock.now()
    figures = amendments(before, after)
    said: list[dict[str, Any]] = [{"field": one.field, "before": one.before, "after": one.after} for one in figures]
    said += [{"field": "", "before": "", "after": "", "said": line} for line in form_differences(before, after)]
    db.session.add_all(
        CallAmendment(call_id=call.id, reason=reason, at=at, actor_id=actor.id, actor_name=str(actor.name), **one)
        for one in said
    )
    db.session.flush()
    db.session.expire(call, ["amendments"])
    announce(CallAmended(subject_id=call.id, actor_id=actor.id, at=at))
    if after.closes_at > before.closes_at:
        announce(DeadlineExtended(
            subject_id=call.id, actor_id=actor.id, at=at, closes_at=after.closes_at, reason=reason
        ))  # fmt: skip


REASON_LIMIT = 1000


def _checked_reason(reason: str, *, needed: bool = False) -> str:
    reason = NOT_TEXT.sub("", reason).strip()
    if needed and not reason:
        raise Refused.because(
            "amendment_reason", field="reason",
            ko="공고된 내용을 바꾸려면 사유가 필요합니다. 사유를 적어 주세요.",
            en="What is published changes with a reason. Write it here.",
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

