"""What a call may ask of a nomination: the catalogue of questions and how offices name them.

A call lists the names it wants in ``nomination_asks``; a question that is not in this catalogue is
refused when the call is read, so forms, rules and exports know every question that can come.
"""

from __future__ import annotations

from workflow.core.i18n import Text

AUTHOR_ASKS: dict[str, Text] = {
    "name": Text("담당자 성명", "Officer's name"),
    "email": Text("담당자 전자우편", "Officer's e-mail address"),
    "phone": Text("담당자 전화번호", "Officer's telephone number"),
}

NOMINATION_ASKS: dict[str, Text] = {
    "route": Text("추천경로", "Route of nomination"),
    "country": Text("국가", "Country"),
    "city": Text("도시", "City"),
    "organisation": Text("소속기관", "Organisation"),
    "city_profile": Text("도시 현황", "Profile of the city"),
    "railway_plan": Text("도시철도 현황 및 계획", "Urban railway: present state and plans"),
    "criterion": Text("선정기준", "Criterion"),
    "milestones": Text("사업 추진경과", "Milestones of the project"),
}

TRAINEE_ASKS: dict[str, Text] = {
    "name": Text("연수생 성명", "Trainee's name"),
    "country": Text("연수생 국가", "Trainee's country"),
    "city": Text("연수생 도시", "Trainee's city"),
    "position": Text("직위", "Position"),
    "duties": Text("담당업무", "Duties"),
    "reason": Text("추천사유", "Reason for nomination"),
    "category": Text("연수생 구분", "Trainee's category"),
    "english": Text("영어 의사소통", "Communicates in English"),
    "birth_date": Text("생년월일", "Date of birth"),
    "public_official": Text("공무원 여부", "Public official"),
    "field_of_work": Text("업무 분야", "Field of work"),
    "in_post_since": Text("현 직무 시작일", "In this post since"),
    "english_level": Text("영어 수준", "Level of English"),
    "last_trained_on": Text("최근 초청연수 종료일", "Last invited training ended on"),
    "passport_expires_on": Text("여권 만료일", "Passport expires on"),
}

YES_NO_ASKS = frozenset({"english", "public_official"})
"""Questions of a trainee that are answered yes or no; a preference of a call is one of these."""

CALENDAR_ASKS = frozenset({"birth_date", "in_post_since", "last_trained_on", "passport_expires_on"})
"""Questions of a trainee that are answered with a date."""

EMPTY_IS_AN_ANSWER = frozenset({"last_trained_on"})
"""Questions that are never missing: no day says that there was no such training."""

ENGLISH_LEVELS: dict[str, Text] = {
    "none": Text("불가", "none"),
    "basic": Text("기초(A1~A2)", "basic (A1-A2)"),
    "intermediate": Text("중급(B1)", "intermediate (B1)"),
    "upper": Text("중상급(B2)", "upper intermediate (B2)"),
    "advanced": Text("고급(C1~C2)", "advanced (C1-C2)"),
}
"""Levels of English from the lowest to the highest, with those of the CEFR."""

LONG_ASKS = frozenset({"city_profile", "railway_plan", "duties", "reason"})
"""Questions answered in several lines; all other written answers are one line."""

LIMITS = {
    ("author", "name"): 120,
    ("author", "email"): 254,
    ("author", "phone"): 40,
    ("nomination", "city"): 120,
    ("nomination", "organisation"): 200,
    ("trainee", "name"): 200,
    ("trainee", "city"): 120,
    ("trainee", "position"): 200,
}
"""How many characters a written answer may have; an answer in several lines may have LONG_LIMIT."""

LONG_LIMIT = 4000
MILESTONE_LIMIT = 300


def label(group: str, name: str) -> Text:
    """Return what offices call the question `name` of `group` ('author', 'nomination', 'trainee').

    Raises KeyError for a question that is not in the catalogue.
    """
    return {"author": AUTHOR_ASKS, "nomination": NOMINATION_ASKS, "trainee": TRAINEE_ASKS}[group][name]


def limit(group: str, name: str) -> int:
    """Return how many characters the written answer to `name` of `group` may have."""
    return LIMITS.get((group, name), LONG_LIMIT)
