import pytest

from tests.factories.worked_set import CALL
from workflow.itinerary.categories import LABELS, Category, counts_by_default, guess


def test_the_draft_of_2025_is_guessed_as_a_coordinator_would_file_it() -> None:
    guessed = {
        item.ko: guess(item.ko, day.theme.ko).value for day in CALL.programme_draft for item in day.items
    }
    assert guessed == {
        "입국(인천공항)": "arrival",
        "숙소배정·입교 안내": "orientation",
        "환영식(참석자 소개·연수일정 안내)": "ceremony",
        "서울시 정책 및 도시철도 현황 소개": "lecture",
        "서울교통정보센터(TOPIS) 견학": "site",
        "영동대로 건설사업 현장견학": "site",
        "9호선 관제실 및 역사 방문·급완행 열차 시승": "visit",
        "선유도공원·반포한강공원 등 탐방": "culture",
        "차량 제작공장 견학": "site",
        "중전철 통합관제실 및 차량기지 견학": "site",
        "진접선 차량기지 건설현장 방문": "site",
        "문화체험(서북촌·창덕궁·인사동 등)": "culture",
        "연수생 대표 발표 및 설문조사": "lecture",
        "수료식 및 환송식": "ceremony",
        "출국(인천공항)": "departure",
    }


@pytest.mark.parametrize(("title", "theme", "category"), [
    ("서울시청", "정책소개", Category.LECTURE),
    ("시티넷", "기관방문", Category.VISIT),
    ("시티넷", "", Category.VISIT),
])  # fmt: skip
def test_a_title_that_tells_nothing_leaves_it_to_the_theme(title: str, theme: str, category: Category) -> None:
    assert guess(title, theme) is category


def test_attendance_does_not_count_where_nobody_calls_the_roll() -> None:
    assert {one.value for one in Category if not counts_by_default(one)} == {"arrival", "departure", "meal", "free"}


def test_every_category_has_a_label_in_both_languages() -> None:
    assert all(LABELS[one].ko and LABELS[one].en for one in Category)
