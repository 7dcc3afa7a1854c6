from typing import Any

import pytest

from tests.factories.programmes import POLICY_INTERNSHIP, call_data
from workflow.programmes.definition import CallDefinition
from workflow.programmes.rules import Change, amendments, broken_promises, with_needs


def definition(**changes: Any) -> CallDefinition:
    return CallDefinition.model_validate({**call_data(), **changes})


def without(rows: list[dict[str, Any]], key: str) -> list[dict[str, Any]]:
    return [row for row in rows if row["key"] != key]


BEFORE = definition()


def test_changed_quotas_and_days_are_amendments_in_the_order_of_the_notice() -> None:
    training = {**call_data()["training"], "to": "2025-11-02", "days": 8, "nights": 7}
    after = definition(
        quotas={"countries": 7, "trainees_per_country": 2}, nominations_close_on="2025-07-31", training=training
    )
    assert amendments(BEFORE, after) == [
        Change("quotas.countries", "6", "7"),
        Change("quotas.trainees", "14", ""),
        Change("nominations_close_on", "2025-07-25", "2025-07-31"),
        Change("training.to", "2025-11-01", "2025-11-02"),
    ]


def test_other_words_are_no_amendment() -> None:
    assert amendments(BEFORE, definition(purpose={"ko": "다른 목적"})) == []


def test_a_published_call_keeps_its_code() -> None:
    reasons = broken_promises(BEFORE, definition(code="URT-2026"))
    assert [(reason.code, reason.field) for reason in reasons] == [("published_code", "code")]


def test_what_nominations_refer_to_is_not_taken_away() -> None:
    after = definition(
        routes=without(call_data()["routes"], "meeting"), company_duties=without(call_data()["company_duties"], "guidance")
    )
    assert [(reason.code, reason.field) for reason in broken_promises(BEFORE, after)] == [
        ("published_taken_away", "routes"), ("published_taken_away", "company_duties"),
    ]  # fmt: skip


def test_what_nominations_refer_to_is_reworded_and_added_to() -> None:
    routes = [{**call_data()["routes"][0], "ko": "기업 추천"}, *call_data()["routes"][1:],
              {"key": "city", "ko": "자매도시 추천", "airfare": "city"}]  # fmt: skip
    assert broken_promises(BEFORE, definition(routes=routes)) == []


def test_questions_of_a_published_call_come_and_go() -> None:
    asked = call_data()["nomination_asks"]
    more = definition(nomination_asks={**asked, "trainee": [*asked["trainee"], "birth_date"]}, questions=[FUNDER])
    less = definition(nomination_asks={**asked, "trainee": [n for n in asked["trainee"] if n != "duties"]})
    assert broken_promises(BEFORE, more) == []
    assert broken_promises(more, less) == []


FUNDER = {"key": "question_1", "of": "nomination", "kind": "choice", "ko": "재원",
          "choices": [{"key": "choice_1", "ko": "KOICA"}]}  # fmt: skip


@pytest.mark.parametrize("other", [
    {"kind": "text", "choices": []}, {"of": "trainee"},
])  # fmt: skip
def test_a_published_question_keeps_the_kind_of_its_answer(other: dict[str, Any]) -> None:
    before, after = definition(questions=[FUNDER]), definition(questions=[{**FUNDER, **other}])
    assert [(reason.code, reason.field) for reason in broken_promises(before, after)] == [
        ("published_kind", "questions.0.kind")
    ]


def test_a_key_that_was_taken_away_never_comes_back() -> None:
    choices = [{"key": "choice_1", "ko": "KOICA"}, {"key": "choice_2", "ko": "ODA"}]
    after = definition(questions=[{**FUNDER, "choices": choices}])
    used = {"questions": {"question_1"}, "questions.question_1.choices": {"choice_1", "choice_2"}}
    assert [reason.field for reason in broken_promises(BEFORE, after, used)] == [
        "questions", "questions.question_1.choices", "questions.question_1.choices",
    ]  # fmt: skip
    before = definition(questions=[FUNDER])
    assert [reason.field for reason in broken_promises(before, after, used)] == ["questions.question_1.choices"]
    assert broken_promises(before, after, {"questions": {"question_1"}}) == []


def settled(before: CallDefinition, **changes: Any) -> dict[str, Any]:
    return with_needs({**before.model_dump(mode="json"), **changes}, before)


INTERNSHIP = CallDefinition.model_validate(call_data(POLICY_INTERNSHIP))


def test_criteria_bring_their_questions_and_take_them_away() -> None:
    criteria = [{"number": 1, "ko": "협력도시"}]
    ranked = {"ranked": [{"rank": 1, "key": "manager", "ko": "간부"}], "preferences": []}
    new = settled(INTERNSHIP, country_criteria=criteria, trainee_criteria=ranked)
    assert "criterion" in new["nomination_asks"]["nomination"]
    assert "category" in new["nomination_asks"]["trainee"]
    assert CallDefinition.model_validate(new)
    bare = settled(BEFORE, country_criteria=[], trainee_criteria={}, eligibility=[])
    assert "criterion" not in bare["nomination_asks"]["nomination"]
    assert "category" not in bare["nomination_asks"]["trainee"]


def test_a_new_preference_is_asked_and_sorts_after_the_rank() -> None:
    preferences = {"ranked": [], "preferences": [{"key": "english", "ko": "영어 가능"}]}
    new = settled(INTERNSHIP, trainee_criteria=preferences)
    assert new["selection"]["order"] == ["english", "score", "received", "key"]
    assert CallDefinition.model_validate(new)
    criteria = call_data()["trainee_criteria"]
    both = [*criteria["preferences"], {"key": "public_official", "ko": "공무원"}]
    new = settled(BEFORE, trainee_criteria={**criteria, "preferences": both})
    assert new["selection"]["order"] == ["rank", "public_official", "english", "score", "received", "key"]


def test_a_preference_that_goes_leaves_the_order() -> None:
    new = settled(BEFORE, trainee_criteria={**call_data()["trainee_criteria"], "preferences": []})
    assert new["selection"]["order"] == ["rank", "score", "received", "key"]
    assert CallDefinition.model_validate(new)


def test_rules_and_quotas_bring_the_questions_they_work_on() -> None:
    rules = [{"rule": "age_at_most", "years": 49, "on": "closing_day", "on_fail": "flag"},
             {"rule": "answer_is", "question": "public_official", "value": True, "on_fail": "flag"}]  # fmt: skip
    new = settled(BEFORE, eligibility=rules)
    assert new["nomination_asks"]["trainee"][-2:] == ["birth_date", "public_official"]
    without_country = {**call_data()["nomination_asks"], "nomination": ["route", "organisation", "criterion"]}
    new = settled(BEFORE, nomination_asks=without_country)
    assert "country" in new["nomination_asks"]["nomination"]


def test_settling_leaves_a_whole_call_as_it_is() -> None:
    for call in (BEFORE, INTERNSHIP):
        assert CallDefinition.model_validate(settled(call)) == call
