"""From scores to the announcement: who may enter what, what is frozen when, and what stands afterwards."""

from __future__ import annotations

import pytest
from flask import Flask

from tests.factories.accounts import approver, committee_member, officer
from tests.factories.nominations import make_nomination
from tests.factories.programmes import make_call
from tests.factories.selection import make_eligible, make_scores
from workflow.accounts.models import User
from workflow.approvals import services as approvals
from workflow.approvals.models import Approval
from workflow.core import slots
from workflow.core.db import db, unit_of_work
from workflow.core.errors import NotAllowed, Reason, Refused, Stale
from workflow.core.i18n import Text
from workflow.nominations.models import Nomination
from workflow.nominations.states import NominationState
from workflow.programmes.models import Call
from workflow.selection import counters, promotions, queries, services
from workflow.selection.models import Placement, SeatCounter, SelectionRound
from workflow.selection.states import PlacementState, RoundState, VacancyState


class Story:
    """A call with three countries for two country places and three seats, an officer and an approver."""

    def __init__(self) -> None:
        with unit_of_work():
            self.call: Call = make_call(
                quotas={"countries": 2, "trainees": 3, "trainees_per_country": 2}, notified_by_official_letter=None
            )
            self.officer: User = officer()
            self.approver: User = approver()
            self.first = make_eligible(self.call, "A", "VNM")
            self.second = make_eligible(self.call, "B", "IDN", minutes=1)
            self.third = make_eligible(self.call, "C", "PER", minutes=2)
            self.member = make_scores({self.first: 90, self.second: 80, self.third: 70})

    def submit(self) -> None:
        with unit_of_work():
            services.submit(self.call, actor=self.officer)

    def approve(self) -> None:
        with unit_of_work():
            approval = db.session.query(Approval).one()
            approvals.approve(approval, actor=self.approver)

    def announce(self) -> None:
        with unit_of_work():
            services.announce(self.round, actor=self.officer)

    @property
    def round(self) -> SelectionRound | None:
        return queries.round_of(self.call.id)

    def standing(self) -> dict[str, str]:
        return {one.trainee.key: one.state.value for one in queries.placements_of(self.call.id)}

    def used(self) -> dict[str, int]:
        return {one.scope: one.used for one in db.session.query(SeatCounter).filter_by(call_id=self.call.id)}

    def place_of(self, key: str) -> Placement:
        return next(one for one in queries.placements_of(self.call.id) if one.trainee.key == key)


@pytest.fixture
def story(app: Flask) -> Story:
    return Story()


@pytest.fixture
def announced(story: Story) -> Story:
    story.submit()
    story.approve()
    story.announce()
    return story


@pytest.mark.parametrize(
    ("typed", "hundredths"), [("88", 8800), ("88.5", 8850), ("88,25", 8825), (" 0 ", 0), ("100", 10000), ("100.00", 10000)]
)
def test_total_is_read_exactly(typed: str, hundredths: int) -> None:
    assert services.parse_total(typed) == hundredths


@pytest.mark.parametrize("typed", ["", "ninety", "-1", "100.01", "88.555", "NaN", "Infinity", "1e1000"])
def test_total_that_is_none_is_refused_with_the_mend(typed: str) -> None:
    with pytest.raises(Refused) as refused:
        services.parse_total(typed)
    assert refused.value.reasons[0].text.en == "Write the total as a number from 0 to 100 with at most two decimals."


def test_member_scores_for_themselves_only(story: Story) -> None:
    with unit_of_work():
        other = committee_member()
    with pytest.raises(NotAllowed), unit_of_work():
        services.enter_score(story.first, other, 9000, actor=story.member)


def test_nomination_that_is_not_eligible_cannot_be_scored(story: Story) -> None:
    with unit_of_work():
        undecided = make_nomination(story.call, state=NominationState.SUBMITTED)
    with pytest.raises(Refused, match="found eligible"), unit_of_work():
        services.enter_score(undecided, story.member, 9000, actor=story.member)


def test_recused_member_does_not_count(story: Story) -> None:
    with unit_of_work():
        services.enter_score(story.first, story.member, None, recused=True, actor=story.member)
    proposal, _field = services.current_proposal(story.call)
    assert [one.code for one in proposal.countries] == ["IDN", "PER"]


def test_scores_are_frozen_once_the_proposal_was_sent_up(story: Story) -> None:
    story.submit()
    with pytest.raises(Refused, match="frozen"), unit_of_work():
        services.enter_score(story.first, story.member, 1000, actor=story.member)


def test_frozen_proposal_does_not_follow_later_changes(story: Story) -> None:
    story.submit()
    seats = [one["trainee"] for one in story.round.proposal["seats"]]
    with unit_of_work():
        db.session.query(Nomination).filter_by(id=story.first.id).update({"city": "Elsewhere"})
    assert seats == ["A-A", "A-B", "B-A"]
    assert [one["trainee"] for one in story.round.proposal["seats"]] == seats


def test_proposal_with_no_seat_is_not_sent_up(app: Flask) -> None:
    with unit_of_work():
        call, person = make_call(), officer()
    with pytest.raises(Refused, match="Nobody is selected"), unit_of_work():
        services.submit(call, actor=person)


def test_returned_proposal_is_open_again_and_scores_can_change(story: Story) -> None:
    story.submit()
    with unit_of_work():
        approval = db.session.query(Approval).one()
        approvals.return_(approval, actor=story.approver, reason="check the second country")
    assert story.round.state is RoundState.OPEN
    with unit_of_work():
        services.enter_score(story.third, story.member, 9900, actor=story.member)
    story.submit()
    assert story.round.proposal["seats"][0]["trainee"] == "C-A"


