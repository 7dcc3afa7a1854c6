from datetime import date, time
from typing import Any

import pytest
import sqlalchemy as sa

from tests.factories.accounts import coordinator, officer
from tests.factories.itinerary import DAY, content, make_host, make_session
from tests.factories.programmes import POLICY_INTERNSHIP, make_call
from workflow.core.audit import SYSTEM
from workflow.core.db import db
from workflow.core.errors import NotAllowed, Refused, Stale
from workflow.core.events import _handlers, on
from workflow.core.i18n import Text
from workflow.itinerary import hosts, queries, services
from workflow.itinerary.categories import Category
from workflow.itinerary.events import ItineraryReleased
from workflow.itinerary.models import HostInstitution, Session
from workflow.itinerary.states import SessionState

WEDNESDAY, THURSDAY = date(2025, 10, 29), date(2025, 10, 30)


def titles(call_id: int, day: date = DAY) -> list[str]:
    return [one.title.ko for one in queries.sessions_on(call_id, day)]


def code_of(refused: Any) -> str:
    return str(refused.value.reasons[0].code)


def test_the_draft_is_taken_over_with_its_days_hosts_and_categories(work: Any) -> None:
    call = make_call()
    made = services.take_over_draft(call, actor=SYSTEM)
    assert len(made) == 15
    days = queries.days_of(call)
    assert [len(day.sessions) for day in days] == [2, 3, 3, 1, 2, 3, 1]
    assert days[1].theme == Text("정책소개", "Policy introduction")
    third = days[2].sessions[1]
    assert (third.host.name_ko, third.state, third.starts) == ("서울시메트로9호선", SessionState.UNCONFIRMED, None)
    assert days[3].sessions[0].host.name_ko == "차량제작업체"  # the only host beside the only item of its day
    assert [one.host for one in days[1].sessions] == [None, None, None]  # which one is for whom is not said
    assert len(queries.hosts()) == 6
    assert [one.counts for one in days[0].sessions] == [False, True]


def test_the_draft_of_another_shape_is_taken_over_too(work: Any) -> None:
    call = make_call(POLICY_INTERNSHIP)
    assert len(services.take_over_draft(call, actor=SYSTEM)) == 8
    assert len(queries.days_of(call)) == 18


def test_the_draft_is_taken_over_once(work: Any) -> None:
    call = make_call()
    services.take_over_draft(call, actor=SYSTEM)
    with pytest.raises(Refused) as refused:
        services.take_over_draft(call, actor=SYSTEM)
    assert code_of(refused) == "taken_over"


def test_a_call_without_a_draft_says_how_to_begin(work: Any) -> None:
    with pytest.raises(Refused) as refused:
        services.take_over_draft(make_call(programme_draft=[]), actor=SYSTEM)
    assert code_of(refused) == "no_draft"


def test_a_session_takes_its_place_by_its_time(work: Any) -> None:
    call, planner = make_call(), coordinator()
    make_session(call, "14:00", "15:00", title="오후")
    make_session(call, title="미정")
    services.add_session(call, content("09:00", "10:00", title=Text("오전")), actor=planner)
    assert titles(call.id) == ["오전", "미정", "오후"]
    assert [one.position for one in queries.sessions_on(call.id, DAY)] == [0, 1, 2]


def test_a_new_host_is_made_once_and_an_english_name_fills_its_gap(work: Any) -> None:
    call, planner = make_call(), coordinator()
    first = services.add_session(call, content(new_host=Text("코레일")), actor=planner)
    second = services.add_session(call, content(new_host=Text("코레일", "Korail")), actor=planner)
    assert first.host_id == second.host_id
    assert [host.name for host in queries.hosts()] == [Text("코레일", "Korail")]


def test_a_wrong_session_is_refused_whole(work: Any) -> None:
    call = make_call()
    with pytest.raises(Refused) as refused:
        services.add_session(call, content("10:00", "09:00", title=Text("")), actor=coordinator())
    assert [one.field for one in refused.value.reasons] == ["title_ko", "ends"]
    with pytest.raises(Refused) as refused:
        services.add_session(call, content(host_id=4711), actor=coordinator())
    assert code_of(refused) == "host"


