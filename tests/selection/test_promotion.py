from dataclasses import replace
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from tests.factories.worked_set import RULES, ranked_nominations
from tests.selection.test_rules_properties import broken_caps, localised, nomination_sets, rule_sets
from workflow.programmes.parts import Quotas, WithinCountry
from workflow.selection.promotion import Announced, Holder, Promotion, next_promotion, promotions
from workflow.selection.ranking import RankedNomination, SelectionRules
from workflow.selection.rules import propose
from workflow.selection.seats import Caps


def announced(nominations: tuple[RankedNomination, ...], rules: SelectionRules) -> Announced:
    proposal = propose(nominations, rules)
    company = {one.key: one.company for one in nominations}

    def holder(one: Any) -> Holder:
        return Holder(one.trainee, one.unit.country, one.unit.city, company[one.nomination])

    return Announced(tuple(map(holder, proposal.seats)), tuple(map(holder, proposal.reserves)))


STATE = announced(ranked_nominations(), RULES)


def freed(*keys: str) -> list[Holder]:
    return [one for one in STATE.held if one.trainee in keys]


def promoted(found: tuple[Promotion, ...]) -> list[str | None]:
    return [one.reserve.trainee if one.reserve else None for one in found]


def test_a_seat_of_a_country_goes_to_its_next_reserve() -> None:
    (found,) = promotions(freed("N02-D"), STATE, RULES)
    assert found.reserve == Holder("N01-B", "VNM", company="hanbit")
    assert found.reason.en == "a seat of Vietnam is free: its next reserve"


def test_a_country_keeps_its_place_while_it_has_a_reserve() -> None:
    assert promoted(promotions(freed("N01-A", "N02-D"), STATE, RULES)) == ["N01-B", "N02-C"]


def test_a_seat_stays_empty_while_the_country_sends_somebody_and_all_places_are_taken() -> None:
    (found,) = promotions(freed("N03-B"), STATE, RULES)
    assert found.reserve is None
    assert found.reason.en == "the seat stays empty: any of the reserves would break a cap"


def test_the_next_country_enters_when_a_country_s_place_is_free() -> None:
    found = promotions(freed("N09-A", "N09-B"), STATE, RULES)
    assert promoted(found) == ["N06-A", "N06-B"]
    assert found[0].reason.en == "Colombia has no reserve left and a place is free: the next is Uzbekistan"
    assert found[1].reason.en == "Colombia has no reserve left: the next one of Uzbekistan, which has seats to spare"


def test_two_countries_leaving_bring_two_in() -> None:
    leaving = freed("N09-A", "N09-B", "N08-A", "N08-B")
    assert promoted(promotions(leaving, STATE, RULES)) == ["N06-A", "N06-B", "N07-A", None]


def test_where_no_reserve_is_left_the_seat_stays_empty() -> None:
    nobody = replace(STATE, reserves=())
    (found,) = promotions(freed("N09-A"), nobody, RULES)
    assert (found.reserve, found.reason.en) == (None, "no reserve is left")


def test_a_country_cut_short_by_the_trainees_in_all_gets_the_seat_that_another_cannot_fill() -> None:
    eleven = RULES.what_if(trainees=11)
    state = announced(ranked_nominations(), eleven)
    found = next_promotion(Holder("N03-B", "BGD"), state, eleven)
    assert found.reserve == Holder("N09-B", "COL", company="donghae")


def test_a_promotion_that_waits_for_its_approval_counts_as_held() -> None:
    held = tuple(one for one in STATE.held if one.country != "COL")
    pending = replace(STATE, held=(*held, Holder("N06-A", "UZB")), reserves=STATE.reserves[3:])
    found = next_promotion(Holder("N09-B", "COL"), pending, RULES)
    assert found.reserve == Holder("N06-B", "UZB", company="garam")


