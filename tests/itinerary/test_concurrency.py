"""Two planners at the same moment, on both databases."""

from __future__ import annotations

import contextvars
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from flask import Flask

from tests.factories.itinerary import DAY, make_session
from tests.factories.programmes import make_call
from workflow.core.audit import SYSTEM
from workflow.core.db import db, unit_of_work
from workflow.core.errors import Refused, Stale
from workflow.itinerary import queries, services
from workflow.itinerary.models import ItineraryRelease, Session
from workflow.programmes.models import Call

PLANNERS = 8


def together(app: Flask, verb: Callable[[int], None]) -> list[str]:
    """Run `verb(n)` for each planner at once, each in a unit of work of its own; return how each ended."""
    start = Barrier(PLANNERS)

    def plan(n: int) -> str:
        with app.app_context():
            start.wait()
            try:
                with unit_of_work():
                    verb(n)
            except Stale:
                return "stale"
            except Refused as refused:
                return refused.reasons[0].code
            return "done"

    with ThreadPoolExecutor(PLANNERS) as pool:
        running = [pool.submit(contextvars.Context().run, plan, n) for n in range(PLANNERS)]
        ended = sorted(one.result() for one in running)
    db.session.rollback()
    return ended


def the_call() -> Call:
    return db.session.query(Call).one()


@pytest.mark.databases
def test_the_draft_is_taken_over_once_however_many_press_the_button(app: Flask) -> None:
    with unit_of_work():
        make_call()
    ended = together(app, lambda n: services.take_over_draft(the_call(), actor=SYSTEM) and None)
    assert ended == ["done"] + ["taken_over"] * (PLANNERS - 1)
    assert db.session.query(Session).count() == 15


@pytest.mark.databases
def test_one_release_is_made_of_one_itinerary(app: Flask) -> None:
    with unit_of_work():
        make_session(make_call())
    ended = together(app, lambda n: services.release(the_call(), actor=SYSTEM) and None)
    assert ended == ["done"] + ["unchanged"] * (PLANNERS - 1)
    assert [one.number for one in db.session.query(ItineraryRelease)] == [1]


@pytest.mark.databases
def test_a_days_positions_stay_in_a_row(app: Flask) -> None:
    with unit_of_work():
        call = make_call()
        ids = [make_session(call, title=f"일정 {n}").id for n in range(PLANNERS)]
    together(app, lambda n: services.move_session(db.session.get_one(Session, ids[n]), "up" if n % 2 else "down", actor=SYSTEM))
    assert [one.position for one in queries.sessions_on(the_call().id, DAY)] == list(range(PLANNERS))


@pytest.mark.databases
def test_of_two_changes_from_one_page_the_second_is_told(app: Flask) -> None:
    with unit_of_work():
        id = make_session(make_call()).id
    ended = together(app, lambda n: services.move_to_day(
        db.session.get_one(Session, id), DAY.replace(day=20 + n), actor=SYSTEM, version=1
    ))  # fmt: skip
    assert ended == ["done"] + ["stale"] * (PLANNERS - 1)
