"""The approver's page: what waits, the answer, and who may not give it."""

from __future__ import annotations

import pytest
from markupsafe import Markup

from tests.conftest import Client
from tests.factories.accounts import UserFactory, approver, company_officer, officer
from tests.factories.approvals import ApprovalFactory
from tests.support.counting import statements
from workflow.accounts.roles import Role
from workflow.approvals import services
from workflow.approvals.models import Approval
from workflow.approvals.states import ApprovalState
from workflow.core import slots
from workflow.core.db import db, unit_of_work


def sent_up(**values: object) -> int:
    with unit_of_work():
        return int(ApprovalFactory(**values).id)


def signed_in(client: Client, *roles: Role) -> Client:
    with unit_of_work():
        user = UserFactory(roles=list(roles), name="정현우")
    return client.sign_in(user)


def state_of(id: int) -> ApprovalState:
    return db.session.get_one(Approval, id).state


def test_inbox_says_what_will_be_here_when_nothing_waits(client: Client) -> None:
    page = signed_in(client, Role.APPROVER).get("/manage/approvals")
    assert page.status_code == 200
    assert "기다리는 결재가 없습니다" in page.text


def test_inbox_shows_the_oldest_first_with_its_sender_and_summary(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(slots._slots, "approval.subject", [lambda approval: Markup("<p>요약</p>")])
    first, second = sent_up(submitted_name="서지우"), sent_up()
    page = signed_in(client, Role.APPROVER).get("/manage/approvals").text
    assert page.index(f'id="approval-{first}"') < page.index(f'id="approval-{second}"')
    assert "표본 선정(안)" in page
    assert "서지우" in page
    assert page.count("<p>요약</p>") == 2
    assert 'href="/manage/calls/SAMPLE/selection"' in page
    assert page.count("<h1>") == 1


def test_approve_answers_with_the_page_and_the_title(client: Client) -> None:
    id = sent_up()
    answer = signed_in(client, Role.APPROVER).post(
        f"/manage/approvals/{id}/approve", data={f"approval-{id}-version": "1"}, follow_redirects=True
    )
    assert "결재했습니다: 표본 선정(안)" in answer.text
    assert state_of(id) is ApprovalState.APPROVED
    decided = client.get("/manage/approvals?state=decided").text
    assert "결재완료" in decided
    assert "정현우" in decided


def test_return_without_a_reason_shows_the_page_again_and_changes_nothing(client: Client) -> None:
    id = sent_up()
    answer = signed_in(client, Role.APPROVER).post(
        f"/manage/approvals/{id}/return", data={f"approval-{id}-version": "1", f"approval-{id}-reason": " "}
    )
    assert answer.status_code == 422
    assert "반려 사유를 입력하세요. 올린 사람이 무엇을 고칠지 알 수 있어야 합니다." in answer.text
    assert state_of(id) is ApprovalState.PENDING


def test_return_that_is_too_long_keeps_what_was_typed(client: Client) -> None:
    id, reason = sent_up(), "가" * 2001
    answer = signed_in(client, Role.APPROVER).post(
        f"/manage/approvals/{id}/return", data={f"approval-{id}-version": "1", f"approval-{id}-reason": reason}
    )
    assert answer.status_code == 422
    assert reason in answer.text


def test_return_with_a_reason_keeps_it(client: Client) -> None:
    id = sent_up()
    answer = signed_in(client, Role.APPROVER).post(
        f"/manage/approvals/{id}/return", data={f"approval-{id}-version": "1", f"approval-{id}-reason": "정원 초과"}
    )
    assert (answer.status_code, answer.location) == (303, "/manage/approvals")
    assert "정원 초과" in client.get("/manage/approvals?state=decided").text


@pytest.mark.parametrize("version", ["0", "7", "", "x"])
@pytest.mark.parametrize("verb", ["approve", "return"])
def test_stale_page_is_answered_with_409_and_changes_nothing(client: Client, verb: str, version: str) -> None:
    id = sent_up()
    answer = signed_in(client, Role.APPROVER).post(
        f"/manage/approvals/{id}/{verb}", data={f"approval-{id}-version": version, f"approval-{id}-reason": "사유"}
    )
    assert answer.status_code == 409
    assert "그 사이 내용이 바뀌었습니다" in answer.text
    if verb == "return":
        assert '<blockquote class="card prose">사유</blockquote>' in answer.text
    assert state_of(id) is ApprovalState.PENDING


def test_own_submission_has_no_buttons_and_a_post_is_refused_with_the_reason(client: Client) -> None:
    with unit_of_work():
        both = UserFactory(roles=[Role.OFFICER, Role.APPROVER])
        id = ApprovalFactory(submitted_by=both.id).id
    client.sign_in(both)
    page = client.get("/manage/approvals").text
    assert "본인이 올린 문서입니다. 다른 결재권자가 처리해야 합니다." in page
    assert f"/manage/approvals/{id}/approve" not in page
    answer = client.post(f"/manage/approvals/{id}/approve", data={f"approval-{id}-version": "1"}, follow_redirects=True)
    assert "본인이 올린 문서는 본인이 결재할 수 없습니다. 다른 결재권자가 처리해야 합니다." in answer.text
    assert state_of(id) is ApprovalState.PENDING


def test_only_approvers_come_in(client: Client) -> None:
    id = sent_up()
    with unit_of_work():
        others = [officer(), company_officer()]
    for user in others:
        client.sign_in(user)
        assert client.get("/manage/approvals").status_code == 403
        assert client.post(f"/manage/approvals/{id}/approve", data={f"approval-{id}-version": "1"}).status_code == 403
    assert state_of(id) is ApprovalState.PENDING


@pytest.mark.parametrize("id", [999, 2**31, 2**63])
def test_an_approval_that_is_not_there_is_404(client: Client, id: int) -> None:
    signed_in(client, Role.APPROVER)
    assert client.post(f"/manage/approvals/{id}/approve").status_code == 404


@pytest.mark.parametrize("rows", [1, 3])
@pytest.mark.parametrize("query", ["", "?state=decided"])
def test_inbox_takes_the_same_queries_for_every_number_of_rows(client: Client, rows: int, query: str) -> None:
    with unit_of_work():
        judge = approver()
        for _ in range(rows):
            ApprovalFactory()
        for _ in range(rows):
            services.approve(ApprovalFactory(), actor=judge)
    client.sign_in(judge)
    with statements() as queries:
        assert client.get(f"/manage/approvals{query}").status_code == 200
    assert len(queries) == 3, queries  # the reader, their roles, the approvals
