"""What makes a nomination complete and in time, from what its call asks.

Every rule gives reasons with the path of the field ('trainees.0.name') and how to mend it. The code
'missing' says no more than that an answer is not there yet; every other code says that one cannot
stand as it is.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import date, datetime, timedelta
from typing import Any

from workflow.core import countries
from workflow.core.errors import Reason
from workflow.core.i18n import Text, format_date, format_datetime
from workflow.nominations import questions, wellformed
from workflow.nominations.answers import MilestoneAnswers, NominationAnswers
from workflow.nominations.questions import MISSING
from workflow.programmes.asks import LONG_ASKS, MILESTONE_LIMIT, label, limit
from workflow.programmes.definition import CallDefinition

PAST_BY_CLOSING = frozenset({"in_post_since", "last_trained_on"})
"""Days that lie behind whoever is nominated."""


def out_of_time(call: CallDefinition, received: datetime, *, came_in: bool = True) -> Reason | None:
    """Say that a nomination came in before the call was published or after its deadline; where nothing
    `came_in`, that nothing can any more.

    The deadline is an exclusive end: what is received at that moment is late.
    """
    if received >= call.closes_at and not came_in:
        last = call.closes_at - timedelta(minutes=1)
        return Reason("late", Text(
            f"접수가 마감되었습니다(마감: {format_datetime(last, 'ko')}).",
            f"Nominations have closed (deadline: {format_datetime(last, 'en')}).",
        ), "received")
    if received >= call.closes_at:
        return Reason("late", Text(
            f"접수마감일은 {format_date(call.nominations_close_on, 'ko')}입니다. "
            f"{format_datetime(received, 'ko')}에 접수되어 받을 수 없습니다. 임시저장한 내용은 그대로 남습니다.",
            f"Nominations closed at the end of {format_date(call.nominations_close_on, 'en')}, Korean time; "
            f"this one came in at {format_datetime(received, 'en')}. The draft is kept.",
        ), "received")
    if received < call.opens_at:
        return Reason("early", Text(
            f"{format_date(call.published_on, 'ko')}부터 접수합니다.",
            f"Nominations are taken from {format_date(call.published_on, 'en')}.",
        ), "received")
    return None


def incomplete(call: CallDefinition, answers: NominationAnswers, *, by_staff: bool = False) -> list[Reason]:
    """Return what is missing in a nomination or cannot stand, in the order of the form."""
    asks = call.nomination_asks
    found: list[Reason] = []
    for name in asks.author:
        found += _answer("author", name, getattr(answers.author, name), "author.", call)
    for name in asks.nomination:
        if name == "milestones":
            found += _milestones(answers.milestones)
        else:
            found += _answer("nomination", name, getattr(answers, name), "", call)
    found += questions.unanswered(call, answers)
    criterion = call.criterion(answers.criterion)
    if criterion and criterion.staff_only and not by_staff and "criterion" in asks.nomination:
        found.append(Reason("staff_only", Text(
            "이 선정기준은 담당자만 등록할 수 있습니다. 다른 선정기준을 선택해 주세요.",
            "Only staff can enter this criterion; choose another one.",
        ), "criterion"))
    route = call.route(answers.route)
    if route and route.staff_only and not by_staff and "route" in asks.nomination:
        found.append(Reason("staff_only", Text(
            "이 추천경로는 담당자만 등록할 수 있습니다. 다른 추천경로를 선택해 주세요.",
            "Only staff can enter nominations by this route; choose another one.",
        ), "route"))
    found += _trainees(call, answers)
    found += _duties(call, answers.duties_acknowledged)
    return found


def _milestones(milestones: tuple[MilestoneAnswers, ...]) -> Iterator[Reason]:
    if not milestones:
        yield Reason(MISSING, Text(
            "사업 추진경과를 날짜와 함께 한 건 이상 입력해 주세요.",
            "Give at least one milestone of the project, with its date.",
        ), "milestones")
    for index, one in enumerate(milestones):
        path = f"milestones.{index}"
        if one.date is None:
            yield Reason(MISSING, Text("날짜를 입력해 주세요.", "Give the date."), f"{path}.date")
        elif wrong := wellformed.check_day(one.date):
            yield Reason("day", wrong, f"{path}.date")
        if not one.what.strip():
            yield Reason(MISSING, Text("내용을 입력해 주세요.", "Say what happened or will."), f"{path}.what")
        elif wrong := wellformed.check_line(one.what, MILESTONE_LIMIT):
            yield Reason("text", wrong, f"{path}.what")


def _trainees(call: CallDefinition, answers: NominationAnswers) -> Iterator[Reason]:
    most, trainees = call.trainees_per_nomination, answers.trainees
    if not trainees:
        yield Reason(MISSING, Text("연수생을 한 명 이상 입력해 주세요.", "Put forward at least one trainee."), "trainees")
    if most is not None and len(trainees) > most:
        yield Reason("too_many", Text(
            f"추천서 하나에 연수생은 {most}명까지 추천할 수 있습니다. 지금 {len(trainees)}명입니다.",
            f"A nomination may put forward at most {most}; this one has {len(trainees)}.",
        ), "trainees")
    for index, trainee in enumerate(trainees):
        for name in call.nomination_asks.trainee:
            yield from _answer("trainee", name, getattr(trainee, name), f"trainees.{index}.", call)
        yield from questions.unanswered_of_trainee(call, answers, index)


def _duties(call: CallDefinition, acknowledged: Collection[str]) -> Iterator[Reason]:
    open_duties = [duty.text for duty in call.company_duties if duty.key not in acknowledged]
    if open_duties:
        yield Reason(MISSING, Text(
            f"다음 사항을 확인해 주세요: {', '.join(text.ko for text in open_duties)}",
            f"Acknowledge what the company takes on: {', '.join(text.pick('en') for text in open_duties)}.",
        ), "duties_acknowledged")
    if unknown := sorted(set(acknowledged) - set(call.duty_keys)):
        yield Reason("unknown", Text(
            f"이 공고에 없는 이행사항입니다: {', '.join(unknown)}",
            f"The call has no such duty: {', '.join(unknown)}.",
        ), "duties_acknowledged")


def _answer(group: str, name: str, value: Any, path: str, call: CallDefinition) -> Iterator[Reason]:
    """Check the answer to one question: that it is there, is written as it should be, and is known."""
    field = f"{path}{name}"
    if value is None or (isinstance(value, str) and not value.strip()):
        asked = label(group, name)
        if call.nomination_asks.is_optional(group, name):
            return
        text = Text(f"'{asked.ko}' 항목을 입력해 주세요.", f"{asked.en} is missing; please fill it in.")
        yield Reason(MISSING, text, field)
    elif isinstance(value, str):
        yield from _written(group, name, value, field, call)
    elif name == "criterion" and call.criterion(value) is None:
        numbers = ", ".join(str(one.number) for one in call.country_criteria)
        yield Reason("unknown", Text(
            f"선정기준 번호는 {numbers} 중 하나여야 합니다.", f"The criterion must be one of {numbers}."
        ), field)
    elif isinstance(value, date) and (wrong := check_day(name, value, call)):
        yield Reason("day", wrong, field)


def _written(group: str, name: str, value: str, field: str, call: CallDefinition) -> Iterator[Reason]:
    check = wellformed.check_lines if name in LONG_ASKS else wellformed.check_line
    if wrong := check(value, limit(group, name)):
        yield Reason("text", wrong, field)
    elif (known := wellformed.CHECKS.get((group, name))) and (wrong := known[1](value)):
        yield Reason(known[0], wrong, field)
    elif name == "country" and not countries.is_country(value):
        yield Reason("unknown", Text(
            f"없는 국가입니다: {value}. 국가를 목록에서 선택해 주세요(ISO 3166 세 글자 코드).",
            f"There is no country '{value}'; choose one of the list (three letters of ISO 3166).",
        ), field)
    elif (options := call.options_of(name)) is not None and value not in (keys := [key for key, _text in options]):
        yield Reason("unknown", Text(
            f"이 공고에 없는 값입니다: {value}. 다음 중에서 선택해 주세요: {', '.join(keys)}",
            f"The call has no '{value}'; choose one of: {', '.join(keys)}.",
        ), field)


def check_day(name: str, value: date, call: CallDefinition) -> Text | None:
    """Check that a day can be: a trainee was born before the call was published, and in the post by its closing day.
    How old, and how long, is for the call's own rules."""
    if name == "birth_date" and value >= call.published_on:
        return Text("생년월일이 공고일보다 늦습니다. 연도를 확인해 주세요.",
                    "The date of birth is after the call was published; check the year.")  # fmt: skip
    if name in PAST_BY_CLOSING and value > call.nominations_close_on:
        return Text("접수마감일보다 늦은 날입니다. 연도를 확인해 주세요.",
                    "This day is after the closing day; check the year.")  # fmt: skip
    return wellformed.check_day(value)
