"""Who of a company submits and withdraws: a member who only writes is refused, and told whom to ask."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask

from tests.conftest import Client
from tests.factories.accounts import CompanyFactory, company_officer, officer
from tests.factories.nominations import make_nomination
from tests.factories.programmes import make_call
from workflow.accounts.models import User
from workflow.accounts.roles import Right
from workflow.core.audit import SYSTEM, Actor
from workflow.core.db import db, unit_of_work
from workflow.core.errors import Refused
from workflow.nominations import services
from workflow.nominations.models import Nomination
from workflow.nominations.states import NominationState


class House:
    """A company with a draft and a submitted nomination, and a member with each right."""

    def __init__(self) -> None:
        with unit_of_work():
            company, call = CompanyFactory(), make_call()
            self.draft = make_nomination(call, company)
            self.submitted = make_nomination(call, company, state=NominationState.SUBMITTED)
            self.members = {
                right: company_officer(company=company, right=right, password_hash="x", name=f"이{right}")
                for right in Right
            }  # fmt: skip

    @property
    def writer(self) -> User:
        return self.members[Right.WRITE]


def state_of(nomination: Nomination) -> NominationState:
    return db.session.get_one(Nomination, nomination.id).state


@pytest.mark.parametrize("right", [Right.MANAGE, Right.SUBMIT])
def test_who_may_submit_submits_and_withdraws(app: Flask, right: Right) -> None:
    house = House()
    with unit_of_work():
        services.submit(house.draft, actor=house.members[right])
        services.withdraw(house.submitted, actor=house.members[right], reason="일정 변경")
    assert (state_of(house.draft), state_of(house.submitted)) == (NominationState.SUBMITTED, NominationState.WITHDRAWN)


def test_who_writes_is_refused_and_nothing_changes(app: Flask) -> None:
    house = House()
    for act in (
        lambda: services.submit(house.draft, actor=house.writer),
        lambda: services.withdraw(house.submitted, actor=house.writer, reason="일정 변경"),
    ):
        with pytest.raises(Refused) as refused, unit_of_work():
            act()
        assert refused.value.reasons[0].code == "right"
    assert (state_of(house.draft), state_of(house.submitted)) == (NominationState.DRAFT, NominationState.SUBMITTED)


@pytest.mark.parametrize("make", [officer, lambda: SYSTEM])
def test_office_and_imports_withdraw_for_any_company(app: Flask, make: Callable[[], Actor]) -> None:
    house = House()
    with unit_of_work():
        services.withdraw(house.submitted, actor=make(), reason="기업 요청")
    assert state_of(house.submitted) is NominationState.WITHDRAWN


def test_page_names_who_submits_and_offers_no_withdrawal(client: Client) -> None:
    house = House()
    page = client.sign_in(house.writer).get(f"/nominations/{house.submitted.id}").text
    assert "제출 권한이 있는 동료: 이manage, 이submit" in page
    assert f"/nominations/{house.submitted.id}/withdraw" not in page
    page = client.sign_in(house.members[Right.SUBMIT]).get(f"/nominations/{house.submitted.id}").text
    assert "제출 권한이 있는 동료" not in page
    assert f"/nominations/{house.submitted.id}/withdraw" in page


def test_writer_who_submits_all_the_same_is_told_whom_to_ask(client: Client) -> None:
    house = House()
    client.sign_in(house.writer)
    answer = client.post(f"/nominations/{house.draft.id}/submit", data={"version": "1"})
    assert answer.status_code == 422
    assert "제출 권한이 있는 동료: 이manage, 이submit" in answer.text
    withdrawal = {"version": "1", "reason": "일정 변경"}
    answer = client.post(f"/nominations/{house.submitted.id}/withdraw", data=withdrawal, follow_redirects=True)
    assert "추천서를 제출하거나 철회할 권한이 없습니다." in answer.text
    assert (state_of(house.draft), state_of(house.submitted)) == (NominationState.DRAFT, NominationState.SUBMITTED)