def test_where_each_trainee_has_a_country_the_next_of_the_call_follows() -> None:
    rules = replace(RULES, quotas=Quotas(trainees=2), country_per_trainee=True, categories=())
    state = Announced(
        held=(Holder("A", "VNM"), Holder("B", "KEN")), reserves=(Holder("C", "PER"), Holder("D", "VNM"))
    )
    found = next_promotion(Holder("A", "VNM"), state, rules)
    assert found.reserve == Holder("C", "PER")
    assert found.reason.en == "a seat is free: the next reserve of the call"


def test_per_city_a_city_s_own_reserve_goes_first() -> None:
    rules = RULES.what_if(within_country=WithinCountry.PER_CITY)
    state = Announced(
        held=(Holder("A", "VNM", "Hanoi"), Holder("B", "KEN", "Nairobi")),
        reserves=(Holder("C", "VNM", "Ho Chi Minh City"), Holder("D", "VNM", "HANOI")),
    )
    assert next_promotion(Holder("A", "VNM", "Hanoi"), state, rules).reserve == Holder("D", "VNM", "HANOI")


@given(nomination_sets(), rule_sets(), st.data())
def test_promotions_fill_only_what_was_freed_and_break_no_cap(
    nominations: tuple[RankedNomination, ...], rules: SelectionRules, data: st.DataObject
) -> None:
    state = announced(localised(nominations, rules), rules)
    gone = data.draw(st.lists(st.sampled_from(state.held), unique=True)) if state.held else []
    found = promotions(gone, state, rules)
    taken = [one.reserve for one in found if one.reserve]
    after = [one for one in state.held if one not in gone] + taken
    assert len(found) == len(gone)
    assert len(set(taken)) == len(taken)
    assert set(taken) <= set(state.reserves)
    assert all(one.reason.ko and one.reason.en for one in found)
    assert len(after) <= len(state.held)
    assert broken_caps(counted(after), rules.quotas) == set()


@given(nomination_sets(), rule_sets(), st.data())
def test_a_seat_stays_empty_only_where_every_reserve_would_break_a_cap(
    nominations: tuple[RankedNomination, ...], rules: SelectionRules, data: st.DataObject
) -> None:
    state = announced(localised(nominations, rules), rules)
    if not state.held:
        return
    gone = data.draw(st.sampled_from(state.held))
    if next_promotion(gone, state, rules).reserve is None:
        held = [one for one in state.held if one != gone]
        assert all(broken_caps(counted([*held, one]), rules.quotas) for one in state.reserves)


def counted(holders: list[Holder]) -> list[tuple[object, str]]:
    return [((one.country, one.city), one.company) for one in holders]


TWO_OF_A_COMPANY = replace(RULES, quotas=Quotas(trainees=3, trainees_per_company=2), categories=())
HELD = (Holder("A", "VNM", company="hanbit"), Holder("B", "KEN", company="hanbit"), Holder("C", "KEN", company="nuri"))


def test_a_reserve_whose_company_has_no_place_left_is_passed_over() -> None:
    state = Announced(HELD, (Holder("D", "KEN", company="hanbit"), Holder("E", "PER", company="garam")))
    found = next_promotion(HELD[2], state, TWO_OF_A_COMPANY)
    assert found.reserve == state.reserves[1]
    assert found.reason.en == "no reserve of Kenya fits the caps and a place is free: the next is Peru"


def test_a_freed_seat_frees_its_company_s_place_too() -> None:
    state = Announced(HELD, (Holder("D", "PER", company="hanbit"), Holder("E", "PER", company="garam")))
    assert next_promotion(HELD[0], state, TWO_OF_A_COMPANY).reserve == state.reserves[0]
    found = promotions([HELD[2], HELD[0]], state, TWO_OF_A_COMPANY)
    assert promoted(found) == ["D", "E"]


def test_a_seat_stays_empty_while_only_a_full_company_has_reserves() -> None:
    found = next_promotion(HELD[2], Announced(HELD, (Holder("D", "KEN", company="hanbit"),)), TWO_OF_A_COMPANY)
    assert (found.reserve, found.reason.en) == (None, "the seat stays empty: any of the reserves would break a cap")


def test_caps_are_read_from_the_rules() -> None:
    assert Caps.of(RULES) == Caps(countries=6, trainees=14, per_country=2, granted={})
