"""What is done with a sheet: uploaded, looked at, and taken once or put aside. Nothing is taken unseen."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, BinaryIO

import sqlalchemy as sa

from workflow.accounts.models import Company, User
from workflow.accounts.policies import require
from workflow.accounts.roles import Right
from workflow.accounts.services.companies import obtain_company
from workflow.core import audit, clock, files, states
from workflow.core.db import db
from workflow.core.errors import Reason, Refused
from workflow.core.i18n import Text
from workflow.intake import merging, queries
from workflow.intake.columns import NAME_EN, NAME_KO, RECEIVED, Column, columns_of
from workflow.intake.judging import Judged, judge
from workflow.intake.models import SheetEntry, UploadedSheet
from workflow.intake.sheet import Problem, entries_of, read_lines
from workflow.intake.states import SHEET, SheetState
from workflow.nominations import services as nominations
from workflow.nominations.models import Nomination
from workflow.nominations.states import NominationState
from workflow.programmes.models import Call

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class Fate(StrEnum):
    """What taking the sheet does with a nomination of it."""

    NEW = "new"
    CHANGED = "changed"
    SAME = "same"
    RECEIVED = "received"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Prospect:
    """A nomination of a sheet and what taking it would do. `content` is what its draft would hold, `known`
    the one that is here already, `over` whether answers that were changed on the pages would be replaced."""

    judged: Judged
    fate: Fate
    content: dict[str, Any]
    known: SheetEntry | None = None
    over: bool = False

    @property
    def nomination(self) -> Nomination | None:
        return self.known.nomination if self.known else None

    @property
    def will_be_taken(self) -> bool:
        return self.fate in (Fate.NEW, Fate.CHANGED)

    @property
    def can_be_submitted(self) -> bool:
        return self.judged.is_complete and self.fate in (Fate.NEW, Fate.CHANGED, Fate.SAME)


def closed(call: Call, *, on_paper: bool) -> Reason | None:
    """Say why a company's sheet is not taken now; what came on paper counts by its own moment."""
    return None if on_paper else nominations.not_taken(call, clock.now(), came_in=False)


@contextmanager
def look_at(call: Call, stream: BinaryIO, name: str, *, on_paper: bool) -> Iterator[files.Taken]:
    """Take a sheet as `files.take` does, if it is one of this call's template.

    Raises Refused for a file that is none, and where the call takes nothing now.
    """
    if reason := closed(call, on_paper=on_paper):
        raise Refused(Reason(reason.code, reason.text, "file"))
    with files.take(stream, name, kinds=(XLSX,), unpacked=files.READ_HERE) as taken:
        read_lines(taken.path.read_bytes(), columns_of(call.definition, by_staff=on_paper))
        yield taken


def upload(
    call: Call, company: Company | None, taken: files.Taken, *, author: User, actor: audit.Actor
) -> UploadedSheet:
    """Keep a sheet that was looked at (`look_at`). Without a company, staff enter what came on paper."""
    kept = files.keep(taken, actor_id=actor.id, kinds=(XLSX,))
    sheet = UploadedSheet(
        call=call, company=company, file=kept, name=kept.name, uploaded_by=author.id, uploaded_at=clock.now()
    )
    db.session.add(sheet)
    db.session.flush()
    audit.record("sheet.upload", sheet, actor=actor, after={"call": call.code, "name": kept.name})
    return sheet


def columns_of_sheet(sheet: UploadedSheet) -> tuple[Column, ...]:
    return columns_of(sheet.call.definition, by_staff=sheet.company_id is None)


def prospects(sheet: UploadedSheet, author: User) -> list[Prospect]:
    """Return what each nomination of a sheet would become, in the order of its rows. `author` is who uploaded
    it, for what the sheet does not say of the author. Raises Refused where the file cannot be read any more."""
    call, by_staff = sheet.call, sheet.company_id is None
    columns = columns_of_sheet(sheet)
    assert sheet.file is not None, "a sheet that is to be confirmed has its file"
    entries = entries_of(read_lines(files.read(sheet.file), columns))
    numbers = [Judged(entry, {}, ()).registration_no for entry in entries] if by_staff else []
    judged = judge(
        call.definition, entries, columns, by_staff=by_staff,
        author={} if by_staff else {"name": author.name, "email": author.email},
        known_companies=queries.registered(numbers) if by_staff else frozenset(),
    )  # fmt: skip
    if by_staff:
        judged = [_in_time(call, one) for one in judged]
    known = queries.entries_of(call, [_number(sheet, one) for one in judged], on_paper=by_staff)
    return [_prospect(one, known.get(_number(sheet, one))) for one in judged]


def take(
    sheet: UploadedSheet, *, author: User, actor: audit.Actor, version: int | None = None, submit: bool = False
) -> list[dict[str, Any]]:
    """Take what can be taken of a sheet, in one transaction, and return what became of each nomination.

    New ones become drafts and drafts of an earlier sheet are changed; with `submit`, those in which
    nothing is missing are submitted, their duties acknowledged. One that came in already is left alone.
    Raises Refused for a sheet that was taken, where the call takes nothing now, and to submit for a member
    of the company who only writes; and Stale.
    """
    if sheet.state is not SheetState.UPLOADED:
        raise Refused.because("ended", ko="이미 처리한 파일입니다.", en="This sheet was dealt with already.")
    if reason := closed(sheet.call, on_paper=sheet.company_id is None):
        raise Refused(reason)
    if submit:
        require(actor, Right.SUBMIT)
    found = prospects(sheet, author)
    labels = {column.name: column.label for column in columns_of_sheet(sheet)}
    outcome = [_take(sheet, one, actor=actor, submit=submit, lacking=_lacking(one, labels)) for one in found]
    _end(sheet, "take", outcome, actor=actor, version=version)
    return outcome


