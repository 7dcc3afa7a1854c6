from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.factories.worked_set import CALL, DEMO, answers, submitted
from workflow.core.i18n import Text
from workflow.nominations.answers import NominationAnswers, TraineeAnswers
from workflow.programmes.callfile import read_call
from workflow.programmes.definition import CallDefinition
from workflow.programmes.eligibility import RULE_NAMES
from workflow.reference.dac import built_in, in_force
from workflow.screening import rules
from workflow.screening.case import Finding, Known, Outcome, Screened
from workflow.screening.rules import RULES
from workflow.screening.years import age_on

INTERNSHIP = read_call(DEMO / "policy-internship-2017.yaml")
WORKED = [
    Screened(one["key"], answers(one), one["received"], by_staff=True)
    for one in submitted()
    if one["key"] not in ("N11", "N12", "N13", "N14")
]
IN_TIME = datetime(2025, 7, 10, tzinfo=UTC)
GOOD = next(one for one in WORKED if one.key == "N04")


def find(call: CallDefinition, nominations: list[Screened]) -> dict[str, list[Finding]]:
    """Find with the list that comes with the program, where it was in force."""
    listed = in_force([built_in().head], call.nominations_close_on)
    return rules.find(call, nominations, Known(dac=built_in() if listed else None))


def with_rules(*rules: dict[str, Any], call: CallDefinition = CALL) -> CallDefinition:
    return CallDefinition.model_validate({**call.model_dump(mode="json"), "eligibility": list(rules)})


def of_rule(rule: str, found: list[Finding]) -> list[tuple[Outcome, str | None]]:
    assert all(one.text.ko and one.text.en and one.source.ko and one.source.en for one in found)
    return [(one.outcome, one.trainee) for one in found if one.rule == rule]


def alone(call: CallDefinition, nomination: Screened) -> list[Finding]:
    return find(call, [nomination])[nomination.key]


def with_trainees(*trainees: TraineeAnswers, key: str = "X") -> Screened:
    return replace(GOOD, key=key, answers=replace(GOOD.answers, trainees=trainees))


def named(name: str, key: str = "", **values: Any) -> TraineeAnswers:
    return replace(GOOD.answers.trainees[0], name=name, key=key, **values)


def test_every_rule_of_the_catalogue_is_there() -> None:
    assert set(RULES) == set(RULE_NAMES)


def test_the_worked_set_is_flagged_where_an_officer_must_look() -> None:
    found = {
        key: [(one.rule, one.outcome, one.trainee) for one in listed]
        for key, listed in find(CALL, WORKED).items()
        if listed
    }
    assert found == {
        "N01": [("over_subscription", Outcome.INFO, None)],
        "N02": [("over_subscription", Outcome.INFO, None)],
        "N10": [("dac_recipient", Outcome.FLAG, None)],
    }


def test_what_the_officer_reads() -> None:
    found = find(CALL, WORKED)
    (poland,) = found["N10"]
    assert poland.text == Text(
        "접수마감일에 유효한 DAC 수원국 목록에 없는 국가입니다: 폴란드",
        "Poland is not on the DAC list in force on the closing day",
    )
    assert poland.source.en == (
        "OECD DAC list of ODA recipients (2024-25 flows (OECD DAC), rev. 2025, in force from 1 Jan 2024 (Mon))"
    )
    assert found["N01"][0].text == Text(
        "베트남: 추천 4명, 국가별 한도 2명입니다.", "Vietnam: 4 trainees are nominated for at most 2 seats"
    )


@pytest.mark.parametrize(
    ("received", "outcomes"),
    [
        (CALL.closes_at - timedelta(microseconds=1), []),
        (CALL.closes_at, [(Outcome.FLAG, None)]),
        (CALL.opens_at - timedelta(microseconds=1), [(Outcome.FLAG, None)]),
    ],
)
def test_the_deadline_is_looked_at_in_every_call(received: datetime, outcomes: list[Any]) -> None:
    assert of_rule("deadline", alone(CALL, replace(GOOD, received=received))) == outcomes


def test_completeness_names_the_trainee() -> None:
    nomination = replace(with_trainees(named("BUDI", "X-A", position="")), received=IN_TIME)
    assert of_rule("completeness", alone(CALL, nomination)) == [(Outcome.FLAG, "X-A")]
    nobody = replace(GOOD, answers=replace(GOOD.answers, milestones=()))
    assert of_rule("completeness", alone(CALL, nobody)) == [(Outcome.FLAG, None)]


def test_a_call_can_let_a_standing_rule_exclude() -> None:
    call = with_rules({"rule": "deadline", "on_fail": "exclude"})
    late = replace(GOOD, received=call.closes_at)
    assert of_rule("deadline", alone(call, late)) == [(Outcome.EXCLUDE, None)]


def test_a_call_chooses_its_rules() -> None:
    assert alone(with_rules(), WORKED[-1]) == []


