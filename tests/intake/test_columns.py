"""One column for each answer that the call's form takes."""

from __future__ import annotations

import pytest

from tests.intake.calls import INTERNSHIP, RAILWAY, asking, without
from workflow.intake.columns import Kind, column_of, columns_of
from workflow.programmes.definition import CallDefinition


def names(call: CallDefinition, *, by_staff: bool = False) -> list[str]:
    return [column.name for column in columns_of(call, by_staff=by_staff)]


def test_the_columns_of_the_railway_call_stand_in_the_order_of_its_form() -> None:
    assert names(RAILWAY) == [
        "no", "author.name", "author.email", "author.phone", "route", "country", "city", "organisation", "city_profile",
        "railway_plan", "criterion", "milestones.0.date", "milestones.0.what", "milestones.1.date", "milestones.1.what",
        "milestones.2.date", "milestones.2.what", "trainee.name", "trainee.position", "trainee.duties", "trainee.reason",
        "trainee.category", "trainee.english",
    ]  # fmt: skip


def test_staff_say_whose_it_is_and_when_it_came_in() -> None:
    added = [name for name in names(RAILWAY, by_staff=True) if name not in names(RAILWAY)]
    assert added == ["registration_no", "name_ko", "name_en", "received"]


def test_the_internship_asks_the_country_of_each_trainee() -> None:
    found = names(INTERNSHIP)
    assert "trainee.country" in found
    assert not {"country", "milestones.0.date"} & set(found)


def test_a_call_without_milestones_has_no_column_for_them() -> None:
    assert not [name for name in names(without("nomination", "milestones")) if name.startswith("milestones")]


def test_own_questions_have_columns_and_documents_have_none() -> None:
    found = {column.name: column for column in columns_of(asking("gauge", "why_broad", "lines", "visited", "cv"), by_staff=False)}
    own = [name for name in found if "answers." in name]
    assert own == [
        "answers.gauge", "answers.why_broad", "answers.lines.0.name", "answers.lines.0.opened", "answers.lines.1.name",
        "answers.lines.1.opened", "trainee.answers.visited",
    ]  # fmt: skip
    assert [found[name].kind for name in own] == [
        Kind.CHOICE, Kind.LINES, Kind.LINE, Kind.DAY, Kind.LINE, Kind.DAY, Kind.YES_NO]  # fmt: skip
    assert [name for name in own if found[name].required] == ["answers.gauge", "trainee.answers.visited"]


def test_a_route_that_only_the_office_takes_is_offered_to_staff_only() -> None:
    def keys(*, by_staff: bool) -> list[str]:
        column = next(one for one in columns_of(RAILWAY, by_staff=by_staff) if one.name == "route")
        return [key for key, _text in column.options]

    assert keys(by_staff=True) == ["company", "operator", "direct", "meeting"]
    assert keys(by_staff=False) == ["company"]


def test_a_criterion_that_only_the_office_claims_is_offered_to_staff_only() -> None:
    office = {str(one.number) for one in RAILWAY.country_criteria if one.staff_only}
    offered = {
        by_staff: {key for column in columns_of(RAILWAY, by_staff=by_staff) if column.name == "criterion"
                   for key, _text in column.options}
        for by_staff in (False, True)
    }  # fmt: skip
    assert office
    assert offered[True] - offered[False] == office


@pytest.mark.parametrize(("path", "expected"), [
    ("city", ("city", None)), ("author.email", ("author.email", None)), ("milestones", ("milestones.0.date", None)),
    ("milestones.1.what", ("milestones.1.what", None)), ("trainees.1.name", ("trainee.name", 1)),
    ("trainees.29.answers.visited", ("trainee.answers.visited", 29)), ("trainees.0", ("trainee.name", 0)),
    ("trainees", ("no", None)),
])  # fmt: skip
def test_the_field_of_a_reason_has_its_column(path: str, expected: tuple[str, int | None]) -> None:
    assert column_of(path) == expected
