"""What holds for every call: caps, totality, repeatability, and what more quota can and cannot do."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.factories.worked_set import RULES
from workflow.programmes.parts import Quotas, WithinCountry
from workflow.selection.ranking import RankedNomination, RankedTrainee, SelectionRules, printed, rank
from workflow.selection.rules import Proposal, propose, without

START = datetime(2025, 7, 1, tzinfo=UTC)
CATEGORIES = [one.key for one in RULES.categories]

trainees = st.builds(
    lambda category, english, country: (category, frozenset({"english"} if english else ()), country),
    st.sampled_from([*CATEGORIES, None]),
    st.booleans(),
    st.sampled_from(["VNM", "KEN", "PER"]),
)
caps = st.none() | st.integers(1, 6)
quotas = st.builds(
    lambda a, b, c, d: Quotas(countries=a, trainees=b, trainees_per_country=c, trainees_per_company=d),
    caps, caps, caps, caps,
)  # fmt: skip


@st.composite
def nomination_sets(draw: st.DrawFn) -> tuple[RankedNomination, ...]:
    found = []
    for index in range(draw(st.integers(0, 7))):
        key = f"N{index}"
        found.append(
            RankedNomination(
                key=key,
                received=START + timedelta(hours=draw(st.integers(0, 3))),
                country=draw(st.sampled_from(["VNM", "KEN", "PER", "COL"])),
                city=draw(st.sampled_from(["Alpha", "Beta"])),
                company=draw(st.sampled_from(["hanbit", "donghae", "nuri"])),
                totals=tuple(draw(st.lists(st.integers(70, 73), max_size=3))),
                eligible=draw(st.sampled_from([True, True, True, False])),
                trainees=tuple(
                    RankedTrainee(f"{key}-{n}", category, met, country)
                    for n, (category, met, country) in enumerate(draw(st.lists(trainees, max_size=4)))
                ),
            )
        )
    return tuple(found)


@st.composite
def rule_sets(draw: st.DrawFn) -> SelectionRules:
    per_trainee = draw(st.booleans())
    order = draw(st.permutations(["rank", "english", "score", "received", "key"]))
    settings = RULES.settings.model_copy(
        update={"within_country": draw(st.sampled_from(list(WithinCountry))), "order": tuple(order)}
    )
    categories = draw(st.sampled_from([RULES.categories, ()]))
    return replace(
        RULES, quotas=draw(quotas), settings=settings, country_per_trainee=per_trainee, categories=categories
    )


def localised(nominations: tuple[RankedNomination, ...], rules: SelectionRules) -> tuple[RankedNomination, ...]:
    """A country is asked either of the nomination or of each trainee."""
    if rules.country_per_trainee:
        return tuple(replace(one, country="") for one in nominations)
    return tuple(
        replace(one, trainees=tuple(replace(trainee, country="") for trainee in one.trainees))
        for one in nominations
    )


def seated(proposal: Proposal) -> list[str]:
    return [seat.trainee for seat in proposal.seats]


def broken_caps(people: Iterable[tuple[object, str]], quotas: Quotas) -> set[str]:
    """Return the caps that people (unit and company) break together; counted apart from the code under test."""
    people = list(people)
    largest = {
        "trainees": len(people),
        "countries": len({unit for unit, _company in people}),
        "trainees_per_country": max(Counter(unit for unit, _company in people).values(), default=0),
        "trainees_per_company": max(Counter(company for _unit, company in people).values(), default=0),
    }
    return {cap for cap, number in largest.items() if (getattr(quotas, cap) or number) < number}


def who_sits(proposal: Proposal, nominations: tuple[RankedNomination, ...]) -> list[tuple[object, str]]:
    company = {one.key: one.company for one in nominations}
    return [(seat.unit, company[seat.nomination]) for seat in proposal.seats]


@given(nomination_sets(), rule_sets())
def test_no_cap_is_ever_exceeded(nominations: tuple[RankedNomination, ...], rules: SelectionRules) -> None:
    nominations = localised(nominations, rules)
    assert broken_caps(who_sits(propose(nominations, rules), nominations), rules.quotas) == set()


@given(nomination_sets(), rule_sets())
def test_nobody_waits_who_could_be_seated_beside_the_others(
    nominations: tuple[RankedNomination, ...], rules: SelectionRules
) -> None:
    """One more seat for any reserve breaks a cap that is named, unless only others' best nomination may sit."""
    nominations = localised(nominations, rules)
    company = {one.key: one.company for one in nominations}
    proposal = propose(nominations, rules)
    sitting = who_sits(proposal, nominations)
    for reserve in proposal.reserves:
        broken = broken_caps([*sitting, (reserve.unit, company[reserve.nomination])], rules.quotas)
        if reserve.caps:
            assert broken & {cap.value for cap in reserve.caps}
        else:
            assert rules.best_nomination_only


