"""The letters of URT-2025, as selection.md lists them: five, and a sixth when Uzbekistan is promoted."""

from __future__ import annotations

import pytest
from flask import Flask

from tests.factories.documents import (
    Selection,
    facts_of_letter,
    nomination_of,
    office_number,
    worked_selection,
)
from workflow.core.db import db, unit_of_work
from workflow.core.errors import Refused
from workflow.documents import letter
from workflow.documents.facts import Result
from workflow.documents.models import Document
from workflow.documents.services import letters, numbers
from workflow.documents.states import DocumentKind, DocumentState
from workflow.nominations import services as nominations
from workflow.selection import promotions
from workflow.selection import queries as selections

LETTERS = {
    "한빛철도엔지니어링㈜": ["N03", "N01"],
    "동해모빌리티㈜": ["N02", "N09"],
    "누리교통기술㈜": ["N04"],
    "세종시스템즈㈜": ["N05"],
    "다온건설㈜": ["N08"],
}
ROSTERS = {
    "한빛철도엔지니어링㈜": [("MD RAFIQUL ISLAM", "선정"), ("FARHANA AKTER", "선정"),
                        ("NGUYEN THI MINH HANH", "선정"), ("TRAN QUOC BAO", "예비(1순위)")],
    "동해모빌리티㈜": [("PHAM THU TRANG", "선정"), ("LE VAN DUC", "예비(2순위)"),
                   ("ANDRÉS FELIPE GÓMEZ", "선정"), ("LAURA SÁNCHEZ DÍAZ", "선정")],
    "누리교통기술㈜": [("SITI NURHALIZA PUTRI", "선정"), ("BUDI", "선정")],
    "세종시스템즈㈜": [("MONA IBRAHIM SAAD", "선정"), ("AHMED HASSAN ALI", "선정")],
    "다온건설㈜": [("MARIA FERNANDA ROJAS PEÑA", "선정"), ("JOSE LUIS QUISPE MAMANI", "선정")],
}  # fmt: skip


@pytest.fixture
def worked(app: Flask) -> Selection:
    made = worked_selection()
    made.submit()
    return made


@pytest.fixture
def approved(worked: Selection) -> Selection:
    worked.approve()
    return worked


@pytest.fixture
def announced(approved: Selection) -> Selection:
    approved.number()
    approved.announce()
    return approved


def nominations_of(document: Document) -> list[str]:
    """Return the keys of the nominations whose selected trainees a letter names, in its order."""
    rows = selections.trainees_by_id(document.people)
    selected = [
        id for id, line in zip(document.people, facts_of_letter(document).roster, strict=True) if line.standing == "선정"
    ]
    return list(dict.fromkeys(str(rows[id].nomination.key) for id in selected))


def test_five_letters_one_for_each_company_with_a_selected_nomination(approved: Selection) -> None:
    assert {one.company.name_ko: nominations_of(one) for one in approved.letters} == LETTERS


def test_letter_names_who_is_selected_and_who_waits_for_a_seat_of_the_same_country(approved: Selection) -> None:
    found = {
        one.company.name_ko: [(line.name, line.standing) for line in facts_of_letter(one).roster] for one in approved.letters
    }
    assert {name: roster for name, roster in found.items() if name in ROSTERS} == ROSTERS


def test_letter_counts_selected_and_reserves_by_nomination(approved: Selection) -> None:
    assert facts_of_letter(approved.letter_to("한빛철도엔지니어링㈜")).results == (
        Result("방글라데시", "Dhaka", "Dhaka Mass Transit Company Limited", 2, 0),
        Result("베트남", "Ho Chi Minh City", "Management Authority for Urban Railways", 1, 1),
    )


def test_body_is_numbered_and_ends_as_offices_write(approved: Selection) -> None:
    body = letter.letter_body_text(facts_of_letter(approved.letter_to("다온건설㈜")))
    assert body.startswith("1. 관련: 「『글로벌 약자와의 동행』을 위한 해외 도시철도관계자 초청연수")
    assert "  가. 선정 결과: 페루(Lima) Autoridad de Transporte Urbano, 선정 2명\n" in body
    assert "비용 부담\n    1) 서울특별시: 연수비, 체재비\n    2) 귀사: 추천한 연수생의 항공료\n" in body
    assert body.endswith("3. 제출서식 1부.  끝.\n")


