"""Removes files that no row refers to, which beat wakes."""

from __future__ import annotations

from celery import shared_task

from workflow.core import files


@shared_task(name=files.SWEEP)
def sweep() -> int:
    """Remove what undone transactions and deleted rows have left on disk; returns how many files."""
    return files.sweep_orphans()
