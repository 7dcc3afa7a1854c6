"""Sample facts: for previews of a letterhead and for tests. All persons and companies are invented.

They hold what is hardest to print: the longest names, five scripts, and a letterhead with nothing
but its obligatory values.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, time

from workflow.core.i18n import Text
from workflow.documents.facts import (
    NO_TEXT,
    Attachment,
    CertificateFacts,
    Contact,
    Cost,
    HandIn,
    ItineraryFacts,
    LetterFacts,
    Letterhead,
    ProgrammeDay,
    ProgrammeSession,
    Related,
    Result,
    RosterLine,
    Signer,
)

NAMES = (
    "PEÑA QUISPE, María Fernanda del Rosario de los Ángeles",
    "Nguyễn Thị Minh Hạnh",
    "Дилшод Абдуллаев Ўткирович",
    "محمد عبد الله",
    "Wolfeschlegelsteinhausenbergerdorff-Venkatanarasimharajuvaripeta, Srinivasa Subramaniam Chandrasekhara",
)
HANOI = "Hanoi Metropolitan Railway Management Board"
DHAKA = "Dhaka Mass Transit Company Limited"
LONGEST_POST = "Deputy Director General for Planning, Procurement and International Co-operation"
LONGEST_COMPANY = "글로벌도시철도엔지니어링컨소시엄종합건설기술주식회사"
LONGEST_ORGANISATION = (
    "Autoridad Autónoma del Sistema Eléctrico de Transporte Masivo de Lima y Callao, "
    "Gerencia de Planeamiento y Desarrollo de Proyectos Ferroviarios Urbanos"
)
BAREST_LETTERHEAD = Letterhead(agency=Text("서울특별시", "Seoul Metropolitan Government"),
                               sender=Text("서울특별시장", "Mayor of Seoul"))  # fmt: skip
LETTERHEAD = replace(
    BAREST_LETTERHEAD,
    unit=Text("설계총괄과", "Design Management Division"),
    postcode="04524",
    address=Text("서울특별시 중구 세종대로 110", "110 Sejong-daero, Jung-gu, Seoul"),
    homepage="www.seoul.go.kr",
    phone="02-000-0000",
    fax="02-000-0001",
    email="sample@example.go.kr",
    disclosure="부분공개(6)",
)
CONTACT = Contact(
    unit=Text("설계총괄과", "Design Management Division"),
    name="김연수",
    phone="02-000-0000",
    email="sample@example.go.kr",
)
PROGRAMME = Text("해외 도시철도관계자 초청연수", "Invited Training for Overseas Urban Railway Officials")
TRAINING_FROM, TRAINING_TO = date(2025, 10, 26), date(2025, 11, 1)


def _session(
    ko: str, en: str, hours: tuple[int, int] | None = None, place: Text = NO_TEXT, host: Text = NO_TEXT
) -> ProgrammeSession:
    starts, ends = (time(hours[0]), time(hours[1])) if hours else (None, None)
    return ProgrammeSession(title=Text(ko, en), starts=starts, ends=ends, place=place, host=host)


def programme_days() -> tuple[ProgrammeDay, ...]:
    """Return a week with sessions with and without time, place and host institution."""
    airport = Text("인천공항", "Incheon Airport")
    city_hall = Text("서울시청", "Seoul City Hall")
    return (
        ProgrammeDay(date(2025, 10, 26), Text("입국", "Arrival"), (
            _session("입국(인천공항)", "Arrival at Incheon Airport", place=airport),
            _session("숙소배정·입교 안내", "Rooms and orientation", (19, 20)),
        )),
        ProgrammeDay(date(2025, 10, 27), Text("정책소개", "Policy introduction"), (
            _session("환영식(참석자 소개·연수일정 안내)", "Welcome ceremony", (10, 11), city_hall,
                     Text("서울국제개발협력단", "Seoul International Development Cooperation Agency")),
            _session("서울시 정책 및 도시철도 현황 소개", "Seoul's policies and its urban railway", (11, 12),
                     city_hall),
            _session("서울교통정보센터(TOPIS) 견학", "Visit to TOPIS", (14, 16), Text("TOPIS", "TOPIS"),
                     Text("교통첨단교통과", "Advanced Transport Division")),
        )),
        ProgrammeDay(date(2025, 10, 28), Text("기관방문·현장견학", "Institutions and sites"), (
            _session("영동대로 건설사업 현장견학", "Yeongdong-daero construction site", (9, 11),
                     Text("영동대로 지하공간 복합개발 현장", "Yeongdong-daero underground complex")),
            _session("9호선 관제실 및 역사 방문·급완행 열차 시승",
                     "Line 9 control room and station; express and local ride", (13, 16),
                     Text("9호선 개화차량기지", "Line 9 Gaehwa depot"),
                     Text("서울시메트로9호선", "Seoul Metro Line 9")),
            _session("선유도공원·반포한강공원 등 탐방", "Han River parks", (16, 18), host=Text(
                "서부공원여가센터", "Western Parks and Leisure Center")),
        )),
        ProgrammeDay(date(2025, 10, 29), Text("현장견학", "Site visit"), (
            _session("차량 제작공장 견학", "Rolling-stock plant", (10, 16),
                     host=Text("차량제작업체", "Rolling-stock maker")),
        )),
        ProgrammeDay(date(2025, 10, 30), Text("현장견학", "Site visit"), (
            _session("중전철 통합관제실 및 차량기지 견학",
                     "Integrated control centre and depot of the heavy-rail lines", (9, 12),
                     Text("서울교통공사 본사", "Seoul Metro headquarters"),
                     Text("서울교통공사", "Seoul Metro")),
            _session("진접선 차량기지 건설현장 방문", "Jinjeop Line depot construction site", (14, 17)),
        )),
        ProgrammeDay(date(2025, 10, 31), Text("문화체험·수료", "Culture and completion"), (
            _session("문화체험(서북촌·창덕궁·인사동 등)", "Cultural visit", (9, 12)),
            _session("연수생 대표 발표 및 설문조사", "Trainees' presentation and survey", (14, 16),
                     city_hall),
            _session("수료식 및 환송식", "Completion ceremony and farewell", (16, 18), city_hall),
        )),
        ProgrammeDay(date(2025, 11, 1), Text("출국", "Departure"), (
            _session("출국(인천공항)", "Departure from Incheon Airport", place=airport),
        )),
    )  # fmt: skip


def letter() -> LetterFacts:
    """Return a numbered letter with two nominations, as it is sent."""
    return LetterFacts(
        letterhead=LETTERHEAD,
        recipients=("한빛엔지니어링㈜ 대표이사",),
        company="한빛엔지니어링㈜",
        programme=PROGRAMME.ko,
        year=2025,
        related=(
            Related("『글로벌 약자와의 동행』을 위한 해외 도시철도관계자 초청연수 추천 대상국가(도시) 모집",
                    "공고", on=date(2025, 7, 2)),
            Related("2025년 해외 도시철도관계자 초청연수", "추진계획", "설계총괄과-4821", date(2025, 8, 29)),
        ),
        results=(
            Result("베트남", "하노이", HANOI, 1, 1),
            Result("방글라데시", "다카", DHAKA, 2),
        ),
        roster=(
            RosterLine("Nguyễn Thị Minh Hạnh", "베트남", "하노이", HANOI, "Director of Planning"),
            RosterLine("Mohammad Rafiqul Islam", "방글라데시", "다카", DHAKA, "Managing Director"),
            RosterLine("Farzana Akter", "방글라데시", "다카", DHAKA, "Deputy Project Director"),
            RosterLine("Trần Quốc Bảo", "베트남", "하노이", HANOI, "Engineer", "예비(1순위)"),
        ),
        reply_by=date(2025, 9, 19),
        training_from=TRAINING_FROM,
        training_to=TRAINING_TO,
        costs=(
            Cost("서울특별시", "연수비 및 체재비"),
            Cost("귀사", "추천한 연수생의 항공료, 보험료, 사증 발급비 및 참가 취소에 따른 비용"),
        ),
        duties=(
            "추천한 연수생의 항공료 부담",
            "연수생의 입국 준비 및 연수 중 개별 안내",
            "연수기간 중 현장 담당자 1명 지정(성명·연락처 회신)",
        ),
        hand_ins=(
            HandIn("참가 확인 및 항공료 부담 확약서", date(2025, 9, 19), "기업", "서식 1"),
            HandIn("여권 사본, 개인정보 수집·이용 동의서", date(2025, 9, 26), "연수생", "서식 2"),
            HandIn("항공편(입·출국)", date(2025, 10, 10), "기업", "서식 3"),
            HandIn("식이·건강 유의사항", date(2025, 10, 10), "연수생", "서식 3"),
        ),
        attachments=(
            Attachment("roster", "연수생 명단"),
            Attachment("itinerary", "연수일정(안)"),
            Attachment("forms", "제출서식"),
        ),
        days=programme_days(),
        contact=CONTACT,
        absent_by=date(2025, 10, 2),
        number="설계총괄과-5127",
        enforced_on=date(2025, 9, 10),
        signers=(
            Signer("주무관", "김연수", sign="★"),
            Signer("설계총괄과장", "이한강"),
            Signer("도시철도설계부장", "박남산", note="전결", on="09/10"),
        ),
        cooperators=(Signer("교통정책과장", "최청계"),),
    )  # fmt: skip


def longest_letter() -> LetterFacts:
    """Return a preview with the longest names, six nominations and a bare letterhead."""
    facts = letter()
    countries = ("페루", "베트남", "우즈베키스탄", "이집트", "콜롬비아", "방글라데시")
    cities = ("리마", "하노이", "타슈켄트", "카이로", "Bogotá", "다카")
    return replace(
        facts,
        letterhead=BAREST_LETTERHEAD,
        recipients=(f"{LONGEST_COMPANY}(대표사: 한빛엔지니어링㈜) 공동대표이사",),
        company=LONGEST_COMPANY,
        results=tuple(
            Result(country, city, LONGEST_ORGANISATION, 2, 3)
            for country, city in zip(countries, cities, strict=True)
        ),
        roster=tuple(
            RosterLine(name, country, city, LONGEST_ORGANISATION, LONGEST_POST,
                       "예비(12순위)" if name == NAMES[-1] else "선정")
            for name, country, city in zip((*NAMES, NAMES[0]), countries, cities, strict=True)
        ),
        contact=Contact(),
        number="",
        enforced_on=None,
        signers=(),
        cooperators=(),
    )  # fmt: skip


def certificate(name: str = "NGUYEN THI MINH HANH") -> CertificateFacts:
    """Return a certificate with its number and a verification address."""
    return CertificateFacts(
        letterhead=LETTERHEAD,
        number="2025-0001",
        name=name,
        country=Text("베트남", "Viet Nam"),
        organisation=HANOI,
        position="Director of Planning",
        programme=PROGRAMME,
        training_from=TRAINING_FROM,
        training_to=TRAINING_TO,
        awarded_on=date(2025, 10, 31),
        verify_url="https://yeonsu.example.go.kr/verify/7K2M9QXW4HTR",
    )


def longest_certificate(name: str = NAMES[-1]) -> CertificateFacts:
    """Return a certificate with the longest name, organisation and post, and a bare letterhead."""
    return replace(
        certificate(name),
        letterhead=BAREST_LETTERHEAD,
        organisation=LONGEST_ORGANISATION,
        position=LONGEST_POST,
        country=Text("세인트빈센트그레나딘", "Saint Vincent and the Grenadines"),
    )


def itinerary() -> ItineraryFacts:
    """Return the third release of the week."""
    return ItineraryFacts(
        letterhead=LETTERHEAD,
        programme=PROGRAMME,
        year=2025,
        release=3,
        released_on=date(2025, 10, 17),
        training_from=TRAINING_FROM,
        training_to=TRAINING_TO,
        days=programme_days(),
        contact=CONTACT,
    )
