"""Any order of drafting, saving, submitting and withdrawing, before and after the deadline, leaves what the
model says: nothing late or incomplete comes in, and the receipt numbers have no gap."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from tests.factories.accounts import company_officer
from tests.factories.nominations import make_nomination
from tests.factories.programmes import make_call
from workflow.accounts.models import User
from workflow.core import clock
from workflow.core.db import db, unit_of_work
from workflow.core.errors import Refused
from workflow.nominations import services
from workflow.nominations.models import Nomination
from workflow.nominations.states import NominationState
from workflow.programmes.models import Call

OPENS = datetime(2025, 7, 24, 3, 0, tzinfo=UTC)
CLOSES = datetime(2025, 7, 25, 15, 0, tzinfo=UTC)


class Lifecycle(RuleBasedStateMachine):
    """`model` holds the state of each nomination of this run, `complete` whether it has all its answers."""

    nominations = Bundle("nominations")

    def __init__(self, call_id: int, user_id: int, set_clock: Callable[[datetime], None]) -> None:
        super().__init__()
        self.call_id, self.user_id, self.set_clock = call_id, user_id, set_clock
        self.now = OPENS
        self.model: dict[int, NominationState] = {}
        self.complete: dict[int, bool] = {}
        set_clock(self.now)

    def attempt(self, verb: Callable[[Nomination, User], Any], nomination_id: int) -> bool:
        try:
            with unit_of_work():
                verb(db.session.get_one(Nomination, nomination_id), db.session.get_one(User, self.user_id))
        except Refused:
            return False
        return True

    @rule(target=nominations, complete=st.booleans())
    def draft(self, complete: bool) -> int:
        with unit_of_work():
            company = db.session.get_one(User, self.user_id).company
            made = make_nomination(db.session.get_one(Call, self.call_id), company, city="Hanoi" if complete else "")
            made_id = made.id
        self.model[made_id], self.complete[made_id] = NominationState.DRAFT, complete
        return made_id

    @rule(nomination_id=nominations, city=st.sampled_from(["", "Hanoi", "Huế"]))
    def save(self, nomination_id: int, city: str) -> None:
        done = self.attempt(lambda one, user: services.save_step(one, {"city": city}, actor=user), nomination_id)
        assert done is (self.model[nomination_id] is NominationState.DRAFT)
        if done:
            self.complete[nomination_id] = bool(city)

    @rule(nomination_id=nominations)
    def submit(self, nomination_id: int) -> None:
        may = (
            self.model[nomination_id] is NominationState.DRAFT and self.complete[nomination_id] and self.now < CLOSES
        )
        assert self.attempt(lambda one, user: services.submit(one, actor=user), nomination_id) is may
        if may:
            self.model[nomination_id] = NominationState.SUBMITTED

    @rule(nomination_id=nominations, reason=st.sampled_from(["", " ", "사업 중단"]))
    def withdraw(self, nomination_id: int, reason: str) -> None:
        may = self.model[nomination_id] is NominationState.SUBMITTED and bool(reason.strip())
        assert self.attempt(lambda one, user: services.withdraw(one, actor=user, reason=reason), nomination_id) is may
        if may:
            self.model[nomination_id] = NominationState.WITHDRAWN

    @rule(hours=st.integers(min_value=1, max_value=20))
    def wait(self, hours: int) -> None:
        self.now += timedelta(hours=hours)
        self.set_clock(self.now)

    @rule()
    def wait_for_the_last_second(self) -> None:
        self.now = max(self.now, CLOSES - timedelta(seconds=1))
        self.set_clock(self.now)

    @invariant()
    def the_rows_are_as_the_model(self) -> None:
        db.session.rollback()
        rows = {one.id: one for one in db.session.scalars(sa.select(Nomination).where(Nomination.id.in_(self.model)))}
        assert {key: one.state for key, one in rows.items()} == self.model
        for one in rows.values():
            assert (one.receipt_no is None) is (one.state is NominationState.DRAFT)
            assert one.received_at is None or one.received_at < CLOSES

    @invariant()
    def the_numbers_have_no_gap(self) -> None:
        given = db.session.scalars(sa.select(Nomination.receipt_no).where(Nomination.receipt_no.is_not(None))).all()
        assert sorted(str(one) for one in given) == [f"설계총괄과-2025-{n:04d}" for n in range(1, len(given) + 1)]


@pytest.mark.slow
def test_any_order_of_verbs_leaves_what_the_model_says(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    with unit_of_work():
        call_id, user_id = make_call().id, company_officer().id
    moment = [OPENS]
    monkeypatch.setattr(clock, "now", lambda: moment[0])

    def set_clock(to: datetime) -> None:
        moment[0] = to

    run_state_machine_as_test(
        lambda: Lifecycle(call_id, user_id, set_clock),
        settings=settings(max_examples=12, stateful_step_count=15, deadline=None),
    )
