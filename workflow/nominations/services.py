"""What is done with a nomination. Each verb runs in its caller's unit of work and flushes; none commits."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, BinaryIO

from workflow.accounts.models import Company
from workflow.accounts.policies import require
from workflow.accounts.roles import Right, Role
from workflow.core import audit, clock, files, states
from workflow.core.db import db
from workflow.core.errors import Reason, Refused, Stale
from workflow.core.events import announce
from workflow.core.i18n import Text
from workflow.nominations import comparison, queries, rules
from workflow.nominations.content import answers_of, columns, content_of, write_rows
from workflow.nominations.events import NominationSaved
from workflow.nominations.models import Nomination, NominationFile
from workflow.nominations.numbering import next_receipt
from workflow.nominations.states import NOMINATION, NominationState
from workflow.programmes.models import Call
from workflow.programmes.states import CallState

FILES_AT_MOST = 20


class Overtaken(Stale):
    """A colleague changed answers of this step since its page was shown.

    `paths` are the answers that changed, `theirs` the answers as they are stored now, `together` those
    with what the typist changed put over them, `at` when (UTC) and `who` by whom.
    """

    def __init__(
        self, *, who: str, at: datetime, paths: list[str], theirs: dict[str, Any], together: dict[str, Any]
    ) -> None:
        super().__init__(who=who)
        self.at, self.paths, self.theirs, self.together = at, paths, theirs, together


def begin(
    call: Call,
    company: Company,
    *,
    actor: audit.Actor,
    content: Mapping[str, Any] | None = None,
    received_at: datetime | None = None,
    on_behalf: bool = False,
) -> Nomination:
    """Begin a draft for a company and return it; `content` is what is known already.

    `received_at` (aware) is the original moment of receipt of what is entered `on_behalf`. Raises
    Refused where the call does not take nominations at that moment (default: now).
    """
    if reason := not_taken(call, received_at or clock.now()):
        raise Refused(reason)
    content = dict(content or {})
    if len(call.definition.routes) == 1:
        content["route"] = call.definition.routes[0].key
    return make_draft(
        call, company, actor=actor, content=content, received_at=received_at, on_behalf=on_behalf
    )


def make_draft(
    call: Call,
    company: Company,
    *,
    actor: audit.Actor,
    content: Mapping[str, Any],
    key: str | None = None,
    received_at: datetime | None = None,
    on_behalf: bool = False,
    content_hash: str | None = None,
) -> Nomination:
    """As `begin`, whether the call takes it or not: an import keeps what came late."""
    now = clock.now()
    nomination = Nomination(
        call=call, company=company, key=key, received_at=received_at, created_by=actor.id,
        entered_by=actor.id if on_behalf else None, created_at=now, updated_at=now, updated_by=actor.id,
        content_hash=content_hash, **columns(content),
    )  # fmt: skip
    write_rows(nomination, content)
    db.session.add(nomination)
    db.session.flush()
    audit.record("nomination.begin", nomination, actor=actor, after={"call": call.code, "company": company.id})
    announce(NominationSaved(subject_id=nomination.id, actor_id=actor.id, at=now))
    return nomination


def save_step(
    nomination: Nomination, content: Mapping[str, Any], *, actor: audit.Actor, seen: str | None = None
) -> bool:
    """Keep the content of a step of a draft; tell whether anything changed.

    `seen` are the marks of the page that it comes from (`comparison.mark`). Raises Overtaken
    where a colleague changed these answers since, and Refused where it is no draft any more.
    """
    nomination = queries.locked(nomination)
    _must_be_draft(nomination)
    theirs = content_of(nomination, content)
    if comparison.flat(content) == comparison.flat(theirs):
        return False
    if seen is not None and (paths := comparison.changed(seen, theirs)):
        raise Overtaken(
            who=queries.name_of(nomination.updated_by), at=nomination.updated_at, paths=paths, theirs=theirs,
            together=comparison.put_together(seen, content, theirs),
        )  # fmt: skip
    write_rows(nomination, content)
    changed = comparison.changed(comparison.mark(theirs), content)
    _changed(nomination, "save", actor, columns(content), sorted({path.split(".")[0] for path in changed}))
    return True


def submit(
    nomination: Nomination, *, actor: audit.Actor, version: int | None = None, quiet: bool = False
) -> None:
    """Submit a complete draft: it gets its receipt number and its moment of receipt.

    The moment that counts is the server's; for what staff enter on behalf and for an import it is the
    original one that the draft carries. Raises Refused with every reason, and for a member of the
    company who only writes; and Stale where somebody changed the draft after the page with `version`
    was shown.
    """
    require(actor, Right.SUBMIT)
    _must_be_draft(nomination)
    call = nomination.call  # held, so that what reacts to the submission finds it read
    received = moment_of_receipt(nomination, actor)
    if reasons := reasons_against(nomination, received, actor=actor):
        raise Refused(reasons)
    assert received is not None, "a nomination without its moment is refused above"
    receipt_no = next_receipt(call.definition, received)
    states.move(
        nomination, "submit", machine=NOMINATION, actor=actor, version=version,
        changes={"receipt_no": receipt_no, "received_at": received, "updated_at": clock.now(), "updated_by": actor.id},
        facts={"quiet": quiet},
    )  # fmt: skip


def withdraw(
    nomination: Nomination,
    *,
    actor: audit.Actor,
    reason: str,
    version: int | None = None,
    at: datetime | None = None,
    quiet: bool = False,
) -> None:
    """Take a nomination back, before or after the announcement; later stages react to the event.

    `at` is the moment of an imported withdrawal (default: now). Raises Refused without a reason, by a
    member of the company who only writes, or where it is no longer in, and Stale where somebody changed
    it after the page with `version`.
    """
    require(actor, Right.SUBMIT)
    if not reason.strip():
        raise Refused.because(
            "missing", ko="철회 사유를 적어 주세요.", en="Say why it is withdrawn.", field="reason"
        )
    states.move(
        nomination, "withdraw", machine=NOMINATION, actor=actor, version=version,
        reason=reason.strip(),
        changes={"withdrawn_at": at or clock.now(), "updated_at": clock.now(), "updated_by": actor.id},
        facts={"quiet": quiet},
    )  # fmt: skip


def attach(nomination: Nomination, stream: BinaryIO, name: str, *, actor: audit.Actor) -> NominationFile:
    """Keep a file beside a draft, under the name its owner gave it.

    Raises Refused for a file that is empty, too large or of a kind that is not taken, for one more
    than FILES_AT_MOST, and where the nomination is no draft any more.
    """
    nomination = queries.locked(nomination)
    _must_be_draft(nomination)
    if len(nomination.files) >= FILES_AT_MOST:
        raise Refused.because(
            "too_many_files", field="files",
            ko=f"파일은 {FILES_AT_MOST}개까지 첨부할 수 있습니다. 필요 없는 파일을 먼저 삭제해 주세요.",
            en=f"At most {FILES_AT_MOST} files can be attached. Remove one that is not needed first.",
        )  # fmt: skip
    stored = files.store(stream, name, actor_id=actor.id, field="files")
    attached = NominationFile(file=stored, attached_by=actor.id, attached_at=clock.now())
    nomination.files.append(attached)
    _changed(nomination, "attach", actor, {}, [stored.name])
    return attached


def detach(nomination: Nomination, attached: NominationFile, *, actor: audit.Actor) -> None:
    """Take a file away from a draft. Raises Refused where the nomination is no draft any more."""
    nomination = queries.locked(nomination)
    _must_be_draft(nomination)
    stored = attached.file
    nomination.files.remove(attached)
    db.session.flush()
    db.session.delete(stored)  # the sweep of orphans takes it from the disk
    _changed(nomination, "detach", actor, {}, [stored.name])


def set_receipt(nomination: Nomination, received: datetime, *, actor: audit.Actor) -> None:
    """Correct the original moment of receipt (aware) of a draft that staff entered on behalf.

    Raises Refused where the call did not take nominations then, and for a moment to come.
    """
    nomination = queries.locked(nomination)
    _must_be_draft(nomination)
    if reason := not_taken(nomination.call, received):
        raise Refused(reason)
    _changed(nomination, "receipt", actor, {"received_at": received}, ["received"])


def reasons_against(nomination: Nomination, received: datetime | None, *, actor: audit.Actor) -> list[Reason]:
    """Return all that keeps a draft from being submitted with this moment of receipt (aware): the moment
    first, then what is missing or cannot stand, in the form's order."""
    imported = Role.SYSTEM in actor.roles
    timely = not_taken(nomination.call, received, imported=imported)
    found = rules.incomplete(
        nomination.call.definition, answers_of(nomination),
        by_staff=imported or nomination.entered_by is not None,
    )  # fmt: skip
    return [*([timely] if timely else []), *found]


