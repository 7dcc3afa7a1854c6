"""Takes nominations into the register of people that came in before there was one, or past it."""

from __future__ import annotations

from celery import shared_task

from workflow.core.db import unit_of_work
from workflow.people.services import register

PORTION = 100


@shared_task(name=register.GATHER)
def gather() -> None:
    """Take them in, a portion in each transaction, until none is left out."""
    left = True
    while left:
        with unit_of_work():
            nominations = register.left_out(PORTION)
            for nomination in nominations:
                register.enlist(nomination)
            left = len(nominations) == PORTION
