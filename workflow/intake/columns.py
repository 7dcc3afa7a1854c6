"""The columns of a call's sheet: one for each answer that its form takes. Pure.

A row is a trainee. Rows with the same number in the first column are one nomination, and what is said of
the nomination stands in any of them. A column is named as the rules name the answer ('city',
'answers.gauge', 'milestones.0.date'); one of a trainee begins with 'trainee.'. Documents are no matter
of a sheet: they are uploaded to the draft.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from workflow.core import countries
from workflow.core.i18n import Text
from workflow.nominations.steps import MILESTONE_LABELS, own_asks
from workflow.programmes.asks import CALENDAR_ASKS, LONG_ASKS, YES_NO_ASKS, label
from workflow.programmes.definition import CallDefinition
from workflow.programmes.questions import AskedOf, Question, QuestionKind

MILESTONES = 3
"""How many milestones a sheet takes; more are added to the draft."""

TABLE_ROWS = 3
"""How many rows of a table question a sheet takes."""

NO, REGISTRATION_NO, NAME_KO, NAME_EN, RECEIVED = "no", "registration_no", "name_ko", "name_en", "received"
OF_TRAINEE = "trainee."

NO_NOTE = Text("", "")

KNOWN_OF_UPLOADER = ("name", "email")
"""What stands of the author where a company's sheet says nothing: who uploads it has an account."""

OF_UPLOADER = Text("비워 두면 올린 사람의 정보를 씁니다.", "Left empty, it is who uploads the sheet.")


class Kind(StrEnum):
    """How what stands in a cell is read."""

    LINE = "line"
    LINES = "lines"
    DAY = "day"
    MOMENT = "moment"
    YES_NO = "yes_no"
    CHOICE = "choice"
    COUNTRY = "country"
    NUMBER = "number"


