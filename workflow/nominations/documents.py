"""The documents that a call asks of a nomination and of each trainee, with the files handed in for each.

A file that was replaced or removed is history: it counts for nothing, and stays to be looked at.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from workflow.core import files
from workflow.core.errors import Reason
from workflow.core.i18n import Text
from workflow.nominations.content import answers_of
from workflow.nominations.models import Nomination, NominationFile, Trainee
from workflow.nominations.questions import asked_of_nomination, asked_of_trainee
from workflow.programmes.questions import FileKind, Question

MEDIA_TYPES = {ending: kind for kind, endings in files.KINDS.items() for ending in endings}
OTHER = ""
"""The key under which files stand that no question asked for."""


@dataclass(frozen=True, slots=True)
class Document:
    """A document that is asked: of the nomination, or of the trainee at `place`, with its files in force."""

    question: Question
    trainee: Trainee | None = None
    place: int | None = None
    files: Sequence[NominationFile] = ()
    history: Sequence[NominationFile] = field(default=())

    @property
    def path(self) -> str:
        """The path that reasons name it by: 'files.cv.0'."""
        return f"files.{self.question.key}" + ("" if self.place is None else f".{self.place}")

    @property
    def trainee_id(self) -> int | None:
        return self.trainee.id if self.trainee else None

    @property
    def slot(self) -> str:
        """What names it in a form, whatever place the trainee comes to: 'document-cv-17'."""
        return f"document-{self.question.key}" + (f"-{self.trainee.id}" if self.trainee else "")

    @property
    def room(self) -> int:
        """How many files more it takes."""
        return max((self.question.most or 1) - len(self.files), 0)

    @property
    def accepts(self) -> str:
        """The endings of the kinds that it takes, for the browser's dialog."""
        return ",".join(f".{ending}" for kind in self.question.taken for ending in files.KINDS[MEDIA_TYPES[kind.value]])


def documents_of(nomination: Nomination) -> list[Document]:
    """Return what is asked of this nomination, its own documents first, then those of each trainee."""
    call, answers = nomination.call.definition, answers_of(nomination)
    found = [_document(nomination, one, None, None) for one in asked_of_nomination(call, answers) if one.is_file]
    for place, trainee in enumerate(nomination.trainees):
        found += [
            _document(nomination, one, trainee, place)
            for one in asked_of_trainee(call, answers, place) if one.is_file
        ]  # fmt: skip
    return found


def other_files(nomination: Nomination) -> list[NominationFile]:
    """Return the files in force that no question asked for."""
    return [one for one in nomination.files_in_force if one.question == OTHER]


def handed_in(nomination: Nomination) -> list[NominationFile]:
    """Return all files that are part of the nomination: in force, and asked for or attached freely.

    A document whose question is not asked any more, since another answer changed, is kept but no part.
    """
    return [*(one for document in documents_of(nomination) for one in document.files), *other_files(nomination)]


def out_of_force(nomination: Nomination) -> list[NominationFile]:
    """Return the files that were replaced or removed, the last first."""
    return sorted((one for one in nomination.files if not one.in_force), key=lambda one: one.id, reverse=True)


def media_types(kinds: Sequence[FileKind]) -> tuple[str, ...]:
    """Return the media types of these kinds of document."""
    return tuple(MEDIA_TYPES[kind.value] for kind in kinds)


def too_many(question: Question, path: str) -> Reason:
    """Say that a document takes no file more."""
    most = question.most
    return Reason("too_many", Text(
        f"'{question.ko}' 파일은 {most}개까지입니다. 새 파일로 바꾸려면 ‘교체’를 누르세요.",
        f"{question.text.pick('en')}: at most {most}. To put another one in its place, choose “Replace”.",
    ), path)


def _document(nomination: Nomination, question: Question, trainee: Trainee | None, place: int | None) -> Document:
    trainee_id = trainee.id if trainee else None
    given = [one for one in nomination.files if one.question == question.key and one.trainee_id == trainee_id]
    return Document(
        question, trainee, place, [one for one in given if one.in_force], [one for one in given if not one.in_force]
    )
