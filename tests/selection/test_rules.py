"""The worked set of the call of 2025, as a working-level meeting would do it by hand."""

from dataclasses import replace
from fractions import Fraction

import pytest

from tests.factories.worked_set import RULES, ranked_nominations
from workflow.core.errors import Refused
from workflow.core.i18n import Text
from workflow.programmes.parts import WithinCountry
from workflow.selection.ranking import CapException, RankedNomination
from workflow.selection.rules import CutLine, Proposal, Scope, propose, without
from workflow.selection.seats import Cap

NOMINATIONS = ranked_nominations()


def seats(proposal: Proposal) -> list[str]:
    return [seat.trainee for seat in proposal.seats]


def reserves(proposal: Proposal) -> list[str]:
    return [reserve.trainee for reserve in proposal.reserves]


def order(proposal: Proposal) -> list[tuple[str, str, bool]]:
    return [(one.code, one.score, one.inside) for one in proposal.countries]


SEATS = [
    "N03-A", "N03-B", "N01-A", "N02-D", "N04-A", "N04-B", "N05-B", "N05-A", "N08-B", "N08-A", "N09-A", "N09-B",
]  # fmt: skip


def test_the_worked_set_comes_out_as_by_hand() -> None:
    proposal = propose(NOMINATIONS, RULES)
    assert order(proposal) == [
        ("BGD", "88.33", True),
        ("VNM", "88.00", True),
        ("IDN", "85.00", True),
        ("EGY", "82.67", True),
        ("PER", "80.67", True),
        ("COL", "80.33", True),
        ("UZB", "77.67", False),
        ("KEN", "74.33", False),
    ]
    assert [one.place for one in proposal.countries] == [1, 2, 3, 4, 5, 6, 7, 8]
    assert seats(proposal) == SEATS
    assert reserves(proposal) == ["N01-B", "N02-C", "N06-A", "N06-B", "N07-A"]
    assert proposal.out == ()
    assert proposal.cut == CutLine("COL", "UZB", Fraction(8, 3))
    assert proposal.cut.printed_margin == "2.67"
    assert [warning.en for warning in proposal.warnings] == ["6 countries x 2 trainees = 12 seats cannot fill 14."]


def test_a_nomination_is_selected_with_one_seat() -> None:
    assert propose(NOMINATIONS, RULES).selected_nominations == ("N03", "N01", "N02", "N04", "N05", "N08", "N09")


def test_reserves_wait_for_their_country_or_for_a_place() -> None:
    waiting = {one.trainee: (one.number, one.scope, one.caps) for one in propose(NOMINATIONS, RULES).reserves}
    assert waiting == {
        "N01-B": (1, Scope.SAME_COUNTRY, (Cap.PER_COUNTRY,)),
        "N02-C": (2, Scope.SAME_COUNTRY, (Cap.PER_COUNTRY,)),
        "N06-A": (3, Scope.NEXT_COUNTRY, (Cap.COUNTRIES,)),
        "N06-B": (4, Scope.NEXT_COUNTRY, (Cap.COUNTRIES,)),
        # with more places for countries Uzbekistan would take the last two of 14 seats
        "N07-A": (5, Scope.NEXT_COUNTRY, (Cap.COUNTRIES, Cap.TRAINEES)),
    }


def test_every_place_explains_itself() -> None:
    proposal = propose(NOMINATIONS, RULES)
    said = {one.trainee: one.reason for one in (*proposal.seats, *proposal.reserves)}
    assert said["N02-D"] == Text(
        "베트남 두 번째 자리: 선정된 국가(도시)의 도시철도 정책관리자, 영어로 의사소통 가능",
        "second seat of Vietnam: urban railway policy manager, can communicate in English",
    )
    assert said["N05-B"].en == "first seat of Egypt: urban railway policy manager"
    assert said["N01-B"] == Text(
        "베트남 예비 1순위: 베트남의 2자리가 모두 찼습니다.",
        "1st reserve for Vietnam: the 2 seats of Vietnam are taken",
    )
    assert said["N06-B"] == Text(
        "예비 2순위: 국가 수 한도(6)가 찼습니다(7위).", "2nd reserve: country places are full, 7th of 6"
    )
    countries = {one.code: one.reason for one in proposal.countries}
    assert countries["VNM"] == Text("선정: 2위, 점수 88.00점, 2명", "in: 2nd, score 88.00, 2 seats")
    assert countries["UZB"] == Text(
        "제외: 국가 수 한도(6)가 찼습니다(7위).", "out: country places are full, 7th of 6"
    )
    assert countries["KEN"] == Text(
        "제외: 선정하면 국가 수 6개국(현재 8위), 연수생 14명 한도를 모두 초과합니다.",
        "out: two caps bind: 6 countries (this is the 8th) and 14 trainees in all",
    )


