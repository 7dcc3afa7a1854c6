"""Notices and inquiries in any state."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from workflow.accounts.models import User
from workflow.board.models import Inquiry, Notice
from workflow.board.services import inquiries
from workflow.board.states import NoticeState
from workflow.core import clock
from workflow.core.db import db
from workflow.core.i18n import Text
from workflow.programmes.models import Call, Programme


def make_notice(
    programme: Programme, *, state: NoticeState = NoticeState.PUBLISHED, at: datetime | None = None, **values: Any
) -> Notice:
    """Make a notice; one that is no draft is shown from `at` (default: now) on."""
    now = clock.now()
    notice = Notice(**{
        "programme": programme, "state": state, "title": Text("설명회 안내", "Briefing"),
        "body": Text("7월 15일 설명회를 엽니다.", "There is a briefing on 15 July."), "pinned": False, "created_at": now,
        "published_at": None if state is NoticeState.DRAFT else at or now,
        "withdrawn_at": now if state is NoticeState.WITHDRAWN else None,
        "withdrawn_reason": "일정 취소" if state is NoticeState.WITHDRAWN else "", **values,
    })
    db.session.add(notice)
    db.session.flush()
    return notice


def make_inquiry(call: Call, asker: User, *, answered_by: User | None = None, **values: Any) -> Inquiry:
    """Have a company's member ask, and an officer answer where one is named."""
    subject = values.pop("subject", "추천 가능한 국가 수")
    inquiry = inquiries.ask(call, subject, values.pop("text", "두 국가를 추천할 수 있나요?"), actor=asker, **values)
    if answered_by is not None:
        inquiries.answer(inquiry, "네, 국가마다 추천서를 따로 내시면 됩니다.", actor=answered_by)
    return inquiry
