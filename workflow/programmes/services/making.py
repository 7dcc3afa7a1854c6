"""A call is made as a draft: from its data, or as the next edition of another."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pydantic import ValidationError
from sqlalchemy.exc import IntegrityError

from workflow.core import audit, clock, files
from workflow.core.db import db
from workflow.core.errors import Reason, Refused
from workflow.programmes import queries
from workflow.programmes.definition import CallDefinition, days_out_of_order
from workflow.programmes.explain import FORM_WORDS, explain
from workflow.programmes.models import Call, CallAttachment, Programme
from workflow.programmes.states import CallState


def read_definition(data: Mapping[str, Any]) -> CallDefinition:
    """Validate a call's data as a whole. Raises Refused with a reason for each field, as forms say it."""
    try:
        return CallDefinition.model_validate(data)
    except ValidationError as error:
        problems = explain(error, FORM_WORDS)
        problems += [one for one in days_out_of_order(data) if one not in problems]
        raise Refused(Reason("call_definition", text, path or None) for path, text in problems) from error


def read_free(data: Mapping[str, Any], call: Call | None = None) -> CallDefinition:
    """As `read_definition`, of a call that is to take its code: that another than `call` has it already is told
    together with all else."""
    code = data.get("code")
    other = queries.call_coded_alike(code) if isinstance(code, str) else None
    is_taken = other is not None and other is not call
    reasons = taken(str(code)).reasons if is_taken else []
    try:
        definition = read_definition(data)
    except Refused as error:
        raise Refused([*error.reasons, *reasons]) from error
    if reasons:
        raise Refused(reasons)
    return definition


def stored(definition: CallDefinition) -> dict[str, Any]:
    """Return the data of a definition as the row keeps it."""
    return definition.model_dump(mode="json")


def create_call(definition: CallDefinition, *, actor: audit.Actor) -> Call:
    """Make a draft call, and its programme where there is none of that name yet.

    Raises Refused where the code is taken.
    """
    if queries.call_coded_alike(definition.code) is not None:
        raise taken(definition.code)
    call = Call(
        code=definition.code, programme=programme_of(definition), state=CallState.DRAFT,
        data=stored(definition), created_at=clock.now(), **lifted(definition),
    )  # fmt: skip
    db.session.add(call)
    try:
        db.session.flush()
    except IntegrityError as error:  # somebody else made it between our look and our row
        raise taken(definition.code) from error
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


def lifted(definition: CallDefinition) -> dict[str, Any]:
    """The columns that lists and deadlines read, which always say what the data says."""
    return {
        "published_on": definition.published_on,
        "closes_at": definition.closes_at,
        "training_from": definition.training.starts_on,
        "training_to": definition.training.ends_on,
    }


def programme_of(definition: CallDefinition) -> Programme:
    """Return the programme that the call names, made where missing; calls of one name share it."""
    found = queries.programme_named(definition.programme.ko)
    if found is None:
        found = Programme(name=definition.programme, name_ko=definition.programme.ko)
        db.session.add(found)
    elif found.name != definition.programme:
        found.name = definition.programme
    return found


def taken(code: str) -> Refused:
    return Refused.because(
        "code_taken", field="code",
        ko=f"이미 있는 공고번호입니다: {code}. 다른 번호를 적어 주세요.",
        en=f"There is a call with the code '{code}' already; choose another.",
    )