def not_taken(call: Call, received: datetime | None, *, imported: bool = False) -> Reason | None:
    """Say why nothing that came in at `received` (aware) is taken by this call, or None where it is.

    What is imported came in elsewhere: its moment counts, whatever the clock and the call's state say now.
    """
    if received is None:
        return Reason(rules.MISSING, Text("접수일시를 입력해 주세요.", "Give the moment of receipt."), "received")
    if call.state is not CallState.PUBLISHED and not imported:
        return Reason("not_open", Text(
            "공고가 접수를 받는 상태가 아닙니다. 담당자에게 문의해 주세요.",
            "The call does not take nominations; ask the office.",
        ), "received")
    if received > clock.now() and not imported:
        return Reason("future", Text(
            "접수일시가 아직 오지 않았습니다. 실제로 접수한 일시를 입력해 주세요.",
            "This moment has not come yet. Give the one at which it was really received.",
        ), "received")
    return rules.out_of_time(call.definition, received)


def moment_of_receipt(nomination: Nomination, actor: audit.Actor) -> datetime | None:
    """Return the moment that counts against the deadline (UTC) when `actor` submits now.

    A company's is the server's. What staff enter on behalf, and an import, came in before.
    """
    as_entered = nomination.entered_by is not None and Role.OFFICER in actor.roles
    return nomination.received_at if as_entered or Role.SYSTEM in actor.roles else clock.now()


def _must_be_draft(nomination: Nomination) -> None:
    if nomination.state is NominationState.DRAFT:
        return
    raise Refused.because(
        "no_draft",
        ko=f"이미 제출된 추천서입니다(접수번호 {nomination.receipt_no}). 제출한 뒤에는 내용을 바꿀 수 없습니다.",
        en=f"This nomination has been submitted (receipt {nomination.receipt_no}); it cannot be changed any more.",
    )


def _changed(
    nomination: Nomination, verb: str, actor: audit.Actor, changes: Mapping[str, Any], fields: list[str]
) -> None:
    """Count the draft's version up, with a row in the record that names the fields but not what they hold:
    the record is for ever, personal data is not."""
    states.edit(
        nomination, verb, machine=NOMINATION, actor=actor, before={}, after={"fields": fields},
        changes={**changes, "content_hash": None, "updated_at": clock.now(), "updated_by": actor.id},
    )  # fmt: skip
    announce(NominationSaved(subject_id=nomination.id, actor_id=actor.id, at=clock.now()))