def test_announcement_places_everybody_and_counts_the_seats(announced: Story) -> None:
    assert announced.standing() == {
        "A-A": "selected", "A-B": "selected", "B-A": "selected", "B-B": "reserve", "C-A": "reserve", "C-B": "reserve",
    }
    assert announced.used() == {"trainees": 3, "countries": 2, "country:VNM": 2, "country:IDN": 1, "country:PER": 0}


def test_announcement_waits_for_what_later_stages_name(story: Story, monkeypatch: pytest.MonkeyPatch) -> None:
    story.submit()
    story.approve()
    reason = Reason("letters", Text("공문 번호", "a letter has no number"))
    monkeypatch.setitem(slots._slots, "announcement.blockers", [lambda round_: [reason]])
    with pytest.raises(Refused, match="has no number"):
        story.announce()
    assert story.round.state is RoundState.APPROVED
    assert story.standing() == {}


def test_announcement_is_made_once(announced: Story) -> None:
    with pytest.raises(Refused, match="present state"):
        announced.announce()


def test_freed_seat_goes_to_the_reserve_of_the_same_country_first(announced: Story) -> None:
    with unit_of_work():
        promotions.decline(announced.place_of("B-A"), actor=announced.officer, reason="ill")
    vacancy = queries.open_vacancies(announced.call.id)[0]
    assert vacancy.proposed.trainee.key == "B-B"
    assert announced.used()["countries"] == 1
    with unit_of_work():
        promotions.promote(vacancy, vacancy.proposed, actor=announced.approver)
    assert announced.standing()["B-B"] == "selected"
    assert announced.used() == {"trainees": 3, "countries": 2, "country:VNM": 2, "country:IDN": 1, "country:PER": 0}


def test_withdrawn_country_gives_its_place_to_the_next(announced: Story) -> None:
    with unit_of_work():
        promotions.decline_all(announced.second.id, actor=announced.officer, reason="nomination withdrawn")
    vacancies = queries.open_vacancies(announced.call.id)
    assert [one.proposed.trainee.key for one in vacancies] == ["C-A"]
    assert announced.standing()["B-B"] == "gone"


def test_promotion_of_another_reserve_needs_a_reason(announced: Story) -> None:
    with unit_of_work():
        promotions.decline(announced.place_of("A-B"), actor=announced.officer, reason="ill")
    vacancy, other = queries.open_vacancies(announced.call.id)[0], announced.place_of("B-B")
    assert vacancy.proposed.trainee.key == "B-B"
    with pytest.raises(Refused, match="reason"), unit_of_work():
        promotions.promote(vacancy, announced.place_of("C-A"), actor=announced.approver)
    with pytest.raises(Refused, match="All seats are taken"), unit_of_work():
        promotions.promote(vacancy, announced.place_of("C-A"), actor=announced.approver, reason="the meeting")
    with unit_of_work():
        promotions.promote(vacancy, other, actor=announced.approver)
    assert announced.standing()["B-B"] == "selected"


def test_second_promotion_into_one_seat_is_told(announced: Story) -> None:
    with unit_of_work():
        promotions.decline(announced.place_of("B-A"), actor=announced.officer, reason="ill")
    vacancy = queries.open_vacancies(announced.call.id)[0]
    seen, reserve = vacancy.version, vacancy.proposed
    with unit_of_work():
        promotions.promote(vacancy, reserve, actor=announced.approver, version=seen)
    with pytest.raises(Stale), unit_of_work():
        promotions.promote(vacancy, announced.place_of("C-A"), actor=announced.approver, version=seen, reason="why")
    assert db.session.get_one(type(vacancy), vacancy.id).state is VacancyState.FILLED


def test_officer_alone_cannot_promote(announced: Story) -> None:
    with unit_of_work():
        promotions.decline(announced.place_of("B-A"), actor=announced.officer, reason="ill")
    vacancy = queries.open_vacancies(announced.call.id)[0]
    with pytest.raises(NotAllowed), unit_of_work():
        promotions.promote(vacancy, vacancy.proposed, actor=announced.officer)


def test_exception_raises_a_cap_with_its_reason(story: Story) -> None:
    with unit_of_work():
        services.grant_exception(story.call, "trainees", 1, "meeting of 5 August", actor=story.officer)
    proposal, _field = services.current_proposal(story.call)
    assert [one.trainee for one in proposal.seats] == ["A-A", "A-B", "B-A", "B-B"]
    assert story.round.exceptions == [{"cap": "trainees", "extra": 1, "reason": "meeting of 5 August", "code": ""}]


@pytest.mark.databases
def test_last_seat_is_taken_once(app: Flask) -> None:
    with unit_of_work():
        call = make_call()
        counters.open_counter(call.id, "trainees", 1, 0)
        call_id = call.id
    with unit_of_work():
        counters.take(call_id, "trainees")
    with pytest.raises(Refused, match="All seats are taken"), unit_of_work():
        counters.take(call_id, "trainees")
    with unit_of_work():
        counters.give_back(call_id, "trainees")
        counters.take(call_id, "trainees")


def test_scope_without_a_cap_is_always_free(app: Flask) -> None:
    with unit_of_work():
        call = make_call()
        counters.open_counter(call.id, "trainees", None, 0)
        for _ in range(3):
            counters.take(call.id, "trainees")


def test_declined_reserve_leaves_the_order(announced: Story) -> None:
    with unit_of_work():
        promotions.decline(announced.place_of("B-B"), actor=announced.officer, reason="no passport")
    assert announced.place_of("B-B").state is PlacementState.GONE
    assert queries.open_vacancies(announced.call.id) == []
