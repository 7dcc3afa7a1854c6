"""A cap on the trainees of one company from the announcement on: counters, promotions, exceptions, pages."""

from __future__ import annotations

import contextvars
from collections import Counter
from collections.abc import Callable

import pytest
import sqlalchemy as sa
from flask import Flask

from tests.conftest import Client
from tests.factories.accounts import CompanyFactory, UserFactory
from tests.factories.programmes import make_call
from tests.factories.selection import make_eligible, make_scores
from tests.support.threads import at_once
from workflow.accounts.models import User
from workflow.accounts.roles import Role
from workflow.approvals import services as approvals
from workflow.approvals.models import Approval
from workflow.core.db import db, unit_of_work
from workflow.core.errors import Refused
from workflow.programmes.models import Call
from workflow.selection import counters, promotions, queries, services
from workflow.selection.models import Placement, SeatCounter, Vacancy
from workflow.selection.promotions import _scopes
from workflow.selection.states import PlacementState

PAGE = "/manage/calls/URT-2025/selection"
HANBIT, NURI = "2148100011", "1298100033"


class Town:
    """Hanbit nominates for Viet Nam and Peru, Nuri for Indonesia; four seats, at most two of one company."""

    def __init__(self, **quotas: int) -> None:
        with unit_of_work():
            self.call: Call = make_call(
                quotas={"trainees": 4, "trainees_per_company": 2, **quotas}, notified_by_official_letter=None
            )
            self.staff: User = UserFactory(roles=[Role.OFFICER, Role.APPROVER], language="en")
            self.boss: User = UserFactory(roles=[Role.APPROVER])
            hanbit = CompanyFactory(registration_no=HANBIT, name_en="Hanbit")
            nuri = CompanyFactory(registration_no=NURI, name_en="Nuri")
            a = make_eligible(self.call, "A", "VNM", company=hanbit)
            b = make_eligible(self.call, "B", "IDN", company=nuri)
            c = make_eligible(self.call, "C", "PER", company=hanbit)
            make_scores({a: 90, b: 80, c: 70})

    def announce(self) -> Town:
        with unit_of_work():
            services.submit(self.call, actor=self.staff)
        with unit_of_work():
            approvals.approve(db.session.scalars(sa.select(Approval)).one(), actor=self.boss)
        with unit_of_work():
            services.announce(queries.round_of(self.call.id), actor=self.staff)
        return self

    def decline(self, *keys: str) -> None:
        for key in keys:
            with unit_of_work():
                promotions.decline(self.place_of(key), actor=self.staff, reason="ill")

    def place_of(self, key: str) -> Placement:
        return next(one for one in queries.placements_of(self.call.id) if one.trainee.key == key)

    def used(self) -> dict[str, int]:
        return {one.scope: one.used for one in db.session.query(SeatCounter).filter_by(call_id=self.call.id)}

    def proposed(self) -> list[str | None]:
        return [one.proposed.trainee.key if one.proposed else None for one in queries.open_vacancies(self.call.id)]

    def selected(self) -> list[str]:
        return sorted(one.trainee.key for one in queries.selected_of(self.call.id))


@pytest.fixture
def town(app: Flask) -> Town:
    return Town()


def test_announcement_counts_the_seats_of_each_company(town: Town) -> None:
    town.announce()
    assert town.selected() == ["A-A", "A-B", "B-A", "B-B"]
    assert town.used() == {"trainees": 4, f"company:{HANBIT}": 2, f"company:{NURI}": 2}


def test_a_company_without_places_is_not_promoted_until_one_is_free(town: Town) -> None:
    town.announce().decline("B-A")
    assert town.proposed() == [None]
    vacancy = queries.open_vacancies(town.call.id)[0]
    with pytest.raises(Refused, match="All seats are taken"), unit_of_work():
        promotions.promote(vacancy, town.place_of("C-A"), actor=town.boss, reason="the meeting")
    town.decline("A-B")
    assert town.proposed() == ["C-A", None]
    assert town.used() == {"trainees": 2, f"company:{HANBIT}": 1, f"company:{NURI}": 1}
    with unit_of_work():
        promotions.promote(vacancy, town.place_of("C-A"), actor=town.boss)
    assert town.used() == {"trainees": 3, f"company:{HANBIT}": 2, f"company:{NURI}": 1}
    assert town.proposed() == [None]


def test_exception_raises_a_company_s_own_cap(town: Town) -> None:
    with unit_of_work():
        services.grant_exception(town.call, "trainees_per_company", 1, "two projects", code=HANBIT, actor=town.staff)
        services.grant_exception(town.call, "trainees", 1, "two projects", code=HANBIT, actor=town.staff)
    proposal, _field = services.current_proposal(town.call)
    assert [one.trainee for one in proposal.seats] == ["A-A", "A-B", "B-A", "B-B", "C-A"]
    town.announce()
    assert town.used() == {"trainees": 5, f"company:{HANBIT}": 3, f"company:{NURI}": 2}
    assert [one["code"] for one in queries.round_of(town.call.id).exceptions] == [HANBIT, ""]


