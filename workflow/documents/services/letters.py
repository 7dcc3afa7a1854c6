"""Letters of selection (선정 통보): prepared when the selection is approved, numbered, dispatched."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import AbstractContextManager
from dataclasses import asdict
from datetime import date
from typing import BinaryIO

from workflow.accounts.models import Company
from workflow.core import audit, clock, files
from workflow.core.db import db
from workflow.core.errors import Reason, Refused
from workflow.core.i18n import Text
from workflow.core.states import edit, move
from workflow.documents import building, jobs, queries, rules
from workflow.documents.current import Current
from workflow.documents.models import Document, LetterTerms
from workflow.documents.people import Named, told
from workflow.documents.rules import Deadlines
from workflow.documents.services import register
from workflow.documents.services.numbers import must_be_clerk, number_here, numbered_outside
from workflow.documents.states import LETTER, DocumentKind, DocumentState
from workflow.programmes.models import Call
from workflow.selection import queries as selection
from workflow.selection.models import Placement, SelectionRound
from workflow.selection.states import PlacementState

LEFT = "추천이 철회되어 알릴 선정 결과가 없음"
WAITING = (DocumentState.PREPARED, DocumentState.NUMBERED)


def are_sent(call: Call) -> bool:
    """Tell whether the call notifies by official letter at all."""
    return call.definition.notified_by_official_letter is not None


def is_announced(call: Call) -> bool:
    """Tell whether the result is out: no letter leaves before."""
    round_ = selection.round_of(call.id)
    return round_ is not None and round_.announced_at is not None


def terms_for(call: Call) -> LetterTerms:
    """Return what the call's letters say beyond its data, with dates from today where nobody has set them."""
    terms = queries.terms_of(call.id)
    if terms is None:
        dates = rules.default_deadlines(clock.today(), call.training_from)
        terms = LetterTerms(call_id=call.id, **asdict(dates))
        db.session.add(terms)
        db.session.flush()
    return terms


def set_terms(
    call: Call,
    dates: Deadlines,
    *,
    plan_title: str = "",
    plan_number: str = "",
    plan_on: date | None = None,
    actor: audit.Actor,
    version: int | None = None,
) -> LetterTerms:
    """Set until when the letters ask for what, and the internal plan they refer to; letters that have no
    number yet take it over. Raises Refused with a reason for each field, Stale."""
    must_be_clerk(actor)
    if problems := rules.deadline_problems(dates, clock.today(), call.training_from):
        raise Refused(problems)
    terms = terms_for(call)
    changes = {**asdict(dates), "plan_title": plan_title, "plan_number": plan_number, "plan_on": plan_on}
    before = {name: getattr(terms, name) for name in changes}
    edit(terms, "set", machine="letter_terms", actor=actor, version=version, changes=changes, before=before,
         after=changes)  # fmt: skip
    letters = queries.letters_of(call.id, DocumentState.PREPARED)
    current = Current(call, letters)
    for letter in letters:
        if current.is_stale(letter) and current.facts(letter) is not None:
            register.take_over(letter, actor=actor)
    return terms


def prepare_letters(call: Call, *, actor: audit.Actor) -> list[Document]:
    """Prepare one letter for each company with a selected nomination that has none; return all of them.

    The proposal must have been approved. A call that sends no letters gets none.
    """
    if not are_sent(call):
        return []
    return [_prepare(call, company_id, people, actor) for company_id, people in told(call).items()]


def prepare_supplementary(placement: Placement, *, actor: audit.Actor) -> Document | None:
    """Prepare the letter that tells a company of a promotion (추가 선정); None where the call sends none."""
    call = placement.nomination.call
    if not are_sent(call) or placement.state is not PlacementState.SELECTED:
        return None
    company = placement.nomination.company
    people = [Named(placement.trainee)]

    def make() -> Document:
        return _letter(call, company, people, supplementary=True, placement_id=placement.id)

    return register.enter(_key(call.id, company.id, placement.id), make, actor=actor)


def look_at_office_file(stream: BinaryIO, name: str) -> AbstractContextManager[files.Taken]:
    """Take the office's own PDF of a letter as `files.take` does, for field office_file."""
    return files.take(stream, name, kinds=(files.PDF,), field="office_file")


def keep_office_file(
    letter: Document, taken: files.Taken, *, actor: audit.Actor, version: int | None = None
) -> None:
    """Keep the office's own PDF of a numbered letter: it is the record, and what the mail attaches.

    Raises Refused for a file that is no PDF and for a letter without its number, Stale.
    """
    must_be_clerk(actor)
    if letter.state not in (DocumentState.NUMBERED, DocumentState.DISPATCHED):
        raise Refused.because(
            "no_number", ko="시행번호를 먼저 입력하세요.", en="Enter the letter's number first.", field="office_file"
        )
    before = letter.office_file.sha256 if letter.office_file else None
    stored = files.keep(taken, actor_id=actor.id, kinds=(files.PDF,), field="office_file")
    edit(letter, "office_file", machine=LETTER, actor=actor, version=version,
         changes={"office_file_id": stored.id}, before={"sha256": before}, after={"sha256": stored.sha256})  # fmt: skip


