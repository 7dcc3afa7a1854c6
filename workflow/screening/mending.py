"""Which answers of a submitted nomination can be corrected, and how each is named and read.

A path is that of a reason: 'city', 'author.phone', 'answers.gauge', 'milestones', 'trainees.0.duties',
'files.cv.0' (a document, of the trainee at that place), 'files' (what is attached beside the documents).
"""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa

from workflow.core.db import db
from workflow.core.errors import Refused
from workflow.core.i18n import Text
from workflow.nominations.content import answers_of, content_of
from workflow.nominations.documents import Document, documents_of, other_files
from workflow.nominations.models import Nomination
from workflow.nominations.questions import asked_of_nomination, asked_of_trainee
from workflow.nominations.services.corrections import is_locked
from workflow.nominations.shown import at
from workflow.nominations.steps import name_of
from workflow.screening.models import Correction

ATTACHED = "files"
Named = tuple[str, Text]
"""A path and what people call the answer there."""


def correctable(nomination: Nomination) -> list[Named]:
    """Return every answer and document that a correction can be asked of, in the order of the form; last what is
    attached beside them, which every call takes."""
    call, answers = nomination.call.definition, answers_of(nomination)
    asks = call.nomination_asks
    paths = [f"author.{name}" for name in asks.author]
    paths += list(asks.nomination)
    paths += [f"answers.{one.key}" for one in asked_of_nomination(call, answers) if not one.is_file]
    for place in range(len(answers.trainees)):
        paths += [f"trainees.{place}.{name}" for name in asks.trainee]
        asked = asked_of_trainee(call, answers, place)
        paths += [f"trainees.{place}.answers.{one.key}" for one in asked if not one.is_file]
    paths += [document.path for document in documents_of(nomination)]
    paths.append(ATTACHED)
    return [(path, name_of(path, call)) for path in paths if not is_locked(path)]


def name_at(nomination: Nomination, path: str) -> Text | None:
    """Return what people call the answer at a path, None where none can be corrected there."""
    return next((name for one, name in correctable(nomination) if one == path), None)


def shown_at(nomination: Nomination, path: str) -> str:
    """Return the answer at a path as people read it; of documents the names of their files."""
    if path == ATTACHED:
        return ", ".join(one.file.name for one in other_files(nomination))
    if path.startswith("files."):
        document = document_of(nomination, path)
        return ", ".join(one.file.name for one in document.files) if document else ""
    content = content_of(nomination)
    name, *rest = path.split(".")
    if name == "milestones":
        return "\n".join(f"{row['date'] or ''} {row['what']}" for row in content["milestones"])
    if name == "trainees" and int(rest[0]) < len(content["trainees"]):
        path = ".".join([name, content["trainees"][int(rest[0])]["row"], *rest[1:]])
    return at(path, content, nomination.call.definition)


def document_of(nomination: Nomination, path: str) -> Document | None:
    """Return the document at a path, None where none is asked there."""
    return next((one for one in documents_of(nomination) if one.path == path), None)


def document_at(nomination: Nomination, path: str) -> tuple[str, int | None]:
    """Return the question and the trainee of the document at a path. Raises Refused where none is asked there."""
    document = document_of(nomination, path)
    if document is None:
        raise Refused.because("no_document", ko="이 보완요청은 서류에 관한 것이 아닙니다.",
                              en="This correction is not about a document.", field="document")  # fmt: skip
    return document.question.key, document.trainee_id


def corrections_of(nomination_id: int) -> Sequence[Correction]:
    """Return what was asked of a nomination, the latest first."""
    query = sa.select(Correction).where(Correction.nomination_id == nomination_id).order_by(Correction.id.desc())
    return db.session.scalars(query).all()
