"""Each rule of the trainees at its boundary, by example and by property."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.factories.worked_set import CALL, answers, submitted
from workflow.nominations.answers import NominationAnswers
from workflow.programmes.asks import ENGLISH_LEVELS, TRAINEE_ASKS
from workflow.programmes.definition import CallDefinition
from workflow.screening import rules
from workflow.screening.case import Finding, Known, Outcome, Screened
from workflow.screening.years import age_on, months_after

GOOD = next(Screened(one["key"], answers(one), one["received"]) for one in submitted() if one["key"] == "N04")
FIRST, LAST, CLOSING = CALL.training.starts_on, CALL.training.ends_on, CALL.nominations_close_on
ONE_DAY = timedelta(days=1)
DAYS = st.dates(date(1950, 1, 1), date(2060, 12, 31))
LEVELS = list(ENGLISH_LEVELS)


def call_with(*listed: dict[str, Any], questions: tuple[dict[str, Any], ...] = (), **changes: Any) -> CallDefinition:
    """The call of 2025 with these rules, asking every question of the catalogue."""
    data = CALL.model_dump(mode="json")
    data["nomination_asks"]["trainee"] = [name for name in TRAINEE_ASKS if name != "country"]
    data["fields_of_work"] = [{"ko": "도시철도", "en": "urban railway"}, {"ko": "주택", "en": "housing"}]
    return CallDefinition.model_validate({**data, "eligibility": listed, "questions": questions, **changes})


def with_trainee(**values: Any) -> Screened:
    trainee = replace(GOOD.answers.trainees[0], key="T", **values)
    return replace(GOOD, answers=replace(GOOD.answers, trainees=(trainee,)))


def outcomes(
    rule: dict[str, Any], one: Screened, *, trained: Mapping[str, date] | None = None, **call: Any
) -> list[Outcome]:
    found = of_rule(rule, one, trained=trained, **call)
    assert all(each.text.ko and each.text.en and each.source.ko and each.source.en for each in found)
    return [each.outcome for each in found]


def of_rule(
    rule: dict[str, Any], one: Screened, *, trained: Mapping[str, date] | None = None, **call: Any
) -> list[Finding]:
    found = rules.find(call_with(rule, **call), [one], Known(trained=trained or {}))[one.key]
    return [each for each in found if each.rule == rule["rule"]]


EXCLUDE = [Outcome.EXCLUDE]
FLAG = [Outcome.FLAG]


def test_an_own_text_of_the_call_is_the_source_of_its_findings() -> None:
    rule = {"rule": "years_in_post", "years": 2, "text": {"ko": "재직 2년 이상인 자", "en": "two years in office"}}
    (found,) = of_rule(rule, with_trainee(in_post_since=CLOSING))
    assert (found.source.ko, found.source.en) == ("자격요건: 재직 2년 이상인 자", "eligibility: two years in office")


# Age


@pytest.mark.parametrize(
    ("born", "expected"),
    [
        (months_after(FIRST, -12 * 50), EXCLUDE),  # 50 on the first day itself
        (months_after(FIRST, -12 * 50) + ONE_DAY, []),  # 49, and 50 tomorrow
        (months_after(FIRST, -12 * 49), []),
    ],
)
def test_age_at_its_boundary_on_the_first_day(born: date, expected: list[Outcome]) -> None:
    rule = {"rule": "age_at_most", "years": 49, "on": "first_day_of_training", "on_fail": "exclude"}
    assert outcomes(rule, with_trainee(birth_date=born)) == expected


@given(st.dates(date(1930, 1, 1), date(2010, 1, 1)), st.integers(18, 80))
def test_age_is_found_exactly_above_the_limit(born: date, years: int) -> None:
    rule = {"rule": "age_at_most", "years": years, "on_fail": "exclude"}
    assert outcomes(rule, with_trainee(birth_date=born)) == (EXCLUDE if age_on(born, FIRST) > years else [])


# Years in the post


@pytest.mark.parametrize(
    ("since", "expected"),
    [
        (months_after(CLOSING, -24), []),
        (months_after(CLOSING, -24) + ONE_DAY, EXCLUDE),
        (CLOSING + ONE_DAY, EXCLUDE),  # not begun yet
        (None, FLAG),
    ],
)
def test_years_in_post_at_their_boundary(since: date | None, expected: list[Outcome]) -> None:
    rule = {"rule": "years_in_post", "years": 2, "on_fail": "exclude"}
    assert outcomes(rule, with_trainee(in_post_since=since)) == expected


@given(DAYS, st.integers(1, 30))
def test_longer_in_post_is_never_worse(since: date, years: int) -> None:
    rule = {"rule": "years_in_post", "years": years, "on_fail": "exclude"}
    later = outcomes(rule, with_trainee(in_post_since=since))
    earlier = outcomes(rule, with_trainee(in_post_since=since - ONE_DAY))
    assert len(earlier) <= len(later)


def test_a_day_yet_to_come_is_no_negative_time_in_post() -> None:
    (found,) = of_rule({"rule": "years_in_post", "years": 1}, with_trainee(in_post_since=date(2099, 1, 1)))
    assert "0 full years" in found.text.en


# Field of work


@pytest.mark.parametrize(
    ("fields", "field", "expected"),
    [
        ([], "도시철도", []),
        (["주택"], "주택", []),
        (["주택"], "도시철도", EXCLUDE),
        ([], "어업", EXCLUDE),
        ([], "", FLAG),
    ],
)
def test_field_of_work_is_one_of_the_rule_or_of_the_call(
    fields: list[str], field: str, expected: list[Outcome]
) -> None:
    rule = {"rule": "field_of_work_is", "fields": fields, "on_fail": "exclude"}
    assert outcomes(rule, with_trainee(field_of_work=field)) == expected


@given(st.lists(st.sampled_from(["도시철도", "주택"]), unique=True), st.sampled_from(["도시철도", "주택", "어업"]))
def test_field_of_work_passes_exactly_where_it_is_listed(fields: list[str], field: str) -> None:
    rule = {"rule": "field_of_work_is", "fields": fields, "on_fail": "exclude"}
    passes = field in (fields or ["도시철도", "주택"])
    assert outcomes(rule, with_trainee(field_of_work=field)) == ([] if passes else EXCLUDE)


def test_a_rule_that_names_a_field_the_call_does_not_have_is_refused() -> None:
    with pytest.raises(ValueError, match="not one of the call's fields"):
        call_with({"rule": "field_of_work_is", "fields": ["어업"]})


# English


@given(st.sampled_from(LEVELS), st.sampled_from(LEVELS))
def test_english_passes_exactly_from_the_level_upwards(has: str, wanted: str) -> None:
    rule = {"rule": "english_at_least", "level": wanted, "on_fail": "exclude"}
    passes = LEVELS.index(has) >= LEVELS.index(wanted)
    assert outcomes(rule, with_trainee(english_level=has)) == ([] if passes else EXCLUDE)


def test_english_that_was_not_answered_is_flagged() -> None:
    rule = {"rule": "english_at_least", "level": "basic", "on_fail": "exclude"}
    assert outcomes(rule, with_trainee(english_level="")) == FLAG


# Earlier trainings


@pytest.mark.parametrize(
    ("said", "register", "expected"),
    [
        (None, None, []),  # no day says that there was none
        (months_after(FIRST, -36), None, []),  # three years ago to the day
        (months_after(FIRST, -36) + ONE_DAY, None, EXCLUDE),
        (None, months_after(FIRST, -36) + ONE_DAY, EXCLUDE),
        (months_after(FIRST, -72), months_after(FIRST, -12), EXCLUDE),
        (None, months_after(FIRST, -36), []),
    ],
)
def test_an_earlier_training_at_its_boundary(
    said: date | None, register: date | None, expected: list[Outcome]
) -> None:
    rule = {"rule": "not_trained_within", "years": 3, "on_fail": "exclude"}
    trained = {"T": register} if register else {}
    assert outcomes(rule, with_trainee(last_trained_on=said), trained=trained) == expected


def test_who_knows_of_the_earlier_training_is_said() -> None:
    rule = {"rule": "not_trained_within", "years": 3}
    (found,) = of_rule(rule, with_trainee(last_trained_on=None), trained={"T": date(2024, 9, 20)})
    assert found.text.en == (
        "attended an invited training that ended on 20 Sep 2024 (Fri), within the last 3 years (register of people)"
    )


@given(DAYS, st.integers(1, 20))
def test_a_longer_wait_is_never_kinder(ended: date, years: int) -> None:
    one = with_trainee(last_trained_on=ended)
    short, long = (outcomes({"rule": "not_trained_within", "years": n}, one) for n in (years, years + 1))
    assert len(short) <= len(long)


# Passport


@pytest.mark.parametrize(
    ("expires", "expected"),
    [
        (months_after(LAST, 6), []),  # six months to the day
        (months_after(LAST, 6) - ONE_DAY, EXCLUDE),
        (date(2099, 1, 1), []),
        (None, []),  # not asked yet
    ],
)
def test_passport_at_its_boundary(expires: date | None, expected: list[Outcome]) -> None:
    rule = {"rule": "passport_valid", "months": 6, "on_fail": "exclude"}
    assert outcomes(rule, with_trainee(passport_expires_on=expires)) == expected


@given(DAYS, st.integers(1, 24))
def test_passport_is_found_exactly_before_the_day_it_is_needed_until(expires: date, months: int) -> None:
    rule = {"rule": "passport_valid", "months": months}
    expected = FLAG if expires < months_after(LAST, months) else []
    assert outcomes(rule, with_trainee(passport_expires_on=expires)) == expected


def test_a_passport_that_is_looked_at_earlier_is_flagged_without_its_day() -> None:
    rule = {"rule": "passport_valid", "phase": "screening", "on_fail": "exclude"}
    assert outcomes(rule, with_trainee(passport_expires_on=None)) == FLAG


# Documents and answers

CV = {"key": "cv", "of": "trainee", "kind": "file", "ko": "이력서", "en": "CV"}
EVIDENCE = {
    "key": "evidence", "of": "nomination", "kind": "file", "ko": "사업 증빙", "en": "Evidence",
    "shown_when": {"question": "criterion", "value": 1},
}  # fmt: skip
BOTH = {"rule": "documents_given", "questions": ["cv", "evidence"], "on_fail": "exclude"}


def with_criterion(number: int, one: Screened, **files: int) -> Screened:
    return replace(one, answers=replace(one.answers, criterion=number, files=files))


@pytest.mark.parametrize(
    ("one", "concerns"),
    [
        (with_criterion(2, with_trainee()), ["T"]),
        (with_criterion(1, with_trainee()), [None, "T"]),
        (with_criterion(1, with_trainee(files={"cv": 1}), evidence=2), []),
        (with_criterion(2, with_trainee(files={"cv": 1})), []),  # the evidence is not asked of criterion 2
    ],
)
def test_documents_are_looked_for_where_they_are_asked(one: Screened, concerns: list[str | None]) -> None:
    assert [each.trainee for each in of_rule(BOTH, one, questions=(CV, EVIDENCE))] == concerns


@given(st.integers(0, 3), st.integers(0, 3), st.sampled_from([1, 2]))
def test_documents_are_missing_exactly_where_none_is_there(cvs: int, evidence: int, criterion: int) -> None:
    one = with_criterion(criterion, with_trainee(files={"cv": cvs}), evidence=evidence)
    missing = (0 if cvs else 1) + (1 if criterion == 1 and not evidence else 0)
    assert outcomes(BOTH, one, questions=(CV, EVIDENCE)) == EXCLUDE * missing


GAUGE = {
    "key": "gauge", "of": "nomination", "kind": "choice", "ko": "궤간", "en": "Gauge",
    "choices": [{"key": "standard", "ko": "표준궤", "en": "standard"}, {"key": "broad", "ko": "광궤", "en": "broad"}],
}  # fmt: skip
DRIVES = {"key": "drives", "of": "trainee", "kind": "yes_no", "ko": "운전 가능", "en": "Drives"}


def nomination(one: Screened, **answers: Any) -> Screened:
    return replace(one, answers=replace(one.answers, answers=answers))


@pytest.mark.parametrize(
    ("rule", "one", "expected"),
    [
        ({"question": "gauge", "value": "standard"}, nomination(GOOD, gauge="standard"), []),
        ({"question": "gauge", "value": "standard"}, nomination(GOOD, gauge="broad"), EXCLUDE),
        ({"question": "gauge", "value": "standard"}, GOOD, FLAG),
        ({"question": "drives", "value": True}, with_trainee(answers={"drives": True}), []),
        ({"question": "drives", "value": True}, with_trainee(answers={"drives": False}), EXCLUDE),
        ({"question": "drives", "value": True}, with_trainee(), FLAG),
        ({"question": "criterion", "value": "2"}, with_criterion(2, GOOD), []),
        ({"question": "criterion", "value": "2"}, with_criterion(1, GOOD), EXCLUDE),
        ({"question": "public_official", "value": True}, with_trainee(public_official=False), EXCLUDE),
    ],
)
def test_an_answer_is_compared_whoever_is_asked(rule: dict[str, Any], one: Screened, expected: list[Outcome]) -> None:
    rule = {"rule": "answer_is", "on_fail": "exclude", **rule}
    assert outcomes(rule, one, questions=(GAUGE, DRIVES)) == expected


def test_an_option_is_named_in_its_words() -> None:
    rule = {"rule": "answer_is", "question": "gauge", "value": "standard"}
    (found,) = of_rule(rule, nomination(GOOD, gauge="broad"), questions=(GAUGE,))
    assert (found.text.ko, found.text.en) == ("궤간에 대한 답이 '광궤'입니다.", "Gauge: the answer is 'broad'")


@given(st.booleans(), st.booleans())
def test_an_answer_is_found_exactly_where_it_differs(wanted: bool, given_: bool) -> None:
    rule = {"rule": "answer_is", "question": "drives", "value": wanted, "on_fail": "exclude"}
    one = with_trainee(answers={"drives": given_})
    assert outcomes(rule, one, questions=(DRIVES,)) == ([] if wanted == given_ else EXCLUDE)


def test_a_question_that_is_not_asked_is_not_compared() -> None:
    hidden = {**DRIVES, "shown_when": {"question": "criterion", "value": 1}}
    rule = {"rule": "answer_is", "question": "drives", "value": True}
    assert outcomes(rule, with_criterion(2, with_trainee()), questions=(hidden,)) == []


# Submission


def test_rules_of_the_submission_that_exclude_keep_a_nomination_out() -> None:
    young = {"rule": "age_at_most", "years": 49, "phase": "submission", "on_fail": "exclude"}
    old = with_trainee(birth_date=date(1950, 1, 1))
    assert [one.rule for one in against(old, young)] == ["age_at_most"]
    assert against(old, {**young, "on_fail": "flag"}) == []
    assert against(old, {**young, "phase": "screening"}) == []
    assert against(with_trainee(birth_date=None), young) == []


def against(one: Screened, *listed: dict[str, Any]) -> list[Finding]:
    return rules.against_submission(call_with(*listed), one, Known())


def test_nothing_is_found_in_a_nomination_of_nobody() -> None:
    nobody = replace(GOOD, answers=NominationAnswers())
    for rule in ({"rule": "age_at_most", "years": 49}, {"rule": "passport_valid"}, BOTH):
        assert of_rule(rule, nobody, questions=(CV, EVIDENCE)) == []
