from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from tests.factories.worked_set import CALL, DEMO, answers, submitted
from workflow.core.errors import Reason
from workflow.core.i18n import Text
from workflow.nominations.answers import (
    AuthorAnswers,
    MilestoneAnswers,
    NominationAnswers,
    TraineeAnswers,
)
from workflow.nominations.rules import check_day, incomplete, out_of_time
from workflow.programmes.callfile import read_call
from workflow.programmes.definition import CallDefinition

INTERNSHIP = read_call(DEMO / "policy-internship-2017.yaml")
SUBMITTED = {one["key"]: one for one in submitted()}
IN_TIME = datetime(2025, 7, 10, tzinfo=UTC)
GOOD = answers(SUBMITTED["N01"])


def refusals(
    call: CallDefinition, given: NominationAnswers, received: datetime, *, by_staff: bool = False
) -> list[Reason]:
    """Return every reason why a nomination cannot be submitted, the deadline first."""
    late = out_of_time(call, received)
    return [*([late] if late else []), *incomplete(call, given, by_staff=by_staff)]


def said(changed: NominationAnswers, **options: Any) -> list[tuple[str, str | None]]:
    found = incomplete(CALL, changed, **options)
    assert all(reason.text.ko and reason.text.en for reason in found)
    return [(reason.code, reason.field) for reason in found]


def with_trainee(**changes: Any) -> NominationAnswers:
    first, *others = GOOD.trainees
    return replace(GOOD, trainees=(replace(first, **changes), *others))


def test_the_worked_set_is_accepted_but_for_the_late_the_empty_and_the_too_many() -> None:
    refused = {
        key: [(reason.code, reason.field) for reason in refusals(CALL, answers(one), one["received"], by_staff=True)]
        for key, one in SUBMITTED.items()
    }
    assert {key: found for key, found in refused.items() if found} == {
        "N11": [("late", "received")],
        "N12": [("missing", "milestones")],
        "N14": [("too_many", "trainees")],
    }


def test_what_the_refused_are_told() -> None:
    def told(key: str) -> Text:
        (reason,) = refusals(CALL, answers(SUBMITTED[key]), SUBMITTED[key]["received"])
        return reason.text

    assert told("N11") == Text(
        "접수마감일은 2025. 7. 25.(금)입니다. 2025. 7. 26.(토) 00:00 KST에 접수되어 받을 수 없습니다. "
        "임시저장한 내용은 그대로 남습니다.",
        "Nominations closed at the end of 25 Jul 2025 (Fri), Korean time; "
        "this one came in at 26 Jul 2025 (Sat) 00:00 KST. The draft is kept.",
    )
    assert told("N12").en == "Give at least one milestone of the project, with its date."
    assert told("N14") == Text(
        "추천서 하나에 연수생은 2명까지 추천할 수 있습니다. 지금 3명입니다.",
        "A nomination may put forward at most 2; this one has 3.",
    )


@pytest.mark.parametrize(
    ("received", "code"),
    [
        (CALL.closes_at - timedelta(microseconds=1), None),
        (CALL.closes_at, "late"),
        (CALL.closes_at + timedelta(days=1), "late"),
        (CALL.opens_at, None),
        (CALL.opens_at - timedelta(microseconds=1), "early"),
    ],
)
def test_the_deadline_is_an_exclusive_end(received: datetime, code: str | None) -> None:
    reason = out_of_time(CALL, received)
    assert (reason.code if reason else None) == code


def test_a_complete_nomination_has_no_reason() -> None:
    assert refusals(CALL, GOOD, IN_TIME) == []


def test_an_empty_nomination_misses_everything_that_is_asked() -> None:
    empty = replace(NominationAnswers(), trainees=(TraineeAnswers(),), milestones=(MilestoneAnswers(),))
    assert said(empty) == [
        *(("missing", f"author.{name}") for name in ("name", "email", "phone")),
        *(("missing", name) for name in (
            "route", "country", "city", "organisation", "city_profile", "railway_plan", "criterion")),
        ("missing", "milestones.0.date"),
        ("missing", "milestones.0.what"),
        *(("missing", f"trainees.0.{name}") for name in (
            "name", "position", "duties", "reason", "category", "english")),
        ("missing", "duties_acknowledged"),
    ]  # fmt: skip


