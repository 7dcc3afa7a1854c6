"""The outbox's tasks. Their names stand in `workflow.core.outbox`, which wakes them."""

from __future__ import annotations

from celery import shared_task

from workflow.core import outbox_worker
from workflow.core.outbox import DRAIN, SWEEP


@shared_task(name=DRAIN)
def drain(kind: str) -> int:
    """Work off due rows of `kind`; returns how many were taken."""
    return outbox_worker.drain(kind)


@shared_task(name=SWEEP)
def sweep() -> list[str]:
    """Find what was missed and wake the workers for it; returns the kinds that had rows due."""
    return outbox_worker.sweep()
