"""What is done with a sheet: uploaded, looked at, and taken once or put aside. Nothing is taken unseen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, BinaryIO

from workflow.accounts.models import Company, User
from workflow.accounts.services.companies import obtain_company
from workflow.core import audit, clock, files, states
from workflow.core.db import db
from workflow.core.errors import Reason, Refused
from workflow.core.i18n import Text
from workflow.intake import queries
from workflow.intake.columns import NAME_EN, NAME_KO, RECEIVED, Column, columns_of
from workflow.intake.judging import Judged, judge
from workflow.intake.models import UploadedSheet
from workflow.intake.sheet import Problem, entries_of, read_lines
from workflow.intake.states import SHEET, SheetState
from workflow.nominations import comparison
from workflow.nominations import services as nominations
from workflow.nominations.content import content_of
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
    """A nomination of a sheet, what taking it would do, and the one that is here already."""

    judged: Judged
    fate: Fate
    nomination: Nomination | None

    @property
    def will_be_taken(self) -> bool:
        return self.fate in (Fate.NEW, Fate.CHANGED)


def upload(
    call: Call, company: Company | None, stream: BinaryIO, name: str, *, author: User, actor: audit.Actor
) -> UploadedSheet:
    """Keep a sheet to be looked at. Raises Refused for a file that is no workbook of this call's template,
    and where the call takes nothing now."""
    if company is not None and (reason := nominations.not_taken(call, clock.now())):
        raise Refused(reason)
    kept = files.store(stream, name, actor_id=actor.id, kinds=(XLSX,), unpacked=files.READ_HERE)
    read_lines(files.read(kept), columns_of(call.definition, by_staff=company is None))
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
    keys = {id(one): _key(sheet, one) for one in judged}
    known = queries.known(call, keys.values())
    return [_prospect(one, known.get(keys[id(one)])) for one in judged]


def take(
    sheet: UploadedSheet, *, author: User, actor: audit.Actor, version: int | None = None, submit: bool = False
) -> list[dict[str, Any]]:
    """Take what can be taken of a sheet, in one transaction, and return what became of each nomination.

    New ones become drafts and drafts of an earlier sheet are changed; with `submit`, those in which
    nothing is missing are submitted, their duties acknowledged. One that came in already is left alone.
    Raises Refused for a sheet that was taken, and Stale.
    """
    if sheet.state is not SheetState.UPLOADED:
        raise Refused.because("ended", ko="이미 처리한 파일입니다.", en="This sheet was dealt with already.")
    found = prospects(sheet, author)
    outcome = [_take(sheet, one, actor=actor, submit=submit) for one in found]
    _end(sheet, "take", outcome, actor=actor, version=version)
    return outcome


def discard(sheet: UploadedSheet, *, actor: audit.Actor, version: int | None = None) -> None:
    """Put a sheet aside; nothing of it is taken."""
    _end(sheet, "discard", [], actor=actor, version=version)


def _end(
    sheet: UploadedSheet, verb: str, outcome: list[dict[str, Any]], *, actor: audit.Actor, version: int | None
) -> None:
    kept = sheet.file
    states.move(sheet, verb, machine=SHEET, actor=actor, version=version,
                changes={"file_id": None, "ended_at": clock.now(), "outcome": outcome})  # fmt: skip
    if kept is not None:
        db.session.delete(kept)  # the sweep of orphans takes it from the disk
    db.session.flush()


def _take(sheet: UploadedSheet, one: Prospect, *, actor: audit.Actor, submit: bool) -> dict[str, Any]:
    done: dict[str, Any] = {"no": one.judged.entry.no, "fate": one.fate.value, "nomination_id": None, "reasons": []}
    nomination = one.nomination
    content = {**one.judged.content}
    if submit and one.judged.is_complete:
        content["duties_acknowledged"] = list(sheet.call.definition.duty_keys)
    if one.fate is Fate.NEW:
        company = sheet.company or _company(one.judged, actor)
        nomination = nominations.begin(
            sheet.call, company, actor=actor, content=content, received_at=one.judged.received,
            on_behalf=sheet.company_id is None, key=_key(sheet, one.judged),
        )  # fmt: skip
    elif one.fate is Fate.CHANGED and nomination is not None:
        nominations.save_step(nomination, _with_rows(content, nomination), actor=actor)
    if nomination is not None:
        done["nomination_id"] = nomination.id
        if submit and one.judged.is_complete and nomination.state is NominationState.DRAFT:
            done["reasons"] = _submit(nomination, content, actor)
    return done


def _submit(nomination: Nomination, content: Mapping[str, Any], actor: audit.Actor) -> list[dict[str, str]]:
    """Submit a draft that was just taken; return why it stays one, where it does."""
    duties = {"duties_acknowledged": content["duties_acknowledged"]}
    nominations.save_step(nomination, duties, actor=actor)
    try:
        nominations.submit(nomination, actor=actor, quiet=True)
    except Refused as refused:
        return [reason.text.to_json() for reason in refused.reasons]
    return []


def _prospect(one: Judged, known: Nomination | None) -> Prospect:
    if known is not None and known.state is not NominationState.DRAFT:
        return Prospect(one, Fate.RECEIVED, known)
    if not one.can_be_kept:
        return Prospect(one, Fate.REFUSED, known)
    if known is None:
        return Prospect(one, Fate.NEW, None)
    return Prospect(one, Fate.SAME if _same(one.content, known) else Fate.CHANGED, known)


def _same(content: Mapping[str, Any], known: Nomination) -> bool:
    mine = _with_rows(content, known)
    return comparison.flat(mine) == comparison.flat(content_of(known, mine))


def _with_rows(content: Mapping[str, Any], known: Nomination) -> dict[str, Any]:
    """Return content whose milestones and trainees are those that are here already, by their places."""
    rows: dict[str, Sequence[Any]] = {"milestones": known.milestones, "trainees": known.trainees}
    return {
        name: [
            {**row, "row": str(rows[name][place].id) if place < len(rows[name]) else ""}
            for place, row in enumerate(value)
        ] if name in rows else value
        for name, value in content.items()
    }  # fmt: skip


def _key(sheet: UploadedSheet, one: Judged) -> str:
    """Name a nomination by its company and its number in the sheet, so that it is known the next time."""
    number = sheet.company.registration_no if sheet.company else one.registration_no
    return f"{number}/{one.entry.no}"[:60]


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


def in_words(fate: Fate) -> Text:
    """Return what taking the sheet does with a nomination, in words."""
    return WORDS[fate]


WORDS = {
    Fate.NEW: Text("새로 등록", "new"),
    Fate.CHANGED: Text("임시저장 내용 변경", "changes the draft"),
    Fate.SAME: Text("변경 없음", "no change"),
    Fate.RECEIVED: Text("이미 접수됨", "already received"),
    Fate.REFUSED: Text("오류, 등록 안 됨", "errors, not taken"),
}
