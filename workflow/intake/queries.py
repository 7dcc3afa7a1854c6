"""Reads of uploaded sheets and of the nominations that their rows stand for."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import sqlalchemy as sa
from flask import abort
from sqlalchemy.orm import joinedload
from sqlalchemy.orm.attributes import set_committed_value

from workflow.accounts.models import Company
from workflow.accounts.roles import Role
from workflow.core.db import db
from workflow.intake.models import SheetEntry, UploadedSheet
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


def entries_of(
    call: Call, numbers: Iterable[tuple[str, str]], *, on_paper: bool
) -> Mapping[tuple[str, str], SheetEntry]:
    """Return what is here already of (registration number, number in the sheet): entries of the call, with
    their nominations whole."""
    wanted = set(numbers)
    companies = sorted({registration_no for registration_no, _no in wanted})
    found: dict[tuple[str, str], SheetEntry] = {}
    for start in range(0, len(companies), AT_ONCE):
        some = (
            sa.select(SheetEntry, Company.registration_no, Nomination)
            .join(Company, Company.id == SheetEntry.company_id)
            .join(Nomination, Nomination.id == SheetEntry.nomination_id)
            .where(SheetEntry.call_id == call.id, SheetEntry.on_paper.is_(on_paper),
                   Company.registration_no.in_(companies[start:start + AT_ONCE]),
                   SheetEntry.no.in_({no for _number, no in wanted}))
            .options(*WHOLE)
        )  # fmt: skip
        for one, number, nomination in db.session.execute(some):
            set_committed_value(one, "nomination", nomination)
            found[number, one.no] = one
    return found


def receipts(nominations: Iterable[int]) -> Mapping[int, str]:
    """Return the receipt numbers of those of the nominations that came in."""
    found = sa.select(Nomination.id, Nomination.receipt_no).where(
        Nomination.id.in_(list(nominations)), Nomination.receipt_no.is_not(None)
    )
    return {one: str(number) for one, number in db.session.execute(found)}


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
