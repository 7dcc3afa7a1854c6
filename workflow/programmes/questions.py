"""A call's own questions, beside those of the catalogue (`asks.py`): what it asks and how it is answered.

A document that a call requires is a question whose answer is a file. An answer is kept as plain data:

    text, long_text   the words            date      '2025-07-25'
    number            '12.5'               choice    the key of the option
    yes_no            true or false        table     [{column: words, …}, …]

Files are kept as files, under the key of their question.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, model_validator

from workflow.core.i18n import Text
from workflow.programmes.asks import AUTHOR_ASKS, NOMINATION_ASKS, TRAINEE_ASKS
from workflow.programmes.fields import (
    Bilingual,
    Count,
    Flag,
    Key,
    Labelled,
    Model,
    Problem,
    wrong,
    wrong_together,
)
from workflow.programmes.moments import Moment

NUMBER = re.compile(r"-?[0-9]+(\.[0-9]+)?")
NUMBER_LIMIT = 20

RESERVED = frozenset({
    *AUTHOR_ASKS, *NOMINATION_ASKS, *TRAINEE_ASKS, "author", "trainees", "answers", "files", "duties_acknowledged",
    "received", "row", "key", "seen", "version", "csrf_token", "add", "remove", "then",
})  # fmt: skip
"""Names that forms and files use already; an own question has another key."""


class QuestionKind(StrEnum):
    TEXT = "text"
    LONG_TEXT = "long_text"
    NUMBER = "number"
    DATE = "date"
    CHOICE = "choice"
    YES_NO = "yes_no"
    FILE = "file"
    TABLE = "table"


KIND_LABELS = {
    QuestionKind.TEXT: Text("한 줄 글", "text on one line"),
    QuestionKind.LONG_TEXT: Text("여러 줄 글", "text on several lines"),
    QuestionKind.NUMBER: Text("숫자", "number"),
    QuestionKind.DATE: Text("날짜", "date"),
    QuestionKind.CHOICE: Text("선택", "choice"),
    QuestionKind.YES_NO: Text("예·아니요", "yes or no"),
    QuestionKind.FILE: Text("파일", "file"),
    QuestionKind.TABLE: Text("표", "table rows"),
}


class AskedOf(StrEnum):
    """Whether a question is answered once for the nomination or for each trainee."""

    NOMINATION = "nomination"
    TRAINEE = "trainee"


class FileKind(StrEnum):
    """A kind of document that may be handed in."""

    PDF = "pdf"
    JPG = "jpg"
    PNG = "png"
    DOCX = "docx"
    HWPX = "hwpx"
    XLSX = "xlsx"


ANY_FILE = tuple(FileKind)


class Option(Labelled):
    """What can be chosen as an answer."""

    key: Key


class Column(Labelled):
    """A column of a table; each of its cells is one line, a number or a date."""

    key: Key
    kind: Literal["text", "number", "date"] = "text"
    required: Flag = True


def _as_value(value: Any) -> bool | int | str:
    if isinstance(value, bool | int) or (isinstance(value, str) and value.strip()):
        return value
    raise wrong("value", ko="true, false, 번호 또는 답변의 글자를 적어 주세요.",
                en="Write true, false, a number or the words of the answer.")  # fmt: skip


class ShownWhen(Model):
    """The answer to another question with which a question is asked; without it, it is not."""

    question: Annotated[str, Field(min_length=1, max_length=40)]
    value: Annotated[bool | int | str, BeforeValidator(_as_value)]


class Question(Labelled):
    """A question of the call's own. `at_most` bounds the files or the rows of a table; a file question
    takes documents of `file_kinds`. One `asked_at` confirmation is asked of the selected trainee."""

    key: Key
    of: AskedOf
    kind: QuestionKind
    required: Flag = True
    help: Bilingual | None = None
    shown_when: ShownWhen | None = None
    choices: tuple[Option, ...] = ()
    columns: tuple[Column, ...] = ()
    at_most: Count | None = None
    file_kinds: tuple[FileKind, ...] = ()
    asked_at: Literal[Moment.SUBMISSION, Moment.CONFIRMATION] = Moment.SUBMISSION

    @property
    def is_file(self) -> bool:
        return self.kind is QuestionKind.FILE

    @property
    def most(self) -> int | None:
        """How many files or rows there may be; a file question takes one unless it says more."""
        return self.at_most or (1 if self.is_file else None)

    @property
    def taken(self) -> tuple[FileKind, ...]:
        """The kinds of document that a file question takes."""
        return self.file_kinds or ANY_FILE

    @property
    def help_text(self) -> Text:
        return self.help or Text("", "")

    def option(self, key: Any) -> Option | None:
        """Return the option of that key, or None."""
        return next((one for one in self.choices if one.key == key), None)

    @model_validator(mode="after")
    def _fits_its_kind(self) -> Question:
        kind, found = self.kind, []
        if self.key in RESERVED:
            found.append(("key", Text(f"이미 쓰는 이름입니다: {self.key}. 다른 이름을 적어 주세요.",
                                      f"'{self.key}' is in use already; choose another key.")))  # fmt: skip
        needs = {
            "choices": (kind is QuestionKind.CHOICE, bool(self.choices)),
            "columns": (kind is QuestionKind.TABLE, bool(self.columns)),
        }
        for name, (wanted, given) in needs.items():
            if wanted and not given:
                found.append((name, Text("한 건 이상 적어 주세요.", "Give at least one.")))
        for name, fits in {**{name: wanted for name, (wanted, _) in needs.items()},
                           "at_most": kind in (QuestionKind.FILE, QuestionKind.TABLE),
                           "file_kinds": kind is QuestionKind.FILE}.items():  # fmt: skip
            if getattr(self, name) and not fits:
                found.append((name, Text(f"'{KIND_LABELS[kind].ko}' 문항에는 쓸 수 없습니다.",
                                         f"A question answered by '{KIND_LABELS[kind].en}' does not take this.")))  # fmt: skip
        if self.asked_at is Moment.CONFIRMATION and self.of is AskedOf.NOMINATION:
            found.append(("asked_at", Text("참가확정 시에는 연수생에게만 물을 수 있습니다.",
                                           "At confirmation only trainees are asked.")))  # fmt: skip
        found += [*_twice("choices", self.choices), *_twice("columns", self.columns)]
        if found:
            raise wrong_together(found)
        return self


def _twice(name: str, parts: Iterable[Option | Column]) -> Iterator[Problem]:
    seen: set[str] = set()
    for index, part in enumerate(parts):
        if part.key in seen:
            yield f"{name}.{index}.key", Text(f"두 번 나오는 값입니다: {part.key}", f"'{part.key}' stands here twice.")
        seen.add(part.key)


def is_shown(question: Question, answer: Callable[[str], Any], questions: Mapping[str, Question]) -> bool:
    """Tell whether a question is asked, from `answer`, which gives the answer to a question by its name.

    One whose condition is a question that is not asked itself is not asked either. A condition refers
    only to questions before it, so the way ends.
    """
    when = question.shown_when
    if when is None:
        return True
    asked_before = questions.get(when.question)
    if asked_before is not None and not is_shown(asked_before, answer, questions):
        return False
    return as_written(answer(when.question)) == as_written(when.value)


def as_written(value: Any) -> str:
    """Return an answer as its one written form, so that 1 and '1' are the same answer, as are true and 'yes'."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value).strip()


def as_number(written: str) -> Decimal | None:
    """Return the number that was written ('1,200.5'), or None where it is none or beyond all use."""
    plain = written.strip().replace(",", "")
    return Decimal(plain) if len(plain) <= NUMBER_LIMIT and NUMBER.fullmatch(plain) else None
