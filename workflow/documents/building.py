"""Facts of documents, put together from what the stages know. Reads rows, changes none.

What a document says is frozen when it is prepared; building it again later shows what has changed.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date

from workflow.core import countries
from workflow.core.clock import KST
from workflow.core.i18n import Text
from workflow.documents import rules
from workflow.documents.facts import (
    NO_TEXT,
    Attachment,
    CertificateFacts,
    Contact,
    Cost,
    Facts,
    HandIn,
    ItineraryFacts,
    LetterFacts,
    Letterhead,
    ProgrammeDay,
    ProgrammeSession,
    Related,
    Result,
    RosterLine,
)
from workflow.documents.models import Document, LetterTerms
from workflow.documents.people import Named
from workflow.documents.states import DocumentKind
from workflow.itinerary import queries as itinerary
from workflow.itinerary.categories import Category, guess
from workflow.itinerary.frozen import FrozenItinerary
from workflow.itinerary.models import ItineraryRelease
from workflow.nominations.models import Nomination, Trainee
from workflow.programmes.definition import CallDefinition
from workflow.programmes.models import Call
from workflow.programmes.parts import COST_LABELS, Airfare
from workflow.programmes.parts import Cost as CostOf

FACTS: dict[DocumentKind, type[Facts]] = {
    DocumentKind.LETTER: LetterFacts,
    DocumentKind.CERTIFICATE: CertificateFacts,
    DocumentKind.ITINERARY: ItineraryFacts,
}
OF_TRAINEES = "추천한 연수생의 "


def facts_of(document: Document) -> Facts:
    """Return what a document says, as it was frozen."""
    return FACTS[document.kind].from_json(document.facts)


def letterhead(definition: CallDefinition) -> Letterhead:
    """Return who sends the documents of a call; without a letterhead of its own the issuing unit does.

    Every letterhead is a sample as long as the seal that ships with it is one.
    """
    head, known, unit = definition.letterhead, definition.contact, definition.issuing_unit
    sender = Letterhead(
        agency=unit.text, sender=unit.text, unit=unit.short_text, phone=known.phone or "", fax=known.fax or "",
        email=known.email or "",
    )  # fmt: skip
    if head is None:
        return sender
    return replace(
        sender, agency=head.agency, sender=head.sender, postcode=head.postcode, address=head.address,
        homepage=head.homepage or "", disclosure=head.disclosure,
    )  # fmt: skip


def contact(definition: CallDefinition) -> Contact:
    """Return whom to ask about a call."""
    known = definition.contact
    return Contact(
        unit=definition.issuing_unit.short_text, name=known.name.ko if known.name else "", phone=known.phone or "",
        fax=known.fax or "", email=known.email or "",
    )  # fmt: skip


def letter(
    call: Call,
    company: str,
    people: Sequence[Named],
    terms: LetterTerms,
    days: tuple[ProgrammeDay, ...],
    *,
    supplementary: bool = False,
) -> LetterFacts:
    """Return the letter of selection to the company of that Korean name, which names `people` and encloses
    the programme of `days`.

    Raises ValueError where nobody of them is selected.
    """
    definition = call.definition
    nominations = list({one.trainee.nomination_id: one.trainee.nomination for one in people}.values())
    addressee = rules.addressee(company)
    attachments = [Attachment("roster", "연수생 명단")]
    if days:
        attachments.append(Attachment("itinerary", "연수일정(안)" if definition.training.tentative else "연수일정"))
    attachments.append(Attachment("forms", "제출서식"))
    return LetterFacts(
        letterhead=letterhead(definition),
        recipients=(rules.recipient(company),),
        company=company,
        programme=definition.programme.ko,
        year=call.training_from.year,
        related=_related(definition, terms),
        results=_results(people),
        roster=tuple(_roster_line(one) for one in people),
        reply_by=terms.reply_by,
        absent_by=terms.absent_by,
        training_from=call.training_from,
        training_to=call.training_to,
        costs=_costs(definition, nominations, addressee),
        duties=_duties(definition, nominations),
        hand_ins=_hand_ins(definition, nominations, terms),
        attachments=tuple(attachments),
        days=days,
        contact=contact(definition),
        supplementary=supplementary,
        tentative=definition.training.tentative,
        addressee=addressee,
    )


def certificate(
    call: Call, trainee: Trainee, *, number: str, awarded_on: date, verify_url: str
) -> CertificateFacts:
    """Return the certificate of a trainee of this call."""
    definition = call.definition
    return CertificateFacts(
        letterhead=letterhead(definition),
        number=number,
        name=trainee.official_name,
        country=_country(trainee.from_country),
        organisation=trainee.organisation or trainee.nomination.organisation,
        position=trainee.position,
        programme=definition.programme,
        training_from=call.training_from,
        training_to=call.training_to,
        awarded_on=awarded_on,
        verify_url=verify_url,
    )


def released_itinerary(call: Call, release: ItineraryRelease) -> ItineraryFacts:
    """Return a frozen release as it is printed."""
    frozen = release.itinerary
    return ItineraryFacts(
        letterhead=letterhead(call.definition),
        programme=frozen.programme,
        year=frozen.training_from.year,
        release=release.number,
        released_on=release.released_at.astimezone(KST).date(),
        training_from=frozen.training_from,
        training_to=frozen.training_to,
        days=_frozen_days(frozen),
        tentative=frozen.tentative,
        contact=contact(call.definition),
    )


def as_it_would_be(built: Facts, frozen: Facts, *, is_out: bool = False) -> Facts:
    """Return `built` with what belongs to the document itself and not to the data behind it: its number and
    day, who signed it, the programme that was enclosed, and of a letter that is out the dates it set."""
    match built, frozen:
        case LetterFacts(), LetterFacts():
            if is_out:
                built = replace(
                    built, reply_by=frozen.reply_by, absent_by=frozen.absent_by, hand_ins=frozen.hand_ins,
                    related=frozen.related,
                )  # fmt: skip
            return replace(
                built, number=frozen.number, enforced_on=frozen.enforced_on, signers=frozen.signers,
                cooperators=frozen.cooperators, days=frozen.days, attachments=frozen.attachments,
                letterhead=replace(built.letterhead, disclosure=frozen.letterhead.disclosure),
            )  # fmt: skip
        case CertificateFacts(), CertificateFacts():
            return replace(
                built, number=frozen.number, awarded_on=frozen.awarded_on, verify_url=frozen.verify_url
            )
    return built


def programme_days(call: Call) -> tuple[ProgrammeDay, ...]:
    """Return the days that a letter encloses: those of the latest release, before it the call's draft."""
    release = itinerary.latest_release(call.id)
    if release is not None:
        return _frozen_days(release.itinerary)
    return tuple(
        ProgrammeDay(
            on=draft.day,
            theme=draft.theme,
            sessions=tuple(
                ProgrammeSession(title=item.text, host=item.host or NO_TEXT)
                for item in draft.items
            ),
        )
        for draft in call.definition.programme_draft
    )


