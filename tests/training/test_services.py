from datetime import date
from typing import Any

import pytest

from tests.factories.accounts import coordinator, officer
from tests.factories.itinerary import DAY, make_session
from tests.factories.programmes import make_call
from tests.factories.training import make_people, make_roll
from workflow.core.db import db
from workflow.core.errors import NotAllowed, Refused, Stale
from workflow.core.events import _handlers, on
from workflow.core.i18n import Text
from workflow.itinerary import services as itinerary
from workflow.itinerary.categories import Category
from workflow.itinerary.models import Session
from workflow.selection.models import Placement
from workflow.selection.states import PlacementState
from workflow.training import queries, services
from workflow.training.events import CompletionSettled
from workflow.training.models import Attendance, Completion
from workflow.training.preview import Decision, preview_of, token

NEXT_DAY = date(2025, 10, 29)


def code_of(refused: Any) -> str:
    return str(refused.value.reasons[0].code)


def marks(session: Session) -> dict[int, bool]:
    return {trainee: row.present for trainee, row in queries.marks_of(session.id).items()}


@pytest.fixture
def settled() -> Any:
    """The settlements that were announced, as (trainee, completed)."""
    heard: list[tuple[int, bool]] = []

    def hear(event: CompletionSettled) -> None:
        heard.append((event.trainee_id, event.completed))

    on(CompletionSettled, hear)
    yield heard
    _handlers[CompletionSettled].remove(hear)


def test_a_roll_says_of_everybody_who_comes_whether_they_were_there(work: Any) -> None:
    call = make_call()
    session, (anna, bora) = make_session(call), make_people(call)
    services.call_roll(session, {bora, 4711}, actor=coordinator())
    assert marks(session) == {anna: False, bora: True}


def test_a_roll_is_mended_and_the_record_holds_what_changed(work: Any) -> None:
    call, me = make_call(), officer()
    session, (anna, bora) = make_session(call), make_people(call)
    services.call_roll(session, {anna}, actor=me)
    services.call_roll(session, {anna, bora}, actor=me)
    services.call_roll(session, {anna, bora}, actor=me)
    assert marks(session) == {anna: True, bora: True}
    said = [(entry.before, entry.after) for entry in db.session().info["audit_rows"] if entry.verb == "attendance.roll"]
    assert said == [
        ({str(anna): None, str(bora): None}, {str(anna): True, str(bora): False}),
        ({str(bora): False}, {str(bora): True}),
    ]  # fmt: skip


def test_a_stale_roll_is_told_and_changes_nothing(work: Any) -> None:
    call, me = make_call(), coordinator()
    session, (anna, _bora) = make_session(call), make_people(call)
    seen = queries.roster_of(call.id).sheet.token(session.id)
    services.call_roll(session, {anna}, actor=me, seen=seen)
    with pytest.raises(Stale):
        services.call_roll(session, set(), actor=me, seen=seen)
    assert marks(session)[anna] is True


def test_the_roll_is_called_only_where_it_counts_and_somebody_comes(work: Any) -> None:
    call, me = make_call(), coordinator()
    arrival, lecture = make_session(call, category=Category.ARRIVAL), make_session(call)
    with pytest.raises(Refused) as refused:
        services.call_roll(arrival, set(), actor=me)
    assert code_of(refused) == "not_counted"
    with pytest.raises(Refused) as refused:
        services.call_roll(lecture, set(), actor=me)
    assert code_of(refused) == "nobody"


def test_a_whole_day_is_marked_and_an_absence_on_record_stays(work: Any) -> None:
    call, me = make_call(), coordinator()
    first, second, meal = make_session(call), make_session(call), make_session(call, category=Category.MEAL)
    other_day = make_session(call, day=NEXT_DAY)
    anna, bora = make_people(call)
    services.call_roll(first, {bora}, actor=me)
    assert services.all_present(call, DAY, actor=me) == 2
    assert (marks(first), marks(second)) == ({anna: False, bora: True}, {anna: True, bora: True})
    assert (marks(meal), marks(other_day)) == ({}, {})
    assert services.all_present(call, DAY, actor=me) == 0


def test_a_day_without_sessions_has_nothing_to_mark(work: Any) -> None:
    call = make_call()
    make_people(call)
    with pytest.raises(Refused) as refused:
        services.all_present(call, DAY, actor=coordinator())
    assert code_of(refused) == "nothing_to_mark"


def test_a_session_whose_roll_was_called_is_not_removed(work: Any) -> None:
    call, me = make_call(), coordinator()
    session, people = make_session(call), make_people(call)
    services.call_roll(session, people, actor=me)
    with pytest.raises(Refused) as refused:
        itinerary.remove_session(session, actor=me)
    assert code_of(refused) == "attended"


def sheet_of_five(call: Any) -> tuple[list[Session], int, int]:
    """Make five sessions: Anna was at four of them, Bora at three."""
    sessions = [make_session(call, title=f"일정 {n}") for n in range(5)]
    anna, bora = make_people(call)
    for n, session in enumerate(sessions):
        make_roll(session, (anna, bora), [anna] * (n < 4) + [bora] * (n < 3))
    return sessions, anna, bora