def test_a_nomination_needs_a_trainee() -> None:
    assert said(replace(GOOD, trainees=())) == [("missing", "trainees")]


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        (replace(GOOD, city="   "), ("missing", "city")),
        (replace(GOOD, city="Ha\nnoi"), ("text", "city")),
        (replace(GOOD, city="x" * 121), ("text", "city")),
        (replace(GOOD, city_profile="two\nlines"), None),
        (replace(GOOD, country="VN"), ("unknown", "country")),
        (replace(GOOD, country="ZZZ"), ("unknown", "country")),
        (replace(GOOD, route="post"), ("unknown", "route")),
        (replace(GOOD, criterion=9), ("unknown", "criterion")),
        (replace(GOOD, criterion=4), ("staff_only", "criterion")),
        (replace(GOOD, route="meeting"), ("staff_only", "route")),
        (replace(GOOD, route="operator"), ("staff_only", "route")),
        (replace(GOOD, author=replace(GOOD.author, email="h.doyun")), ("email", "author.email")),
        (replace(GOOD, author=replace(GOOD.author, email="a@b.example\nBcc: c@d.example")), ("text", "author.email")),
        (replace(GOOD, author=replace(GOOD.author, phone="none")), ("phone", "author.phone")),
        (replace(GOOD, author=replace(GOOD.author, phone="02-555-0101")), None),
        (replace(GOOD, milestones=(MilestoneAnswers(date(202, 1, 1), "signed"),)), ("day", "milestones.0.date")),
        (replace(GOOD, milestones=(MilestoneAnswers(date(2025, 1, 1), "x" * 301),)), ("text", "milestones.0.what")),
        (replace(GOOD, milestones=(MilestoneAnswers(date(2026, 9, 1), "opening planned"),)), None),
        (replace(GOOD, duties_acknowledged=frozenset({"airfare"})), ("missing", "duties_acknowledged")),
        (replace(GOOD, duties_acknowledged=frozenset({"airfare", "guidance", "x"})),
         ("unknown", "duties_acknowledged")),
        (with_trainee(name="A\x00B"), ("text", "trainees.0.name")),
        (with_trainee(name="BUDI"), None),
        (with_trainee(name="NGUYỄN THỊ MINH HẠNH"), None),
        (with_trainee(name="O’Brien-Smith, J. (Jun.)"), None),
        (with_trainee(name="응우옌"), ("text", "trainees.0.name")),
        (with_trainee(name="NGUYEN 😀"), ("text", "trainees.0.name")),
        (with_trainee(position="국장"), ("text", "trainees.0.position")),
        (with_trainee(position="Director of Lines 2 & 3"), None),
        (replace(GOOD, city="하노이시 😀"), ("text", "city")),
        (replace(GOOD, city="하노이"), ("text", "city")),
        (replace(GOOD, city="São Paulo"), None),
        (replace(GOOD, organisation="도시철도공사"), ("text", "organisation")),
        (replace(GOOD, organisation="..."), ("text", "organisation")),
        (replace(GOOD, author=replace(GOOD.author, name="😀")), ("text", "author.name")),
        (replace(GOOD, author=replace(GOOD.author, name="...")), ("text", "author.name")),
        (with_trainee(category="driver"), ("unknown", "trainees.0.category")),
        (with_trainee(english=None), ("missing", "trainees.0.english")),
        (with_trainee(english=False), None),
    ],
)  # fmt: skip
def test_an_answer_that_cannot_stand_is_named(
    changed: NominationAnswers, reason: tuple[str, str] | None
) -> None:
    assert said(changed) == ([reason] if reason else [])


def test_staff_may_claim_the_criterion_of_the_meeting() -> None:
    assert said(replace(GOOD, criterion=4, route="meeting"), by_staff=True) == []


def test_another_call_asks_other_questions() -> None:
    person = TraineeAnswers(
        name="DILSHOD", country="UZB", city="Tashkent", position="Officer", duties="housing", reason="policy",
        birth_date=date(1985, 2, 28), public_official=True, field_of_work="housing",
    )  # fmt: skip
    given = NominationAnswers(
        author=AuthorAnswers("Kim", "kim@university.example", "02-120"),
        route="institution",
        organisation="University",
        trainees=(person,),
    )
    assert incomplete(INTERNSHIP, given) == []
    wrong = replace(
        given, trainees=(replace(person, country="", birth_date=date(2016, 11, 1), field_of_work="music"),)
    )
    assert [(reason.code, reason.field) for reason in incomplete(INTERNSHIP, wrong)] == [
        ("missing", "trainees.0.country"),
        ("day", "trainees.0.birth_date"),
        ("unknown", "trainees.0.field_of_work"),
    ]


@pytest.mark.parametrize(("name", "last"), [
    ("birth_date", INTERNSHIP.published_on - timedelta(days=1)), ("in_post_since", INTERNSHIP.nominations_close_on),
    ("last_trained_on", INTERNSHIP.nominations_close_on),
])
def test_a_day_that_cannot_be_yet_is_none(name: str, last: date) -> None:
    assert check_day(name, last, INTERNSHIP) is None
    assert check_day(name, last + timedelta(days=1), INTERNSHIP) is not None
    assert check_day("passport_expires_on", last + timedelta(days=1), INTERNSHIP) is None


def test_a_call_without_a_limit_takes_any_number_of_trainees() -> None:
    unlimited = CALL.model_copy(update={"trainees_per_nomination": None})
    assert incomplete(unlimited, replace(GOOD, trainees=GOOD.trainees * 20)) == []


def test_a_missing_answer_is_named_as_offices_name_it() -> None:
    (reason,) = incomplete(CALL, with_trainee(reason=""))
    assert reason.text == Text(
        "'추천사유' 항목을 입력해 주세요.", "Reason for nomination is missing; please fill it in."
    )
