"""Sending something up for approval, and the approver's answer."""

from __future__ import annotations

from sqlalchemy.exc import IntegrityError

from workflow.approvals import queries
from workflow.approvals.models import Approval
from workflow.approvals.policies import sent_up_by
from workflow.approvals.states import APPROVAL, ApprovalState
from workflow.core import audit, clock
from workflow.core.audit import Actor
from workflow.core.db import db
from workflow.core.errors import Refused
from workflow.core.i18n import Text
from workflow.core.states import move


def submit_for_approval(
    subject_type: str, subject_ref: int, title: Text, page: str, *, actor: Actor
) -> Approval:
    """Send a subject up (결재올림) and return its approval, which waits.

    `subject_type` and `subject_ref` name the subject for the stage that it belongs to, `title` names
    it for people, `page` is the path where it can be read in full. Raises Refused when the subject
    waits already.
    """
    approval = Approval(
        subject_type=subject_type, subject_ref=subject_ref, title=title, page=page, state=ApprovalState.PENDING,
        submitted_by=actor.id, submitted_name=str(actor.name), submitted_at=clock.now(),
    )
    if queries.pending_of(subject_type, subject_ref) is not None:
        raise _waits_already()
    try:
        with db.session.begin_nested():
            db.session.add(approval)
    except IntegrityError as error:  # somebody sent it up at the same moment
        raise _waits_already() from error
    audit.record("approval.submit", approval, actor=actor, after={"subject": subject_type, "ref": subject_ref})
    return approval


def approve(approval: Approval, *, actor: Actor, version: int | None = None, comment: str = "") -> None:
    """Approve (결재). `version` is the one that the approver's page showed.

    Raises NotAllowed (no approver), Refused (sent up by themselves, or decided before) or Stale.
    """
    _refuse_own(approval, actor)
    move(
        approval, "approve", machine=APPROVAL, actor=actor, version=version,
        changes=_decision(actor, comment), facts=_subject(approval),
    )


def return_(approval: Approval, *, actor: Actor, version: int | None = None, reason: str) -> None:
    """Send back with a reason (결재 반려). Raises as `approve` does, and Refused without a reason."""
    _refuse_own(approval, actor)
    if not reason.strip():
        raise Refused.because(
            "reason", field="reason",
            ko="반려 사유를 입력하세요. 올린 사람이 무엇을 고칠지 알 수 있어야 합니다.",
            en="Give the reason, so that who sent it up knows what to mend.",
        )
    move(
        approval, "return", machine=APPROVAL, actor=actor, version=version, reason=reason.strip(),
        changes=_decision(actor, reason), facts={**_subject(approval), "reason": reason.strip()},
    )


def _decision(actor: Actor, comment: str) -> dict[str, object]:
    return {
        "decided_by": actor.id, "decided_name": str(actor.name), "decided_at": clock.now(), "comment": comment.strip(),
    }


def _subject(approval: Approval) -> dict[str, object]:
    return {"subject_type": approval.subject_type, "subject_ref": approval.subject_ref}


def _refuse_own(approval: Approval, actor: Actor) -> None:
    if sent_up_by(actor, approval):
        raise Refused.because(
            "own",
            ko="본인이 올린 문서는 본인이 결재할 수 없습니다. 다른 결재권자가 처리해야 합니다.",
            en="You sent this up yourself, so you may not decide it. Another approver has to.",
        )


def _waits_already() -> Refused:
    return Refused.because(
        "pending",
        ko="이미 결재를 기다리고 있습니다. 결재권자의 처리를 기다리세요.",
        en="This waits for approval already. Wait for the approver's answer.",
    )
