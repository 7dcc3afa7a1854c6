"""Takes nominations that came in into the registers of people and cities."""

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