def dispatch(letter: Document, *, actor: audit.Actor, version: int | None = None) -> None:
    """Send a letter out: from now on its company sees it, and its PDF is made where it is not there.

    One that is numbered here gets its number now. Raises Refused where an office's number is missing or
    the letter names others than those selected now, Stale.
    """
    call = queries.call_of(letter)
    if not is_announced(call):
        raise Refused.because(
            "not_announced", ko="결과를 발표하면 모든 공문이 함께 발송됩니다. 그 전에는 보낼 수 없습니다.",
            en="All letters leave together when the result is announced, and none before.",
        )
    if letter.state is DocumentState.PREPARED and not numbered_outside(call):
        number_here(letter, actor=actor, version=version)
        version = None
    if letter.state in WAITING and Current(call, [letter]).names_others(letter):
        raise Refused(names_others([letter]))
    move(
        letter, "dispatch", machine=LETTER, actor=actor, version=version, changes={"dispatched_at": clock.now()},
        facts={"call_id": call.id, "company_id": letter.company_id, "supplementary": letter.supplementary},
    )  # fmt: skip
    jobs.order(letter)


def dispatch_all(call: Call, *, actor: audit.Actor) -> list[Document]:
    """At the announcement: send every prepared letter, void those whose company has nobody selected any
    more; return what was sent."""
    companies = told(call)
    sent = []
    for letter in queries.letters_of(call.id, *WAITING):
        if letter.supplementary:
            continue
        if letter.company_id in companies:
            dispatch(letter, actor=actor)
            sent.append(letter)
        else:
            register.void(letter, LEFT, actor=actor)
    return sent


def void_where_nobody_is_left(call: Call, company_id: int, *, actor: audit.Actor) -> None:
    """Void the letters of a company that are not out yet and would tell of nobody."""
    letters = [one for one in queries.letters_of(call.id, *WAITING) if one.company_id == company_id]
    current = Current(call, letters)
    for letter in letters:
        if not any(one.is_selected for one in current.people(letter)):
            register.void(letter, LEFT, actor=actor)


def reissue(letter: Document, reason: str, *, actor: audit.Actor, version: int | None = None) -> Document:
    """Void a letter and prepare another in its place, as it would be now; that one needs its own number.

    Raises Refused, Stale.
    """
    call, key = queries.call_of(letter), letter.key
    register.cancel(letter, "reissue", reason, actor=actor, version=version)
    if letter.supplementary and letter.placement is not None:
        made = prepare_supplementary(letter.placement, actor=actor)
    else:
        people = told(call).get(letter.company_id or 0)
        made = _prepare(call, letter.company_id or 0, people, actor) if people else None
    if made is None:
        raise Refused.because(
            "nothing_left", ko="선정된 연수생이 없어 다시 발급할 공문이 없습니다. 발급취소만 하세요.",
            en="Nobody is selected any more, so there is no letter to issue. Only declare it void.",
        )
    assert made.key == key
    return register.replaced(letter, made)


def blockers(round_: SelectionRound) -> list[Reason]:
    """Return what the letters still need before the result may be announced."""
    call = round_.call
    if not are_sent(call):
        return []
    companies, found = told(call), []
    letters = [one for one in queries.letters_of(call.id, *WAITING) if not one.supplementary]
    going = [one for one in letters if one.company_id in companies]
    missing = companies.keys() - {one.company_id for one in letters}
    if missing:
        names = [people[0].trainee.nomination.company.name for id, people in companies.items() if id in missing]
        found.append(_reason("letter_missing", names, "공문이 준비되지 않았습니다", "has no letter prepared yet"))
    numberless = [one for one in going if one.state is DocumentState.PREPARED]
    if numberless and numbered_outside(call):
        found.append(_reason("letter_number", _names(numberless), "공문의 시행번호가 없습니다", "has no letter number yet"))
    current = Current(call, going)
    if others := [one for one in going if current.names_others(one)]:
        found.append(names_others(others))
    return found


def names_others(letters: Iterable[Document]) -> Reason:
    """Return why letters that name others than those selected now must not leave."""
    return _reason(
        "letter_changed", _names(letters), "공문의 연수생이 지금의 선정 결과와 다릅니다. 변경사항을 반영하거나 재발급하세요",
        "has a letter that names others than those selected now; take the changes over or reissue it",
    )  # fmt: skip


def _reason(code: str, names: list[Text], ko: str, en: str) -> Reason:
    korean, english = (", ".join(name.pick(language) for name in names) for language in ("ko", "en"))
    return Reason(code, Text(f"{korean}: {ko}.", f"{english}: {en}."))


def _names(letters: Iterable[Document]) -> list[Text]:
    return [one.company.name for one in letters if one.company]


def _key(call_id: int, company_id: int, placement_id: int | None = None) -> str:
    own = f"letter:{call_id}:{company_id}"
    return f"{own}:{placement_id}" if placement_id else own


def _prepare(call: Call, company_id: int, people: list[Named], actor: audit.Actor) -> Document:
    company = people[0].trainee.nomination.company
    return register.enter(_key(call.id, company_id), lambda: _letter(call, company, people), actor=actor)


def _letter(
    call: Call, company: Company, people: list[Named], *, supplementary: bool = False, placement_id: int | None = None
) -> Document:
    facts = building.letter(
        call, company.name_ko, people, terms_for(call), building.programme_days(call), supplementary=supplementary
    )
    return register.blank(
        DocumentKind.LETTER, call.id, facts, company_id=company.id, supplementary=supplementary,
        placement_id=placement_id, people=[one.trainee.id for one in people],
        disclosure=facts.letterhead.disclosure,
    )  # fmt: skip
