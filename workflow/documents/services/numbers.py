"""Numbers of letters: entered after the office's own approval system, or taken from our gapless series."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from workflow.core import audit, clock
from workflow.core.db import db
from workflow.core.errors import NotAllowed, Reason, Refused
from workflow.core.i18n import Text
from workflow.core.numbers import next_number
from workflow.core.states import edit, move
from workflow.documents import building, jobs, queries
from workflow.documents.facts import LetterFacts, Signer
from workflow.documents.models import Document, LetterNumber
from workflow.documents.numbering import OfficeNumber, is_disclosure, read_rows
from workflow.documents.services import register
from workflow.documents.states import CLERKS, LETTER, DocumentState
from workflow.programmes.models import Call

SERIES = "letter"


def numbered_outside(call: Call) -> bool:
    """Tell whether the office's own approval system gives the letters' numbers."""
    return call.definition.letters.number == "external"


def give_number(
    letter: Document, office: OfficeNumber, *, actor: audit.Actor, version: int | None = None
) -> None:
    """Enter what the office's own system says of a letter, or correct it until the letter is out.

    Raises Refused with a reason for each field (a number of another call among them), Stale.
    """
    call = queries.call_of(letter)
    if not numbered_outside(call):
        raise Refused.because(
            "internal", ko="이 공고의 공문 번호는 발송할 때 자동으로 매겨집니다.",
            en="Letters of this call are numbered here when they are dispatched.",
        )
    _refuse_wrong(office, letter)
    correcting = letter.state is DocumentState.NUMBERED
    if correcting:
        must_be_clerk(actor)
        _release_number(letter)
    _take_number(call, office, letter)
    before = {"number": letter.number, "enforced_on": letter.enforced_on}
    changes = _numbered(letter, office)
    if correcting:
        after = {"number": office.number, "enforced_on": office.enforced_on}
        edit(letter, "renumber", machine=LETTER, actor=actor, version=version, changes=changes, before=before,
             after=after)  # fmt: skip
    else:
        move(letter, "number", machine=LETTER, actor=actor, version=version, changes=changes)
    jobs.order(letter)


def give_numbers(call: Call, pasted: str, defaults: OfficeNumber, *, actor: audit.Actor) -> list[Document]:
    """Enter the numbers of all letters that wait for one from pasted rows, all or none; return those numbered.

    Raises Refused, with the line of each problem.
    """
    waiting = {one.id: one for one in queries.letters_of(call.id, DocumentState.PREPARED)}
    recipients = {id: one.company.name_ko if one.company else "" for id, one in waiting.items()}
    found = read_rows(pasted, recipients, defaults)
    problems = [
        Reason(reason.code, Text(f"{office.number}: {reason.text.ko}", f"{office.number}: {reason.text.en}"), "rows")
        for id, office in found.items()
        for reason in _try_number(waiting[id], office, actor)
    ]
    if problems:
        raise Refused(problems)
    return [waiting[id] for id in found]


def number_here(letter: Document, *, actor: audit.Actor, version: int | None = None) -> None:
    """Number a letter from our own gapless series, in the transaction that sends it. Raises Stale."""
    call = queries.call_of(letter)
    unit, today = call.definition.issuing_unit.short_text.ko, clock.today()
    serial = next_number(SERIES, unit, today.year)
    approver = queries.approver_of(call.id)
    office = OfficeNumber(unit, serial, today, today, approver, letter.disclosure)
    _take_number(call, office, letter)
    signers = (Signer("결재권자", approver, on=f"{today:%m/%d}"),) if approver else ()
    changes = _numbered(letter, office, signers)
    move(letter, "number", machine=LETTER, actor=actor, version=version, changes=changes)


def must_be_clerk(actor: audit.Actor) -> None:
    """Raise NotAllowed unless the actor writes letters."""
    if not set(CLERKS) & set(actor.roles):
        raise NotAllowed("letter")


def _refuse_wrong(office: OfficeNumber, letter: Document) -> None:
    """Refuse days that cannot be, a disclosure that is none, and a number that somebody else has."""
    found, published_on = [], queries.call_of(letter).published_on
    if office.enforced_on < office.approved_on:
        found.append(Reason("enforced_on", Text("시행일은 결재일보다 빠를 수 없습니다.",
                                                "A letter cannot be in force before it was approved."), "enforced_on"))
    for field in ("approved_on", "enforced_on"):
        if getattr(office, field) < published_on:
            found.append(Reason("early", Text("공고일보다 빠른 날짜입니다. 날짜를 확인하세요.",
                                              "This day is before the call was published. Look at it again."), field))
        if getattr(office, field) > clock.today():
            found.append(Reason("future", Text("오늘보다 뒤의 날짜입니다. 날짜를 확인하세요.",
                                               "This day is yet to come. Look at it again."), field))
    if office.disclosure and not is_disclosure(office.disclosure):
        found.append(Reason("disclosure", Text("'공개', '부분공개(6)', '비공개(5)'처럼 적어 주세요.",
                                               "Write 공개, 부분공개(6) or 비공개(5)."), "disclosure"))
    holder = queries.number_holder(office.unit, office.year, office.serial)
    if holder not in (None, letter.call_id):
        found.append(_number_taken(office))
    for other in queries.bearing(office.unit, office.year, office.serial):
        if other.id != letter.id and other.state is not DocumentState.VOID and (
            (other.enforced_on, other.supplementary) != (office.enforced_on, letter.supplementary)
        ):
            found.append(Reason("number", Text(
                f"시행일이나 종류가 다른 공문의 번호입니다: {office.number}. 번호를 확인하세요.",
                f"{office.number} is the number of a letter of another day or kind. Look at the number again.",
            ), "number"))
            break
    if found:
        raise Refused(found)


def _number_taken(office: OfficeNumber) -> Reason:
    return Reason("number", Text(
        f"다른 공고의 공문 번호입니다: {office.year}년 {office.number}. 번호를 확인하세요.",
        f"{office.number} of {office.year} is the number of another call's letter. Look at the number again.",
    ), "number")


def _take_number(call: Call, office: OfficeNumber, letter: Document) -> None:
    """Write down that the number is this call's; the row of another call is how two calls cannot share it."""
    insert = postgresql.insert if db.session.get_bind().dialect.name == "postgresql" else sqlite.insert
    row = {"unit": office.unit, "year": office.year, "serial": office.serial, "call_id": call.id}
    db.session.execute(insert(LetterNumber).values(row).on_conflict_do_nothing())
    if queries.number_holder(office.unit, office.year, office.serial) != call.id:
        raise Refused(_number_taken(office))


