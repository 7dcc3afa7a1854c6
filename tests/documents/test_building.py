"""Facts from what the stages know: letters of every route and shape of call, certificates, itineraries."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, time
from typing import Any

from tests.factories.accounts import CompanyFactory
from tests.factories.documents import make_coming, release_itinerary
from tests.factories.nominations import make_nomination, make_trainee
from tests.factories.programmes import POLICY_INTERNSHIP, call_data, make_call
from workflow.core.i18n import Text
from workflow.documents import building
from workflow.documents.facts import Cost, HandIn, LetterFacts, Related, Result
from workflow.documents.people import Named, reserve
from workflow.documents.services.letters import terms_for
from workflow.nominations.models import Nomination
from workflow.nominations.states import NominationState
from workflow.programmes.models import Call


def nominated(call: Call, name: str = "한빛㈜", **values: Any) -> Nomination:
    company = values.pop("company", None) or CompanyFactory(name_ko=name)
    return make_nomination(call, company, state=NominationState.SUBMITTED, **values)


def letter(call: Call, *nominations: Nomination, **values: Any) -> LetterFacts:
    people = [Named(trainee) for one in nominations for trainee in one.trainees]
    company = nominations[0].company.name_ko
    return building.letter(
        call, company, values.pop("people", people), terms_for(call), building.programme_days(call), **values
    )


def test_letter_says_what_the_call_says(work: Any) -> None:
    call = make_call(contact={"name": "김연수", "phone": "02-2133-0000"})
    facts = letter(call, nominated(call))
    assert facts.recipients == ("한빛㈜ 대표이사",)
    assert (facts.programme, facts.year, facts.addressee) == ("해외 도시철도관계자 초청연수", 2025, "귀사")
    assert (facts.training_from, facts.training_to, facts.tentative) == (date(2025, 10, 26), date(2025, 11, 1), True)
    assert facts.related == (Related(call.definition.notice_title.ko, "공고", on=date(2025, 7, 2)),)
    assert facts.letterhead.agency == Text("서울특별시", "Seoul Metropolitan Government")
    assert (facts.letterhead.unit.ko, facts.letterhead.disclosure, facts.letterhead.sample) == ("설계총괄과", "부분공개(6)", True)
    assert (facts.contact.unit.ko, facts.contact.name, facts.contact.phone) == ("설계총괄과", "김연수", "02-2133-0000")
    assert facts.costs == (Cost("서울특별시", "연수비, 체재비"), Cost("귀사", "추천한 연수생의 항공료"))
    assert facts.duties == ("추천한 연수생의 항공료 부담", "연수생의 입국 준비 및 연수 중 개별 안내")
    assert [one.kind for one in facts.attachments] == ["roster", "itinerary", "forms"]
    assert [day.on.day for day in facts.days] == [26, 27, 28, 29, 30, 31, 1]
    assert facts.is_preview


def test_results_are_by_place_and_the_roster_keeps_the_order(work: Any) -> None:
    call = make_call()
    company = CompanyFactory(name_ko="한빛㈜")
    hanoi = nominated(call, company=company, trainees=[make_trainee(0, name="A"), make_trainee(1, name="B")])
    lima = nominated(call, company=company, country="PER", city="Lima", trainees=[make_trainee(0, name="C")])
    people = [Named(hanoi.trainees[0]), Named(hanoi.trainees[1], reserve(1)), Named(lima.trainees[0])]
    facts = letter(call, hanoi, lima, people=people)
    assert facts.results == (
        Result("베트남", "Hanoi", "Metropolitan Railway Board", 1, 1),
        Result("페루", "Lima", "Metropolitan Railway Board", 1, 0),
    )
    assert [(line.name, line.standing) for line in facts.roster] == [("A", "선정"), ("B", "예비(1순위)"), ("C", "선정")]


def test_airfare_is_the_citys_for_routes_that_say_so(work: Any) -> None:
    call = make_call()
    facts = letter(call, nominated(call, route="direct"))
    assert facts.costs == (Cost("서울특별시", "연수비, 체재비, 항공료"),)
    assert facts.duties == ("연수생의 입국 준비 및 연수 중 개별 안내",)
    assert facts.hand_ins[0].what == "참가 확인서"


def test_letter_of_both_routes_says_whose_airfare_is_whose(work: Any) -> None:
    call = make_call()
    company = CompanyFactory(name_ko="한빛㈜")
    facts = letter(call, nominated(call, company=company), nominated(call, company=company, country="UZB", route="direct"))
    assert facts.costs == (
        Cost("서울특별시", "연수비, 체재비, 항공료(우즈베키스탄)"), Cost("귀사", "추천한 연수생의 항공료(베트남)"),
    )  # fmt: skip


def test_call_of_another_shape_needs_no_other_code(work: Any) -> None:
    """No letterhead, no duties, countries by trainee, put forward by an institution."""
    call = make_call(POLICY_INTERNSHIP)
    nominated_by = nominated(call, "서울시립대학교", country="", city="", route="institution", organisation="MUAP", trainees=[
        make_trainee(0, name="A", country="VNM", city="Hanoi", organisation="Hanoi City"),
        make_trainee(1, name="B", country="PER", city="Lima", organisation="Lima City"),
        make_trainee(2, name="C", country="PER", city="Lima", organisation="Lima City"),
    ])  # fmt: skip
    facts = letter(call, nominated_by)
    assert facts.recipients == ("서울시립대학교 대표",)
    assert facts.addressee == "귀 기관"
    assert facts.letterhead.agency.ko == "서울특별시 국제협력관 국제교류과"
    assert facts.results == (Result("베트남", "Hanoi", "Hanoi City", 1), Result("페루", "Lima", "Lima City", 2))
    assert facts.duties == ()
    assert facts.costs == (Cost("서울특별시 국제협력관 국제교류과", "연수비, 체재비, 항공료"),)
    assert {one.who for one in facts.hand_ins} == {"추천기관", "연수생"}
    assert facts.attachments[1].title == "연수일정"  # not tentative


def test_dates_and_the_plan_come_from_the_letters_terms(work: Any) -> None:
    call = make_call()
    terms = terms_for(call)
    terms.reply_by, terms.plan_number, terms.plan_on = date(2025, 9, 19), "설계총괄과-4821", date(2025, 8, 29)
    facts = letter(call, nominated(call))
    assert facts.reply_by == date(2025, 9, 19)
    assert facts.hand_ins[0] == HandIn("참가 확인 및 항공료 부담 확약서", date(2025, 9, 19), "기업", "서식 1")
    assert facts.related[1] == Related("2025년 해외 도시철도관계자 초청연수", "추진계획", "설계총괄과-4821", date(2025, 8, 29))


def test_released_itinerary_replaces_the_draft_in_letters(work: Any) -> None:
    call = make_call()
    release_itinerary(call)
    assert [(day.on, [one.starts for one in day.sessions]) for day in building.programme_days(call)] != []
    assert any(one.starts == time(9, 30) for day in building.programme_days(call) for one in day.sessions)


def test_certificate_bears_the_person_the_training_and_its_code(work: Any) -> None:
    call = make_call()
    (trainee,) = make_coming(call, people=1, organisation="Empresa Metro de Bogotá")
    facts = building.certificate(call, trainee, number="2025-0001", awarded_on=date(2025, 10, 31), verify_url="http://x/verify/A")
    assert (facts.name, facts.country, facts.organisation) == ("T PERSON A", Text("베트남", "Vietnam"), "Empresa Metro de Bogotá")
    assert facts.programme == Text("해외 도시철도관계자 초청연수", "Invited Training for Overseas Urban Railway Officials")
    assert (facts.awarded_on, facts.verify_url) == (date(2025, 10, 31), "http://x/verify/A")


def test_ceremony_is_the_last_of_the_programme_else_the_last_day(work: Any) -> None:
    assert building.ceremony_day(make_call()) == date(2025, 10, 31)
    assert building.ceremony_day(make_call(code="NONE", programme_draft=[])) == date(2025, 11, 1)


def test_itinerary_is_printed_as_it_was_released(work: Any) -> None:
    call = make_call()
    release = release_itinerary(call)
    facts = building.released_itinerary(call, release)
    assert (facts.release, facts.released_on, facts.tentative) == (1, date(2025, 7, 10), True)
    assert facts.programme == release.itinerary.programme
    assert [one.title for day in facts.days for one in day.sessions] == [one.title for one in release.itinerary.sessions]


def test_what_belongs_to_the_document_is_not_the_datas(work: Any) -> None:
    call = make_call()
    built = letter(call, nominated(call))
    numbered = replace(built, number="과-1", enforced_on=date(2025, 9, 10), days=(), attachments=built.attachments[:1],
                       letterhead=replace(built.letterhead, disclosure="비공개(5)"))  # fmt: skip
    assert building.as_it_would_be(built, numbered) == numbered
    later = replace(built, reply_by=date(2025, 12, 1), contact=replace(built.contact, name="다른 사람"))
    assert building.as_it_would_be(later, numbered, is_out=True) == replace(numbered, contact=later.contact)
    assert building.as_it_would_be(later, numbered).reply_by == date(2025, 12, 1)  # type: ignore[attr-defined]


def test_definition_is_data_alone() -> None:
    assert "letterhead" not in {key for key, value in call_data(POLICY_INTERNSHIP).items() if value}
