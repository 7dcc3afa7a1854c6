"""Whom screening leaves out of the selection: never seated nor a reserve, with the reason told."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import timedelta

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

from tests.conftest import Client
from tests.factories.accounts import approver, company_officer, officer
from tests.factories.programmes import make_call
from tests.factories.selection import make_eligible, make_scores
from tests.factories.worked_set import CALL, ranked_nominations
from tests.selection.test_rules_properties import START, localised, nomination_sets, rule_sets, seated
from workflow.approvals import services as approvals
from workflow.approvals.models import Approval
from workflow.core.db import db, unit_of_work
from workflow.core.i18n import Text
from workflow.documents.people import told
from workflow.nominations.models import Nomination
from workflow.programmes.parts import Quotas
from workflow.screening.services import decide_trainee
from workflow.screening.states import TraineeState
from workflow.selection import queries, services
from workflow.selection.ranking import RankedNomination, RankedTrainee, SelectionRules, rank
from workflow.selection.rules import propose, without

WHY = Text("담당자가 요건검토에서 제외: 지난해 참가", "left out at screening by the officer: came last year")


def leaving_out(nominations: tuple[RankedNomination, ...], *keys: str) -> tuple[RankedNomination, ...]:
    return tuple(
        replace(one, trainees=tuple(replace(t, left_out=WHY) if t.key in keys else t for t in one.trainees))
        for one in nominations
    )


def keys_of(nominations: tuple[RankedNomination, ...]) -> list[str]:
    return [trainee.key for one in nominations for trainee in one.trainees]


@st.composite
def some_left_out(draw: st.DrawFn) -> tuple[tuple[RankedNomination, ...], SelectionRules, list[str]]:
    rules = draw(rule_sets())
    nominations = localised(draw(nomination_sets()), rules)
    keys = keys_of(nominations)
    return nominations, rules, draw(st.lists(st.sampled_from(keys), unique=True)) if keys else []


@given(some_left_out())
def test_who_is_left_out_has_neither_seat_nor_reserve_and_is_told_why(
    drawn: tuple[tuple[RankedNomination, ...], SelectionRules, list[str]]
) -> None:
    nominations, rules, left_out = drawn
    proposal = propose(leaving_out(nominations, *left_out), rules)
    assert not {one.trainee for one in (*proposal.seats, *proposal.reserves)} & set(left_out)
    ranked = {t.key for one in nominations if one.eligible and one.totals for t in one.trainees}
    told = [one.trainee for one in proposal.out if one.reason == WHY]
    assert Counter(told) == Counter(ranked & set(left_out))


@given(some_left_out())
def test_the_others_stand_as_if_who_is_left_out_had_never_been_put_forward(
    drawn: tuple[tuple[RankedNomination, ...], SelectionRules, list[str]]
) -> None:
    nominations, rules, left_out = drawn
    proposal, without_them = propose(leaving_out(nominations, *left_out), rules), propose(without(nominations, left_out), rules)
    assert (proposal.seats, proposal.reserves, proposal.countries, proposal.cut) == (
        without_them.seats, without_them.reserves, without_them.countries, without_them.cut,
    )  # fmt: skip


@given(some_left_out(), st.data())
def test_leaving_out_somebody_unseats_nobody_of_a_higher_ranked_nomination(
    drawn: tuple[tuple[RankedNomination, ...], SelectionRules, list[str]], data: st.DataObject
) -> None:
    """Where countries are filled in turn. A company has a cap of its own: the seat may go to somebody of it, who
    takes the place of a colleague further down, however high that one's nomination is ranked."""
    nominations, rules, left_out = drawn
    free = rules.quotas.model_copy(update={"trainees_per_company": None})
    rules = replace(rules, quotas=free, country_per_trainee=False)
    nominations = leaving_out(localised(nominations, rules), *left_out)
    if not (keys := keys_of(nominations)):
        return
    one = data.draw(st.sampled_from(keys))
    whose = next(whole for whole in nominations if one in [trainee.key for trainee in whole.trainees])
    higher = {whole.key for whole in nominations if _place(whole) < _place(whose)}
    before, after = propose(nominations, rules), propose(leaving_out(nominations, one), rules)
    assert {seat.trainee for seat in before.seats if seat.nomination in higher} <= set(seated(after))


