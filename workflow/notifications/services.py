"""Reminders that time brings: beat wakes the task, the rows know who was told already."""

from __future__ import annotations

from datetime import timedelta

from workflow.core import clock
from workflow.notifications import queries, words
from workflow.notifications.letters import send, topic_of
from workflow.programmes.queries import calls_open_at

DEADLINES = "notifications.deadlines"
"""The task that reminds companies of a deadline."""

NOTICE_PERIOD = timedelta(days=3)


def remind_of_deadlines() -> int:
    """Remind companies with drafts in a call that closes within three days, each person once a call.

    Returns how many companies were looked at. Idempotent: the outbox has one row a person and call.
    """
    now, seen = clock.now(), 0
    for call in calls_open_at(now):
        if call.closes_at - now > NOTICE_PERIOD:
            continue
        for company_id, drafts in queries.drafts_by_company(call.id).items():
            seen += 1
            for recipient in queries.officers_of(company_id):
                send(words.deadline(call, drafts), recipient, f"deadline:{call.id}:{call.closes_at.date()}",
                     topic=topic_of(call), about=call)
    return seen
