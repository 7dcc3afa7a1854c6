"""The worked set of 2025 with a cap on the trainees of one company, derived by hand.

Order of countries and, within each, of people, with the company of each:
BGD N03-A, N03-B (hanbit) - VNM N01-A (hanbit), N02-D (donghae), N01-B (hanbit), N02-C (donghae) -
IDN N04-A, N04-B (nuri) - EGY N05-B, N05-A (sejong) - PER N08-B, N08-A (daon) - COL N09-A, N09-B (donghae) -
UZB N06-A, N06-B (garam) - KEN N07-A (nuri).
"""

from dataclasses import replace
from datetime import UTC, datetime
from fractions import Fraction

from tests.factories.worked_set import RULES, ranked_nominations
from workflow.core.i18n import Text
from workflow.programmes.parts import Quotas, WithinCountry
from workflow.selection.ranking import CapException, RankedNomination, RankedTrainee
from workflow.selection.rules import CutLine, Proposal, Scope, propose
from workflow.selection.seats import Cap

NOMINATIONS = ranked_nominations()
TWO = RULES.what_if(trainees_per_company=2)


def seats(proposal: Proposal) -> list[str]:
    return [seat.trainee for seat in proposal.seats]


def test_the_seat_goes_to_the_next_of_the_country_whose_company_has_a_place() -> None:
    """Hanbit's two places go to Bangladesh, so both seats of Viet Nam go to Donghae, whose places are
    then taken: Colombia gets no seat and takes no place, and Uzbekistan is the sixth country."""
    proposal = propose(NOMINATIONS, TWO)
    assert seats(proposal) == [
        "N03-A", "N03-B", "N02-D", "N02-C", "N04-A", "N04-B", "N05-B", "N05-A", "N08-B", "N08-A", "N06-A", "N06-B",
    ]  # fmt: skip
    assert [(one.code, one.inside) for one in proposal.countries] == [
        ("BGD", True), ("VNM", True), ("IDN", True), ("EGY", True), ("PER", True), ("COL", False), ("UZB", True),
        ("KEN", False),
    ]  # fmt: skip
    assert proposal.cut == CutLine("UZB", "KEN", Fraction(10, 3))


def test_reserves_name_the_smallest_set_of_caps_that_keeps_them_out() -> None:
    waiting = {one.trainee: (one.scope, one.caps) for one in propose(NOMINATIONS, TWO).reserves}
    assert waiting == {
        "N01-A": (Scope.SAME_COUNTRY, (Cap.PER_COMPANY,)),
        # with more places Hanbit would send N01-A, and the country's two seats were taken
        "N01-B": (Scope.SAME_COUNTRY, (Cap.PER_COUNTRY, Cap.PER_COMPANY)),
        "N09-A": (Scope.NEXT_COUNTRY, (Cap.PER_COMPANY,)),
        "N09-B": (Scope.NEXT_COUNTRY, (Cap.PER_COMPANY,)),
        # Nuri's places went to Indonesia, six countries are in, and with both lifted 14 are before it
        "N07-A": (Scope.NEXT_COUNTRY, (Cap.PER_COMPANY, Cap.COUNTRIES, Cap.TRAINEES)),
    }
    assert list(waiting) == ["N01-A", "N01-B", "N09-A", "N09-B", "N07-A"]


def test_the_reasons_say_that_the_company_s_places_are_taken() -> None:
    proposal = propose(NOMINATIONS, TWO)
    said = {one.trainee: one.reason for one in proposal.reserves}
    assert said["N01-A"] == Text(
        "베트남 예비 1순위: 추천기업의 자리가 모두 찼습니다(2명 중 2명).",
        "1st reserve for Vietnam: the company's places are taken, 2 of 2",
    )
    assert said["N01-B"] == Text(
        "베트남 예비 2순위: 선정하면 국가별 2명, 추천기업별 2명 한도를 모두 초과합니다.",
        "2nd reserve for Vietnam: two caps bind: at most 2 from one country and at most 2 from one company",
    )
    assert said["N07-A"].en.endswith(
        "three caps bind: at most 2 from one company, 6 countries (this is the 8th), 14 trainees in all"
    )
    countries = {one.code: one.reason for one in proposal.countries}
    assert countries["COL"] == Text(
        "제외: 추천기업의 자리가 모두 찼습니다(2명 중 2명).", "out: the company's places are taken, 2 of 2"
    )
    assert countries["UZB"].en == "in: 7th, score 77.67, 2 seats"