@given(some_left_out(), st.data())
def test_leaving_out_somebody_unseats_nobody_before_them_where_all_are_ranked_together(
    drawn: tuple[tuple[RankedNomination, ...], SelectionRules, list[str]], data: st.DataObject
) -> None:
    nominations, rules, _left_out = drawn
    rules = replace(rules, country_per_trainee=True, settings=rules.settings.model_copy(update={"within_country": "pool"}))
    offered = [candidate.key for candidate in rank(nominations, rules).candidates]
    if not offered:
        return
    one = data.draw(st.sampled_from(offered))
    before_them = set(offered[: offered.index(one)])
    kept = [key for key in seated(propose(leaving_out(nominations, one), rules)) if key in before_them]
    assert kept == [key for key in seated(propose(nominations, rules)) if key in before_them]


def _place(one: RankedNomination) -> tuple[object, ...]:
    return (-(one.score or 0), one.received, one.key)


def test_a_call_without_categories_seats_the_next_in_place_of_who_is_left_out() -> None:
    people = tuple(RankedTrainee(f"N1-{letter}") for letter in "AB")
    nomination = RankedNomination("N1", START, people, country="VNM", totals=(80,))
    rules = SelectionRules(Quotas(trainees=1), CALL.selection)
    assert seated(propose((nomination,), rules)) == ["N1-A"]
    proposal = propose(leaving_out((nomination,), "N1-A"), rules)
    assert (seated(proposal), proposal.reserves) == (["N1-B"], ())
    assert [(one.trainee, one.reason) for one in proposal.out] == [("N1-A", WHY)]


def test_nomination_whose_trainees_are_all_left_out_is_not_ranked_and_the_proposal_says_so() -> None:
    rules = SelectionRules.of(CALL)
    proposal = propose(leaving_out(ranked_nominations(), "N03-A", "N03-B"), rules)
    assert "BGD" not in [one.code for one in proposal.countries]
    assert proposal.warnings[-1].en == "Not ranked, because all their trainees are left out: N03"
    assert [one.trainee for one in proposal.out] == ["N03-A", "N03-B"]
    unscored = RankedNomination("N9", START + timedelta(hours=1), (RankedTrainee("N9-A", left_out=WHY),), country="PER")
    assert [warning.en for warning in propose((unscored,), rules).warnings][1:] == [
        "Not ranked, because all their trainees are left out: N9"
    ]


def test_what_if_leaves_out_who_is_out_already() -> None:
    nominations = leaving_out(ranked_nominations(), "N01-A")
    rules = SelectionRules.of(CALL)
    assert propose(without(nominations, ["N01-A"]), rules).seats == propose(nominations, rules).seats


@pytest.fixture
def nominations(app: Flask) -> tuple[Nomination, Nomination]:
    with unit_of_work():
        call = make_call(quotas={"countries": 2, "trainees": 3, "trainees_per_country": 2}, notified_by_official_letter=None)
        first, second = make_eligible(call, "A", "VNM"), make_eligible(call, "B", "IDN", minutes=1)
        make_scores({first: 90, second: 80})
        person = officer(language="en")
        decide_trainee(first.trainees[0], TraineeState.LEFT_OUT, reason="came last year", actor=person)
    return first, second


def test_left_out_trainee_stands_in_the_frozen_proposal_and_in_the_result_with_the_reason(
    nominations: tuple[Nomination, Nomination], client: Client
) -> None:
    call = nominations[0].call
    with unit_of_work():
        person, chief = officer(language="en"), approver()
        round_ = services.submit(call, actor=person)
        approvals.approve(db.session.query(Approval).one(), actor=chief)
        services.announce(round_, actor=person)
    assert [one["trainee"] for one in round_.proposal["seats"]] == ["A-B", "B-A", "B-B"]
    assert [(one["trainee"], one["reason"]["en"]) for one in round_.proposal["out"]] == [
        ("A-A", "left out at screening by the officer: came last year")
    ]
    placed = [(one.trainee.key, one.state.value, one.reason.en) for one in queries.placements_of(call.id)]
    assert placed[-1] == ("A-A", "not_selected", "left out at screening by the officer: came last year")
    row = client.sign_in(person).get("/manage/calls/URT-2025/selection").text.split("A PERSON A")[1].split("</tr>")[0]
    assert "Vietnam" in row
    assert "Not selected" in row
    with unit_of_work():
        theirs = company_officer(company=nominations[0].company, language="en")
    company_s = client.sign_in(theirs).get(f"/nominations/{nominations[0].id}").text
    assert "Not selected" in company_s
    assert "came last year" not in company_s
    assert [named.trainee.key for people in told(call).values() for named in people] == ["A-B", "B-A", "B-B"]


def test_page_of_the_proposal_shows_who_is_left_out(nominations: tuple[Nomination, Nomination], client: Client) -> None:
    with unit_of_work():
        person = officer(language="en")
    client.sign_in(person)
    page = client.get("/manage/calls/URT-2025/selection").text
    assert "Cannot have a seat" in page
    assert "left out at screening by the officer: came last year" in page
