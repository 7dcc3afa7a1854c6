"""Sending up, approving, returning: once, by somebody else, and with a reason."""

from __future__ import annotations

from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from tests.factories.accounts import UserFactory, admin, approver, officer
from tests.factories.approvals import ApprovalFactory
from tests.support.hearing import hearing
from tests.support.threads import at_once
from workflow.accounts.models import User
from workflow.accounts.roles import Role
from workflow.approvals import queries, services
from workflow.approvals.events import Approved, Returned
from workflow.approvals.models import Approval
from workflow.approvals.states import ApprovalState
from workflow.core import clock
from workflow.core.audit import AuditEntry
from workflow.core.db import db, unit_of_work
from workflow.core.errors import NotAllowed, Refused, Stale
from workflow.core.i18n import Text

TITLE = Text("URT-2025 선정(안)", "URT-2025: proposal for selection")


def submit(actor: User, ref: int = 7) -> Approval:
    return services.submit_for_approval("sample", ref, TITLE, "/manage/calls/URT-2025/selection", actor=actor)


def test_submit_keeps_who_what_and_when(work: Any) -> None:
    sender = officer(name="서지우")
    approval = submit(sender)
    assert (approval.state, approval.subject_type, approval.subject_ref) == (ApprovalState.PENDING, "sample", 7)
    assert (approval.submitted_by, approval.submitted_name) == (sender.id, "서지우")
    assert approval.title == TITLE
    assert abs((clock.now() - approval.submitted_at).total_seconds()) < 5
    assert queries.pending() == [approval]


def test_submit_refuses_a_subject_that_waits_already(work: Any) -> None:
    sender = officer()
    submit(sender)
    with pytest.raises(Refused) as refused:
        submit(sender)
    assert refused.value.reasons[0].code == "pending"
    assert submit(sender, ref=8).subject_ref == 8


def test_submit_again_after_it_was_returned_begins_a_new_approval(work: Any) -> None:
    sender = officer()
    first = submit(sender)
    services.return_(first, actor=approver(), reason="정원을 다시 확인하세요")
    second = submit(sender)
    assert queries.of_subject("sample", 7) == [second, first]
    assert queries.pending_of("sample", 7) is second


def test_approve_decides_once_and_says_so(work: Any) -> None:
    approval, judge = ApprovalFactory(subject_ref=31), approver(name="정현우")
    with hearing(Approved, Returned) as heard:
        services.approve(approval, actor=judge, version=1, comment="이견 없음")
    assert (approval.state, approval.decided_by, approval.decided_name) == (ApprovalState.APPROVED, judge.id, "정현우")
    assert (approval.version, approval.comment) == (2, "이견 없음")
    [event] = heard
    assert event == Approved(
        subject_id=approval.id, actor_id=judge.id, at=event.at, subject_type="sample", subject_ref=31
    )


def test_return_needs_a_reason_and_announces_it(work: Any) -> None:
    approval, judge = ApprovalFactory(subject_ref=31), approver()
    with pytest.raises(Refused) as refused:
        services.return_(approval, actor=judge, reason=" \n ")
    [reason] = refused.value.reasons
    assert (reason.field, reason.text.en) == ("reason", "Give the reason, so that who sent it up knows what to mend.")
    with hearing(Approved, Returned) as heard:
        services.return_(approval, actor=judge, version=1, reason=" 정원을 다시 확인하세요 ")
    assert (approval.state, approval.comment) == (ApprovalState.RETURNED, "정원을 다시 확인하세요")
    assert [(type(e), e.subject_ref, e.reason) for e in heard] == [(Returned, 31, "정원을 다시 확인하세요")]  # type: ignore[attr-defined]


def test_who_sent_it_up_may_not_decide_it_even_with_both_roles(work: Any) -> None:
    both = UserFactory(roles=[Role.OFFICER, Role.APPROVER, Role.ADMIN])
    approval = submit(both)
    for decide in (services.approve, services.return_):
        extra = {"reason": "x"} if decide is services.return_ else {}
        with pytest.raises(Refused) as refused:
            decide(approval, actor=both, version=1, **extra)  # type: ignore[operator]
        assert [reason.code for reason in refused.value.reasons] == ["own"]
    assert approval.state is ApprovalState.PENDING


@pytest.mark.parametrize("make", [officer, admin])
def test_only_an_approver_decides(work: Any, make: Any) -> None:
    with pytest.raises(NotAllowed):
        services.approve(ApprovalFactory(), actor=make())


def test_a_decision_is_final(work: Any) -> None:
    approval = ApprovalFactory()
    services.approve(approval, actor=approver())
    with pytest.raises(Refused) as refused:
        services.return_(approval, actor=approver(), reason="늦음")
    assert refused.value.reasons[0].code == "state"


def test_a_stale_page_does_not_decide(work: Any) -> None:
    approval = ApprovalFactory()
    services.approve(approval, actor=approver(name="정현우"), version=1)
    with pytest.raises(Stale):
        services.approve(approval, actor=approver(), version=1)


def test_the_record_keeps_each_step_with_its_reason(app: Flask) -> None:
    with unit_of_work():
        approval = submit(officer(name="서지우"))
        services.return_(approval, actor=approver(name="정현우"), reason="정원 초과")
    rows = db.session.execute(
        sa.select(AuditEntry.verb, AuditEntry.actor_name, AuditEntry.reason)
        .where(AuditEntry.subject_type == "Approval").order_by(AuditEntry.id)
    ).all()
    assert [tuple(row) for row in rows] == [("approval.submit", "서지우", ""), ("approval.return", "정현우", "정원 초과")]


@pytest.mark.databases
def test_of_two_approvers_at_the_same_moment_one_decides(app: Flask) -> None:
    with unit_of_work():
        approval_id, judges = ApprovalFactory().id, [approver().id for _ in range(4)]

    def decide(number: int) -> None:
        with app.app_context():
            approval, judge = db.session.get_one(Approval, approval_id), db.session.get_one(User, judges[number])
            version = 1
            with unit_of_work():
                if number % 2:
                    services.return_(approval, actor=judge, version=version, reason="다시")
                else:
                    services.approve(approval, actor=judge, version=version)

    results = at_once(4, decide)
    assert [result for result in results if result is None] == [None]
    assert all(isinstance(result, Stale) for result in results if result is not None)
    assert db.session.get_one(Approval, approval_id).version == 2


@pytest.mark.databases
def test_the_same_subject_sent_up_twice_at_the_same_moment_waits_once(app: Flask) -> None:
    with unit_of_work():
        senders = [officer().id for _ in range(4)]

    def send(number: int) -> None:
        with app.app_context(), unit_of_work():
            submit(db.session.get_one(User, senders[number]))

    results = at_once(4, send)
    assert [result for result in results if result is None] == [None]
    assert all(isinstance(result, Refused) and result.reasons[0].code == "pending" for result in results if result)
    assert len(queries.pending()) == 1
