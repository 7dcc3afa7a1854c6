"""What is pointed out before a call is published, and on which page it is mended."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest

from tests.factories.programmes import call_data
from workflow.core import clock
from workflow.programmes.definition import CallDefinition
from workflow.programmes.readiness import points
from workflow.programmes.usual import CONSENTS, DOCUMENTS

NOW = datetime(2025, 7, 3, tzinfo=clock.KST)
WHOLE: dict[str, Any] = {
    "contact": {"name": "서지우", "phone": "02-2133-0000"}, "quotas": {"trainees": 14},
    "questions": [DOCUMENTS["cv"].model_dump(mode="json")],
    "consents": [consent.model_dump(mode="json") for consent in CONSENTS],
}  # fmt: skip
CHOICE = {"key": "question_1", "of": "nomination", "kind": "choice", "ko": "재원", "en": "Funding"}


def found(now: datetime = NOW, **changes: Any) -> list[tuple[str, str]]:
    call = CallDefinition.model_validate({**call_data(), **WHOLE, **changes})
    return [(point.page, point.text.ko) for point in points(call, now)]


def test_nothing_is_pointed_out_of_a_whole_call() -> None:
    assert found() == []


@pytest.mark.parametrize(("changes", "expected"), [
    ({"contact": {}}, [("basics", "문의처가 비어 있습니다. 공고와 공문에는 담당자 성명과 전화번호 또는 전자우편이 필요합니다.")]),
    ({"notice_title": {"ko": "모집"}}, [("basics", "공고명의 영문이 없습니다.")]),
    ({"phases": {"screening": {"from": "2025-07-24", "to": "2025-08-10"}, "selection": {"from": "2025-08-08"}}},
     [("dates", "요건검토가 접수마감보다 먼저 시작합니다."), ("dates", "요건검토가 끝나기 전에 심의가 시작합니다.")]),
    ({"phases": {"confirmation": {"to": "2025-10-26"}}}, [("dates", "참가확정 기간이 연수 시작일보다 늦게 끝납니다.")]),
    ({"questions": []},
     [("questions", "제출서류를 요구하지 않습니다. 필요하면 이력서, 재직증명서 등을 추가하세요.")]),
    ({"questions": [*WHOLE["questions"], {**CHOICE, "choices": [{"key": "a", "ko": "자체", "en": "own"}]}]},
     [("questions", "'재원' 문항은 선택지가 하나뿐입니다.")]),
    ({"questions": [*WHOLE["questions"], {**CHOICE, "choices": [{"key": "a", "ko": "자체"}, {"key": "b", "ko": "ODA"}]}]},
     [("questions", "'재원' 문항에 영문이 없는 부분이 있습니다.")]),
    ({"consents": [{**one, "retention": {"ko": "5년"}} if one["key"] == "collection" else one for one in WHOLE["consents"]]},
     [("consents", "동의 '개인정보 수집·이용 동의'에 영문이 없는 부분이 있습니다. 연수생은 영문으로 읽습니다.")]),
    ({"consents": WHOLE["consents"][:2]},
     [("consents", "고유식별정보(여권번호) 동의가 없습니다. 다른 동의에 묶지 말고 따로 받아야 합니다."),
      ("consents", "민감정보(건강·식이) 동의가 없습니다. 다른 동의에 묶지 말고 따로 받아야 합니다.")]),
    ({"company_duties": [{"key": "airfare", "ko": "항공료 부담"}]},
     [("funding", "추천기업 의무 '항공료 부담'의 영문이 없습니다.")]),
])  # fmt: skip
def test_what_is_missing_is_named_with_its_page(changes: dict[str, Any], expected: list[tuple[str, str]]) -> None:
    assert found(**changes) == expected


def test_no_consent_at_all_is_one_point() -> None:
    assert [page for page, _text in found(consents=[])] == ["consents"]


def test_a_deadline_that_has_passed_is_pointed_out() -> None:
    assert found(datetime(2025, 7, 26, tzinfo=clock.KST)) == [("dates", "접수마감이 이미 지났습니다.")]