def test_a_changed_session_moves_to_its_time_and_day(work: Any) -> None:
    call, planner = make_call(), officer()
    make_session(call, "09:00", title="첫째")
    second = make_session(call, "10:00", title="둘째")
    make_session(call, "11:00", title="셋째")
    services.change_session(second, content("12:00", title=Text("둘째")), actor=planner, version=1)
    assert titles(call.id) == ["첫째", "셋째", "둘째"]
    services.change_session(second, content("08:00", day=WEDNESDAY, title=Text("둘째")), actor=planner, version=2)
    assert titles(call.id) == ["첫째", "셋째"]
    assert titles(call.id, WEDNESDAY) == ["둘째"]
    assert (second.version, second.starts, second.category) == (3, time(8), Category.LECTURE)


def test_a_stale_change_is_told_and_changes_nothing(work: Any) -> None:
    call, planner = make_call(), coordinator()
    session = make_session(call)
    services.change_session(session, content(title=Text("새 이름")), actor=planner, version=1)
    for verb in (
        lambda: services.change_session(session, content(), actor=planner, version=1),
        lambda: services.move_to_day(session, WEDNESDAY, actor=planner, version=1),
        lambda: services.remove_session(session, actor=planner, version=1),
    ):
        with pytest.raises(Stale):
            verb()
    assert titles(call.id) == ["새 이름"]


def test_a_session_that_was_removed_meanwhile_is_stale(work: Any) -> None:
    session = make_session(make_call())
    work.execute(sa.delete(Session))
    with pytest.raises(Stale):
        services.change_session(session, content(), actor=coordinator(), version=1)


def test_another_host_has_to_agree_anew(work: Any) -> None:
    call, planner = make_call(), coordinator()
    host = make_host()
    session = make_session(call, host_id=host.id)
    services.confirm_host(session, actor=planner, version=1)
    assert session.state is SessionState.CONFIRMED
    services.change_session(session, content("09:00", host_id=host.id), actor=planner, version=2)
    assert session.state is SessionState.CONFIRMED
    services.change_session(session, content("09:00", new_host=Text("코레일")), actor=planner, version=3)
    assert session.state is SessionState.UNCONFIRMED


def test_a_session_without_host_has_nobody_to_agree(work: Any) -> None:
    with pytest.raises(Refused) as refused:
        services.confirm_host(make_session(make_call()), actor=coordinator())
    assert code_of(refused) == "no_host"


def test_an_agreement_is_taken_back(work: Any) -> None:
    planner = coordinator()
    session = make_session(make_call(), host_id=make_host().id, state=SessionState.CONFIRMED)
    services.reopen_host(session, actor=planner, version=1)
    assert session.state is SessionState.UNCONFIRMED


def test_sessions_change_places_and_their_neighbours_pages_stay_good(work: Any) -> None:
    call, planner = make_call(), coordinator()
    first, second = make_session(call, title="첫째"), make_session(call, title="둘째")
    services.move_session(second, "up", actor=planner, version=1)
    assert titles(call.id) == ["둘째", "첫째"]
    assert (first.version, second.version) == (1, 2)
    with pytest.raises(Refused) as refused:
        services.move_session(second, "up", actor=planner)
    assert code_of(refused) == "order"


def test_a_session_moves_to_another_day(work: Any) -> None:
    call, planner = make_call(), coordinator()
    moved = make_session(call, "09:00", title="이동")
    make_session(call, "10:00", title="남음")
    make_session(call, "14:00", day=WEDNESDAY, title="오후")
    services.move_to_day(moved, WEDNESDAY, actor=planner, version=1)
    assert (titles(call.id), titles(call.id, WEDNESDAY)) == (["남음"], ["이동", "오후"])
    assert [one.position for one in queries.sessions_on(call.id, DAY)] == [0]


def test_a_removed_session_never_lends_its_id(work: Any) -> None:
    call, planner = make_call(), coordinator()
    session = make_session(call)
    old = session.id
    services.remove_session(session, actor=planner, version=1)
    assert titles(call.id) == []
    assert services.add_session(call, content(), actor=planner).id > old


def test_a_day_gets_another_theme(work: Any) -> None:
    call, planner = make_call(), coordinator()
    services.set_theme(call, DAY, Text("현장", "Sites"), actor=planner, version=0)
    services.set_theme(call, DAY, Text("기관", "Institutions"), actor=planner, version=1)
    with pytest.raises(Stale):
        services.set_theme(call, DAY, Text("늦음", "Late"), actor=planner, version=1)
    assert queries.days_of(call)[2].theme == Text("기관", "Institutions")


