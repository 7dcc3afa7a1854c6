"""What calls usually ask, ready to be added: documents that nominations bring (questions of kind `file`), and
the consents of trainees. The texts are ours: an office reads them and changes what does not fit.

Basis of the consents: 개인정보 보호법 제15조(수집·이용), 제17조(제3자 제공), 제22조(동의를 받는 방법),
제23조(민감정보), 제24조(고유식별정보).
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from workflow.core.i18n import Text
from workflow.programmes.parts import Consent
from workflow.programmes.questions import AskedOf, FileKind, Question, QuestionKind

_PAPERS = (FileKind.PDF, FileKind.JPG, FileKind.PNG, FileKind.DOCX, FileKind.HWPX)


def _document(key: str, of: AskedOf, ko: str, en: str, help: Text, **more: Any) -> Question:
    return Question(key=key, of=of, kind=QuestionKind.FILE, ko=ko, en=en, help=help, file_kinds=_PAPERS, **more)


DOCUMENTS: Mapping[str, Question] = MappingProxyType({
    question.key: question
    for question in (
        _document(
            "cv", AskedOf.TRAINEE, "이력서", "Curriculum vitae",
            Text("학력과 경력을 적은 이력서(영문)입니다.", "Education and career, in English."),
        ),
        _document(
            "proof_of_employment", AskedOf.TRAINEE, "재직증명서", "Proof of employment",
            Text("소속기관이 최근 3개월 이내에 발급한 증명서입니다.", "Issued by the organisation within the last three months."),
        ),
        _document(
            "recommendation", AskedOf.TRAINEE, "소속기관 추천서", "Recommendation by the home organisation",
            Text("소속기관의 장 또는 부서장이 서명한 추천서입니다.",
                 "Signed by the head of the organisation or of the department."),
        ),
        _document(
            "project_evidence", AskedOf.NOMINATION, "사업 증빙자료", "Evidence of the project",
            Text("계약서, 양해각서, 발주처 공문 등 사업이 확정되었거나 확정 단계임을 보이는 자료입니다.",
                 "Contract, memorandum or letter of the client that shows that the project is confirmed or about to be."),
            at_most=5,
        ),
    )
})  # fmt: skip
"""By the key that the question has in a call."""

CONSENTS: tuple[Consent, ...] = (
    Consent(
        key="collection", ko="개인정보 수집·이용 동의", en="Collection and use of personal data",
        purpose=Text("초청연수 대상자 심의·선정, 연수 운영, 수료증 발급과 진위확인",
                     "Selection of trainees, running of the training, certificates and their verification"),
        items=Text("성명, 국가, 도시, 소속기관, 직위, 담당업무, 추천사유, 생년월일, 연락처",
                   "Name, country, city, organisation, position, duties, reason for nomination, date of birth, contact"),
        retention=Text("연수 종료 후 5년", "Five years after the end of the training"),
        refusal=Text("동의를 거부할 수 있으며, 거부하면 연수 대상자로 참가할 수 없습니다.",
                     "You may refuse; without this consent you cannot take part in the training."),
    ),
    Consent(
        key="third_parties", ko="개인정보 제3자 제공 동의", en="Giving personal data to third parties",
        recipient=Text("추천기업, 재외공관, 숙박업체, 항공사·여행사, 방문기관, 보험사",
                       "Nominating company, Korean embassy, hotel, airline or travel agency, host institutions, insurer"),
        purpose=Text("입국 안내, 사증 신청, 숙소 배정, 항공권 발권, 방문기관 출입, 여행자보험 가입",
                     "Entry, visa, rooms, air tickets, entry to host institutions, travel insurance"),
        items=Text("성명, 성별, 국적, 생년월일, 소속기관, 직위", "Name, sex, nationality, date of birth, organisation, position"),
        retention=Text("제공 목적을 달성할 때까지", "Until the purpose is fulfilled"),
        refusal=Text("동의를 거부할 수 있으며, 거부하면 숙소 배정 등 연수 운영에 필요한 지원을 받을 수 없어 참가가 어렵습니다.",
                     "You may refuse; rooms, visa and tickets cannot then be arranged, so taking part is hardly possible."),
    ),
    Consent(
        key="passport_number", ko="고유식별정보(여권번호) 처리 동의", en="Processing of the passport number",
        purpose=Text("사증 신청, 항공권 발권, 초청장 발급", "Visa, air ticket, invitation letter"),
        items=Text("여권번호", "Passport number"),
        retention=Text("연수 종료 후 즉시 파기", "Destroyed right after the end of the training"),
        refusal=Text("동의를 거부할 수 있으며, 거부하면 초청장 발급과 항공권 발권을 할 수 없습니다.",
                     "You may refuse; no invitation letter and no ticket can then be issued."),
    ),
    Consent(
        key="health_diet", ko="민감정보(건강·식이) 처리 동의", en="Processing of health and diet data", required=False,
        purpose=Text("식단 준비, 응급 상황 대응", "Meals, and help in an emergency"),
        items=Text("알레르기, 식이 제한(할랄·채식 등), 복용 약물과 질환",
                   "Allergies, diet (halal, vegetarian and so on), medication and illness"),
        retention=Text("연수 종료 후 즉시 파기", "Destroyed right after the end of the training"),
        refusal=Text("동의를 거부할 수 있으며, 거부해도 연수에 참가할 수 있습니다. 다만 식단에 반영되지 않습니다.",
                     "You may refuse and still take part; your meals can then not be prepared for it."),
    ),
)  # fmt: skip
"""Consents that a training usually asks: collection and use, third parties, and of their own the passport
number (제24조) and health or diet (제23조)."""