def test_without_a_nomination_the_next_country_enters() -> None:
    proposal = propose(without(NOMINATIONS, ["N09"]), RULES)
    assert seats(proposal) == [*SEATS[:10], "N06-A", "N06-B"]
    assert reserves(proposal) == ["N01-B", "N02-C", "N07-A"]


def test_without_a_trainee_the_country_keeps_its_place() -> None:
    proposal = propose(without(NOMINATIONS, ["N01-A"]), RULES)
    assert seats(proposal) == ["N03-A", "N03-B", "N02-D", "N01-B", *SEATS[4:]]
    assert reserves(proposal) == ["N02-C", "N06-A", "N06-B", "N07-A"]


def test_with_eleven_trainees_the_last_country_gets_one_seat() -> None:
    proposal = propose(NOMINATIONS, RULES.what_if(trainees=11))
    assert seats(proposal) == SEATS[:11]
    assert proposal.countries[5].reason.en == (
        "in: 6th, score 80.33, 1 seat of the 2 it could use: the 11 seats for trainees are then taken"
    )
    colombia = next(one for one in proposal.reserves if one.trainee == "N09-B")
    assert (colombia.scope, colombia.caps) == (Scope.SAME_COUNTRY, (Cap.TRAINEES,))
    assert colombia.reason.en == "1st reserve for Colombia: the 11 seats for trainees are taken"
    assert reserves(proposal) == ["N01-B", "N02-C", "N09-B", "N06-A", "N06-B", "N07-A"]
    assert proposal.warnings == ()


def test_best_nomination_seats_nobody_of_a_country_s_other_nominations() -> None:
    proposal = propose(NOMINATIONS, RULES.what_if(within_country=WithinCountry.BEST_NOMINATION))
    assert seats(proposal) == ["N03-A", "N03-B", "N01-A", "N01-B", *SEATS[4:]]
    assert reserves(proposal) == ["N02-D", "N02-C", "N06-A", "N06-B", "N07-A"]
    assert "N02" not in proposal.selected_nominations
    assert proposal.reserves[0].caps == ()
    assert proposal.reserves[0].reason == Text(
        "베트남 예비 1순위: 베트남에서는 순위가 가장 앞선 추천서(N01)의 연수생만 선정합니다.",
        "1st reserve for Vietnam: only the best nomination of Vietnam (N01) gets seats",
    )


def test_per_city_counts_cities_as_countries() -> None:
    proposal = propose(NOMINATIONS, RULES.what_if(within_country=WithinCountry.PER_CITY))
    assert [(one.code, one.inside) for one in proposal.countries] == [
        ("BGD/Dhaka", True),
        ("VNM/Ho Chi Minh City", True),
        ("IDN/Jakarta", True),
        ("EGY/Cairo", True),
        ("VNM/Hanoi", True),
        ("PER/Lima", True),
        ("COL/Bogotá", False),
        ("UZB/Tashkent", False),
        ("KEN/Nairobi", False),
    ]
    assert seats(proposal) == [
        "N03-A", "N03-B", "N01-A", "N01-B", "N04-A", "N04-B", "N05-B", "N05-A", "N02-D", "N02-C", "N08-B", "N08-A",
    ]  # fmt: skip
    assert proposal.seats[8].reason.en.startswith("first seat of Hanoi, Vietnam: ")
    assert proposal.countries[6].reason.en == "out: city places are full, 7th of 6"


def test_absent_quotas_do_not_bind() -> None:
    unlimited = replace(RULES, quotas=type(RULES.quotas)())
    proposal = propose(NOMINATIONS, unlimited)
    assert len(proposal.seats) == 17
    assert proposal.reserves == ()
    assert proposal.cut is None
    assert all(one.inside for one in proposal.countries)


def test_an_ineligible_nomination_is_not_in_the_ranking() -> None:
    assert "POL" not in [one.code for one in propose(NOMINATIONS, RULES).countries]


def test_an_unscored_nomination_is_not_ranked_and_warned_of() -> None:
    unscored = tuple(replace(one, totals=()) if one.key in ("N01", "N03") else one for one in NOMINATIONS)
    proposal = propose(unscored, RULES)
    assert [one.code for one in proposal.countries][:2] == ["IDN", "EGY"]
    assert proposal.warnings[-1] == Text(
        "점수가 없어 순위에 넣지 않은 추천서: N01, N03", "Not ranked, because nobody has scored them: N01, N03"
    )
    everybody = {*seats(proposal), *reserves(proposal)}
    assert not any(key.startswith(("N01", "N03")) for key in everybody)


