"""The steps of the form: which of them a call has, and in which of them a question is answered.

Both follow from what the call asks (`call.nomination_asks`), so a call of another shape has another
form without other code.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from enum import StrEnum
from typing import Any

from workflow.core.errors import Reason
from workflow.core.i18n import Text, lazy_pgettext
from workflow.core.i18n import lazy_gettext as _l
from workflow.nominations.rules import MISSING
from workflow.programmes.asks import NOMINATION_ASKS, label
from workflow.programmes.definition import CallDefinition
from workflow.programmes.questions import AskedOf, Question


class Step(StrEnum):
    """A page of the form; its value stands in the address."""

    AUTHOR = "author"
    PLACE = "place"
    MILESTONES = "milestones"
    TRAINEES = "trainees"
    FILES = "files"
    DUTIES = "duties"
    REVIEW = "review"


LABELS: dict[Step, Any] = {
    Step.AUTHOR: _l("Author"),
    Step.PLACE: _l("Whom you nominate"),
    Step.MILESTONES: _l("The project"),
    Step.TRAINEES: _l("Trainees"),
    Step.FILES: lazy_pgettext("nomination", "Documents"),
    Step.DUTIES: _l("Duties of the company"),
    Step.REVIEW: _l("Review and submit"),
}

MILESTONE_LABELS = {"date": Text("날짜", "Date"), "what": Text("내용", "What happened or will")}


def steps_of(call: CallDefinition) -> tuple[Step, ...]:
    """Return the steps of a call's form in their order; files are always taken, and review is last."""
    asks = call.nomination_asks
    wanted = {
        Step.AUTHOR: bool(asks.author),
        Step.PLACE: bool(place_asks(call) or own_asks(call, AskedOf.NOMINATION)),
        Step.MILESTONES: "milestones" in asks.nomination,
        Step.TRAINEES: bool(asks.trainee or own_asks(call, AskedOf.TRAINEE)),
        Step.FILES: True,
        Step.DUTIES: bool(call.company_duties),
        Step.REVIEW: True,
    }
    return tuple(step for step, given in wanted.items() if given)


def place_asks(call: CallDefinition) -> tuple[str, ...]:
    """Return what is asked of the nomination itself, in the call's order; milestones have a step of their own."""
    return tuple(name for name in call.nomination_asks.nomination if name != "milestones")


def own_asks(call: CallDefinition, of: AskedOf) -> tuple[Question, ...]:
    """Return the call's own questions that are answered in a form, not by a file."""
    return tuple(one for one in call.questions_of(of) if not one.is_file)


def documents(call: CallDefinition, of: AskedOf) -> tuple[Question, ...]:
    """Return the documents that the call asks of the nomination or of each trainee."""
    return tuple(one for one in call.questions_of(of) if one.is_file)


def asked_paths(call: CallDefinition, trainees: int) -> list[str]:
    """Return the path of each question of the form, in its order, for so many trainees."""
    asks = call.nomination_asks
    of_trainee = [*asks.trainee, *(f"answers.{one.key}" for one in own_asks(call, AskedOf.TRAINEE))]
    return [
        *(f"author.{name}" for name in asks.author),
        *place_asks(call),
        *(f"answers.{one.key}" for one in own_asks(call, AskedOf.NOMINATION)),
        *(name for name in asks.nomination if name == "milestones"),
        *(f"trainees.{place}.{name}" for place in range(trainees) for name in of_trainee),
        *(f"files.{one.key}" for one in documents(call, AskedOf.NOMINATION)),
        *(f"files.{one.key}.{place}" for place in range(trainees) for one in documents(call, AskedOf.TRAINEE)),
    ]


def next_step(call: CallDefinition, step: Step) -> Step:
    """Return the step after `step`; review comes after itself."""
    steps = steps_of(call)
    return steps[min(steps.index(step) + 1, len(steps) - 1)]