def ceremony_day(call: Call) -> date:
    """Return the day on which certificates are awarded: that of the last ceremony of the latest release, else
    of the draft programme, else the last day of the training."""
    release = itinerary.latest_release(call.id)
    if release is not None:
        days = [
            day.day
            for day in release.itinerary.days
            if any(session.category is Category.CEREMONY for session in day.sessions)
        ]
    else:
        days = [
            draft.day
            for draft in call.definition.programme_draft
            if any(guess(item.text.ko, draft.theme.ko) is Category.CEREMONY for item in draft.items)
        ]
    return max(days, default=call.training_to)


def _frozen_days(frozen: FrozenItinerary) -> tuple[ProgrammeDay, ...]:
    return tuple(
        ProgrammeDay(
            on=day.day,
            theme=day.theme,
            sessions=tuple(
                ProgrammeSession(one.title, one.starts, one.ends, one.place, one.host) for one in day.sessions
            ),
        )
        for day in frozen.days
    )


def _country(code: str) -> Text:
    return countries.text(code) if countries.is_country(code) else Text(code)


def _place(trainee: Trainee) -> tuple[str, str, str]:
    """Return country (in Korean), city and organisation of a trainee, which may stand at the nomination."""
    nomination = trainee.nomination
    return (
        _country(trainee.from_country).ko, trainee.city or nomination.city,
        trainee.organisation or nomination.organisation,
    )  # fmt: skip