@pytest.mark.parametrize(("cap", "code"), [
    ("trainees_per_company", ""), ("trainees_per_company", "VNM"), ("trainees_per_company", "1108100024"),
    ("trainees_per_country", ""), ("trainees_per_country", "KEN"), ("trainees_per_country", HANBIT),
])
def test_exception_names_a_country_or_a_company_that_is_ranked(town: Town, cap: str, code: str) -> None:
    with pytest.raises(Refused, match="Choose whose cap it is"), unit_of_work():
        services.grant_exception(town.call, cap, 1, "two projects", code=code, actor=town.staff)


def race(app: Flask, town: Town) -> Counter[str]:
    """Two seats are free and one place of Hanbit: promote both its reserves at the same moment."""
    town.announce().decline("A-B", "B-A")
    vacancies = [one.id for one in queries.open_vacancies(town.call.id)]
    reserves = [town.place_of(key).id for key in ("C-A", "C-B")]
    boss = town.boss.id
    db.session.rollback()

    def promote(n: int) -> str:
        with app.app_context():
            try:
                with unit_of_work() as session:
                    promotions.promote(
                        session.get_one(Vacancy, vacancies[n]), session.get_one(Placement, reserves[n]),
                        actor=session.get_one(User, boss), reason="the meeting",
                    )
            except Refused as refused:
                return refused.reasons[0].code
            return "promoted"

    ended = at_once(2, lambda n: contextvars.Context().run(promote, n))
    db.session.rollback()
    return Counter(str(one) for one in ended)


@pytest.mark.databases
def test_the_last_place_of_a_company_is_given_once(app: Flask) -> None:
    town = Town()
    assert race(app, town) == {"promoted": 1, "full": 1}
    assert len(town.selected()) == 3
    assert town.used() == {"trainees": 3, f"company:{HANBIT}": 2, f"company:{NURI}": 1}
    assert len(queries.open_vacancies(town.call.id)) == 1


@pytest.mark.databases
def test_without_its_counter_the_place_is_given_twice(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    """What keeps the place is the counter, and the test above sees it when it fails."""
    but_the_company: Callable[[Placement], tuple[str, ...]] = lambda one: _scopes(one)[:2]  # noqa: E731
    monkeypatch.setattr(promotions, "_scopes", but_the_company)
    assert race(app, Town()) == {"promoted": 2}


def test_the_table_itself_refuses_a_company_more_than_its_cap(town: Town) -> None:
    town.announce()
    with pytest.raises(sa.exc.IntegrityError, match="within_cap"), unit_of_work() as session:
        session.execute(
            sa.update(SeatCounter).where(SeatCounter.scope == counters.of_company(HANBIT)).values(used=3)
        )


def test_proposal_page_says_why_and_tries_another_cap(town: Town, client: Client) -> None:
    client.sign_in(town.staff)
    page = client.get(PAGE).text
    assert "two caps bind: at most 2 from one company and 4 trainees in all" in page
    assert 'name="per_company"' in page
    tried = client.get(f"{PAGE}?per_company=1").text
    assert "the company&#39;s places are taken, 1 of 1" in tried
    assert "You are trying other values" in tried
    assert "Trainees per company: few is not a whole number" in client.get(f"{PAGE}?per_company=few").text


def test_exception_is_granted_on_the_page_and_named(town: Town, client: Client) -> None:
    client.sign_in(town.staff)
    form = {"cap": "trainees_per_company", "code": HANBIT, "extra": "1", "reason": "working-level meeting of 5 August"}
    refused = client.post(f"{PAGE}/exception", data=form | {"code": ""})
    assert refused.status_code == 422
    assert "Choose whose cap it is" in refused.text
    assert client.post(f"{PAGE}/exception", data=form).status_code == 303
    assert queries.round_of(town.call.id).exceptions == [
        {"cap": "trainees_per_company", "extra": 1, "reason": form["reason"], "code": HANBIT}
    ]
    page = client.get(PAGE).text
    assert "Exceptions granted by the meeting" in page
    assert "working-level meeting of 5 August" in page


def test_announced_result_names_the_exception_s_company(town: Town, client: Client) -> None:
    with unit_of_work():
        services.grant_exception(town.call, "trainees_per_company", 1, "two projects", code=HANBIT, actor=town.staff)
    town.announce()
    assert {one.state for one in queries.placements_of(town.call.id)} == {PlacementState.SELECTED, PlacementState.RESERVE}
    client.sign_in(town.staff)
    assert '<td role="cell" data-label="Whose cap"><span class="cell-value">Hanbit</span></td>' in client.get(PAGE).text
