"""Reads of inquiries. A company sees its own alone: those of others are a 404."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from flask import abort
from sqlalchemy.orm import joinedload, selectinload

from workflow.accounts.models import Company, User
from workflow.board.models import Inquiry
from workflow.board.states import InquiryState
from workflow.core.db import db
from workflow.programmes.models import Call

PAGE = 50

_ROW = (joinedload(Inquiry.call), joinedload(Inquiry.company))
_WHOLE = (*_ROW, joinedload(Inquiry.asker), selectinload(Inquiry.messages))


@dataclass(frozen=True, slots=True)
class Filters:
    """What the staff's list is narrowed to; as it stands in the address."""

    call: str = ""
    state: str = ""
    words: str = ""

    def address(self) -> dict[str, str]:
        named = {"call": self.call, "state": self.state, "q": self.words}
        return {name: value for name, value in named.items() if value}


def of_company(user: User) -> Sequence[Inquiry]:
    """Return what the company of `user` has asked, the newest first. One query."""
    found = sa.select(Inquiry).where(_own(user)).options(*_ROW).order_by(Inquiry.id.desc())
    return db.session.scalars(found).all()


def own_or_404(id: int, user: User) -> Inquiry:
    """Return an inquiry of the company of `user`."""
    return db.session.scalar(sa.select(Inquiry).where(Inquiry.id == id, _own(user)).options(*_WHOLE)) or abort(404)


def own_in_call(call_id: int, user: User) -> int:
    """Return how much the company of `user` has asked about a call."""
    found = sa.select(sa.func.count(Inquiry.id)).where(Inquiry.call_id == call_id, _own(user))
    return db.session.scalar(found) or 0


def for_staff_or_404(id: int) -> Inquiry:
    return db.session.scalar(sa.select(Inquiry).where(Inquiry.id == id).options(*_WHOLE)) or abort(404)


def for_staff(filters: Filters, before: int | None = None) -> tuple[list[Inquiry], int | None]:
    """Return a page of all inquiries: those that wait first, the oldest of them on top. And the offset of the next.

    `before` is how many come before it: the order changes with every answer, so a key would not hold.
    """
    found = sa.select(Inquiry).join(Inquiry.call).join(Inquiry.company).options(*_ROW)
    if filters.call:
        found = found.where(Call.code == filters.call)
    if filters.state in set(InquiryState):
        found = found.where(Inquiry.state == InquiryState(filters.state))
    for word in filters.words.split():
        found = found.where(sa.or_(*(column.icontains(word, autoescape=True) for column in (
            Inquiry.subject, Inquiry.about, Company.name_ko, Company.name_en))))
    waits = sa.case((Inquiry.state == InquiryState.ASKED, 0), else_=1)
    found = found.order_by(waits, Inquiry.waiting_since, Inquiry.id.desc())
    start = before or 0
    rows = list(db.session.scalars(found.offset(start).limit(PAGE + 1)))
    return rows[:PAGE], start + PAGE if len(rows) > PAGE else None


def on_notice(call_id: int) -> Sequence[Inquiry]:
    """Return the questions and answers that stand on a call's notice, in the order they were put there. One query."""
    found = sa.select(Inquiry).where(Inquiry.call_id == call_id, Inquiry.public_at.is_not(None))
    return db.session.scalars(found.order_by(Inquiry.public_at, Inquiry.id)).all()


def _own(user: User) -> sa.ColumnElement[bool]:
    """Nobody without a company has asked anything."""
    return Inquiry.company_id == user.company_id if user.company_id is not None else sa.false()