def test_a_country_says_that_it_could_use_more_seats_than_its_companies_have_places() -> None:
    proposal = propose(NOMINATIONS, RULES.what_if(trainees_per_company=1))
    assert seats(proposal) == ["N03-A", "N02-D", "N04-A", "N05-B", "N08-B", "N06-A"]
    assert proposal.countries[0].reason == Text(
        "선정: 1위, 점수 88.33점, 1명 (추천기업의 자리가 차서 2명 중 일부만 선정)",
        "in: 1st, score 88.33, 1 seat of the 2 it could use: places of its companies are taken",
    )


def test_a_cap_that_nobody_reaches_changes_no_seat() -> None:
    assert seats(propose(NOMINATIONS, RULES.what_if(trainees_per_company=3))) == seats(propose(NOMINATIONS, RULES))


def test_the_meeting_may_grant_a_company_more() -> None:
    granted = CapException("trainees_per_company", 2, "two projects", code="donghae")
    proposal = propose(NOMINATIONS, replace(TWO, exceptions=(granted,)))
    assert seats(proposal)[-2:] == ["N09-A", "N09-B"]
    elsewhere = CapException("trainees_per_company", 2, "two projects", code="garam")
    assert seats(propose(NOMINATIONS, replace(TWO, exceptions=(elsewhere,)))) == seats(propose(NOMINATIONS, TWO))


def test_a_country_s_best_nomination_alone_gets_seats_even_where_its_company_has_no_place() -> None:
    proposal = propose(NOMINATIONS, TWO.what_if(within_country=WithinCountry.BEST_NOMINATION))
    assert not [one for one in proposal.seats if one.unit.country == "VNM"]
    assert seats(proposal)[-4:] == ["N09-A", "N09-B", "N06-A", "N06-B"]


def small(*people: tuple[str, str, str]) -> list[RankedNomination]:
    """One nomination for each (key, country, company), ranked in this order."""
    return [
        RankedNomination(key, datetime(2025, 7, 1, tzinfo=UTC), (RankedTrainee(f"{key}-A"),), country=country,
                         company=company, totals=(90 - place,))
        for place, (key, country, company) in enumerate(people)
    ]  # fmt: skip


def test_a_company_s_place_that_another_country_s_cap_frees_by_chance_is_no_reason() -> None:
    """With more seats for Viet Nam, Hanbit could not send to Kenya, and Peru would get Kenya's place:
    yet what keeps Peru out is the number of countries."""
    field = small(("A", "VNM", "hanbit"), ("B", "VNM", "hanbit"), ("C", "KEN", "hanbit"), ("D", "PER", "nuri"))
    quotas = Quotas(countries=2, trainees_per_country=1, trainees_per_company=2)
    proposal = propose(field, replace(RULES, quotas=quotas, categories=()))
    assert seats(proposal) == ["A-A", "C-A"]
    assert [(one.trainee, one.caps) for one in proposal.reserves] == [
        ("B-A", (Cap.PER_COUNTRY,)), ("D-A", (Cap.COUNTRIES,)),
    ]  # fmt: skip


def test_more_places_for_a_company_can_unseat_another_s_where_the_country_is_capped() -> None:
    field = small(("A", "VNM", "hanbit"), ("B", "VNM", "hanbit"), ("C", "VNM", "nuri"))
    one, two = (
        replace(RULES, quotas=Quotas(trainees_per_country=2, trainees_per_company=n), categories=()) for n in (1, 2)
    )
    assert seats(propose(field, one)) == ["A-A", "C-A"]
    assert seats(propose(field, two)) == ["A-A", "B-A"]
