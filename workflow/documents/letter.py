"""The wording of the letter of selection (선정 통보): its title and body, from its facts. Pure.

The PDF and the text for the office's own approval system are made from the same items, so they
cannot say different things.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from workflow.documents import korean
from workflow.documents.facts import Contact, Language, LetterFacts, Related, Result
from workflow.documents.korean import Item, MarkedItem, Table

SEVERAL_RECIPIENTS = "수신자 참조"


def programme_name(facts: LetterFacts) -> str:
    """Return the programme with its year: '2025년 …'."""
    return f"{facts.year}년 {facts.programme}"


def title(facts: LetterFacts) -> str:
    """Return what stands after 제목."""
    kind = "추가 선정 결과" if facts.supplementary else "선정 결과"
    return f"{programme_name(facts)} 대상 국가(도시) 및 연수생 {kind} 알림"


def recipient(facts: LetterFacts) -> str:
    """Return what stands after 수신: the one recipient, or 수신자 참조 with the list at the foot."""
    return facts.recipients[0] if len(facts.recipients) == 1 else SEVERAL_RECIPIENTS


def body(facts: LetterFacts) -> tuple[MarkedItem, ...]:
    """Return the body's items with their marks."""
    items = [_announcement(facts)]
    if facts.related:
        items.insert(0, _related(facts.related))
    return korean.marked(items)


def enclosed(facts: LetterFacts) -> tuple[MarkedItem, ...]:
    """Return the entries of 붙임 with their marks; none where nothing is attached."""
    return korean.enclosed(*_titles_and_copies(facts))


def attachment_label(facts: LetterFacts, position: int) -> str:
    """Return what stands at the head of an attachment: '붙임 2', or '붙임' where it is the only one."""
    return f"붙임 {position}" if len(facts.attachments) > 1 else "붙임"


def letter_body_text(facts: LetterFacts) -> str:
    """Return the body and 붙임 as plain text with its numbering, ready to paste where it is approved."""
    lines = korean.written(body(facts))
    if facts.attachments:
        lines += ["", *korean.enclosures(*_titles_and_copies(facts))]
    return "\n".join(korean.ended(lines)) + "\n"


def contact_line(contact: Contact, language: Language = "ko") -> str:
    """Return whom to ask, with only what is known: '설계총괄과 김○○(전화 02-000-0000)'."""
    korean_reader = language == "ko"
    who = " ".join(part for part in (contact.unit.pick(language), contact.name) if part)
    known = (
        ("전화" if korean_reader else "telephone", contact.phone),
        ("팩스" if korean_reader else "fax", contact.fax),
        ("전자우편" if korean_reader else "email", contact.email),
    )
    ways = ", ".join(f"{label} {value}" for label, value in known if value)
    if not (who and ways):
        return who or ways
    return f"{who}({ways})" if korean_reader else f"{who} ({ways})"


def _titles_and_copies(facts: LetterFacts) -> tuple[list[str], list[int]]:
    return [each.title for each in facts.attachments], [each.copies for each in facts.attachments]


def _related(documents: tuple[Related, ...]) -> Item:
    if len(documents) == 1:
        return Item(f"관련: {_related_line(documents[0])}")
    return Item("관련", tuple(Item(_related_line(document)) for document in documents))


def _related_line(document: Related) -> str:
    on = korean.day(document.on, weekday=False) if document.on else ""
    source = ", ".join(part for part in (document.number, on) if part)
    name = f"「{document.title}」 {document.kind}".rstrip()
    return f"{name}({source})" if source else name


def _announcement(facts: LetterFacts) -> Item:
    """The second item: what was decided, and all that follows from it."""
    children = [
        _results(facts),
        _period(facts),
        _trainees(facts),
        _costs(facts),
        _listed(f"{facts.addressee} 이행사항", facts.duties),
        _hand_ins(facts),
        _absence(facts),
    ]
    if facts.contact:
        children.append(Item(f"문의: {contact_line(facts.contact)}"))
    return Item(_opening(facts), tuple(child for child in children if child))


def _opening(facts: LetterFacts) -> str:
    reply = f"{korean.day(facts.reply_by)}까지 참가 여부를 회신하여 주시기 바랍니다."
    if facts.supplementary:
        return (
            f"{facts.addressee}에서 추천하신 「{programme_name(facts)}」 예비 연수생이 아래와 같이 추가로 "
            f"선정되었음을 알려 드리니, 내용을 확인하시고 {reply}"
        )
    return (
        f"{facts.addressee}에서 추천하신 「{programme_name(facts)}」 대상 국가(도시) 및 연수생이 아래와 같이 "
        f"선정되었음을 알려 드리니, 내용을 확인하시고 {reply}"
    )


def _listed(heading: str, lines: Sequence[str]) -> Item | None:
    """One line stands beside its heading; a list of one would take no mark."""
    if len(lines) == 1:
        return Item(f"{heading}: {lines[0]}")
    return Item(heading, tuple(Item(line) for line in lines)) if lines else None


def _place(result: Result) -> str:
    return f"{result.country}({result.city})" if result.city else result.country


def _counts(result: Result) -> str:
    reserve = f", 예비 {result.reserve}명" if result.reserve else ""
    return f"선정 {result.selected}명{reserve}"


def _results(facts: LetterFacts) -> Item | None:
    lines = tuple(f"{_place(result)} {result.organisation}, {_counts(result)}" for result in facts.results)
    if len(lines) == 1:
        return _listed("선정 결과", lines)
    rows = tuple(
        (_place(result), result.organisation, f"{result.selected}명", f"{result.reserve}명")
        for result in facts.results
    )
    table = Table("results", "선정 결과", ("국가(도시)", "기관", "선정", "예비"), rows, lines)
    return Item("선정 결과", table=table)


def _period(facts: LetterFacts) -> Item:
    length = korean.nights(facts.training_from, facts.training_to)
    days = korean.period(facts.training_from, facts.training_to, weekday=True)
    return Item(f"연수기간: {days}, {length}{'(예정)' if facts.tentative else ''}")


def _trainees(facts: LetterFacts) -> Item | None:
    for position, attachment in enumerate(facts.attachments, start=1):
        if attachment.kind == "roster":
            return Item(f"연수생: {attachment_label(facts, position)} 참조")
    return Item("연수생: " + ", ".join(line.name for line in facts.roster)) if facts.roster else None


def _costs(facts: LetterFacts) -> Item | None:
    lines = tuple(Item(f"{cost.payer}: {cost.covers}") for cost in facts.costs)
    return Item("비용 부담", lines) if lines else None


def _hand_ins(facts: LetterFacts) -> Item | None:
    if not facts.hand_ins:
        return None
    rows = tuple((entry.what, entry.who, entry.how, korean.day(entry.by)) for entry in facts.hand_ins)
    lines = tuple(_hand_in_line(entry.what, entry.how, entry.by) for entry in facts.hand_ins)
    head = ("제출서류", "작성자", "서식·방법", "제출기한")
    return Item("제출서류 및 기한", table=Table("hand-ins", "제출서류 및 기한", head, rows, lines))


def _hand_in_line(what: str, how: str, by: date) -> str:
    return f"{what}({how}): {korean.day(by)}까지" if how else f"{what}: {korean.day(by)}까지"


def _absence(facts: LetterFacts) -> Item | None:
    if facts.absent_by is None:
        return None
    return Item(
        "불참 및 교체: 부득이한 사정으로 불참하거나 연수생을 교체하려는 경우 "
        f"{korean.day(facts.absent_by)}까지 사유를 적어 통보하여 주시기 바랍니다."
    )
