"""One freed seat, 32 promotions of different reserves at the same moment, over HTTP with two processes.

The same race is run with the guards off, and then several win: what keeps the seat is the guards, and
the test sees it when they fail.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

import pytest
import sqlalchemy as sa

from tests.factories.accounts import UserFactory, approver, officer
from tests.factories.programmes import make_call
from tests.factories.selection import make_eligible, make_scores
from tests.reliability.conftest import PASSWORD, Installation
from tests.support.threads import at_once
from tests.support.visitor import Answer, Visitor
from workflow.accounts.roles import Role
from workflow.approvals import services as approvals
from workflow.approvals.models import Approval
from workflow.core import audit, countries
from workflow.core.audit import AuditEntry
from workflow.core.db import db, unit_of_work
from workflow.selection import promotions, queries, services
from workflow.selection.models import Placement, SeatCounter, Vacancy
from workflow.selection.states import PlacementState, VacancyState

RESERVES = sorted(countries.ALPHA2)[:32]
APPROVERS = 4
"""People who press; each from several tabs, since one address may sign in 30 times a minute."""
TOLD = "그 사이 내용이 바뀌었습니다"

pytestmark = [pytest.mark.slow, pytest.mark.timeout(240)]


@dataclass(frozen=True)
class Race:
    """A seat that is free, who competes for it, and who presses."""

    page: str
    vacancy: int
    reserves: tuple[int, ...]
    approvers: tuple[str, ...]

    def run(self, url: str) -> list[Answer]:
        """Have each reserve promoted at the same moment, as from pages that were all opened before."""
        people = [Visitor(url).sign_in(email, PASSWORD) for email in self.approvers]
        pages = [one.get(self.page) for one in people]

        def press(number: int) -> Answer:
            mine = number % len(people)
            form = {name: pages[mine].value(name) for name in ("csrf_token", "version")}
            form |= {"reserve": str(self.reserves[number]), "reason": "실무회의 결정"}
            return people[mine].tab().post(f"/manage/vacancies/{self.vacancy}/promote", form)

        answers = at_once(len(self.reserves), press)
        assert [one for one in answers if not isinstance(one, Answer)] == []
        return [one for one in answers if isinstance(one, Answer)]


@pytest.fixture
def race(installation: Installation) -> Race:
    """Two countries hold three seats; one of them gives up its only seat, and 32 others wait."""
    with unit_of_work():
        call = make_call(
            quotas={"countries": 2, "trainees": 3, "trainees_per_country": 2}, letters={"number": "internal"}
        )
        clerk, head = officer(), approver()
        people = [UserFactory(roles=[Role.APPROVER]) for _ in range(APPROVERS)]
        fields = [make_eligible(call, "FIRST", "VNM"), make_eligible(call, "SECOND", "IDN", 1)]
        fields += [make_eligible(call, country, country, 1, minutes=n) for n, country in enumerate(RESERVES, start=2)]
        make_scores({one: 95 - n for n, one in enumerate(fields)})
    with unit_of_work():
        services.submit(call, actor=clerk)
    with unit_of_work():
        approvals.approve(db.session.scalars(sa.select(Approval)).one(), actor=head)
    with unit_of_work():
        services.announce(queries.round_of(call.id), actor=clerk)
    with unit_of_work():
        left = next(one for one in queries.placements_of(call.id) if one.country == "IDN")
        promotions.decline(left, actor=clerk, reason="참가 포기")
    installation.give_passwords(people)
    reserves = [one.id for one in queries.placements_of(call.id) if one.state is PlacementState.RESERVE]
    assert len(reserves) == 32
    vacancy = queries.open_vacancies(call.id)[0]
    return Race(f"/manage/calls/{call.code}/selection", vacancy.id, tuple(reserves), tuple(one.email for one in people))


def selected() -> list[Placement]:
    query = sa.select(Placement).where(Placement.state == PlacementState.SELECTED).order_by(Placement.order)
    return list(db.session.scalars(query))


def used() -> dict[str, int]:
    """Return what the counters say, without those that count nothing."""
    return {one.scope: one.used for one in db.session.scalars(sa.select(SeatCounter)) if one.used}


@pytest.mark.databases
def test_one_of_32_promotions_at_once_wins_and_the_others_are_told(installation: Installation, race: Race) -> None:
    before = len(selected())
    with installation.serve("observed") as web:
        answers = race.run(web.url)
    db.session.rollback()

    assert Counter(one.status for one in answers) == {303: 1, 409: 31}
    assert len({one.process for one in answers}) == 2
    assert all(TOLD in one.text for one in answers if one.status == 409)
    winner = next(number for number, one in enumerate(answers) if one.status == 303)
    assert answers[winner].location == race.page
    assert len(selected()) == before + 1 == 3
    assert selected()[-1].id == race.reserves[winner]
    assert used() == {"trainees": 3, "countries": 2, **Counter(f"country:{one.unit}" for one in selected())}
    vacancy = db.session.get_one(Vacancy, race.vacancy)
    assert (vacancy.state, vacancy.filled_id) == (VacancyState.FILLED, race.reserves[winner])
    steps = sa.select(AuditEntry.verb).where(AuditEntry.verb.in_(["vacancy.fill", "placement.promote"]))
    assert Counter(db.session.scalars(steps)) == {"vacancy.fill": 1, "placement.promote": 1}
    assert audit.first_broken(db.session()) is None


@pytest.mark.databases
def test_without_its_guards_the_seat_is_given_several_times(installation: Installation, race: Race) -> None:
    """All who have read that the seat is free are told that they have won, and the counter knows of one."""
    before = len(selected())
    with installation.serve("unguarded") as web:
        race.run(web.url)
    db.session.rollback()

    assert len(selected()) > before + 1
    assert used()["trainees"] == 3


def test_without_the_write_lock_at_the_start_sqlite_fails_those_who_lose(
    installation: Installation, race: Race
) -> None:
    """The seat is kept, but who has read what was changed meanwhile is not told: the database fails them."""
    with installation.serve("deferred") as web:
        statuses = Counter(one.status for one in race.run(web.url))
    assert statuses[303] == 1
    assert statuses[500] > 1
