from typing import Any

import pytest

from tests.factories.itinerary import content
from workflow.core.i18n import Text
from workflow.itinerary.categories import Category
from workflow.itinerary.content import problems


@pytest.mark.parametrize(("values", "field", "code"), [
    ({"title": Text("", "Lecture")}, "title_ko", "title"),
    ({"place": Text("", "City Hall")}, "place_ko", "place"),
    ({"title": Text("가" * 201, "")}, "title_ko", "too_long"),
    ({"ends": "09:00"}, "starts", "no_start"),
    ({"starts": "09:00", "ends": "09:00"}, "ends", "ends_first"),
    ({"host_id": 1, "new_host": Text("코레일", "")}, "new_host_ko", "two_hosts"),
    ({"new_host": Text("", "Korail")}, "new_host_ko", "host_name"),
])  # fmt: skip
def test_what_is_wrong_is_said_at_its_field(values: dict[str, Any], field: str, code: str) -> None:
    found = problems(content(**values))
    assert [(one.field, one.code) for one in found] == [(field, code)]
    assert found[0].text.ko
    assert found[0].text.en


def test_a_session_needs_no_more_than_a_title_and_a_day() -> None:
    assert problems(content()) == []
    assert problems(content("09:00", "10:00", place=Text("시청"), host_id=1)) == []


@pytest.mark.parametrize(("category", "counts", "counted"), [
    (Category.MEAL, None, False), (Category.LECTURE, None, True), (Category.MEAL, True, True),
    (Category.LECTURE, False, False),
])  # fmt: skip
def test_the_category_decides_whether_attendance_counts_unless_it_is_said(
    category: Category, counts: bool | None, counted: bool
) -> None:
    assert content(category=category, counts=counts).counted is counted
