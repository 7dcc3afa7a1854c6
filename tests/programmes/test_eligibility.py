from typing import Any, get_args

import pytest
from pydantic import TypeAdapter, ValidationError

from workflow.core.i18n import Text
from workflow.programmes.eligibility import RULE_NAMES, AgeAtMost, AgeOn, EligibilityRule, OnFail

RULE: TypeAdapter[Any] = TypeAdapter(EligibilityRule)


def test_the_catalogue_names_every_rule_once() -> None:
    assert RULE_NAMES == (
        "deadline", "completeness", "dac_recipient", "criterion_claimed", "same_person_once", "age_at_most",
        "field_of_work_is", "years_in_post", "english_at_least", "not_trained_within", "passport_valid",
        "documents_given", "answer_is",
    )  # fmt: skip
    assert len(get_args(get_args(EligibilityRule)[0])) == len(RULE_NAMES)


def test_a_rule_flags_unless_it_says_otherwise() -> None:
    assert RULE.validate_python({"rule": "dac_recipient"}).on_fail is OnFail.FLAG
    assert RULE.validate_python({"rule": "dac_recipient", "on_fail": "exclude"}).on_fail is OnFail.EXCLUDE


def test_a_rule_takes_its_own_parameters() -> None:
    rule = RULE.validate_python({"rule": "age_at_most", "years": 49, "on": "first_day_of_training"})
    assert rule == AgeAtMost(rule="age_at_most", years=49, on=AgeOn.FIRST_DAY_OF_TRAINING)
    assert rule.text == Text("만 49세 이하(연수 시작일 기준)", "at most 49 years old on the first day of training")


@pytest.mark.parametrize(
    "data",
    [
        {"rule": "shoe_size"},
        {},
        {"rule": "dac_recipient", "years": 49},
        {"rule": "age_at_most"},
        {"rule": "age_at_most", "years": "49"},
        {"rule": "age_at_most", "years": 49, "on": "birthday"},
        {"rule": "answer_is", "question": "english", "value": 3},
        {"rule": "dac_recipient", "on_fail": "shout"},
    ],
)
def test_a_rule_that_is_not_in_the_catalogue_or_not_as_it_asks_is_refused(data: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        RULE.validate_python(data)


def test_every_rule_says_what_it_asks_in_both_languages() -> None:
    parameters: dict[str, Any] = {
        "age_at_most": {"years": 49}, "answer_is": {"question": "public_official", "value": True},
        "years_in_post": {"years": 2}, "english_at_least": {"level": "upper"}, "not_trained_within": {"years": 3},
        "documents_given": {"questions": ["cv"]},
    }  # fmt: skip
    for name in RULE_NAMES:
        text = RULE.validate_python({"rule": name, **parameters.get(name, {})}).text
        assert text.ko
        assert text.en


def test_a_rule_is_said_in_the_words_of_its_call() -> None:
    rule = RULE.validate_python({"rule": "age_at_most", "years": 49, "text": {"ko": "40대 이하", "en": "in their 40s"}})
    assert rule.text == Text("40대 이하", "in their 40s")
    assert RULE.validate_python(rule.model_dump(mode="json")) == rule
