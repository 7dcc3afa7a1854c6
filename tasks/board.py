"""Publishes scheduled notices whose moment has come."""

from __future__ import annotations

from celery import shared_task

from workflow.board.models import Notice
from workflow.board.queries.notices import come_due
from workflow.board.services import notices
from workflow.board.states import NoticeState
from workflow.core import clock
from workflow.core.db import db, unit_of_work


@shared_task(name=notices.APPEAR)
def appear() -> int:
    """Publish what is due, each notice with its mails in a transaction of its own; returns how many were due."""
    due = come_due(clock.now())
    for notice_id in due:
        with unit_of_work():
            notice = db.session.get_one(Notice, notice_id, populate_existing=True)
            if notice.state is NoticeState.SCHEDULED:  # not taken back, nor published by another sweep
                notices.appear(notice)
    return len(due)
