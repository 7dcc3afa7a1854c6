"""A call whose nominations name no country: an institution puts forward people of many countries."""

from dataclasses import replace
from datetime import UTC, datetime

from tests.factories.worked_set import DEMO
from workflow.core.i18n import Text
from workflow.programmes.callfile import read_call
from workflow.programmes.parts import Quotas, WithinCountry
from workflow.selection.ranking import RankedNomination, RankedTrainee, SelectionRules
from workflow.selection.rules import CutLine, Proposal, Scope, propose

RULES = SelectionRules.of(read_call(DEMO / "policy-internship-2017.yaml"))


def nomination(key: str, day: int, total: int, *people: tuple[str, str]) -> RankedNomination:
    return RankedNomination(
        key=key,
        received=datetime(2016, 11, day, tzinfo=UTC),
        totals=(total,),
        trainees=tuple(RankedTrainee(key=f"{key}-{name}", country=country) for name, country in people),
    )


UNIVERSITY = nomination("U", 3, 80, ("1", "VNM"), ("2", "AFG"), ("3", "KEN"), ("4", "VNM"))
INSTITUTE = nomination("I", 2, 90, ("1", "PER"), ("2", "VNM"))
BOTH = (UNIVERSITY, INSTITUTE)


def seats(proposal: Proposal) -> list[str]:
    return [seat.trainee for seat in proposal.seats]


def test_the_call_of_2017_asks_each_trainee_s_country_and_has_no_categories() -> None:
    assert RULES.country_per_trainee
    assert RULES.categories == ()
    assert RULES.quotas == Quotas(trainees=15)


def test_all_trainees_are_ranked_together_by_the_call_s_order() -> None:
    proposal = propose(BOTH, replace(RULES, quotas=Quotas(trainees=4)))
    assert seats(proposal) == ["I-1", "I-2", "U-1", "U-2"]
    assert [(one.trainee, one.number, one.scope) for one in proposal.reserves] == [
        ("U-3", 1, Scope.NEXT_COUNTRY),
        ("U-4", 2, Scope.SAME_COUNTRY),
    ]
    assert proposal.out == ()
    assert proposal.selected_nominations == ("I", "U")


def test_countries_stand_in_the_order_of_their_first_trainee() -> None:
    proposal = propose(BOTH, replace(RULES, quotas=Quotas(trainees=4)))
    assert [(one.code, one.place, one.score, one.inside) for one in proposal.countries] == [
        ("PER", 1, "90.00", True),
        ("VNM", 2, "90.00", True),
        ("AFG", 3, "80.00", True),
        ("KEN", 4, "80.00", False),
    ]
    assert proposal.countries[3].reason.en == "out: the 4 seats for trainees are taken"


def test_the_cut_line_runs_between_trainees() -> None:
    assert propose(BOTH, replace(RULES, quotas=Quotas(trainees=2))).cut == CutLine("I-2", "U-1", 10)
    assert propose(BOTH, RULES).cut is None


def test_a_seat_is_one_of_the_call_and_its_reason_is_the_score() -> None:
    proposal = propose(BOTH, RULES)
    assert proposal.seats[1].reason == Text("전체 두 번째 자리: 점수 90.00점", "second seat of the call: score 90.00")


def test_caps_by_country_are_met_as_the_list_is_walked() -> None:
    proposal = propose(BOTH, replace(RULES, quotas=Quotas(countries=3, trainees_per_country=1)))
    assert seats(proposal) == ["I-1", "I-2", "U-2"]
    assert [one.trainee for one in proposal.reserves] == ["U-1", "U-3", "U-4"]
    assert {one.code: one.inside for one in proposal.countries} == {
        "PER": True, "VNM": True, "AFG": True, "KEN": False,
    }  # fmt: skip


def test_best_nomination_is_the_best_of_each_country() -> None:
    rules = RULES.what_if(within_country=WithinCountry.BEST_NOMINATION)
    proposal = propose(BOTH, rules)
    assert seats(proposal) == ["I-1", "I-2", "U-2", "U-3"]
    assert [one.trainee for one in proposal.reserves] == ["U-1", "U-4"]


def test_a_call_without_any_quota_seats_everybody() -> None:
    proposal = propose(BOTH, replace(RULES, quotas=Quotas()))
    assert len(proposal.seats) == 6
    assert proposal.reserves == ()
