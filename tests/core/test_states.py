"""The transition machine, on the table of nominations."""

from __future__ import annotations

import itertools
import threading

import pytest
import sqlalchemy as sa
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

from tests.factories.accounts import company_officer, officer
from tests.factories.nominations import make_nomination
from tests.factories.programmes import make_call
from workflow.approvals.states import APPROVAL
from workflow.core import clock
from workflow.core.audit import SYSTEM, AuditEntry
from workflow.core.db import db, unit_of_work
from workflow.core.errors import NotAllowed, Refused, Stale
from workflow.core.states import Machine, move
from workflow.documents.states import CERTIFICATE, ITINERARY, LETTER
from workflow.nominations.models import Nomination
from workflow.nominations.states import NOMINATION, NominationState
from workflow.programmes.states import CALL
from workflow.screening.states import CORRECTION, SCREENING
from workflow.selection.states import PLACEMENT, ROUND, VACANCY

MACHINES = (CALL, NOMINATION, SCREENING, CORRECTION, APPROVAL, ROUND, PLACEMENT, VACANCY, LETTER, CERTIFICATE, ITINERARY)


def withdraw(nomination: Nomination, **values: object) -> None:
    move(nomination, "withdraw", machine=NOMINATION, actor=SYSTEM, changes={"withdrawn_at": clock.now()}, **values)


@pytest.fixture
def submitted(app: Flask) -> Nomination:
    with unit_of_work():
        return make_nomination(make_call(), state=NominationState.SUBMITTED)


@pytest.mark.databases
def test_move_changes_state_and_columns_in_one_step_and_records_it(submitted: Nomination) -> None:
    with unit_of_work():
        withdraw(submitted, reason="the project ended")
    entry = db.session.scalars(sa.select(AuditEntry)).one()
    assert (submitted.state, submitted.version) == (NominationState.WITHDRAWN, 2)
    assert (entry.verb, entry.before, entry.after["state"], entry.reason) == (
        "nomination.withdraw", {"state": "submitted"}, "withdrawn", "the project ended",
    )


def test_move_that_is_not_in_the_table_is_refused_with_the_present_state(submitted: Nomination) -> None:
    with unit_of_work():
        withdraw(submitted)
    with pytest.raises(Refused) as refused, unit_of_work():
        withdraw(submitted)
    assert refused.value.reasons[0].code == "state"


def test_move_needs_a_role_of_the_table(submitted: Nomination) -> None:
    with unit_of_work():
        stranger = officer()
        stranger.grants[0].role = "committee"
    with pytest.raises(NotAllowed), unit_of_work():
        move(submitted, "withdraw", machine=NOMINATION, actor=stranger, changes={"withdrawn_at": clock.now()})


def test_move_with_an_old_version_says_who_was_faster(submitted: Nomination) -> None:
    with unit_of_work():
        colleague = company_officer(name="한도윤")
        move(submitted, "withdraw", machine=NOMINATION, actor=colleague, changes={"withdrawn_at": clock.now()})
    with pytest.raises(Stale) as stale, unit_of_work():
        withdraw(submitted, version=1)
    assert "한도윤" in stale.value.reasons[0].text.ko


@pytest.mark.databases
def test_two_moves_at_once_only_one_wins(app: Flask, submitted: Nomination) -> None:
    nomination_id, results = submitted.id, []
    db.session.rollback()
    start = threading.Barrier(8)

    def race() -> None:
        with app.app_context():
            start.wait()
            try:
                with unit_of_work():
                    withdraw(db.session.get_one(Nomination, nomination_id), version=1)
                results.append("won")
            except Refused:
                results.append("told")

    threads = [threading.Thread(target=race) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(results) == ["told"] * 7 + ["won"]
    assert db.session.scalar(sa.select(sa.func.count()).select_from(AuditEntry)) == 1


@pytest.mark.parametrize("machine", MACHINES, ids=lambda machine: machine.name)
def test_table_of_transitions_is_sound(machine: Machine) -> None:
    """Each verb stands once, each state has a label, and every state but the first can be reached."""
    verbs = [one.verb for one in machine.transitions]
    assert len(verbs) == len(set(verbs))
    assert set(machine.states) <= set(machine.labels)
    named = {state for one in machine.transitions for state in (*one.sources, one.target)}
    reached = {one.target for one in machine.transitions}
    assert len(named - reached) <= 2, "at most the beginnings are reached by no transition"
    assert all(one.who for one in machine.transitions)


@given(data=st.data())
def test_open_to_offers_what_the_table_allows_and_nothing_else(data: st.DataObject) -> None:
    machine = data.draw(st.sampled_from(MACHINES))
    state = data.draw(st.sampled_from(list(machine.states)))
    roles = data.draw(st.sets(st.sampled_from(["officer", "approver", "company", "coordinator", "committee"])))
    offered = {one.verb for one in machine.open_to(state, roles)}
    pairs = itertools.product(machine.transitions, roles)
    expected = {one.verb for one, role in pairs if role in one.who and state in one.sources}
    assert offered == expected
