"""Reminders that beat wakes."""

from __future__ import annotations

from celery import shared_task

from workflow.core.db import unit_of_work
from workflow.notifications import services


@shared_task(name=services.DEADLINES)
def deadlines() -> int:
    """Remind companies of a deadline that is near; returns how many companies were looked at."""
    with unit_of_work():
        return services.remind_of_deadlines()
