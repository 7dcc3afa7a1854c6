"""The letter's wording and the text to paste into the approval system, word for word."""

from dataclasses import replace

from workflow.documents import letter, samples
from workflow.documents.facts import Contact, Related

PASTED = """\
1. 관련
  가. 「『글로벌 약자와의 동행』을 위한 해외 도시철도관계자 초청연수 추천 대상국가(도시) 모집」 공고(2025. 7. 2.)
  나. 「2025년 해외 도시철도관계자 초청연수」 추진계획(설계총괄과-4821, 2025. 8. 29.)
2. 귀사에서 추천하신 「2025년 해외 도시철도관계자 초청연수」 대상 국가(도시) 및 연수생이 아래와 같이 선정되었음을 \
알려 드리니, 내용을 확인하시고 2025. 9. 19.(금)까지 참가 여부를 회신하여 주시기 바랍니다.
  가. 선정 결과
    1) 베트남(하노이) Hanoi Metropolitan Railway Management Board, 선정 1명, 예비 1명
    2) 방글라데시(다카) Dhaka Mass Transit Company Limited, 선정 2명
  나. 연수기간: 2025. 10. 26.(일)~11. 1.(토), 6박 7일(예정)
  다. 연수생: 붙임 1 참조
  라. 비용 부담
    1) 서울특별시: 연수비 및 체재비
    2) 귀사: 추천한 연수생의 항공료, 보험료, 사증 발급비 및 참가 취소에 따른 비용
  마. 귀사 이행사항
    1) 추천한 연수생의 항공료 부담
    2) 연수생의 입국 준비 및 연수 중 개별 안내
    3) 연수기간 중 현장 담당자 1명 지정(성명·연락처 회신)
  바. 제출서류 및 기한
    1) 참가 확인 및 항공료 부담 확약서(서식 1): 2025. 9. 19.(금)까지
    2) 여권 사본, 개인정보 수집·이용 동의서(서식 2): 2025. 9. 26.(금)까지
    3) 항공편(입·출국)(서식 3): 2025. 10. 10.(금)까지
    4) 식이·건강 유의사항(서식 3): 2025. 10. 10.(금)까지
  사. 불참 및 교체: 부득이한 사정으로 불참하거나 연수생을 교체하려는 경우 2025. 10. 2.(목)까지 사유를 적어 \
통보하여 주시기 바랍니다.
  아. 문의: 설계총괄과 김연수(전화 02-000-0000, 전자우편 sample@example.go.kr)

붙임  1. 연수생 명단 1부.
      2. 연수일정(안) 1부.
      3. 제출서식 1부.  끝.
"""


def test_text_to_paste():
    assert letter.letter_body_text(samples.letter()) == PASTED


def test_title():
    facts = samples.letter()
    assert (
        letter.title(facts) == "2025년 해외 도시철도관계자 초청연수 대상 국가(도시) 및 연수생 선정 결과 알림"
    )
    assert letter.title(replace(facts, supplementary=True)).endswith("연수생 추가 선정 결과 알림")


def test_recipient_one_and_several():
    facts = samples.letter()
    assert letter.recipient(facts) == "한빛엔지니어링㈜ 대표이사"
    assert letter.recipient(replace(facts, recipients=("가㈜", "나㈜"))) == "수신자 참조"


def test_one_nomination_needs_no_table():
    facts = replace(samples.letter(), results=samples.letter().results[:1])
    assert (
        "  가. 선정 결과: 베트남(하노이) Hanoi Metropolitan Railway Management Board, 선정 1명, 예비 1명\n"
        in (letter.letter_body_text(facts))
    )


def test_one_related_document_stands_in_its_line():
    facts = replace(samples.letter(), related=(Related("계획", number="설계총괄과-1"),))
    assert letter.letter_body_text(facts).startswith("1. 관련: 「계획」(설계총괄과-1)\n2. ")


def test_without_related_documents_the_only_item_takes_no_mark():
    facts = replace(samples.letter(), related=())
    assert letter.letter_body_text(facts).startswith("귀사에서 추천하신")


def test_institution_is_addressed_as_such():
    written = letter.letter_body_text(replace(samples.letter(), addressee="귀 기관"))
    assert "귀 기관에서 추천하신" in written
    assert "마. 귀 기관 이행사항" in written


def test_fixed_period_is_not_called_tentative():
    assert "6박 7일\n" in letter.letter_body_text(replace(samples.letter(), tentative=False))


def test_what_is_not_known_is_left_out():
    bare = replace(
        samples.letter(), costs=(), duties=(), hand_ins=(), absent_by=None, contact=Contact(), attachments=(),
        roster=(),
    )  # fmt: skip
    written = letter.letter_body_text(bare)
    for heading in ("비용", "이행사항", "제출서류", "불참", "문의", "연수생:", "붙임"):
        assert heading not in written
    assert written.endswith("6박 7일(예정)  끝.\n")


def test_list_of_one_stands_beside_its_heading():
    facts = replace(samples.letter(), duties=("연수생의 항공료 부담",), costs=samples.letter().costs[:1])
    written = letter.letter_body_text(facts)
    assert "  라. 비용 부담\n    서울특별시: 연수비 및 체재비\n" in written
    assert "  마. 귀사 이행사항: 연수생의 항공료 부담\n" in written


def test_names_stand_in_the_body_where_no_roster_is_attached():
    facts = replace(samples.letter(), attachments=(), roster=samples.letter().roster[:2])
    assert "  다. 연수생: Nguyễn Thị Minh Hạnh, Mohammad Rafiqul Islam\n" in letter.letter_body_text(facts)


def test_contact_line_shows_what_is_known():
    assert (
        letter.contact_line(samples.CONTACT)
        == "설계총괄과 김연수(전화 02-000-0000, 전자우편 sample@example.go.kr)"
    )
    assert letter.contact_line(samples.CONTACT, "en") == (
        "Design Management Division 김연수 (telephone 02-000-0000, email sample@example.go.kr)"
    )
    assert letter.contact_line(Contact(name="김연수")) == "김연수"
    assert letter.contact_line(Contact(phone="02-000-0000")) == "전화 02-000-0000"
