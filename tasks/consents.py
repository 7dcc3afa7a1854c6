"""Reminders to trainees, which beat wakes."""

from __future__ import annotations

from celery import shared_task

from workflow.consents.services import asking
from workflow.core.db import unit_of_work


@shared_task(name=asking.REMIND)
def remind() -> int:
    """Remind trainees who have not answered; returns how many were."""
    with unit_of_work():
        return asking.remind_all()
