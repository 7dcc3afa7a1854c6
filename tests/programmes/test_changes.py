"""What changed between two definitions: nothing between a call and itself, and each change by its name."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.factories.programmes import POLICY_INTERNSHIP, URBAN_RAILWAY, call_data
from tests.programmes.strategies import definitions
from workflow.programmes.changes import differences
from workflow.programmes.definition import CallDefinition
from workflow.programmes.usual import CONSENTS, DOCUMENTS


def call(**changes: Any) -> CallDefinition:
    return CallDefinition.model_validate({**call_data(), **changes})


def said(before: CallDefinition, after: CallDefinition) -> list[str]:
    return [line.ko for line in differences(before, after)]


CV = DOCUMENTS["cv"].model_dump(mode="json")
FUNDER = {"key": "question_1", "of": "nomination", "kind": "choice", "ko": "사업 재원", "en": "Funding",
          "choices": [{"key": "choice_1", "ko": "자체"}]}  # fmt: skip
ASKED = call_data()["nomination_asks"]
BEFORE = call(questions=[FUNDER])


@pytest.mark.parametrize("name", [URBAN_RAILWAY, POLICY_INTERNSHIP])
def test_the_calls_of_the_demonstration_do_not_differ_from_themselves(name: str) -> None:
    one = CallDefinition.model_validate(call_data(name))
    assert differences(one, CallDefinition.model_validate(one.model_dump(mode="json"))) == []


@given(definitions())
@settings(max_examples=25)
def test_no_call_differs_from_itself(one: CallDefinition) -> None:
    assert differences(one, CallDefinition.model_validate(one.model_dump(mode="json"))) == []


@given(definitions(), definitions())
@settings(max_examples=25)
def test_each_quota_question_consent_and_day_that_differs_is_named(before: CallDefinition, after: CallDefinition) -> None:
    korean, english = said(before, after), [line.pick("en") for line in differences(before, after)]
    for kind, old, new in (
        ("문항", before.questions, after.questions), ("개인정보 동의", before.consents, after.consents),
    ):  # fmt: skip
        then, now = {one.key: one for one in old}, {one.key: one for one in new}
        for key, one in now.items():
            if key not in then:
                assert f"{kind} 추가: {one.ko}" in korean
            elif then[key] != one:
                assert any(line.startswith(f"{kind} 변경: ") and one.ko in line for line in korean)
        for key, one in then.items():
            if key not in now:
                assert f"{kind} 삭제: {one.ko}" in korean
    for label, attribute in (("국가 수", "countries"), ("기업별 인원", "trainees_per_company")):
        differs = getattr(before.quotas, attribute) != getattr(after.quotas, attribute)
        assert any(line.startswith(f"{label}: ") for line in korean) == differs
    assert any(line.startswith("접수마감 시각: ") for line in korean) == (
        before.nominations_close_at != after.nominations_close_at
    )
    assert all(english)


@given(definitions(), st.data())
@settings(max_examples=20)
def test_the_way_back_takes_away_what_the_way_there_added(one: CallDefinition, data: st.DataObject) -> None:
    other = data.draw(definitions())
    there = [line.removeprefix("문항 추가: ") for line in said(one, other) if line.startswith("문항 추가: ")]
    back = [line.removeprefix("문항 삭제: ") for line in said(other, one) if line.startswith("문항 삭제: ")]
    assert sorted(there) == sorted(back)


@pytest.mark.parametrize(("changes", "lines"), [
    ({"quotas": {"countries": 6, "trainees": 12, "trainees_per_country": 2}}, ["연수생 정원: 14 → 12"]),
    ({"quotas": {"countries": 6, "trainees_per_country": 2}}, ["연수생 정원: 14 → 없음"]),
    ({"nominations_close_on": "2025-07-31", "nominations_close_at": "18:00"},
     ["접수마감일: 2025. 7. 25.(금) → 2025. 7. 31.(목)", "접수마감 시각: 없음(마감일 24시) → 18:00"]),
    ({"phases": {"screening": {"from": "2025-07-28"}}}, ["요건검토 시작일: 없음 → 2025. 7. 28.(월)"]),
    ({"questions": [FUNDER, CV]}, ["문항 추가: 이력서"]),
    ({"questions": []}, ["문항 삭제: 사업 재원"]),
    ({"questions": [{**FUNDER, "required": False}]}, ["문항 변경: 사업 재원 (필수 여부)"]),
    ({"questions": [{**FUNDER, "ko": "재원", "help": {"ko": "도움"}}]}, ["문항 변경: 사업 재원 → 재원 (도움말)"]),
    ({"questions": [{**FUNDER, "choices": [*FUNDER["choices"], {"key": "choice_2", "ko": "ODA"}]}]},  # type: ignore[misc]
     ["문항 변경: 사업 재원 (선택지)"]),
    ({"nomination_asks": {**ASKED, "trainee": [*ASKED["trainee"], "birth_date"]}}, ["문항 추가: 생년월일"]),
    ({"nomination_asks": {**ASKED, "optional": ["nomination.city_profile"]}}, ["문항 변경: 도시 현황 (필수 여부)"]),
    ({"nomination_asks": {**ASKED, "confirmation": ["passport_expires_on"]}}, ["문항(참가확정 시) 추가: 여권 만료일"]),
    ({"eligibility": [{**rule, "on_fail": "exclude"} if rule["rule"] == "dac_recipient" else rule
                      for rule in call_data()["eligibility"]]},
     ["자격요건 변경: 개발도상국(접수마감일에 유효한 OECD DAC 수원국 목록에 있는 국가) (미충족 시 처리)"]),
    ({"consents": [CONSENTS[0].model_dump(mode="json")]}, ["개인정보 동의 추가: 개인정보 수집·이용 동의"]),
    ({"funding": {**call_data()["funding"], "city_pays": ["training"]}}, ["비용 부담 변경: 체재비"]),
    ({"company_duties": call_data()["company_duties"][:1]},
     ["추천기업 의무 삭제: 연수생의 입국 준비 및 연수 중 개별 안내"]),
    ({"contact": {"name": "서지우"}, "budget_krw": 1, "selection": {"scores": False}, "purpose": {"ko": "다른 목적"}}, []),
])  # fmt: skip
def test_a_change_is_named(changes: dict[str, Any], lines: list[str]) -> None:
    assert said(BEFORE, call(**{"questions": [FUNDER], **changes})) == lines


def test_a_line_is_in_both_languages() -> None:
    after = call(questions=[{**FUNDER, "required": False}, CV])
    assert [line.en for line in differences(BEFORE, after)] == [
        "Question changed: Funding (whether it is required)", "Question added: Curriculum vitae",
    ]  # fmt: skip