HOW: dict[Kind, Text] = {
    Kind.DAY: Text("예: 1980-05-17", "Such as 1980-05-17."),
    Kind.MOMENT: Text("한국시간, 예: 2025-07-10 14:02", "In Korean time, such as 2025-07-10 14:02."),
    Kind.YES_NO: Text("예 또는 아니요", "Yes or no."),
    Kind.CHOICE: Text("목록에서 선택", "Choose one of the list."),
    Kind.COUNTRY: Text("목록에서 선택하거나 세 글자 코드(VNM)", "Choose one of the list, or write the code (VNM)."),
    Kind.NUMBER: Text("숫자", "A number."),
}


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its machine name, what people call it, and how its cells are read. `options` are what can be
    chosen, by key."""

    name: str
    label: Text
    kind: Kind = Kind.LINE
    options: tuple[tuple[str, Text], ...] = ()
    required: bool = True
    note: Text = NO_NOTE

    @property
    def of_trainee(self) -> bool:
        return self.name.startswith(OF_TRAINEE)

    @property
    def answer(self) -> str:
        """The name of the answer, without the trainee."""
        return self.name.removeprefix(OF_TRAINEE)


def columns_of(call: CallDefinition, *, by_staff: bool) -> tuple[Column, ...]:
    """Return the columns of a call's sheet in the order of its form. Staff, who enter what came on paper, say
    whose each nomination is and when it was received."""
    return tuple(_columns(call, by_staff))


def column_of(path: str) -> tuple[str, int | None]:
    """Return the column in which the field of a reason stands, and the place of its trainee (None: of the
    nomination): 'trainees.1.name' is ('trainee.name', 1), 'milestones' stands in its first column."""
    head, _, rest = path.partition(".")
    if head == "trainees":
        place, _, answer = rest.partition(".")
        if not place:
            return NO, None
        return (f"{OF_TRAINEE}{answer}" if answer else f"{OF_TRAINEE}name"), int(place)
    return ("milestones.0.date" if path == "milestones" else path), None


def _columns(call: CallDefinition, by_staff: bool) -> Iterator[Column]:
    yield Column(NO, Text("추천 번호", "Nomination no."), note=Text(
        "추천서마다 다른 번호를 적어 주세요. 같은 추천서의 연수생은 같은 번호를 적습니다.",
        "Give each nomination a number of its own; trainees of one nomination share it.",
    ))
    if by_staff:
        yield from _of_paper()
    asks = call.nomination_asks
    for name in asks.author:
        known = name in KNOWN_OF_UPLOADER and not by_staff
        yield Column(
            f"author.{name}", label("author", name), required=not known and not asks.is_optional("author", name),
            note=OF_UPLOADER if known else NO_NOTE,
        )  # fmt: skip
    for name in asks.nomination:
        if name == "milestones":
            yield from _milestones()
        else:
            yield _catalogue("nomination", name, call, by_staff)
    for question in own_asks(call, AskedOf.NOMINATION):
        yield from _own(question, "")
    for name in asks.trainee:
        yield _catalogue("trainee", name, call, by_staff)
    for question in own_asks(call, AskedOf.TRAINEE):
        yield from _own(question, OF_TRAINEE)


def _of_paper() -> Iterator[Column]:
    yield Column(REGISTRATION_NO, Text("사업자등록번호", "Business registration number"))
    once = Text("처음 등록하는 기업만 적어 주세요.", "Only for a company that is not registered here yet.")
    yield Column(NAME_KO, Text("기업명(국문)", "Company's Korean name"), required=False, note=once)
    yield Column(NAME_EN, Text("기업명(영문)", "Company's English name"), required=False, note=once)
    yield Column(RECEIVED, Text("접수일시", "Received"), Kind.MOMENT)


def _milestones() -> Iterator[Column]:
    for place in range(MILESTONES):
        for name, kind in (("date", Kind.DAY), ("what", Kind.LINE)):
            text = MILESTONE_LABELS[name]
            yield Column(
                f"milestones.{place}.{name}", Text(f"추진경과 {place + 1} {text.ko}", f"Milestone {place + 1}: {text.en}"),
                kind, required=place == 0,
            )  # fmt: skip


def _catalogue(group: str, name: str, call: CallDefinition, by_staff: bool) -> Column:
    start = OF_TRAINEE if group == "trainee" else ""
    return Column(
        f"{start}{name}", label(group, name), _kind_of(name), _options_of(name, call, by_staff),
        required=not call.nomination_asks.is_optional(group, name),
        note=call.nomination_asks.help_of(group, name) or NO_NOTE,
    )  # fmt: skip


def _kind_of(name: str) -> Kind:
    if name in CALENDAR_ASKS:
        return Kind.DAY
    if name in YES_NO_ASKS:
        return Kind.YES_NO
    if name in LONG_ASKS:
        return Kind.LINES
    if name == "country":
        return Kind.COUNTRY
    return Kind.CHOICE if name in ("route", "criterion", "category", "field_of_work", "english_level") else Kind.LINE


def _options_of(name: str, call: CallDefinition, by_staff: bool) -> tuple[tuple[str, Text], ...]:
    if name == "country":
        return tuple((code, countries.text(code)) for code, _ in countries.choices("ko"))
    if name == "criterion":
        claimable = (one for one in call.country_criteria if by_staff or not one.staff_only)
        return tuple((str(one.number), one.text) for one in claimable)
    if name == "route":
        return tuple((one.key, one.text) for one in call.routes_open(by_staff=by_staff))
    return call.options_of(name) or ()


OWN_KINDS = {
    QuestionKind.TEXT: Kind.LINE,
    QuestionKind.LONG_TEXT: Kind.LINES,
    QuestionKind.NUMBER: Kind.NUMBER,
    QuestionKind.DATE: Kind.DAY,
    QuestionKind.CHOICE: Kind.CHOICE,
    QuestionKind.YES_NO: Kind.YES_NO,
}


def _own(question: Question, start: str) -> Iterator[Column]:
    name, needed = f"{start}answers.{question.key}", question.required and question.shown_when is None
    if question.kind is not QuestionKind.TABLE:
        options = tuple((one.key, one.text) for one in question.choices)
        yield Column(name, question.text, OWN_KINDS[question.kind], options, needed, question.help_text)
        return
    for place in range(min(question.at_most or TABLE_ROWS, TABLE_ROWS)):
        for column in question.columns:
            ko, en = (f"{question.text.pick(one)} {place + 1} {column.text.pick(one)}" for one in ("ko", "en"))
            yield Column(
                f"{name}.{place}.{column.key}", Text(ko, en),
                OWN_KINDS[QuestionKind(column.kind)], required=needed and place == 0 and column.required,
                note=question.help_text,
            )  # fmt: skip