@given(nomination_sets(), rule_sets())
def test_a_country_takes_a_place_only_with_a_seat(
    nominations: tuple[RankedNomination, ...], rules: SelectionRules
) -> None:
    proposal = propose(localised(nominations, rules), rules)
    sending = {seat.unit for seat in proposal.seats}
    assert {one.unit for one in proposal.countries if one.inside} == sending
    assert all(bool(one.seats) == one.inside for one in proposal.countries)


@given(nomination_sets(), rule_sets(), st.randoms(use_true_random=False))
def test_the_order_of_the_input_is_of_no_matter(
    nominations: tuple[RankedNomination, ...], rules: SelectionRules, random: object
) -> None:
    given_ = list(localised(nominations, rules))
    expected = propose(given_, rules)
    random.shuffle(given_)  # type: ignore[attr-defined]
    shuffled = [replace(one, trainees=tuple(reversed(one.trainees))) for one in given_]
    assert propose(shuffled, rules) == expected


@given(nomination_sets(), rule_sets())
def test_everybody_in_the_ranking_is_once_a_seat_a_reserve_or_out(
    nominations: tuple[RankedNomination, ...], rules: SelectionRules
) -> None:
    proposal = propose(localised(nominations, rules), rules)
    places = Counter(one.trainee for one in (*proposal.seats, *proposal.reserves, *proposal.out))
    in_ranking = {t.key for one in nominations if one.eligible and one.totals for t in one.trainees}
    assert places == Counter(in_ranking)
    assert all(one.reason.ko and one.reason.en for one in (*proposal.seats, *proposal.reserves, *proposal.out))
    assert all(one.reason.ko and one.reason.en for one in proposal.countries)
    assert [one.number for one in proposal.reserves] == list(range(1, len(proposal.reserves) + 1))


@given(nomination_sets(), rule_sets())
def test_nobody_without_a_category_has_a_seat_where_the_call_has_categories(
    nominations: tuple[RankedNomination, ...], rules: SelectionRules
) -> None:
    proposal = propose(localised(nominations, rules), rules)
    without_one = {t.key for one in nominations for t in one.trainees if t.category is None}
    if rules.categories:
        assert not without_one & {one.trainee for one in (*proposal.seats, *proposal.reserves)}
    else:
        assert proposal.out == ()


@given(nomination_sets(), rule_sets())
def test_only_the_best_nomination_of_a_country_gets_seats(
    nominations: tuple[RankedNomination, ...], rules: SelectionRules
) -> None:
    rules = rules.what_if(within_country=WithinCountry.BEST_NOMINATION)
    proposal = propose(localised(nominations, rules), rules)
    by_country: dict[object, set[str]] = {}
    for seat in proposal.seats:
        by_country.setdefault(seat.unit, set()).add(seat.nomination)
    assert all(len(keys) == 1 for keys in by_country.values())


@given(nomination_sets(), rule_sets())
def test_the_named_caps_are_what_keeps_a_reserve_out(
    nominations: tuple[RankedNomination, ...], rules: SelectionRules
) -> None:
    nominations = localised(nominations, rules)
    for reserve in propose(nominations, rules).reserves:
        if not reserve.caps:
            assert rules.best_nomination_only
            continue
        lifted = rules.quotas.model_copy(update={cap.value: None for cap in reserve.caps})
        assert reserve.trainee in seated(propose(nominations, replace(rules, quotas=lifted)))


@given(nomination_sets(), rule_sets())
def test_seats_run_from_the_first_country_without_a_gap_where_companies_have_no_cap(
    nominations: tuple[RankedNomination, ...], rules: SelectionRules
) -> None:
    rules = replace(rules, quotas=rules.quotas.model_copy(update={"trainees_per_company": None}))
    inside = [one.inside for one in propose(localised(nominations, rules), rules).countries]
    assert inside == sorted(inside, reverse=True)


@given(nomination_sets(), rule_sets())
def test_more_trainees_in_all_unseat_nobody(
    nominations: tuple[RankedNomination, ...], rules: SelectionRules
) -> None:
    nominations = localised(nominations, rules)
    assert set(seated(propose(nominations, rules))) <= set(seated(propose(nominations, one_more(rules, "trainees"))))


