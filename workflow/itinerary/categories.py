"""What a session is: its category, whether attendance usually counts at such a session, and a first
guess from the words of a draft programme."""

from __future__ import annotations

from enum import StrEnum

from workflow.core.i18n import Text


class Category(StrEnum):
    """The kinds of session an itinerary is made of."""

    ARRIVAL = "arrival"
    ORIENTATION = "orientation"
    LECTURE = "lecture"
    VISIT = "visit"
    SITE = "site"
    CULTURE = "culture"
    CEREMONY = "ceremony"
    MEAL = "meal"
    FREE = "free"
    DEPARTURE = "departure"


LABELS = {
    Category.ARRIVAL: Text("입국", "Arrival"),
    Category.ORIENTATION: Text("오리엔테이션", "Orientation"),
    Category.LECTURE: Text("강의·발표", "Lecture"),
    Category.VISIT: Text("기관방문", "Visit to an institution"),
    Category.SITE: Text("현장견학", "Site visit"),
    Category.CULTURE: Text("문화체험", "Culture"),
    Category.CEREMONY: Text("행사", "Ceremony"),
    Category.MEAL: Text("식사", "Meal"),
    Category.FREE: Text("자유시간", "Free time"),
    Category.DEPARTURE: Text("출국", "Departure"),
}

NOT_ATTENDED = frozenset({Category.ARRIVAL, Category.DEPARTURE, Category.MEAL, Category.FREE})
"""Categories at which nobody calls the roll, unless a session says otherwise."""

WORDS: tuple[tuple[Category, tuple[str, ...]], ...] = (
    (Category.ARRIVAL, ("입국",)),
    (Category.DEPARTURE, ("출국",)),
    (Category.CEREMONY, ("환영식", "수료식", "환송식", "입교식", "개회식")),
    (Category.ORIENTATION, ("입교", "숙소배정", "오리엔테이션")),
    (Category.MEAL, ("오찬", "만찬", "중식", "석식")),
    (Category.FREE, ("자유시간", "자유 시간", "휴식")),
    (Category.CULTURE, ("문화", "탐방", "공원", "관광")),
    (Category.SITE, ("현장", "견학", "공장")),
    (Category.VISIT, ("방문",)),
    (Category.LECTURE, ("소개", "강의", "특강", "발표", "토론", "세미나")),
)
"""Words of Korean programmes, the most telling first: a 수료식 및 환송식 at a site is a ceremony."""


def counts_by_default(category: Category) -> bool:
    """Tell whether attendance counts at sessions of this category unless the session says otherwise."""
    return category not in NOT_ATTENDED


def guess(title: str, theme: str = "") -> Category:
    """Return the category that the Korean words of a draft's item, else of its day's theme, point to.

    Only a beginning that the coordinator corrects; where no word is known it is a visit.
    """
    for text in (title, theme):
        for category, words in WORDS:
            if any(word in text for word in words):
                return category
    return Category.VISIT
