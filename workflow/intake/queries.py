"""Reads of uploaded sheets and of the nominations that their rows stand for."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import sqlalchemy as sa
from flask import abort
from sqlalchemy.orm import joinedload

from workflow.accounts.models import Company
from workflow.accounts.roles import Role
from workflow.core.db import db
from workflow.intake.models import UploadedSheet
from workflow.nominations.models import Nomination
from workflow.nominations.queries import WHOLE, Reader
from workflow.programmes.models import Call

AT_ONCE = 500
SHOWN = 20


def sheet_or_404(sheet_id: int, user: Reader) -> UploadedSheet:
    """Return a sheet that `user` may take: their company's, or for officers one of paper nominations."""
    found = _visible(user).where(UploadedSheet.id == sheet_id).options(joinedload(UploadedSheet.call))
    return db.session.scalars(found).one_or_none() or abort(404)


def sheets_of(call: Call, user: Reader) -> Sequence[UploadedSheet]:
    """Return the reader's last sheets of a call, the newest first. One query."""
    found = _visible(user).where(UploadedSheet.call_id == call.id).order_by(UploadedSheet.id.desc()).limit(SHOWN)
    return db.session.scalars(found).all()


def known(call: Call, keys: Iterable[str]) -> Mapping[str, Nomination]:
    """Return the nominations of a call that have these keys, whole, by their key."""
    wanted, found = list(keys), {}
    for start in range(0, len(wanted), AT_ONCE):
        some = sa.select(Nomination).where(Nomination.call_id == call.id, Nomination.key.in_(wanted[start:start + AT_ONCE]))
        found.update({str(one.key): one for one in db.session.scalars(some.options(*WHOLE))})
    return found


def registered(numbers: Iterable[str]) -> frozenset[str]:
    """Return those of the registration numbers (digits) whose companies are here."""
    found = sa.select(Company.registration_no).where(Company.registration_no.in_(set(numbers)))
    return frozenset(db.session.scalars(found))


def _visible(user: Reader) -> sa.Select[UploadedSheet]:
    scopes: list[sa.ColumnElement[bool]] = [sa.false()]
    if Role.COMPANY in user.roles and user.company_id is not None:
        scopes.append(UploadedSheet.company_id == user.company_id)
    if Role.OFFICER in user.roles:
        scopes.append(UploadedSheet.company_id.is_(None))
    return sa.select(UploadedSheet).where(sa.or_(*scopes))
