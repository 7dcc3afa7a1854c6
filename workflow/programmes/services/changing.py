"""A call is changed part by part, published, extended, closed and reopened.

What is published is kept as versions: 1 at the publication, the next whenever something changes that
matters to nominators (changes.py).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from workflow.core import audit, clock, states
from workflow.core.db import db
from workflow.core.errors import Refused, refuse_together
from workflow.core.events import announce
from workflow.core.i18n import Text
from workflow.programmes import queries
from workflow.programmes.changes import differences, form_differences
from workflow.programmes.definition import CallDefinition
from workflow.programmes.events import CallAmended, DeadlineExtended
from workflow.programmes.fields import NOT_TEXT
from workflow.programmes.models import Call, CallAmendment, CallVersion
from workflow.programmes.rules import REASON_MISSING, amendments, broken_promises, with_needs
from workflow.programmes.services.making import lifted, programme_of, read_definition, read_free, stored
from workflow.programmes.states import CALL, CallState

REASON_LIMIT = 1000


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
    data = {key: value for key, value in merged.items() if value is not None}
    after = read_free(data, call) if call.state is CallState.DRAFT else read_definition(data)
    if after == before:
        return False
    lines: list[Text] = []
    if call.state is not CallState.DRAFT:
        lines = differences(before, after)
        refuse_together(
            lambda: _keep_promises(call, before, after),
            lambda: checked_reason(reason, needed=bool(lines)),
        )
        reason = checked_reason(reason)
    old, new = stored(before), stored(after)
    changed = [key for key in new if new[key] != old[key]]
    programme = programme_of(after)
    db.session.flush()
    if lines and not call.form_version:  # published before versions were kept
        _keep_version(call, before, [], actor=audit.SYSTEM, reason="")
    number = call.form_version + bool(lines)
    states.edit(
        call, "update", machine=CALL, actor=actor, version=version,
        changes={"code": after.code, "data": new, "programme_id": programme.id, "form_version": number,
                 **lifted(after)},
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
    latest = max(call.closes_at, clock.now())

    def check_moment() -> None:
        if read_definition({**stored(call.definition), **changed}).closes_at <= latest:
            raise Refused.because(
                "not_later", field="nominations_close_on",
                ko="지금의 접수마감과 현재 시각보다 늦은 때로 정해 주세요.",
                en="Choose a moment later than now and later than the present deadline.",
            )  # fmt: skip

    refuse_together(check_moment, lambda: checked_reason(reason, needed=True))
    update_call(call, changed, actor=actor, version=version, reason=reason)


def publish_call(call: Call, *, actor: audit.Actor, version: int | None = None) -> None:
    """Make the notice public, as its first version. What the definition warns of is shown to staff before,
    and refuses nothing."""
    states.move(call, "publish", machine=CALL, actor=actor, version=version, changes={"form_version": 1})
    _keep_version(call, call.definition, [], actor=actor, reason="")


def close_call(call: Call, *, actor: audit.Actor, version: int | None = None, reason: str = "") -> None:
    """Close a call for good; its notice stays to be read."""
    states.move(call, "close", machine=CALL, actor=actor, version=version, reason=checked_reason(reason))


def reopen_call(call: Call, *, actor: audit.Actor, version: int | None = None, reason: str) -> None:
    """Take a closing back, for a reason; the deadline stays as it is."""
    reason = checked_reason(reason, needed=True)
    states.move(call, "reopen", machine=CALL, actor=actor, version=version, reason=reason)


def _keep_promises(call: Call, before: CallDefinition, after: CallDefinition) -> None:
    if reasons := broken_promises(before, after, queries.keys_used(call)):
        raise Refused(reasons)


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


def checked_reason(reason: str, *, needed: bool = False) -> str:
    reason = NOT_TEXT.sub("", reason).strip()
    if needed and not reason:
        raise Refused(REASON_MISSING)
    if len(reason) > REASON_LIMIT:
        raise Refused.because(
            "reason_too_long", field="reason",
            ko=f"사유는 {REASON_LIMIT:,}자 이내로 적어 주세요.", en=f"Write at most {REASON_LIMIT:,} characters.",
        )  # fmt: skip
    return reason
