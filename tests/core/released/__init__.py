"""Rows as the released schema (0002) holds them, by table, in the order in which they may be inserted."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

CALL = json.loads((Path(__file__).parent / "urban-railway-2025.json").read_text())
"""The call of 2025 as the released version stored it."""
JULY = datetime(2025, 7, 10, 0, 30, tzinfo=UTC)
SAID = {"at": JULY, "actor_id": 1, "actor_name": "한도윤", "address": "203.0.113.7"}
AUDITED: list[dict[str, Any]] = [
    {**SAID, "verb": "nomination.start", "subject_type": "Nomination", "subject_id": 1, "before": None,
     "after": {"call": "URT-2025"}, "reason": ""},
    {**SAID, "verb": "nomination.submit", "subject_type": "Nomination", "subject_id": 1, "before": {"state": "draft"},
     "after": {"state": "submitted"}, "reason": "마감 전 제출"},
]  # fmt: skip
NO_TEXT = dict.fromkeys(
    ("author_name", "author_position", "author_email", "author_phone", "route", "country", "city", "organisation",
     "city_profile", "railway_plan"), "",
)  # fmt: skip
DRAFT = {
    **NO_TEXT, "call_id": 1, "company_id": 1, "state": "draft", "created_by": 1, "created_at": JULY, "updated_at": JULY,
    "duties_acknowledged": [], "version": 1,
}  # fmt: skip
TRAINEE = dict.fromkeys(
    ("name", "country", "city", "organisation", "position", "duties", "reason", "category", "field_of_work"), ""
)
STANDING = {
    "call_id": 1, "code": "received", "received_at": JULY, "company_id": 1, "company_ko": "한빛철도㈜", "company_en": "",
    "organisation": "", "route": "direct", "flags": 0, "corrections": 0,
}  # fmt: skip

ROWS: dict[str, list[dict[str, Any]]] = {
    "programme": [{"id": 1, "name": CALL["programme"], "name_ko": CALL["programme"]["ko"]}],
    "company": [
        {"id": 1, "registration_no": "2148100011", "name_ko": "한빛철도㈜", "name_en": "Hanbit Rail", "created_at": JULY,
         "version": 3},
    ],
    "user_account": [
        {"id": 1, "email": "a@hanbit.example", "name": "한도윤", "language": "ko", "password_hash": "kept",
         "session_epoch": 2, "company_id": 1, "created_at": JULY, "version": 4},
        {"id": 2, "email": "officer@city.example", "name": "김담당", "language": "en", "session_epoch": 0,
         "created_at": JULY, "version": 1},
    ],
    "role_grant": [
        {"id": 1, "user_id": 1, "role": "company", "granted_at": JULY},
        {"id": 2, "user_id": 2, "role": "officer", "granted_at": JULY},
    ],
    "call": [
        {"id": 1, "code": "URT-2025", "programme_id": 1, "state": "published", "data": CALL,
         "published_on": date(2025, 7, 2), "closes_at": datetime(2025, 7, 25, 15, 0, tzinfo=UTC),
         "training_from": date(2025, 8, 11), "training_to": date(2025, 8, 15), "created_at": JULY, "version": 2},
    ],
    "call_amendment": [
        {"call_id": 1, "field": "quotas.trainees", "before": "12", "after": "14", "reason": "예산 증액",
         "at": JULY, "actor_id": 2, "actor_name": "김담당"},
    ],
    "nomination": [
        {**DRAFT, "id": 1, "state": "submitted", "receipt_no": "URT-2025-001", "received_at": JULY, "key": "hb-01",
         "content_hash": "a" * 64, "author_name": "한도윤", "author_email": "a@hanbit.example", "route": "direct",
         "country": "VNM", "city": "Hanoi", "organisation": "MRB", "criterion": 1, "duties_acknowledged": ["support"],
         "version": 5},
        {**DRAFT, "id": 2, "state": "submitted", "receipt_no": "URT-2025-002", "received_at": JULY},
        {**DRAFT, "id": 3, "city": "Nairobi"},
    ],
    "trainee": [
        {**TRAINEE, "id": 1, "nomination_id": 1, "position_no": 0, "name": "NGUYEN THI MINH HANH", "english": True,
         "birth_date": date(1985, 3, 4), "position": "Planner"},
        {**TRAINEE, "id": 2, "nomination_id": 1, "position_no": 1, "name": "TRAN BAO"},
        {**TRAINEE, "id": 3, "nomination_id": 2, "position_no": 1, "name": "BUDI", "country": "IDN"},
        {**TRAINEE, "id": 4, "nomination_id": 2, "position_no": 0, "name": "JOMO", "country": "KEN"},
        {**TRAINEE, "id": 5, "nomination_id": 2, "position_no": 2, "name": "SITI", "country": "IDN"},
    ],
    "milestone": [{"id": 1, "nomination_id": 1, "position": 0, "date": date(2025, 1, 15), "what": "양해각서 체결"}],
    "stored_file": [
        {"id": 1, "key": "f" * 32, "name": "협약서.pdf", "media_type": "application/pdf", "size": 700, "sha256": "0" * 64,
         "created_at": JULY, "created_by": 1},
    ],
    "nomination_file": [{"id": 1, "nomination_id": 1, "file_id": 1, "attached_by": 1, "attached_at": JULY}],
    "correction": [
        {"id": 1, "nomination_id": 1, "state": "answered", "field": "milestones", "request": "날짜를 확인해 주세요",
         "due_on": date(2025, 7, 20), "answer": "2025-01-15입니다", "asked_at": JULY, "asked_by": 2, "answered_at": JULY,
         "version": 2},
    ],
    "seat_counter": [
        {"call_id": 1, "scope": "trainees", "used": 2, "cap": 14}, {"call_id": 1, "scope": "country:VNM", "used": 2, "cap": 2},
    ],
    "standing": [
        {**STANDING, "nomination_id": 1, "receipt_no": "URT-2025-001", "country": "VNM", "city": "Hanoi", "people": 2,
         "search": "hanoi"},
        {**STANDING, "nomination_id": 2, "receipt_no": "URT-2025-002", "country": "", "city": "", "people": 3, "search": ""},
    ],
    "one_time_link": [
        {"id": 1, "token_hash": "c" * 64, "purpose": "reset", "user_id": 1, "facts": {}, "created_at": JULY,
         "expires_at": JULY.replace(year=2026)},
    ],
    "access_entry": [
        {"id": 1, "at": JULY, "actor_id": 2, "actor_name": "김담당", "address": "", "purpose": "screening.review",
         "subject_type": "Nomination", "subject_ids": [1]},
    ],
}  # fmt: skip