@given(nomination_sets(), rule_sets())
def test_more_places_for_countries_unseat_nobody_where_countries_are_filled_in_turn(
    nominations: tuple[RankedNomination, ...], rules: SelectionRules
) -> None:
    rules = replace(rules, country_per_trainee=False)
    nominations = localised(nominations, rules)
    assert set(seated(propose(nominations, rules))) <= set(seated(propose(nominations, one_more(rules, "countries"))))


@given(nomination_sets(), rule_sets(), st.sampled_from(["trainees_per_country", "trainees_per_company"]))
def test_more_seats_of_one_s_own_unseat_nobody_while_nothing_else_is_shared(
    nominations: tuple[RankedNomination, ...], rules: SelectionRules, cap: str
) -> None:
    """A country's people share the cap of their companies, and a company's that of their countries."""
    other = {"trainees_per_country": "trainees_per_company", "trainees_per_company": "trainees_per_country"}[cap]
    free = {"trainees": None, other: None, **({"countries": None} if cap == "trainees_per_company" else {})}
    rules = replace(rules, quotas=rules.quotas.model_copy(update=free))
    nominations = localised(nominations, rules)
    assert set(seated(propose(nominations, rules))) <= set(seated(propose(nominations, one_more(rules, cap))))


def one_more(rules: SelectionRules, cap: str) -> SelectionRules:
    """Return the rules with one of the caps raised by one; a cap that is absent stays so."""
    now = getattr(rules.quotas, cap)
    return replace(rules, quotas=rules.quotas.model_copy(update={cap: None if now is None else now + 1}))


def test_more_seats_for_each_country_can_unseat_the_last_country_where_trainees_are_capped() -> None:
    """The cap on all trainees is shared: what an earlier country takes, a later one loses."""
    people = [("VNM", 90, 3), ("KEN", 80, 1)]
    nominations = tuple(
        RankedNomination(country, START, tuple(RankedTrainee(f"{country}-{n}", CATEGORIES[0]) for n in range(many)),
                         country=country, totals=(total,))
        for country, total, many in people
    )  # fmt: skip
    two_each = replace(RULES, quotas=Quotas(trainees=3, trainees_per_country=2))
    three_each = replace(RULES, quotas=Quotas(trainees=3, trainees_per_country=3))
    assert seated(propose(nominations, two_each)) == ["VNM-0", "VNM-1", "KEN-0"]
    assert seated(propose(nominations, three_each)) == ["VNM-0", "VNM-1", "VNM-2"]


@given(nomination_sets(), rule_sets())
def test_leaving_out_a_reserve_of_a_selected_nomination_changes_no_seat(
    nominations: tuple[RankedNomination, ...], rules: SelectionRules
) -> None:
    """In a pool a reserve holds nothing. (A country may stand where it does by the nomination of a
    reserve alone, and then leaving that one out moves the country.)"""
    rules = rules.what_if(within_country=WithinCountry.POOL)
    nominations = localised(nominations, rules)
    proposal = propose(nominations, rules)
    with_seats = set(proposal.selected_nominations)
    for reserve in proposal.reserves:
        if reserve.nomination in with_seats:
            assert seated(propose(without(nominations, [reserve.trainee]), rules)) == seated(proposal)


@given(st.lists(st.integers(0, 10_000), min_size=1, max_size=9))
def test_a_score_is_the_exact_mean_and_printed_half_up(hundredths: list[int]) -> None:
    totals = tuple(Fraction(one, 100) for one in hundredths)
    score = RankedNomination("N", START, (), totals=totals).score
    assert score is not None
    assert score * len(totals) == sum(totals)
    shown = Fraction(printed(score))
    assert abs(shown - score) <= Fraction(1, 200)
    assert shown - score != Fraction(-1, 200)


@pytest.mark.parametrize(
    ("score", "shown"),
    [
        (Fraction(265, 3), "88.33"),
        (Fraction(248, 3), "82.67"),
        (Fraction(1, 200), "0.01"),
        (Fraction(17, 8), "2.13"),
        (Fraction(88), "88.00"),
        (Fraction(0), "0.00"),
        (Fraction(100), "100.00"),
    ],
)
def test_scores_print_two_decimals(score: Fraction, shown: str) -> None:
    assert printed(score) == shown


@given(nomination_sets(), rule_sets())
def test_seats_of_a_country_follow_the_sort_keys(
    nominations: tuple[RankedNomination, ...], rules: SelectionRules
) -> None:
    nominations = localised(nominations, rules)
    offered = [one.key for one in rank(nominations, rules).candidates]
    proposal = propose(nominations, rules)
    assert sorted(seated(proposal), key=offered.index) == seated(proposal)
