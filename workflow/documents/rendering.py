"""Working off rendering jobs with several processes that only render; this one alone speaks to the database.

Jobs are claimed in chunks under a lease, as any worker claims them, so workers of the same queue may run
beside it and a run that is killed loses nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import FIRST_COMPLETED, Future, wait
from dataclasses import dataclass
from datetime import timedelta

from workflow.core import outbox_worker
from workflow.core.db import db
from workflow.core.outbox_worker import Final, Job
from workflow.core.pdf import GlyphsMissing, ResourceRefused
from workflow.documents import batch, jobs
from workflow.documents.facts import Facts, Language
from workflow.documents.jobs import DocumentHandler

LEASE = timedelta(minutes=10)
AHEAD = 1
"""Chunks that wait for a process that becomes free, beyond one for each."""


@dataclass(slots=True)
class Rendered:
    """How many documents got their PDF, had nothing to render any more, and failed for good or for now."""

    done: int = 0
    nothing: int = 0
    failed: int = 0


@dataclass(frozen=True, slots=True)
class Chunk:
    """Claimed jobs with what each has to render, all in one language."""

    language: Language
    work: tuple[tuple[Job, Facts], ...]


def render_due(topic: str, *, processes: int, tell: Callable[[Rendered], None] = lambda _so_far: None) -> Rendered:
    """Render all documents of `topic` that are due; `tell` hears how far it is after each chunk.

    A chunk that cannot be rendered together is done one by one, so that only the documents at fault fail.
    """
    owner, counted, handler = outbox_worker.owner_name(), Rendered(), DocumentHandler()
    running: dict[Future[list[bytes]], Chunk] = {}
    exhausted = False
    with batch.pool(processes) as pool:
        while running or not exhausted:
            while not exhausted and len(running) < processes + AHEAD:
                claimed = outbox_worker.claim(
                    jobs.KIND, owner=owner, lease=LEASE, limit=batch.CHUNK, topic=topic
                )
                exhausted = not claimed
                for chunk in _to_render(claimed, handler, counted):
                    facts = [one for _job, one in chunk.work]
                    running[pool.submit(batch.render_and_collect, facts, chunk.language)] = chunk
            finished, _waiting = wait(running, return_when=FIRST_COMPLETED)
            for future in finished:
                _record(running.pop(future), future, handler, counted)
                tell(counted)
    return counted


def _to_render(claimed: list[Job], handler: DocumentHandler, counted: Rendered) -> list[Chunk]:
    """Return what is to be rendered of claimed jobs; those with nothing to render are settled at once."""
    found: dict[Language, list[tuple[Job, Facts]]] = {}
    nothing: list[Job] = []
    for job in claimed:
        try:
            work = jobs.to_render(job)
        except Final:
            _one_by_one([job], handler, counted)
            continue
        if work is None:
            nothing.append(job)
        else:
            found.setdefault(work[1], []).append((job, work[0]))
    db.session.rollback()
    if nothing:
        counted.nothing += outbox_worker.complete(handler, [(job, None) for job in nothing])
    return [Chunk(language, tuple(work)) for language, work in found.items()]


def _record(chunk: Chunk, future: Future[list[bytes]], handler: DocumentHandler, counted: Rendered) -> None:
    claimed = [job for job, _facts in chunk.work]
    try:
        contents = future.result()
    except (GlyphsMissing, ResourceRefused):
        _one_by_one(claimed, handler, counted)
        return
    counted.done += outbox_worker.complete(handler, zip(claimed, contents, strict=True))


def _one_by_one(claimed: list[Job], handler: DocumentHandler, counted: Rendered) -> None:
    """Do jobs as a worker does them, here in this process; each is recorded for itself."""
    for job in claimed:
        outbox_worker.work(handler, job)
        if jobs.is_done(job):
            counted.done += 1
        else:
            counted.failed += 1
