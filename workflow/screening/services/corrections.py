"""Corrections (보완요청): asked of an answer or a document, answered in its place, and resolved.

A correction names one answer of the nomination, or none where it is about something else. The company
changes that answer alone; what stood there before stays with the correction.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from datetime import date
from typing import Any, BinaryIO

from workflow.core import audit, clock, files
from workflow.core.db import db
from workflow.core.errors import Reason, Refused
from workflow.core.i18n import Text
from workflow.core.states import move
from workflow.nominations import services as nominations
from workflow.nominations.models import Nomination, NominationFile
from workflow.nominations.states import NominationState
from workflow.screening import mending
from workflow.screening.models import Correction
from workflow.screening.services.decisions import not_received
from workflow.screening.states import CORRECTION, CorrectionKind, CorrectionState

LONGEST_REQUEST = 2000
LONGEST_ANSWER = 4000


def ask_correction(
    nomination: Nomination,
    request: str,
    due_on: date | None,
    *,
    field: str = "",
    kind: CorrectionKind = CorrectionKind.OTHER,
    actor: audit.Actor,
) -> Correction:
    """Ask the company to mend something (보완요청), by a day that is not over yet.

    `field` is the path of an answer or of a document ('city', 'trainees.0.duties', 'files.cv.0'), '' for
    anything else. Raises Refused for one that is locked after submission or that the nomination does not have.
    """
    reasons = _of_request(request, due_on)
    if nomination.state is not NominationState.SUBMITTED:
        reasons.insert(0, not_received())
    if field and mending.name_at(nomination, field) is None:
        reasons.append(Reason("field", Text(
            "보완을 요청할 수 있는 항목을 골라 주세요. 연수생의 성명, 생년월일, 국가는 접수 후 바꿀 수 없습니다.",
            "Choose an answer that can be corrected; names, dates of birth and countries stay after submission.",
        ), "field"))
    if field and any(one.field == field and one.is_open for one in mending.corrections_of(nomination.id)):
        reasons.append(Reason("asked", Text(
            "이 항목은 이미 보완을 요청했습니다. 그 요청을 먼저 처리해 주세요.",
            "A correction of this answer is open already; deal with that one first.",
        ), "field"))
    if reasons:
        raise Refused(reasons)
    correction = Correction(
        nomination_id=nomination.id, state=CorrectionState.NEW, field=field, kind=kind, request=request.strip(),
        due_on=due_on, asked_at=clock.now(), asked_by=actor.id,
    )  # fmt: skip
    db.session.add(correction)
    db.session.flush()
    move(correction, "ask", machine=CORRECTION, actor=actor, facts={"nomination_id": nomination.id})
    return correction


def look_at_document(
    correction: Correction, stream: BinaryIO, name: str, *, replaces: NominationFile | None = None
) -> AbstractContextManager[files.Taken]:
    """Take the document that answers a correction as `files.take` does; `replaces` as for `answer_correction`.

    Raises Refused where the correction is about none, or the nomination takes none there, too.
    """
    nomination = correction.nomination
    return nominations.look_at_document(nomination, stream, name, _place(correction, replaces))


def look_at_attachment(correction: Correction, stream: BinaryIO, name: str) -> AbstractContextManager[files.Taken]:
    """Take a file that goes with the answer to a correction as `files.take` does: evidence of anything it says.

    Raises Refused where the nomination takes no more, too.
    """
    return nominations.look_at_document(correction.nomination, stream, name, nominations.Place())


def answer_correction(
    correction: Correction,
    answer: str,
    *,
    actor: audit.Actor,
    version: int | None = None,
    content: Mapping[str, Any] | None = None,
    document: files.Taken | None = None,
    replaces: NominationFile | None = None,
    attachments: Sequence[files.Taken] = (),
) -> None:
    """Answer what was asked (보완 제출): with the answer that was changed, a document, words, files, or all of these.

    `content` holds the changed answer at the correction's path, as `nominations.content` has it; `document`
    is a file that was looked at (`look_at_document`), and `replaces` the one that it takes the place of;
    `attachments` (`look_at_attachment`) stand beside the documents of the nomination. Raises Refused where nothing is
    answered, where it cannot stand and where the nomination was withdrawn, and Stale.
    """
    before: dict[str, Any] = {}
    after: dict[str, Any] = {}
    nomination = correction.nomination
    if correction.is_closed:
        raise Refused(_withdrawn())
    if len(answer) > LONGEST_ANSWER:
        raise Refused.because("long", ko=f"{LONGEST_ANSWER:,}자까지 적을 수 있습니다.",
                              en=f"At most {LONGEST_ANSWER:,} characters fit.", field="answer")  # fmt: skip
    if content is not None:
        corrected = nominations.correct(nomination, content, actor=actor, fields=[correction.field])
        before, after = dict(corrected.before), dict(corrected.after)
    if document is not None:
        kept = nominations.correct_document(nomination, document, _place(correction, replaces), actor=actor)
        before, after = {correction.field: replaces.file.name if replaces else ""}, {correction.field: kept.file.name}
    if attachments:
        kept_files = [
            nominations.correct_document(nomination, one, nominations.Place(), actor=actor) for one in attachments
        ]
        after[mending.ATTACHED] = ", ".join(one.file.name for one in kept_files)
    if not answer.strip() and before == after:
        raise Refused.because(
            "answer", field="answer", ko="내용을 고치거나, 무엇을 보완했는지 적어 주세요.",
            en="Change the answer, or write what you have mended.",
        )  # fmt: skip
    move(
        correction, "answer", machine=CORRECTION, actor=actor, version=version,
        changes={"answer": answer.strip(), "answered_at": clock.now(), "before": before, "after": after},
        facts={"nomination_id": correction.nomination_id},
    )  # fmt: skip


def ask_again(
    correction: Correction, request: str, due_on: date | None, *, actor: audit.Actor, version: int | None = None
) -> None:
    """Ask once more, where the answer does not do, with what is still to be mended. Raises Refused and Stale."""
    if reasons := [*([_withdrawn()] if correction.is_closed else []), *_of_request(request, due_on)]:
        raise Refused(reasons)
    move(
        correction, "ask_again", machine=CORRECTION, actor=actor, version=version, reason=request.strip(),
        changes={"request": request.strip(), "due_on": due_on, "asked_at": clock.now(), "asked_by": actor.id},
        facts={"nomination_id": correction.nomination_id},
    )  # fmt: skip


def resolve_correction(correction: Correction, *, actor: audit.Actor, version: int | None = None) -> None:
    """Accept the answer (보완완료)."""
    move(
        correction, "resolve", machine=CORRECTION, actor=actor, version=version,
        changes={"resolved_at": clock.now()}, facts={"nomination_id": correction.nomination_id},
    )  # fmt: skip


def _place(correction: Correction, replaces: NominationFile | None) -> nominations.Place:
    """Return where the document goes that a correction asks for. Raises Refused for one about no document."""
    question, trainee_id = mending.document_at(correction.nomination, correction.field)
    return nominations.Place(question, trainee_id, [replaces] if replaces else [])


def _withdrawn() -> Reason:
    return Reason("not_in", Text(
        "추천이 철회되어 보완요청도 함께 종결되었습니다.", "The nomination was withdrawn, and its corrections closed with it.",
    ))


def _of_request(request: str, due_on: date | None) -> list[Reason]:
    reasons = []
    if not request.strip():
        wanted = Text("무엇을 어떻게 보완해야 하는지 적어 주세요.", "Write what is to be mended, and how.")
        reasons.append(Reason("request", wanted, "request"))
    if len(request) > LONGEST_REQUEST:
        reasons.append(Reason("long", Text(f"{LONGEST_REQUEST:,}자까지 적을 수 있습니다.",
                                           f"At most {LONGEST_REQUEST:,} characters fit."), "request"))  # fmt: skip
    if due_on is not None and due_on < clock.today():
        reasons.append(Reason("due_on", Text("보완 기한은 오늘 이후여야 합니다.", "The day must not have passed."), "due_on"))
    return reasons