def step_of(field: str | None) -> Step:
    """Return the step in which the field of a reason ('trainees.0.name') is mended."""
    head = (field or "").split(".")[0]
    if head == "author" or head.startswith("author_"):
        return Step.AUTHOR
    return {
        "milestones": Step.MILESTONES,
        "trainees": Step.TRAINEES,
        "files": Step.FILES,
        "duties_acknowledged": Step.DUTIES,
        "received": Step.REVIEW,
        CONSENTS: Step.REVIEW,
        "": Step.REVIEW,
    }.get(head, Step.PLACE)


def progress(
    call: CallDefinition, reasons: Iterable[Reason], *, files: bool, begun: Collection[Step] = ()
) -> dict[Step, str]:
    """Return how far each step is: 'done', 'todo' (answers are missing), 'begun' (of those `begun`) or 'error' (one
    cannot stand).

    `files` tells whether there are any: they may be left out where the call asks none.
    """
    found = dict.fromkeys(steps_of(call), "done")
    if not files:
        found[Step.FILES] = "todo"
    for reason in reasons:
        step = step_of(reason.field)
        if step not in found or found[step] == "error":
            continue
        unfinished = "begun" if step in begun else "todo"
        found[step] = unfinished if reason.code == MISSING else "error"
    found[Step.REVIEW] = "todo"
    return found


def label_of(step: Step, call: CallDefinition) -> str:
    """Return how a call's form calls a step: where it asks no document, files are only offered."""
    if step is Step.FILES and not any(one.is_file for one in call.questions):
        return str(_l("Attached files (optional)"))
    return str(LABELS[step])


def says_enough(reason: Reason) -> bool:
    """Tell whether the name of the field says all that the reason does: the answer is not there yet."""
    parts = (reason.field or "").split(".")
    return reason.code == MISSING and not (len(parts) == 1 and (parts[0] in ROWS or parts[0] in NAMES))


def name_of(field: str | None, call: CallDefinition) -> Text:
    """Return how a field is named to people: 'trainees.0.name' is 'Trainee 1, Trainee's name'."""
    head, *rest = (field or "").split(".")
    if head == "author" and rest:
        return label("author", rest[0])
    if head == "answers" and rest:
        return _of_own(call, rest)
    if head == "files" and rest:
        return _joined(_numbered(ROWS["trainees"][0], rest[1]) if rest[1:] else None, _of_own(call, rest[:1]))
    if head not in ROWS:
        return NAMES.get(head) or NOMINATION_ASKS.get(head) or Text.of(head)
    row, group = ROWS[head]
    if not rest:
        return row
    row = _numbered(row, rest[0])
    if len(rest) == 1:
        return row
    if group == "milestone":
        return _joined(row, MILESTONE_LABELS[rest[1]])
    return _joined(row, _of_own(call, rest[2:]) if rest[1] == "answers" else label(group, rest[1]))


def _of_own(call: CallDefinition, path: list[str]) -> Text:
    """Name an own question by its key, or a cell of its table by the key, the row and the column."""
    key, *cell = path
    question = call.question(key)
    if question is None:
        return Text.of(key)
    if not cell:
        return question.text
    row = _numbered(Text("행", "row"), cell[0])
    column = next((one.text for one in question.columns if cell[1:] == [one.key]), None)
    return _joined(question.text, row if column is None else _joined(row, column))


def _numbered(row: Text, place: str) -> Text:
    number = str(int(place) + 1) if place.isdecimal() else ""
    return Text(f"{row.ko} {number}".strip(), f"{row.pick('en')} {number}".strip())


def _joined(first: Text | None, then: Text) -> Text:
    return Text(f"{first.ko} · {then.ko}", f"{first.pick('en')}: {then.pick('en')}") if first else then


CONSENTS = "consents"
"""The beginning of the paths of what trainees answer themselves: no step of the form holds it."""
ROWS = {
    "milestones": (Text("추진경과", "Milestone"), "milestone"),
    "trainees": (Text("연수생", "Trainee"), "trainee"),
}
NAMES = {
    "duties_acknowledged": Text("기업 부담·이행사항", "Duties of the company"),
    "files": Text("첨부파일", "Files"),
    "answers": Text("공고별 문항", "Questions of this call"),
    "received": Text("접수일시", "Moment of receipt"),
    CONSENTS: Text("연수생 본인 확인·동의", "The trainees’ own answers"),
}