def discard(sheet: UploadedSheet, *, actor: audit.Actor, version: int | None = None) -> None:
    """Put a sheet aside; nothing of it is taken."""
    _end(sheet, "discard", [], actor=actor, version=version)


def forget(nomination_id: int) -> None:
    """Forget which number of a sheet a nomination stood for, so that the number is taken anew."""
    db.session.execute(sa.delete(SheetEntry).where(SheetEntry.nomination_id == nomination_id))


def _end(
    sheet: UploadedSheet, verb: str, outcome: list[dict[str, Any]], *, actor: audit.Actor, version: int | None
) -> None:
    kept = sheet.file
    states.move(sheet, verb, machine=SHEET, actor=actor, version=version,
                changes={"file_id": None, "ended_at": clock.now(), "outcome": outcome})  # fmt: skip
    if kept is not None:
        db.session.delete(kept)  # the sweep of orphans takes it from the disk
    db.session.flush()


def _take(
    sheet: UploadedSheet, one: Prospect, *, actor: audit.Actor, submit: bool, lacking: list[dict[str, str]]
) -> dict[str, Any]:
    done: dict[str, Any] = {
        "no": one.judged.entry.no, "fate": one.fate.value, "nomination_id": None, "reasons": lacking,
    }  # fmt: skip
    if one.fate is Fate.REFUSED:
        return done
    submit = submit and one.can_be_submitted
    content = {**one.content, "duties_acknowledged": list(sheet.call.definition.duty_keys)} if submit else one.content
    known = one.known or _begin(sheet, one, content, actor)
    nomination = known.nomination
    done["nomination_id"] = nomination.id
    if one.fate is Fate.RECEIVED:
        return done
    if one.known:
        before = merging.rows_of(nomination)
        nominations.save_step(nomination, content, actor=actor)
        if one.judged.received and one.judged.received != nomination.received_at:
            nominations.set_receipt(nomination, one.judged.received, actor=actor)
        merging.note(one.judged.content, known, before=before)
    if submit:
        try:
            nominations.submit(nomination, actor=actor, quiet=sheet.company_id is not None)
        except Refused as refused:
            done["reasons"] = [reason.text.to_json() for reason in refused.reasons]
    return done


def _begin(sheet: UploadedSheet, one: Prospect, content: Mapping[str, Any], actor: audit.Actor) -> SheetEntry:
    """Begin the draft of a number that is new, and note what it stands for."""
    on_paper = sheet.company_id is None
    company = sheet.company or _company(one.judged, actor)
    nomination = nominations.begin(
        sheet.call, company, actor=actor, content=content, received_at=one.judged.received, on_behalf=on_paper
    )
    entry = SheetEntry(
        call_id=sheet.call_id, company=company, on_paper=on_paper, no=one.judged.entry.no, nomination=nomination, rows={}
    )
    merging.note(one.judged.content, entry, before={})
    db.session.add(entry)
    return entry


def _lacking(one: Prospect, labels: Mapping[str, Text]) -> list[dict[str, str]]:
    """Return what is still wrong with a nomination, cell by cell, and which documents it needs."""
    if one.fate is Fate.RECEIVED:
        return []
    wrong = [_in_cell(problem, labels.get(problem.column)) for problem in one.judged.problems]
    return [text.to_json() for text in (*wrong, *one.judged.documents)]


def _in_cell(problem: Problem, label: Text | None) -> Text:
    name = label or Text(problem.column, problem.column)
    return Text(f"{problem.row}행 {name.ko}: {problem.text.ko}",
                f"Row {problem.row}, {name.pick('en')}: {problem.text.pick('en')}")  # fmt: skip


def _prospect(one: Judged, known: SheetEntry | None) -> Prospect:
    content = dict(one.content)
    if known is not None and known.nomination.state is not NominationState.DRAFT:
        return Prospect(one, Fate.RECEIVED, content, known)
    if not one.can_be_kept:
        return Prospect(one, Fate.REFUSED, content, known)
    if known is None:
        return Prospect(one, Fate.NEW, content)
    put = merging.merged(content, known, author_said=one.author_said)
    moved = one.received is not None and one.received != known.nomination.received_at
    return Prospect(one, Fate.CHANGED if put.differs or moved else Fate.SAME, put.content, known, put.over)


def _number(sheet: UploadedSheet, one: Judged) -> tuple[str, str]:
    """Return by what a nomination is known the next time: its company, and its number in the sheet."""
    return (sheet.company.registration_no if sheet.company else one.registration_no), one.entry.no


def _company(one: Judged, actor: audit.Actor) -> Company:
    values = one.entry.values
    return obtain_company(
        one.registration_no, name_ko=values.get(NAME_KO, ""), name_en=values.get(NAME_EN, ""), actor=actor
    )


def _in_time(call: Call, one: Judged) -> Judged:
    """Add what is wrong with the moment of receipt of a paper nomination, in its cell."""
    reason: Reason | None = nominations.not_taken(call, one.received) if one.received else None
    if reason is None:
        return one
    problem = Problem(one.entry.row_of(RECEIVED, None), RECEIVED, reason.code, reason.text)
    return Judged(one.entry, one.content, (*one.problems, problem), one.documents)


WORDS = {
    Fate.NEW: Text("새로 등록", "new"),
    Fate.CHANGED: Text("임시저장 내용 변경", "changes the draft"),
    Fate.SAME: Text("변경 없음", "no change"),
    Fate.RECEIVED: Text("이미 접수됨", "already received"),
    Fate.REFUSED: Text("오류, 등록 안 됨", "errors, not taken"),
}
