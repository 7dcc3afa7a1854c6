"""The files of a nomination: documents that its call asks, and whatever else supports it.

What is removed or replaced stays as history, with who did it and when.
"""

from __future__ import annotations

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


def attach(
    nomination: Nomination,
    stream: BinaryIO,
    name: str,
    *,
    actor: audit.Actor,
    question: str = OTHER,
    trainee_id: int | None = None,
    replaces: NominationFile | None = None,
) -> NominationFile:
    """Keep a file beside a draft, under the name its owner gave it.

    It answers the document question of that key, of the nomination or of one of its trainees, or none;
    `replaces` is the file whose place it takes. Raises Refused for a file that is empty, too large or of
    a kind that is not taken there, for one more than are taken, and where it is no draft any more.
    """
    nomination = queries.locked(nomination)
    must_be_draft(nomination)
    attached = put(
        nomination, stream, name, actor=actor, question=question, trainee_id=trainee_id, replaces=replaces
    )
    changed(nomination, "attach", actor, {}, [question or "files"])
    return attached


def detach(nomination: Nomination, attached: NominationFile, *, actor: audit.Actor) -> None:
    """Take a file out of a draft; it stays as history. Raises Refused where it is no draft any more."""
    nomination = queries.locked(nomination)
    must_be_draft(nomination)
    take_out(attached, actor)
    changed(nomination, "detach", actor, {}, [attached.question or "files"])


def put(
    nomination: Nomination,
    stream: BinaryIO,
    name: str,
    *,
    actor: audit.Actor,
    question: str = OTHER,
    trainee_id: int | None = None,
    replaces: NominationFile | None = None,
) -> NominationFile:
    """As `attach`, for a nomination that is locked and may be changed; its version is the caller's matter."""
    asked, path = _asked(nomination, question, trainee_id)
    _room(nomination, asked, path, question, trainee_id, replaces)
    kinds = media_types(asked.taken) if asked else tuple(files.KINDS)
    stored = files.store(stream, name, actor_id=actor.id, kinds=kinds, field=path)
    if replaces is not None:
        take_out(replaces, actor)
    attached = NominationFile(
        file=stored, question=question, trainee_id=trainee_id, attached_by=actor.id, attached_at=clock.now()
    )
    nomination.files.append(attached)
    db.session.flush()
    return attached


def take_out(attached: NominationFile, actor: audit.Actor) -> None:
    """Put a file out of force; one that is already stays as it was."""
    if attached.in_force:
        attached.removed_by, attached.removed_at = actor.id, clock.now()


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


def _room(
    nomination: Nomination, asked: Question | None, path: str, key: str, trainee_id: int | None,
    replaces: NominationFile | None,
) -> None:
    """Refuse one file more than are taken at this place, or than a nomination may ever have had."""
    beside = [
        one for one in nomination.files_in_force
        if one.question == key and one.trainee_id == trainee_id and one is not replaces
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
