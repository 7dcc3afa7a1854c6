"""Reads of notices. The public sees those whose moment has come and that were not withdrawn."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from flask import abort
from sqlalchemy.orm import joinedload, selectinload

from workflow.board.models import Notice, NoticeFile
from workflow.board.states import NoticeState
from workflow.core import clock
from workflow.core.db import db
from workflow.programmes.models import Call, Programme
from workflow.programmes.states import CallState

PAGE = 20
PINNED = 10
NEWEST = 3
MOST_PROGRAMMES = 200


@dataclass(frozen=True, slots=True)
class Page:
    """A page of notices, and the id that leads to older ones."""

    rows: list[Notice]
    older: int | None


def _shown(now: datetime) -> sa.ColumnElement[bool]:
    return sa.and_(Notice.state.in_((NoticeState.SCHEDULED, NoticeState.PUBLISHED)), Notice.published_at <= now)


def is_shown(notice: Notice, now: datetime) -> bool:
    """Tell whether everybody may read the notice at `now`."""
    come = notice.published_at is not None and notice.published_at <= now
    return come and notice.state in (NoticeState.SCHEDULED, NoticeState.PUBLISHED)


def public_or_404(id: int) -> Notice:
    """Return a notice that everybody may read, or one that could be read until it was withdrawn."""
    notice = db.session.scalar(sa.select(Notice).where(Notice.id == id).options(*_WHOLE)) or abort(404)
    published, withdrawn = notice.published_at, notice.withdrawn_at
    was_shown = published is not None and withdrawn is not None and published <= withdrawn
    return notice if was_shown or is_shown(notice, clock.now()) else abort(404)


def public_file_or_404(notice_id: int, file_id: int) -> NoticeFile:
    """Return a file of a notice that everybody may read now."""
    notice = public_or_404(notice_id)
    found = next((one for one in notice.files if one.id == file_id), None)
    return found if found is not None and is_shown(notice, clock.now()) else abort(404)


def pinned(programme_id: int | None = None) -> Sequence[Notice]:
    """Return the pinned notices of the board, the newest first. One query."""
    found = _listed(programme_id).where(Notice.pinned).limit(PINNED)
    return db.session.scalars(found).all()


def page(programme_id: int | None = None, words: str = "", before: int | None = None) -> Page:
    """Return a page of the other notices, the newest first, from the one after the notice `before` on.

    With `words` all are searched, pinned ones too.
    """
    found = _listed(programme_id)
    if words:
        text = sa.or_(*(sa.cast(column[language].as_string(), sa.Text).icontains(words, autoescape=True)
                        for column in (Notice.title, Notice.body) for language in ("ko", "en")))
        found = found.where(text)
    else:
        found = found.where(~Notice.pinned)
    if before is not None:
        found = found.where(_older_than(before))
    rows = list(db.session.scalars(found.limit(PAGE + 1)))
    return Page(rows[:PAGE], rows[PAGE - 1].id if len(rows) > PAGE else None)


def newest_of(programme_id: int) -> Sequence[Notice]:
    """Return the newest notices of a programme, pinned ones first. One query."""
    shown = sa.select(Notice).where(_shown(clock.now()), Notice.programme_id == programme_id)
    order = shown.order_by(Notice.pinned.desc(), Notice.published_at.desc(), Notice.id.desc())
    return db.session.scalars(order.limit(NEWEST)).all()


def programmes_with_notices() -> list[Programme]:
    """Return the programmes that have anything on the board, by name."""
    having = sa.select(Notice.programme_id).where(_shown(clock.now()))
    found = sa.select(Programme).where(Programme.id.in_(having)).order_by(Programme.name_ko).limit(MOST_PROGRAMMES)
    return list(db.session.scalars(found))


def programmes() -> list[Programme]:
    """Return all programmes, by name, for staff."""
    return list(db.session.scalars(sa.select(Programme).order_by(Programme.name_ko)))


def latest_code(programme_id: int) -> str | None:
    """Return the code of the programme's latest public call, to which its notices lead."""
    return db.session.scalar(
        sa.select(Call.code)
        .where(Call.programme_id == programme_id, Call.state != CallState.DRAFT)
        .order_by(Call.closes_at.desc())
        .limit(1)
    )


def managed(state: str = "", programme_id: int | None = None, before: int | None = None) -> Page:
    """Return a page of all notices for staff, the one begun last first. One query."""
    found = sa.select(Notice).options(joinedload(Notice.programme)).order_by(Notice.id.desc())
    if state in set(NoticeState):
        found = found.where(Notice.state == NoticeState(state))
    if programme_id is not None:
        found = found.where(Notice.programme_id == programme_id)
    if before is not None:
        found = found.where(Notice.id < before)
    rows = list(db.session.scalars(found.limit(PAGE + 1)))
    return Page(rows[:PAGE], rows[PAGE - 1].id if len(rows) > PAGE else None)


def managed_or_404(id: int) -> Notice:
    """Return a notice for staff, in whatever state."""
    return db.session.scalar(sa.select(Notice).where(Notice.id == id).options(*_WHOLE)) or abort(404)


def managed_file_or_404(notice_id: int, file_id: int) -> NoticeFile:
    """Return a file of a notice, for staff."""
    found = sa.select(NoticeFile).where(NoticeFile.id == file_id, NoticeFile.notice_id == notice_id)
    return db.session.scalar(found.options(joinedload(NoticeFile.notice))) or abort(404)


def come_due(now: datetime) -> list[int]:
    """Return the ids of the scheduled notices whose moment has come, the earliest first."""
    due = sa.select(Notice.id).where(Notice.state == NoticeState.SCHEDULED, Notice.published_at <= now)
    return list(db.session.scalars(due.order_by(Notice.published_at, Notice.id)))


_WHOLE = (joinedload(Notice.programme), selectinload(Notice.files))


def _listed(programme_id: int | None) -> sa.Select[Notice]:
    found = sa.select(Notice).where(_shown(clock.now())).options(joinedload(Notice.programme))
    if programme_id is not None:
        found = found.where(Notice.programme_id == programme_id)
    return found.order_by(Notice.published_at.desc(), Notice.id.desc())


def _older_than(id: int) -> sa.ColumnElement[bool]:
    """Everything behind the notice `id` in the order of the list, which is that of publication."""
    moment = sa.select(Notice.published_at).where(Notice.id == id).scalar_subquery()
    return sa.or_(Notice.published_at < moment, sa.and_(Notice.published_at == moment, Notice.id < id))
