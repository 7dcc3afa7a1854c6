"""The steps follow from what a call asks; a reason leads to the step in which it is mended."""

from __future__ import annotations

import pytest

from tests.factories.worked_set import CALL, DEMO
from workflow.core.errors import Reason
from workflow.core.i18n import Text
from workflow.nominations.steps import Step, name_of, next_step, progress, says_enough, step_of, steps_of
from workflow.programmes.callfile import read_call

INTERNSHIP = read_call(DEMO / "policy-internship-2017.yaml")


def test_steps_are_those_that_the_call_asks() -> None:
    assert [step.value for step in steps_of(CALL)] == [
        "author", "place", "milestones", "trainees", "files", "duties", "review",
    ]
    assert [step.value for step in steps_of(INTERNSHIP)] == ["author", "place", "trainees", "files", "review"]


def test_after_each_step_comes_the_next_and_review_is_the_end() -> None:
    steps = steps_of(INTERNSHIP)
    assert [next_step(INTERNSHIP, step) for step in steps] == [*steps[1:], Step.REVIEW]


@pytest.mark.parametrize(("field", "step"), [
    ("author.email", Step.AUTHOR),
    ("country", Step.PLACE),
    ("criterion", Step.PLACE),
    ("milestones", Step.MILESTONES),
    ("milestones.0.date", Step.MILESTONES),
    ("trainees.1.name", Step.TRAINEES),
    ("duties_acknowledged", Step.DUTIES),
    ("received", Step.REVIEW),
    (None, Step.REVIEW),
])  # fmt: skip
def test_step_of_a_reason(field: str | None, step: Step) -> None:
    assert step_of(field) is step


def test_progress_tells_what_is_missing_from_what_cannot_stand() -> None:
    text = Text("가", "a")
    reasons = [
        Reason("missing", text, "country"), Reason("too_many", text, "trainees"),
        Reason("missing", text, "trainees.0.name"),
    ]  # fmt: skip
    assert progress(CALL, reasons, files=False) == {
        Step.AUTHOR: "done", Step.PLACE: "todo", Step.MILESTONES: "done", Step.TRAINEES: "error",
        Step.FILES: "todo", Step.DUTIES: "done", Step.REVIEW: "todo",
    }  # fmt: skip
    assert progress(CALL, [], files=True)[Step.FILES] == "done"


def test_step_that_is_half_filled_is_being_written() -> None:
    text = Text("가", "a")
    reasons = [
        Reason("missing", text, "country"), Reason("missing", text, "author.name"), Reason("late", text, "trainees"),
    ]  # fmt: skip
    found = progress(CALL, reasons, files=True, begun={Step.PLACE, Step.TRAINEES, Step.DUTIES})
    assert (found[Step.PLACE], found[Step.AUTHOR]) == ("begun", "todo")
    assert (found[Step.TRAINEES], found[Step.DUTIES]) == ("error", "done")


@pytest.mark.parametrize(("field", "ko", "en"), [
    ("author.phone", "담당자 전화번호", "Officer's telephone number"),
    ("city", "도시", "City"),
    ("trainees.1.position", "연수생 2 · 직위", "Trainee 2: Position"),
    ("trainees.0", "연수생 1", "Trainee 1"),
    ("milestones.2.date", "추진경과 3 · 날짜", "Milestone 3: Date"),
    ("milestones", "추진경과", "Milestone"),
    ("received", "접수일시", "Moment of receipt"),
])  # fmt: skip
def test_name_of_a_field_says_which_row(field: str, ko: str, en: str) -> None:
    assert name_of(field, CALL) == Text(ko, en)


def test_a_name_says_enough_only_where_a_single_answer_is_missing() -> None:
    def of(code: str, field: str) -> bool:
        return says_enough(Reason(code, Text("가", "a"), field))

    assert of("missing", "city")
    assert of("missing", "trainees.0.name")
    assert not of("missing", "milestones")
    assert not of("missing", "duties_acknowledged")
    assert not of("unknown", "city")