def _with_categories(nomination: RankedNomination, category: str | None) -> RankedNomination:
    return replace(nomination, trainees=tuple(replace(one, category=category) for one in nomination.trainees))


def test_a_trainee_without_a_verified_category_gets_no_seat() -> None:
    changed = tuple(_with_categories(one, None) if one.key == "N02" else one for one in NOMINATIONS)
    proposal = propose(changed, RULES)
    assert [(one.trainee, one.reason.en) for one in proposal.out] == [
        ("N02-C", "no seat: no category of trainees was verified"),
        ("N02-D", "no seat: no category of trainees was verified"),
    ]
    assert seats(proposal)[2:4] == ["N01-A", "N01-B"]


def test_a_country_is_not_carried_by_a_nomination_that_can_send_no_one() -> None:
    changed = tuple(_with_categories(one, None) if one.key == "N01" else one for one in NOMINATIONS)
    proposal = propose(changed, RULES)
    assert [(one.code, one.score) for one in proposal.countries][:4] == [
        ("BGD", "88.33"), ("IDN", "85.00"), ("EGY", "82.67"), ("VNM", "82.00"),
    ]  # fmt: skip


def test_a_country_of_which_nobody_can_sit_takes_no_place() -> None:
    changed = tuple(_with_categories(one, None) if one.key == "N03" else one for one in NOMINATIONS)
    proposal = propose(changed, RULES)
    assert order(proposal)[-1] == ("BGD", "88.33", False)
    assert proposal.countries[-1].reason.en == "out: nobody has a verified category of trainees"
    assert [one.code for one in proposal.countries if one.inside] == ["VNM", "IDN", "EGY", "PER", "COL", "UZB"]


def test_without_scores_the_agreed_order_ranks() -> None:
    agreed = {"N07": 1, "N06": 2, "N09": 3}
    changed = tuple(replace(one, totals=(), agreed_place=agreed.get(one.key)) for one in NOMINATIONS)
    rules = replace(RULES, settings=RULES.settings.model_copy(update={"scores": False}))
    proposal = propose(changed, rules)
    assert order(proposal) == [("KEN", "", True), ("UZB", "", True), ("COL", "", True)]
    assert proposal.countries[1].reason == Text(
        "선정: 2위, 합의 순위 2위, 2명", "in: 2nd, 2nd in the agreed order, 2 seats"
    )
    assert proposal.warnings[-1].en == "Not ranked, for want of an agreed place: N01, N02, N03, N04, N05, N08"


def test_the_meeting_may_grant_an_exception_to_a_cap() -> None:
    for_vietnam = CapException("trainees_per_country", 1, "two projects", code="VNM")
    proposal = propose(NOMINATIONS, replace(RULES, exceptions=(for_vietnam,)))
    assert seats(proposal)[2:5] == ["N01-A", "N02-D", "N01-B"]
    one_more_country = CapException("countries", 1, "a tie")
    proposal = propose(NOMINATIONS, replace(RULES, exceptions=(one_more_country,)))
    assert seats(proposal) == [*SEATS, "N06-A", "N06-B"]
    assert proposal.countries[7].reason.en == (
        "out: two caps bind: 7 countries (this is the 8th) and 14 trainees in all"
    )


def test_ties_go_to_the_earlier_receipt_then_to_the_country_code() -> None:
    same = tuple(replace(one, totals=(80,), received=NOMINATIONS[0].received) for one in NOMINATIONS)
    assert [one.code for one in propose(same, RULES).countries] == [
        "BGD", "COL", "EGY", "IDN", "KEN", "PER", "UZB", "VNM",
    ]  # fmt: skip
    by_receipt = tuple(replace(one, totals=(80,)) for one in NOMINATIONS)
    assert [one.code for one in propose(by_receipt, RULES).countries] == [
        "VNM", "BGD", "IDN", "EGY", "UZB", "KEN", "PER", "COL",
    ]  # fmt: skip


def test_leaving_out_an_unknown_key_is_refused() -> None:
    with pytest.raises(Refused) as caught:
        without(NOMINATIONS, ["N01", "N99"])
    assert [reason.text.en for reason in caught.value.reasons] == [
        "No nomination or trainee in the ranking has this number: N99"
    ]


def test_the_command_s_document_has_the_keys_other_systems_read() -> None:
    document = propose(NOMINATIONS, RULES).as_json("en")
    assert list(document) == ["countries", "seats", "reserves", "out", "warnings"]
    assert document["countries"][6] == {
        "code": "UZB", "score": "77.67", "place": 7, "in": False, "reason": "out: country places are full, 7th of 6",
    }  # fmt: skip
    assert document["seats"] == SEATS
    assert document["warnings"] == ["6 countries x 2 trainees = 12 seats cannot fill 14."]