def _release_number(letter: Document) -> None:
    """Give a number that was entered by mistake back, unless another letter bears it."""
    if letter.number_unit is None or letter.number_year is None or letter.number_serial is None:
        return
    row = letter.number_unit, letter.number_year, letter.number_serial
    if all(other.id == letter.id for other in queries.bearing(*row)):
        db.session.execute(
            sa.delete(LetterNumber).where(
                LetterNumber.unit == row[0], LetterNumber.year == row[1], LetterNumber.serial == row[2]
            )
        )


def _try_number(letter: Document, office: OfficeNumber, actor: audit.Actor) -> list[Reason]:
    try:
        give_number(letter, office, actor=actor)
    except Refused as refused:
        return refused.reasons
    return []


def _numbered(letter: Document, office: OfficeNumber, signers: tuple[Signer, ...] = ()) -> Mapping[str, object]:
    """Let the letter say its number, and return the columns that change with it."""
    facts = building.facts_of(letter)
    assert isinstance(facts, LetterFacts)
    disclosure = office.disclosure or facts.letterhead.disclosure
    register.write_facts(letter, replace(
        facts, number=office.number, enforced_on=office.enforced_on, signers=signers,
        letterhead=replace(facts.letterhead, disclosure=disclosure),
    ))  # fmt: skip
    return {
        "number": office.number, "number_unit": office.unit, "number_year": office.year,
        "number_serial": office.serial, "approved_on": office.approved_on, "enforced_on": office.enforced_on,
        "approver": office.approver, "disclosure": disclosure,
    }  # fmt: skip
