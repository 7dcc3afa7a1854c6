"""What a nomination holds, as plain data: what the form shows and takes and two colleagues' pages are
compared by; and from and to the rows of the database.

    {"author": {"name": …}, "route": …, "country": …, "criterion": 2, "duties_acknowledged": ["airfare"],
     "answers": {"metro_length": "12.5", …}, "milestones": [{"row": "7", "date": date, "what": …}],
     "trainees": [{"row": "9", "name": …, "answers": {…}}]}

`row` is the id of a row that is stored already, as text; '' for one that is new. Part of it, such as
the answers of one step, has the same form.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from workflow.nominations.answers import AuthorAnswers, MilestoneAnswers, NominationAnswers, TraineeAnswers
from workflow.nominations.models import Milestone, Nomination, Trainee
from workflow.nominations.steps import Step, own_asks, place_asks
from workflow.programmes.asks import AUTHOR_ASKS, NOMINATION_ASKS, TRAINEE_ASKS
from workflow.programmes.definition import CallDefinition
from workflow.programmes.questions import AskedOf

Content = Mapping[str, Any]

PLACE = tuple(name for name in NOMINATION_ASKS if name != "milestones")
MILESTONE = ("date", "what")
TRAINEE = (*TRAINEE_ASKS, "answers")
ALL = ("author", *PLACE, "answers", "milestones", "trainees", "duties_acknowledged")


def content_of(nomination: Nomination, names: Iterable[str] = ALL) -> dict[str, Any]:
    """Return what a nomination holds, asked by its call or not; of it only the parts of these names."""
    parts: dict[str, Callable[[], Any]] = {
        "author": lambda: {name: getattr(nomination, f"author_{name}") for name in AUTHOR_ASKS},
        "milestones": lambda: [_row(one, MILESTONE) for one in nomination.milestones],
        "trainees": lambda: [_row(one, TRAINEE) for one in nomination.trainees],
        "duties_acknowledged": lambda: list(nomination.duties_acknowledged),
        "answers": lambda: dict(nomination.answers),
    }
    return {name: parts[name]() if name in parts else getattr(nomination, name) for name in names}


def names_of(step: Step, call: CallDefinition) -> tuple[str, ...]:
    """Return the names of the parts that a step holds."""
    return {
        Step.AUTHOR: ("author",),
        Step.PLACE: (*place_asks(call), *(("answers",) if own_asks(call, AskedOf.NOMINATION) else ())),
        Step.MILESTONES: ("milestones",),
        Step.TRAINEES: ("trainees",),
        Step.DUTIES: ("duties_acknowledged",),
    }.get(step, ())


def answers_of(nomination: Nomination) -> NominationAnswers:
    """Return a nomination's answers for the rules."""
    return NominationAnswers(
        author=AuthorAnswers(**{name: getattr(nomination, f"author_{name}") for name in AUTHOR_ASKS}),
        **{name: getattr(nomination, name) for name in PLACE},
        milestones=tuple(MilestoneAnswers(one.date, one.what) for one in nomination.milestones),
        trainees=tuple(
            TraineeAnswers(key=one.label, files=files_of(nomination, one.id), **{n: getattr(one, n) for n in TRAINEE})
            for one in nomination.trainees
        ),
        duties_acknowledged=frozenset(nomination.duties_acknowledged),
        answers=nomination.answers,
        files=files_of(nomination, None),
    )


def files_of(nomination: Nomination, trainee_id: int | None) -> Counter[str]:
    """Count the documents that are in force, by the key of their question: the nomination's own or a trainee's."""
    return Counter(one.question for one in nomination.files_in_force if one.trainee_id == trainee_id)


def completed(content: Content, stored: Content) -> dict[str, Any]:
    """Return content with what its page did not hold, or could not read, as it is stored: a page shows
    what its call asks, and a nomination may hold answers beyond that."""
    found = dict(content)
    for name in ("author", "answers"):
        if name in content:
            found[name] = {**stored[name], **content[name]}
    for name in ("milestones", "trainees"):
        if name in content:
            known = {row["row"]: row for row in stored[name]}
            found[name] = [_completed_row(row, known.get(row["row"], {})) for row in content[name]]
    return found


def _completed_row(row: Mapping[str, Any], stored: Mapping[str, Any]) -> dict[str, Any]:
    whole = {**stored, **row}
    if "answers" in whole:
        whole["answers"] = {**stored.get("answers", {}), **row.get("answers", {})}
    return whole


def answered(answers: Mapping[str, Any]) -> dict[str, Any]:
    """Return the answers to own questions that are there; what is empty is not kept."""
    return {key: value for key, value in answers.items() if value not in (None, "", [])}


def columns(content: Content) -> dict[str, Any]:
    """Return the columns of the nomination's own row that this content fills."""
    author = {f"author_{name}": value for name, value in content.get("author", {}).items()}
    own = {name: content[name] for name in (*PLACE, "duties_acknowledged") if name in content}
    if "answers" in content:
        own["answers"] = answered(content["answers"])
    return {**author, **own}


def write_rows(nomination: Nomination, content: Content) -> None:
    """Make the nomination's milestones and trainees those of the content, in their order.

    A row that is stored keeps its id and its key; a `row` of another nomination counts as new.
    """
    if "milestones" in content:
        kept = {str(one.id): one for one in nomination.milestones}
        nomination.milestones = [
            _fill(kept.pop(row["row"], None) or Milestone(), row, position=place)
            for place, row in enumerate(content["milestones"])
        ]
    if "trainees" in content:
        known = {str(one.id): one for one in nomination.trainees}
        nomination.trainees = [
            _fill(known.pop(row["row"], None) or Trainee(), row, position_no=place)
            for place, row in enumerate(content["trainees"])
        ]


def _row(row: Any, names: Iterable[str]) -> dict[str, Any]:
    values = {name: getattr(row, name) for name in names}
    return {"row": str(row.id), **{n: dict(value) if isinstance(value, dict) else value for n, value in values.items()}}


def _fill(row: Any, values: Mapping[str, Any], **place: int) -> Any:
    for name, value in {**values, **place}.items():
        if name != "row":
            setattr(row, name, answered(value) if name == "answers" else value)
    return row