def test_a_rule_excludes_where_the_call_says_so() -> None:
    call = with_rules({"rule": "dac_recipient", "on_fail": "exclude"})
    poland = next(one for one in WORKED if one.key == "N10")
    assert of_rule("dac_recipient", alone(call, poland)) == [(Outcome.EXCLUDE, None)]


def test_without_a_list_of_that_time_the_country_is_flagged_and_never_excluded() -> None:
    data = CALL.model_dump(mode="json")
    data |= {"published_on": "2023-12-01", "nominations_close_on": "2023-12-31"}
    data["eligibility"] = [{"rule": "dac_recipient", "on_fail": "exclude"}]
    old = CallDefinition.model_validate(data)
    assert of_rule("dac_recipient", alone(old, GOOD)) == [(Outcome.FLAG, None)]
    data["nominations_close_on"] = "2024-01-01"
    assert of_rule("dac_recipient", alone(CallDefinition.model_validate(data), GOOD)) == []


def test_an_entry_that_is_not_confirmed_and_a_country_bound_by_other_law_are_pointed_out() -> None:
    def outcomes(country: str) -> list[tuple[Outcome, str | None]]:
        return of_rule("dac_recipient", alone(CALL, replace(GOOD, answers=replace(GOOD.answers, country=country))))

    assert outcomes("NRU") == [(Outcome.INFO, None)]
    assert outcomes("PRK") == [(Outcome.FLAG, None)]
    assert outcomes("IDN") == []


def test_the_country_of_each_trainee_is_looked_at() -> None:
    found = alone(CALL, with_trainees(named("A", "X-A", country="POL"), named("B", "X-B", country="KEN")))
    assert of_rule("dac_recipient", found) == [(Outcome.FLAG, "X-A")]


def test_a_nomination_claims_a_criterion() -> None:
    unclaimed = replace(GOOD, answers=replace(GOOD.answers, criterion=None))
    assert of_rule("criterion_claimed", alone(CALL, unclaimed)) == [(Outcome.FLAG, None)]
    assert of_rule("criterion_claimed", alone(CALL, GOOD)) == []


def test_the_same_person_is_found_in_another_nomination() -> None:
    one = with_trainees(named("Nguyễn Thị Minh Hạnh", "X-A"), key="X")
    other = with_trainees(named("NGUYEN THI MINH HANH", "Y-A"), named("BUDI", "Y-B"), key="Y")
    found = find(CALL, [one, other])
    assert of_rule("same_person_once", found["X"]) == [(Outcome.FLAG, "X-A")]
    assert of_rule("same_person_once", found["Y"]) == [(Outcome.FLAG, "Y-A")]
    assert [each.text.en for each in found["X"] if each.rule == "same_person_once"] == [
        "likely nominated elsewhere too: Nguyễn Thị Minh Hạnh (Y-A)"
    ]


def test_the_same_person_is_found_within_one_nomination() -> None:
    twice = named("BUDI")
    found = alone(CALL, with_trainees(twice, twice))
    assert of_rule("same_person_once", found) == [(Outcome.FLAG, ""), (Outcome.FLAG, "")]


def test_two_of_one_name_born_on_two_days_are_two_people() -> None:
    born = (date(1980, 1, 1), date(1981, 1, 1))
    one, other = (named("BUDI", f"X-{day.year}", birth_date=day) for day in born)
    assert of_rule("same_person_once", alone(CALL, with_trainees(one, other))) == []
    unknown = replace(other, birth_date=None)
    assert len(of_rule("same_person_once", alone(CALL, with_trainees(one, unknown)))) == 2


def test_a_country_is_over_subscribed_above_its_quota_only() -> None:
    assert of_rule("over_subscription", alone(CALL, GOOD)) == []
    three = with_trainees(named("A", "1"), named("B", "2"), named("C", "3"))
    assert of_rule("over_subscription", alone(CALL, three)) == [(Outcome.INFO, None)]


@pytest.mark.parametrize(
    ("born", "day", "years"),
    [
        (date(1976, 1, 9), date(2017, 1, 8), 40),
        (date(1976, 1, 9), date(2017, 1, 9), 41),
        (date(1976, 2, 29), date(2017, 2, 28), 40),
        (date(1976, 2, 29), date(2017, 3, 1), 41),
        (date(1976, 2, 29), date(2016, 2, 29), 40),
        (date(1976, 2, 29), date(2016, 2, 28), 39),
    ],
)
def test_age_counts_full_years(born: date, day: date, years: int) -> None:
    assert age_on(born, day) == years


@given(st.dates(date(1900, 1, 1), date(2000, 1, 1)), st.integers(0, 99))
def test_nobody_ages_the_day_before_and_everybody_on_the_birthday(born: date, years: int) -> None:
    year = born.year + years
    leap_child = (born.month, born.day) == (2, 29)
    birthday = date(year, 3, 1) if leap_child and not _is_leap(year) else born.replace(year=year)
    assert age_on(born, birthday) == years
    assert age_on(born, birthday - timedelta(days=1)) == years - 1


def _is_leap(year: int) -> bool:
    return (date(year, 3, 1) - timedelta(days=1)).day == 29