def test_no_letter_before_the_approval_and_none_for_a_returned_proposal(worked: Selection) -> None:
    assert worked.letters == []
    worked.send_back()
    assert worked.letters == []


def test_announcement_waits_for_the_numbers_and_says_whose(approved: Selection) -> None:
    with pytest.raises(Refused) as refused:
        approved.announce()
    (reason,) = refused.value.reasons
    assert reason.code == "letter_number"
    assert set(reason.text.ko.removesuffix(": 공문의 시행번호가 없습니다.").split(", ")) == set(LETTERS)
    assert {one.state for one in approved.letters} == {DocumentState.PREPARED}


def test_announcement_sends_all_five_and_nothing_to_garam_or_mireu(announced: Selection) -> None:
    assert {one.company.name_ko for one in announced.letters} == set(LETTERS)
    assert {one.state for one in announced.letters} == {DocumentState.DISPATCHED}
    assert [one.number for one in announced.letters] == [f"설계총괄과-{5000 + n}" for n in range(5)]


def test_company_that_withdrew_meanwhile_gets_none(approved: Selection) -> None:
    approved.number()
    with unit_of_work():
        nominations.withdraw(nomination_of(approved.call, "N05"), actor=approved.officer, reason="불참")
    approved.announce()
    assert {one.company.name_ko for one in approved.letters} == set(LETTERS) - {"세종시스템즈㈜"}
    void = db.session.query(Document).filter_by(kind=DocumentKind.LETTER, state=DocumentState.VOID).one()
    assert (void.company.name_ko, void.void_reason) == ("세종시스템즈㈜", letters.LEFT)


def test_letter_that_names_somebody_withdrawn_holds_the_announcement_until_it_is_mended(approved: Selection) -> None:
    approved.number()
    with unit_of_work():
        nominations.withdraw(nomination_of(approved.call, "N09"), actor=approved.officer, reason="불참")
    with pytest.raises(Refused, match="Donghae Mobility: has a letter that names others"):
        approved.announce()
    with unit_of_work():
        made = letters.reissue(approved.letter_to("동해모빌리티㈜"), "N09 철회", actor=approved.officer)
        numbers.give_number(made, office_number(6000), actor=approved.officer)
    approved.announce()
    said = facts_of_letter(approved.letter_to("동해모빌리티㈜"))
    assert [line.name for line in said.roster] == ["PHAM THU TRANG", "LE VAN DUC"]


def test_uzbekistan_promoted_gives_garam_a_supplementary_letter(announced: Selection) -> None:
    """Both trainees of Colombia withdraw, so a country's place and two seats are free."""
    with unit_of_work():
        nominations.withdraw(nomination_of(announced.call, "N09"), actor=announced.officer, reason="불참")
    with unit_of_work():
        vacancy = selections.open_vacancies(announced.call.id)[0]
        assert vacancy.proposed is not None
        promotions.promote(vacancy, vacancy.proposed, actor=announced.approver)
    made = announced.letter_to("가람아이씨티㈜", supplementary=True)
    assert made.state is DocumentState.PREPARED
    said = facts_of_letter(made)
    assert [(line.name, line.country) for line in said.roster] == [("DILSHOD KARIMOV", "우즈베키스탄")]
    assert "추가 선정 결과" in letter.title(said)
    assert [one.payer for one in said.costs] == ["서울특별시"]  # the route 'direct': the city pays the airfare
    assert said.duties == ("연수생의 입국 준비 및 연수 중 개별 안내",)
    with unit_of_work():
        numbers.give_number(made, office_number(7000), actor=announced.officer)
        letters.dispatch(made, actor=announced.officer)
    assert announced.letter_to("가람아이씨티㈜", supplementary=True).state is DocumentState.DISPATCHED
