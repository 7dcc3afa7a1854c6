"""The cities of the worked sets as the officer names them, so that companies are offered them."""

from __future__ import annotations

import sqlalchemy as sa

from workflow.core.audit import Actor
from workflow.core.db import db
from workflow.reference.models import City
from workflow.reference.services import cities

KOREAN = {
    "Ho Chi Minh City": "호찌민", "Hanoi": "하노이", "Da Nang": "다낭", "Dhaka": "다카", "Jakarta": "자카르타",
    "Bandung": "반둥", "Surabaya": "수라바야", "Cairo": "카이로", "Tashkent": "타슈켄트", "Samarkand": "사마르칸트",
    "Nairobi": "나이로비", "Lima": "리마", "Bogotá": "보고타", "Ulaanbaatar": "울란바토르", "Phnom Penh": "프놈펜",
    "Kathmandu": "카트만두", "Quezon City": "케손시티", "Bangkok": "방콕", "Addis Ababa": "아디스아바바", "Kigali": "키갈리",
    "Yangon": "양곤", "Vientiane": "비엔티안",
}  # fmt: skip
"""The others wait to be looked at."""


def name_cities(actor: Actor) -> None:
    """Give the cities that came in their Korean names."""
    waiting = sa.select(City).where(City.confirmed_at.is_(None), City.name_en.in_(KOREAN)).order_by(City.id)
    for city in db.session.scalars(waiting).all():
        cities.name(city, city.name_en, KOREAN[city.name_en], actor=actor)