def internship(**values: Any) -> Screened:
    person = {
        "key": "P", "name": "DILSHOD", "country": "UZB", "city": "Tashkent", "position": "Officer", "duties": "housing",
        "reason": "policy", "birth_date": date(1985, 2, 28), "public_official": True, "field_of_work": "housing",
    }  # fmt: skip
    given_ = NominationAnswers(
        author=GOOD.answers.author, route="institution", organisation="University",
        trainees=(TraineeAnswers(**{**person, **values}),),
    )  # fmt: skip
    return Screened("U", given_, datetime(2016, 11, 20, tzinfo=UTC))


@pytest.mark.parametrize(
    ("born", "outcomes"),
    [
        (date(1967, 1, 10), []),  # 49 on the first day of the training
        (date(1967, 1, 9), [(Outcome.EXCLUDE, "P")]),  # 50 on that very day
        (date(1998, 5, 5), []),
    ],
)
def test_the_age_is_that_of_the_first_day_of_the_training(born: date, outcomes: list[Any]) -> None:
    assert of_rule("age_at_most", alone(INTERNSHIP, internship(birth_date=born))) == outcomes


def test_the_age_can_be_that_of_the_closing_day() -> None:
    rule = {"rule": "age_at_most", "years": 49, "on": "closing_day", "on_fail": "exclude"}
    call = with_rules(rule, call=INTERNSHIP)
    assert of_rule("age_at_most", alone(call, internship(birth_date=date(1966, 12, 1)))) == []
    assert of_rule("age_at_most", alone(call, internship(birth_date=date(1966, 11, 30)))) == [(Outcome.EXCLUDE, "P")]


def test_an_answer_other_than_the_rule_asks_excludes() -> None:
    (found,) = (one for one in alone(INTERNSHIP, internship(public_official=False)) if one.rule == "answer_is")
    assert (found.outcome, found.trainee) == (Outcome.EXCLUDE, "P")
    assert found.text == Text("공무원 여부에 대한 답이 '아니요'입니다.", "Public official: the answer is 'no'")
    assert of_rule("answer_is", alone(INTERNSHIP, internship())) == []


@pytest.mark.parametrize(("rule", "question"), [("age_at_most", "birth_date"), ("answer_is", "public_official")])
def test_what_was_not_answered_is_flagged_and_never_excluded(rule: str, question: str) -> None:
    found = alone(INTERNSHIP, internship(**{question: None}))
    assert of_rule(rule, found) == [(Outcome.FLAG, "P")]


def test_findings_do_not_depend_on_the_order_of_the_nominations() -> None:
    assert find(CALL, list(reversed(WORKED))) == find(CALL, WORKED)


# A property of each rule of the nomination itself


@given(st.integers(-30 * 24 * 60, 30 * 24 * 60))
def test_the_deadline_is_met_exactly_between_opening_and_closing(minutes: int) -> None:
    received = CALL.closes_at + timedelta(minutes=minutes)
    found = of_rule("deadline", alone(CALL, replace(GOOD, received=received)))
    assert (found == []) is (CALL.opens_at <= received < CALL.closes_at)


@given(st.sets(st.sampled_from(["city", "organisation", "city_profile", "railway_plan", "milestones"])))
def test_completeness_has_one_finding_for_each_answer_that_is_not_there(missing: set[str]) -> None:
    empty: dict[str, Any] = {name: () if name == "milestones" else "" for name in missing}
    nomination = replace(GOOD, answers=replace(GOOD.answers, **empty))
    assert len(of_rule("completeness", alone(CALL, nomination))) == len(missing)


LISTED = set(built_in().recipients)


@given(st.sampled_from(sorted({*LISTED, "POL", "KOR", "JPN", "USA", "DEU", "SGP"})))
def test_a_country_is_flagged_exactly_where_it_is_not_on_the_list(code: str) -> None:
    call = with_rules({"rule": "dac_recipient", "on_fail": "exclude"})
    found = of_rule("dac_recipient", alone(call, replace(GOOD, answers=replace(GOOD.answers, country=code))))
    assert ((Outcome.EXCLUDE, None) in found) is (code not in LISTED)


@given(st.none() | st.integers(-1, 9))
def test_a_criterion_is_claimed_exactly_where_the_call_has_it(number: int | None) -> None:
    found = of_rule("criterion_claimed", alone(CALL, replace(GOOD, answers=replace(GOOD.answers, criterion=number))))
    assert (found == []) is (number in {one.number for one in CALL.country_criteria})


@given(st.permutations(["Nguyen", "Thi", "Hanh"]), st.booleans(), st.booleans())
def test_the_same_person_is_found_from_both_sides(words: list[str], lower: bool, marked: bool) -> None:
    written = " ".join(words).replace("a", "ạ" if marked else "a")
    one = with_trainees(named("NGUYEN THI HANH", "X-A"), key="X")
    other = with_trainees(named(written.lower() if lower else written, "Y-A"), key="Y")
    found = find(CALL, [one, other])
    assert len(of_rule("same_person_once", found["X"])) == len(of_rule("same_person_once", found["Y"])) == 1