def _results(people: Iterable[Named]) -> tuple[Result, ...]:
    selected: Counter[tuple[str, str, str]] = Counter()
    waiting: Counter[tuple[str, str, str]] = Counter()
    for one in people:
        (selected if one.is_selected else waiting)[_place(one.trainee)] += 1
    return tuple(Result(*place, number, waiting[place]) for place, number in selected.items())


def _roster_line(one: Named) -> RosterLine:
    country, city, organisation = _place(one.trainee)
    return RosterLine(
        name=one.trainee.official_name, country=country, city=city, organisation=organisation,
        position=one.trainee.position, standing=one.standing,
    )  # fmt: skip


def _related(definition: CallDefinition, terms: LetterTerms) -> tuple[Related, ...]:
    found = [Related(definition.notice_title.ko, "공고", on=definition.published_on)]
    if terms.plan_number or terms.plan_on:
        title = terms.plan_title or f"{definition.training.starts_on.year}년 {definition.programme.ko}"
        found.append(Related(title, "추진계획", terms.plan_number, terms.plan_on))
    return tuple(found)


def _flown_by_city(definition: CallDefinition, nomination: Nomination) -> bool:
    """Tell whether the city pays the airfare of a nomination's trainees, by its route."""
    route = definition.route(nomination.route)
    return route is not None and route.airfare is Airfare.CITY


def _costs(
    definition: CallDefinition, nominations: Sequence[Nomination], addressee: str
) -> tuple[Cost, ...]:
    """Return who pays what. Where the routes of a letter's nominations differ, it says for which countries."""
    funding = definition.funding
    by_city = [one for one in nominations if _flown_by_city(definition, one)]
    by_company = [one for one in nominations if one not in by_city]
    agency = letterhead(definition).agency.ko
    city = [COST_LABELS[cost].ko for cost in funding.city_pays if cost is not CostOf.AIRFARE]
    company = [COST_LABELS[cost].ko for cost in funding.company_pays if cost is not CostOf.AIRFARE]
    if by_city or CostOf.AIRFARE in funding.city_pays:
        city.append(COST_LABELS[CostOf.AIRFARE].ko + _only_for(by_city, by_company))
    if by_company and CostOf.AIRFARE in funding.company_pays:
        company.insert(0, COST_LABELS[CostOf.AIRFARE].ko + _only_for(by_company, by_city))
    found = [Cost(agency, ", ".join(city))] if city else []
    if company:
        found.append(Cost(addressee, OF_TRAINEES + ", ".join(company)))
    return tuple(found)


def _only_for(these: Sequence[Nomination], others: Sequence[Nomination]) -> str:
    if not these or not others:
        return ""
    return f"({', '.join(dict.fromkeys(_country(one.country).ko for one in these))})"


def _company_flies(definition: CallDefinition, nominations: Sequence[Nomination]) -> bool:
    pays = CostOf.AIRFARE in definition.funding.company_pays
    return pays and not all(_flown_by_city(definition, one) for one in nominations)


def _duties(definition: CallDefinition, nominations: Sequence[Nomination]) -> tuple[str, ...]:
    """Return the duties, without that of the airfare where the city pays it for all of them."""
    without = set() if _company_flies(definition, nominations) else {CostOf.AIRFARE.value}
    return tuple(duty.ko for duty in definition.company_duties if duty.key not in without)


def _hand_ins(
    definition: CallDefinition, nominations: Sequence[Nomination], terms: LetterTerms
) -> tuple[HandIn, ...]:
    flies = _company_flies(definition, nominations)
    first = "참가 확인 및 항공료 부담 확약서" if flies else "참가 확인서"
    nominator = "기업" if all(rules.is_company(one.company.name_ko) for one in nominations) else "추천기관"
    return (
        HandIn(first, terms.reply_by, nominator, "서식 1"),
        HandIn("여권 사본, 개인정보 수집·이용 동의서", terms.papers_by, "연수생", "서식 2"),
        HandIn("항공편(입·출국)", terms.travel_by, nominator, "서식 3"),
        HandIn("식이·건강 유의사항", terms.travel_by, "연수생", "서식 3"),
    )
