"""What would become of each nomination of a sheet: its content, and each problem in its cell. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from workflow.accounts import registration_no
from workflow.core.i18n import Text
from workflow.core.names import name_keys
from workflow.intake.columns import NAME_EN, NAME_KO, OF_TRAINEE, RECEIVED, REGISTRATION_NO, Column, column_of
from workflow.intake.sheet import UNNUMBERED, Entry, Problem
from workflow.nominations.answers import AuthorAnswers, MilestoneAnswers, NominationAnswers, TraineeAnswers
from workflow.nominations.questions import MISSING
from workflow.nominations.rules import incomplete
from workflow.nominations.wellformed import check_latin
from workflow.programmes.asks import CALENDAR_ASKS, NOMINATION_ASKS, TRAINEE_ASKS, YES_NO_ASKS
from workflow.programmes.definition import CallDefinition

NOT_IN_SHEETS = ("files", "duties_acknowledged")
"""What a sheet does not hold: it is completed in the draft."""


@dataclass(frozen=True, slots=True)
class Judged:
    """A nomination of the sheet as it would be taken. `content` is as `nominations.content` describes it."""

    entry: Entry
    content: Mapping[str, Any]
    problems: tuple[Problem, ...]
    documents: tuple[Text, ...] = ()

    @property
    def can_be_kept(self) -> bool:
        """Whether it can be kept as a draft: nothing in it is unreadable or cannot stand."""
        return all(problem.mendable for problem in self.problems)

    @property
    def is_complete(self) -> bool:
        """Whether it can be submitted once its duties are acknowledged and no document is missing."""
        return not self.problems and not self.documents

    @property
    def registration_no(self) -> str:
        return registration_no.normalise(self.entry.values.get(REGISTRATION_NO, ""))

    @property
    def author_said(self) -> frozenset[str]:
        """Which parts of the author stand in the sheet itself."""
        return frozenset(name for name in self.content["author"] if self.entry.values.get(f"author.{name}"))

    @property
    def received(self) -> datetime | None:
        return self.entry.values.get(RECEIVED)


def judge(
    call: CallDefinition,
    entries: Sequence[Entry],
    columns: Sequence[Column],
    *,
    by_staff: bool,
    author: Mapping[str, str],
    known_companies: frozenset[str] = frozenset(),
) -> list[Judged]:
    """Judge each nomination by the rules of its call, as the form's pages do.

    `author` is who uploads the sheet: what stands of the author where the sheet says nothing.
    `known_companies` are the registration numbers of companies that need no name.
    """
    shown = {column.name for column in columns}
    twice = _twice(entries)
    return [
        _judged(call, entry, shown, by_staff, author, known_companies, twice.get(entry.no, ())) for entry in entries
    ]


def _judged(
    call: CallDefinition, entry: Entry, shown: set[str], by_staff: bool, author: Mapping[str, str],
    known_companies: frozenset[str], twice: Iterable[Problem],
) -> Judged:
    content = content_of(call, entry, author, by_staff=by_staff)
    if not entry.no:  # what else the row lacks may stand in the other rows of its nomination
        return Judged(entry, content, tuple(one for one in entry.problems if one.code == UNNUMBERED))
    problems = [*entry.problems, *twice]
    if by_staff:
        problems += _of_company(entry, known_companies)
        problems += _of_receipt(entry)
    documents = []
    bad = {(problem.row, problem.column) for problem in problems}
    for reason in incomplete(call, answers_of(call, content), by_staff=by_staff):
        head = (reason.field or "").split(".")[0]
        if head == "files":
            documents.append(reason.text)
        if head in NOT_IN_SHEETS:
            continue
        column, place = column_of(reason.field or "")
        row = entry.row_of(column, place)
        if (row, column) not in bad:
            mendable = reason.code == MISSING and column in shown
            problems.append(Problem(row, column, reason.code, reason.text, mendable=mendable))
            bad.add((row, column))
    problems.sort(key=lambda problem: problem.row)
    return Judged(entry, content, tuple(problems), tuple(dict.fromkeys(documents)))


def content_of(
    call: CallDefinition, entry: Entry, author: Mapping[str, str], *, by_staff: bool
) -> dict[str, Any]:
    """Return the content of an entry, as the form of its nomination would send it."""
    values = entry.values
    content: dict[str, Any] = {
        "author": {
            name: values.get(f"author.{name}") or author.get(name, "") for name in call.nomination_asks.author
        },
        **{name: values.get(name, "") for name in call.nomination_asks.nomination if name != "milestones"},
        "answers": _own(values, "answers."),
        "milestones": [{"row": "", "date": row.get("date"), "what": row.get("what", "")}
                       for row in _rows(values, "milestones.")],
        "trainees": [_trainee(call, line.values) for line in entry.lines],
    }  # fmt: skip
    if "criterion" in content:
        content["criterion"] = int(content["criterion"]) if content["criterion"] else None
    if len(routes := call.routes_open(by_staff=by_staff)) == 1:
        content["route"] = routes[0].key
    return content


def answers_of(call: CallDefinition, content: Mapping[str, Any]) -> NominationAnswers:
    """Return content as answers for the rules, with the duties acknowledged: that is done once, for the sheet."""
    return NominationAnswers(
        author=AuthorAnswers(**content["author"]),
        **{name: content[name] for name in NOMINATION_ASKS if name in content and name != "milestones"},
        answers=content["answers"],
        milestones=tuple(MilestoneAnswers(row["date"], row["what"]) for row in content["milestones"]),
        trainees=tuple(
            TraineeAnswers(key=str(place), **{name: value for name, value in row.items() if name != "row"})
            for place, row in enumerate(content["trainees"])
        ),
        duties_acknowledged=frozenset(call.duty_keys),
    )


def _trainee(call: CallDefinition, values: Mapping[str, Any]) -> dict[str, Any]:
    own = {name.removeprefix(OF_TRAINEE): value for name, value in values.items() if name.startswith(OF_TRAINEE)}
    asked = {
        name: own.get(name, None if name in YES_NO_ASKS | CALENDAR_ASKS else "")
        for name in TRAINEE_ASKS
        if name in call.nomination_asks.trainee
    }
    return {"row": "", **asked, "answers": _own(own, "answers.")}


def _own(values: Mapping[str, Any], start: str) -> dict[str, Any]:
    """Return the answers to own questions as they are kept: a table as its rows, a day as text."""
    found: dict[str, Any] = {}
    for name, value in values.items():
        key, _, rest = name.removeprefix(start).partition(".")
        if name.startswith(start) and not rest:
            found[key] = value if isinstance(value, bool | str) else str(value)
    tables = {name.removeprefix(start).split(".")[0] for name in values if name.startswith(start)} - found.keys()
    for key in sorted(tables):
        rows = _rows(values, f"{start}{key}.")
        found[key] = [{column: str(value) for column, value in row.items()} for row in rows]
    return found


def _rows(values: Mapping[str, Any], start: str) -> list[dict[str, Any]]:
    """Return the rows of 'milestones.0.date' and the like, without those in which nothing is said."""
    found: dict[int, dict[str, Any]] = {}
    for name, value in values.items():
        if name.startswith(start):
            place, _, column = name.removeprefix(start).partition(".")
            found.setdefault(int(place), {})[column] = value
    return [found[place] for place in sorted(found)]


def _twice(entries: Sequence[Entry]) -> dict[str, list[Problem]]:
    """Find people who stand in the sheet twice: the name alike, and no two dates of birth that differ."""
    seen: dict[str, list[tuple[int, Any]]] = {}
    found: dict[str, list[Problem]] = {}
    for entry in entries:
        for line in entry.lines:
            name, born = line.values.get("trainee.name", ""), line.values.get("trainee.birth_date")
            for key in sorted(name_keys(name)):
                row = next((row for row, day in seen.get(key, ()) if not (born and day and born != day)), None)
                if row is not None and row != line.row:
                    found.setdefault(entry.no, []).append(Problem(line.row, "trainee.name", "twice", Text(
                        f"{row}행에 같은 사람이 있습니다. 한 사람은 한 번만 적어 주세요.",
                        f"Row {row} names the same person; each stands here once.",
                    )))  # fmt: skip
                    break
            for key in name_keys(name):
                seen.setdefault(key, []).append((line.row, born))
    return found


def _of_company(entry: Entry, known: frozenset[str]) -> Iterator[Problem]:
    number = entry.values.get(REGISTRATION_NO, "")
    row = entry.row_of(REGISTRATION_NO, None)
    if wrong := registration_no.check(number):
        yield Problem(row, REGISTRATION_NO, "registration_no", wrong.text)
    elif registration_no.normalise(number) not in known and not entry.values.get(NAME_KO):
        yield Problem(entry.row_of(NAME_KO, None), NAME_KO, "no_company", Text(
            "처음 등록하는 사업자등록번호입니다. 기업명을 적어 주세요.",
            "No company of this number is registered yet; give its name.",
        ))  # fmt: skip
    if text := check_latin(entry.values.get(NAME_EN, "")):
        yield Problem(entry.row_of(NAME_EN, None), NAME_EN, "text", text)


def _of_receipt(entry: Entry) -> Iterator[Problem]:
    row = entry.row_of(RECEIVED, None)
    if RECEIVED not in entry.values and not any(problem.column == RECEIVED for problem in entry.problems):
        yield Problem(row, RECEIVED, "no_receipt", Text(
            "실제로 접수한 날짜와 시각을 적어 주세요.", "Give the day and the time at which it was received."))  # fmt: skip