def test_a_host_is_renamed_but_not_to_another_one(work: Any) -> None:
    planner, host = coordinator(), make_host("서울시메트로9호선", "")
    make_host("서울교통공사")
    hosts.rename(host, Text("서울시메트로9호선", "Seoul Metro Line 9"), actor=planner, version=1)
    assert host.name_en == "Seoul Metro Line 9"
    with pytest.raises(Refused) as refused:
        hosts.rename(host, Text("서울교통공사", ""), actor=planner, version=2)
    assert (code_of(refused), refused.value.reasons[0].field) == ("host_known", "name_ko")
    with pytest.raises(Stale):
        hosts.rename(host, Text("다른 이름", ""), actor=planner, version=1)


@pytest.fixture
def released() -> Any:
    """The releases that were announced."""
    heard: list[ItineraryReleased] = []
    on(ItineraryReleased, heard.append)
    yield heard
    _handlers[ItineraryReleased].remove(heard.append)


def test_a_release_is_frozen_numbered_and_announced(work: Any, released: list[ItineraryReleased]) -> None:
    call, planner = make_call(), coordinator()
    session = make_session(call, "09:00", "11:00", host_id=make_host().id)
    first = services.release(call, actor=planner)
    services.change_session(session, content("10:00", title=Text("바뀜")), actor=planner)
    second = services.release(call, actor=planner)
    assert (first.number, second.number) == (1, 2)
    kept = first.itinerary.sessions[0]
    assert (kept.title, kept.host, kept.starts) == (Text("차량기지 견학", "Depot"), Text("서울교통공사", "Seoul Metro"), time(9))
    assert second.itinerary.sessions[0].title.ko == "바뀜"
    assert (second.released_name, second.released_by) == (planner.name, planner.id)
    assert [(one.subject_id, one.call_id, one.number) for one in released] == [
        (first.id, call.id, 1), (second.id, call.id, 2),
    ]  # fmt: skip


def test_nothing_new_is_not_released_again(work: Any) -> None:
    call, planner = make_call(), coordinator()
    with pytest.raises(Refused) as refused:
        services.release(call, actor=planner)
    assert code_of(refused) == "empty"
    make_session(call)
    services.release(call, actor=planner)
    with pytest.raises(Refused) as refused:
        services.release(call, actor=planner)
    assert code_of(refused) == "unchanged"


def test_what_changed_since_the_page_was_opened_is_not_released(work: Any) -> None:
    call, planner = make_call(), coordinator()
    session = make_session(call)
    seen = queries.working(call).digest()
    services.change_session(session, content(), actor=planner)
    with pytest.raises(Stale):
        services.release(call, actor=planner, seen=seen)
    assert services.release(call, actor=planner, seen=queries.working(call).digest()).number == 1


def test_only_planners_plan(work: Any) -> None:
    from_company = type("Actor", (), {"id": 1, "name": "x", "roles": {"company", "approver", "admin"}})()
    call, host = make_call(), make_host()
    session = make_session(call, host_id=host.id)
    for verb in (
        lambda: services.take_over_draft(call, actor=from_company),
        lambda: services.add_session(call, content(), actor=from_company),
        lambda: services.change_session(session, content(), actor=from_company),
        lambda: services.move_session(session, "up", actor=from_company),
        lambda: services.move_to_day(session, THURSDAY, actor=from_company),
        lambda: services.remove_session(session, actor=from_company),
        lambda: services.confirm_host(session, actor=from_company),
        lambda: services.reopen_host(session, actor=from_company),
        lambda: services.set_theme(call, DAY, Text("x", "x"), actor=from_company),
        lambda: services.release(call, actor=from_company),
        lambda: hosts.rename(host, Text("x", "x"), actor=from_company),
    ):
        with pytest.raises(NotAllowed):
            verb()


def test_every_verb_is_in_the_record(work: Any) -> None:
    call, planner = make_call(), coordinator()
    session = services.add_session(call, content(new_host=Text("코레일")), actor=planner)
    services.confirm_host(session, actor=planner)
    services.move_to_day(session, WEDNESDAY, actor=planner)
    services.set_theme(call, DAY, Text("현장", "Sites"), actor=planner)
    services.release(call, actor=planner)
    services.remove_session(session, actor=planner)
    pending = db.session().info["audit_rows"]
    own = [entry.verb for entry in pending if not entry.verb.startswith("itinerary_document.")]  # its print
    assert own == [
        "host_institution.add", "session.add", "session.confirm", "session.move", "itinerary.theme",
        "itinerary.release", "session.remove",
    ]  # fmt: skip
    assert db.session.scalar(sa.select(sa.func.count()).select_from(HostInstitution)) == 1