def test_completion_is_settled_by_the_calls_rule_and_announced(work: Any, settled: list[tuple[int, bool]]) -> None:
    call = make_call()  # at least 0.8 of the sessions
    _sessions, anna, bora = sheet_of_five(call)
    rows = services.settle(call, actor=coordinator())
    assert [(one.trainee_id, one.completed, one.attended, one.sessions) for one in rows] == [
        (anna, True, 4, 5), (bora, False, 3, 5),
    ]  # fmt: skip
    assert rows[1].reason.en == "not completed: attended 3 of 5 sessions (60%, at least 80% are asked)"
    assert settled == [(anna, True), (bora, False)]


def test_after_a_correction_only_what_changed_is_settled_and_announced_again(
    work: Any, settled: list[tuple[int, bool]]
) -> None:
    call, me = make_call(), coordinator()
    sessions, anna, bora = sheet_of_five(call)
    services.settle(call, actor=me)
    assert services.settle(call, actor=me) == []
    services.call_roll(sessions[3], {anna, bora}, actor=me)
    preview = preview_of(call, queries.roster_of(call.id), queries.completions_of(call.id))
    assert [line.is_new for line in preview.lines] == [False, True]
    (row,) = services.settle(call, actor=me)
    assert (row.trainee_id, row.completed, row.version) == (bora, True, 2)
    assert settled == [(anna, True), (bora, False), (bora, True)]


def test_who_will_not_come_is_not_settled(work: Any) -> None:
    call = make_call()
    _sessions, anna, bora = sheet_of_five(call)
    db.session.query(Placement).filter_by(trainee_id=bora).one().state = PlacementState.GONE
    assert [one.trainee_id for one in services.settle(call, actor=coordinator())] == [anna]


def test_a_late_comer_is_absent_where_the_roll_says_nothing(work: Any) -> None:
    call, me = make_call(), coordinator()
    first, second = make_session(call), make_session(call)
    anna, late = make_people(call)
    make_roll(first, [anna], [anna])
    services.call_roll(second, {anna, late}, actor=me)
    rows = {one.trainee_id: one for one in services.settle(call, actor=me)}
    assert (rows[late].attended, rows[late].sessions) == (1, 2)
    assert queries.roster_of(call.id).sheet.gaps(first.id) == (late,)


def test_a_session_that_does_not_count_is_left_out_of_the_share(work: Any) -> None:
    call = make_call()
    sessions, anna, bora = sheet_of_five(call)
    sessions[3].counts = sessions[4].counts = False
    assert [(one.trainee_id, one.attended, one.sessions, one.completed) for one in services.settle(call, actor=officer())] == [
        (anna, 3, 3, True), (bora, 3, 3, True),
    ]  # fmt: skip


def test_nothing_is_settled_without_people_or_rolls(work: Any) -> None:
    call, me = make_call(), coordinator()
    make_session(call)
    with pytest.raises(Refused) as refused:
        services.settle(call, actor=me)
    assert code_of(refused) == "nobody"
    make_people(call)
    with pytest.raises(Refused) as refused:
        services.settle(call, actor=me)
    assert code_of(refused) == "no_roll"
    assert db.session.query(Completion).count() == 0


def test_a_preview_that_has_changed_is_not_settled(work: Any) -> None:
    call, me = make_call(), coordinator()
    sessions, anna, _bora = sheet_of_five(call)
    seen = token(queries.roster_of(call.id), {})
    services.call_roll(sessions[0], {anna}, actor=me)
    with pytest.raises(Stale):
        services.settle(call, actor=me, seen=seen)


def test_a_call_without_a_rule_is_decided_by_hand_with_a_reason(work: Any, settled: list[tuple[int, bool]]) -> None:
    call, me = make_call(completion=None), coordinator()
    anna, bora = make_people(call)
    with pytest.raises(Refused) as refused:
        services.settle(call, actor=me, decisions={anna: Decision(True, " ")})
    assert [(one.code, one.field) for one in refused.value.reasons] == [
        ("no_reason", f"reason-{anna}"), ("undecided", f"completed-{bora}"),
    ]  # fmt: skip
    with pytest.raises(Refused) as refused:
        services.settle(call, actor=me, decisions={one: Decision(True, "가" * 501) for one in (anna, bora)})
    assert code_of(refused) == "long_reason"
    decisions = {anna: Decision(True, "과제 제출"), bora: Decision(False, "질병으로 귀국")}
    services.settle(call, actor=me, decisions=decisions)
    assert services.settle(call, actor=me, decisions=decisions) == []
    decisions[bora] = Decision(False, "질병으로 조기 귀국")
    (row,) = services.settle(call, actor=me, decisions=decisions)
    assert row.reason == Text("질병으로 조기 귀국", "질병으로 조기 귀국")
    assert settled == [(anna, True), (bora, False), (bora, False)]


def test_only_trainers_call_rolls_and_settle(work: Any) -> None:
    other = type("Actor", (), {"id": 1, "name": "x", "roles": {"company", "approver", "committee", "admin"}})()
    call = make_call()
    sessions, _anna, _bora = sheet_of_five(call)
    for verb in (
        lambda: services.call_roll(sessions[0], set(), actor=other),
        lambda: services.all_present(call, DAY, actor=other),
        lambda: services.settle(call, actor=other),
    ):
        with pytest.raises(NotAllowed):
            verb()
    assert db.session.query(Attendance).filter_by(present=False).count() == 3
