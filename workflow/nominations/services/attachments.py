"""The files of a nomination: documents that its call asks, and whatever else supports it.

What is removed or replaced stays as history, with who did it and when.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import BinaryIO

from workflow.core import audit, clock, files
from workflow.core.db import db
from workflow.core.errors import Refused
from workflow.nominations import queries
from workflow.nominations.documents import OTHER, media_types, too_many
from workflow.nominations.models import Nomination, NominationFile
from workflow.nominations.services.checks import changed, must_be_draft
from workflow.programmes.questions import AskedOf, Question

FILES_AT_MOST = 20
KEPT_AT_MOST = 300
"""How many files a nomination may ever have had, those out of force too."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a file goes: it answers the document question of that key, of the nomination or of one of its
    trainees, or none; `replaces` are the files that it is put in the place of."""

    question: str = OTHER
    trainee_id: int | None = None
    replaces: Sequence[NominationFile] = ()


ANYWHERE = Place()
"""Beside the documents that are asked for."""


def look_at_file(
    nomination: Nomination, stream: BinaryIO, name: str, place: Place = ANYWHERE
) -> AbstractContextManager[files.Taken]:
    """Take a file for a place of a draft as `files.take` does. Raises Refused as `attach` does, too."""
    must_be_draft(nomination)
    return look_at(nomination, stream, name, place)


def attach(
    nomination: Nomination, taken: files.Taken, place: Place = ANYWHERE, *, actor: audit.Actor
) -> NominationFile:
    """Keep a file that was looked at (`look_at_file`) beside a draft, under the name its owner gave it.

    Raises Refused for a place that is not asked, a kind of file that is not taken there, one more than are
    taken, and where it is no draft any more.
    """
    nomination = queries.locked(nomination)
    must_be_draft(nomination)
    attached = put(nomination, taken, place, actor=actor)
    changed(nomination, "attach", actor, {}, [place.question or "files"])
    return attached


def detach(nomination: Nomination, attached: NominationFile, *, actor: audit.Actor) -> None:
    """Take a file out of a draft; it stays as history. Raises Refused where it is no draft any more."""
    nomination = queries.locked(nomination)
    must_be_draft(nomination)
    take_out(attached, actor)
    changed(nomination, "detach", actor, {}, [attached.question or "files"])


def look_at(
    nomination: Nomination, stream: BinaryIO, name: str, place: Place
) -> AbstractContextManager[files.Taken]:
    """As `look_at_file`, for a nomination that may be changed."""
    kinds, path = _taken_at(nomination, place)
    return files.take(stream, name, kinds=kinds, field=path)


def put(nomination: Nomination, taken: files.Taken, place: Place, *, actor: audit.Actor) -> NominationFile:
    """As `attach`, for a nomination that is locked and may be changed; its version is the caller's matter."""
    kinds, path = _taken_at(nomination, place)
    stored = files.keep(taken, actor_id=actor.id, kinds=kinds, field=path)
    for replaced in place.replaces:
        take_out(replaced, actor)
    attached = NominationFile(
        file=stored, question=place.question, trainee_id=place.trainee_id, attached_by=actor.id,
        attached_at=clock.now(),
    )  # fmt: skip
    nomination.files.append(attached)
    db.session.flush()
    return attached


def take_out(attached: NominationFile, actor: audit.Actor) -> None:
    """Put a file out of force; one that is already stays as it was."""
    if attached.in_force:
        attached.removed_by, attached.removed_at = actor.id, clock.now()


def _taken_at(nomination: Nomination, place: Place) -> tuple[tuple[str, ...], str]:
    """Return the kinds that are taken at a place, and the path by which reasons name it.

    Raises Refused where nothing is asked there, and where there is no room.
    """
    asked, path = _asked(nomination, place.question, place.trainee_id)
    _room(nomination, asked, path, place)
    return media_types(asked.taken) if asked else tuple(files.KINDS), path


def _asked(nomination: Nomination, key: str, trainee_id: int | None) -> tuple[Question | None, str]:
    """Return the document question of that key and the path of its answer. Raises Refused for none such."""
    if key == OTHER and trainee_id is None:
        return None, "files"
    question = nomination.call.definition.question(key)
    places = {one.id: place for place, one in enumerate(nomination.trainees)}
    of_trainee = question is not None and question.of is AskedOf.TRAINEE
    if question is None or not question.is_file or of_trainee != (trainee_id in places):
        raise Refused.because(
            "not_asked", field="files",
            ko="이 서류를 받는 항목이 없습니다. 화면을 새로 고친 뒤 다시 올려 주세요.",
            en="There is no place for this document any more. Reload the page and upload it again.",
        )  # fmt: skip
    return question, f"files.{key}" + (f".{places[trainee_id]}" if trainee_id is not None else "")


def _room(nomination: Nomination, asked: Question | None, path: str, place: Place) -> None:
    """Refuse one file more than are taken at this place, or than a nomination may ever have had."""
    beside = [
        one for one in nomination.files_in_force
        if one.question == place.question and one.trainee_id == place.trainee_id and one not in place.replaces
    ]  # fmt: skip
    if asked is not None and len(beside) >= (asked.most or 1):
        raise Refused(too_many(asked, path))
    if len(beside) >= FILES_AT_MOST:
        raise Refused.because(
            "too_many_files", field=path,
            ko=f"파일은 {FILES_AT_MOST}개까지 첨부할 수 있습니다. 필요 없는 파일을 먼저 삭제해 주세요.",
            en=f"At most {FILES_AT_MOST} files can be attached. Remove one that is not needed first.",
        )  # fmt: skip
    if len(nomination.files) >= KEPT_AT_MOST:
        raise Refused.because(
            "too_many_files", field=path,
            ko="이 추천서에서 파일을 너무 여러 번 바꾸었습니다. 담당자에게 문의해 주세요.",
            en="The files of this nomination were changed too often. Ask the office.",
        )  # fmt: skip
