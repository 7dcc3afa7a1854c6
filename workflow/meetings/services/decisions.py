"""The decisions of a meeting, and what refers to them."""

from __future__ import annotations

import sqlalchemy as sa

from workflow.core import audit, clock, states
from workflow.core.db import db
from workflow.core.errors import Reason, Refused
from workflow.core.i18n import Text
from workflow.meetings import queries, rules
from workflow.meetings.models import AmendmentDecision, Decision, Meeting
from workflow.meetings.references import references_to
from workflow.meetings.services.meetings import refuse_frozen, refuse_others
from workflow.meetings.states import MEETING, DecisionKind, MeetingState
from workflow.programmes.models import CallAmendment


def decide(
    meeting: Meeting, kind: DecisionKind, text: Text, reason: str, *, actor: audit.Actor, version: int | None = None
) -> Decision:
    """Record a decision under the next number of the meeting.

    Raises Refused by field ('text.ko', 'reason'), and unless the meeting was held and its minutes are open.
    """
    refuse_others(actor)
    _refuse_unless_held(meeting)
    _check_decision(text, reason)
    # The meeting's version is compared and set first, so that two colleagues never take the same number.
    states.edit(meeting, "decide", machine=MEETING, actor=actor, version=version, changes={}, before={},
                after={"kind": kind, "text": text.to_json(), "reason": reason.strip()})
    last = db.session.scalar(sa.select(sa.func.max(Decision.number)).where(Decision.meeting_id == meeting.id)) or 0
    decision = Decision(meeting_id=meeting.id, number=last + 1, kind=kind, text=_stripped(text), reason=reason.strip(),
                        recorded_at=clock.now())
    db.session.add(decision)
    db.session.flush()
    db.session.expire(meeting, ["decisions"])
    return decision


def reword(
    decision: Decision, kind: DecisionKind, text: Text, reason: str, *, actor: audit.Actor, version: int | None = None
) -> None:
    """Change a decision while the minutes are open. What something refers to keeps its kind.

    Raises Refused by field, Stale where somebody was faster.
    """
    refuse_others(actor)
    _refuse_unless_held(decision.meeting)
    _check_decision(text, reason)
    if kind is not decision.kind and references_to([decision])[decision.id]:
        raise Refused.because(
            "referred_to", field="kind", ko="이 결정을 근거로 한 것이 있어 구분을 바꿀 수 없습니다.",
            en="Something refers to this decision, so its kind stays.",
        )
    changes = {"kind": kind, "text": _stripped(text), "reason": reason.strip()}
    states.edit(decision, "reword", machine="decision", actor=actor, version=version, changes=changes,
                before=_said(decision), after={"kind": kind, "text": text.to_json(), "reason": reason.strip()})


def remove(decision: Decision, *, actor: audit.Actor) -> None:
    """Take out the last decision of a meeting whose minutes are open, unless something refers to it."""
    refuse_others(actor)
    meeting = decision.meeting
    _refuse_unless_held(meeting)
    last = max(one.number for one in meeting.decisions)
    if reasons := rules.may_remove(decision.number, last, len(references_to([decision])[decision.id])):
        raise Refused(reasons)
    states.edit(meeting, "remove_decision", machine=MEETING, actor=actor, changes={},
                before={"number": decision.number, **_said(decision)}, after={})
    db.session.delete(decision)
    db.session.flush()
    db.session.expire(meeting, ["decisions"])


def follow(amendment: CallAmendment, decision: Decision | None, *, actor: audit.Actor) -> None:
    """Say by which decision a published call was amended, or by none. Raises Refused for one that does not fit."""
    refuse_others(actor)
    if decision is not None:
        check_referable(decision, amendment.call_id, DecisionKind.CHANGE, DecisionKind.QUOTA)
    kept = db.session.get(AmendmentDecision, amendment.id)
    before = {"decision": kept.decision_id} if kept else {}
    if kept is not None:
        db.session.delete(kept)
        db.session.flush()
    if decision is not None:
        db.session.add(AmendmentDecision(amendment_id=amendment.id, decision_id=decision.id))
        db.session.flush()
    after = {"decision": decision.id} if decision else {}
    audit.record("amendment.follow", amendment, actor=actor, before=before, after=after)


def check_referable(decision: Decision, call_id: int, *kinds: DecisionKind) -> None:
    """Raise Refused (field 'decision') unless things of these kinds in this call may refer to the decision."""
    if decision.id not in {one.id for one in queries.decisions_for(call_id, *kinds)}:
        raise Refused.because(
            "decision", field="decision", ko="이 공고의 실무회의에서 정한 결정 가운데에서 고르세요.",
            en="Choose a decision that a meeting about this call has made on the matter.",
        )


def _check_decision(text: Text, reason: str) -> None:
    reasons = []
    if not text.ko.strip():
        reasons.append(Reason("blank", Text("결정 내용을 적어 주세요.", "Write what was decided, in Korean."), "text.ko"))
    if not reason.strip():
        reasons.append(Reason("blank", Text("결정한 사유를 적어 주세요.", "Write the reason for the decision."), "reason"))
    for field, written in (("text.ko", text.ko), ("text.en", text.en), ("reason", reason)):
        if len(written) > rules.DECISION_LIMIT:
            reasons.append(Reason("too_long", Text(
                f"{rules.DECISION_LIMIT:,}자 이내로 적어 주세요.", f"Write at most {rules.DECISION_LIMIT:,} characters."), field))
    if reasons:
        raise Refused(reasons)


def _refuse_unless_held(meeting: Meeting) -> None:
    refuse_frozen(meeting)
    if meeting.state is not MeetingState.HELD:
        raise Refused.because("not_held", ko="개최한 회의에만 결정을 기록할 수 있습니다.",
                              en="Decisions are recorded once the meeting was held.")


def _stripped(text: Text) -> Text:
    return Text(text.ko.strip(), text.en.strip())


def _said(decision: Decision) -> dict[str, object]:
    return {"kind": decision.kind, "text": decision.text.to_json(), "reason": decision.reason}
