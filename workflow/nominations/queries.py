"""Reads of nominations. Every load is scoped to its reader, so that a foreign nomination is a 404."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Protocol

import sqlalchemy as sa
from flask import abort
from sqlalchemy.orm import joinedload, selectinload
from sqlalchemy.orm.interfaces import ORMOption

from workflow.accounts.models import Company, User
from workflow.accounts.roles import STAFF, Role
from workflow.core.audit import AuditEntry
from workflow.core.db import db
from workflow.nominations.models import Comment, CommentsRead, Nomination, NominationFile
from workflow.nominations.states import CAME_IN, NominationState
from workflow.programmes.definition import CallDefinition
from workflow.programmes.models import Call, CallVersion

WHOLE: tuple[ORMOption, ...] = (
    joinedload(Nomination.call),
    joinedload(Nomination.company),
    selectinload(Nomination.milestones),
    selectinload(Nomination.trainees),
    selectinload(Nomination.files).joinedload(NominationFile.file),
)
"""All that a nomination's page shows: four queries, whatever stands in it."""

ROW: tuple[ORMOption, ...] = (joinedload(Nomination.call),)

COPIED_FROM_AT_MOST = 100
"""How many earlier nominations are offered to copy from."""

STAFF_ENTRY = (Role.OFFICER,)
"""Who writes and submits nominations on behalf of a company."""


class Reader(Protocol):
    """Who reads: an account, or what is known of one."""

    @property
    def roles(self) -> frozenset[str]: ...
    @property
    def company_id(self) -> int | None: ...


def own_or_404(nomination_id: int, user: Reader, *, whole: bool = True) -> Nomination:
    """Return a nomination that `user` may change: their company's, or one that staff entered on behalf.

    Officers share what is entered on behalf, as colleagues of a company share theirs. Without `whole`
    only its own row and its call are read: for what writes and goes on to another page.
    """
    found = _mine(user).where(Nomination.id == nomination_id)
    return _one(found, WHOLE if whole else ROW) or abort(404)


def visible_or_404(nomination_id: int, user: Reader) -> Nomination:
    """Return a nomination that `user` may read: their own as above, and for staff any that came in."""
    found = _one(_mine(user).where(Nomination.id == nomination_id))
    if found is None and user.roles & set(STAFF):
        found = _one(_came_in().where(Nomination.id == nomination_id))
    return found or abort(404)


def for_staff_or_404(nomination_id: int) -> Nomination:
    """Return a nomination that came in (withdrawn ones too), for staff; a draft is a 404."""
    return _one(_came_in().where(Nomination.id == nomination_id)) or abort(404)


def file_or_404(nomination: Nomination, file_id: int) -> NominationFile:
    """Return the attached file of that id of this nomination."""
    return next((one for one in nomination.files if one.id == file_id), None) or abort(404)


def of_company(company: Company | int) -> Sequence[Nomination]:
    """Return all nominations of a company, drafts and discarded ones too, the newest first. Four queries."""
    company_id = company if isinstance(company, int) else company.id
    return _all(sa.select(Nomination).where(Nomination.company_id == company_id).order_by(Nomination.id.desc()))


def why_withdrawn(nomination: Nomination) -> str:
    """Return the reason that was given for a withdrawal, as the record of it keeps it; '' where none was."""
    if nomination.state is not NominationState.WITHDRAWN:
        return ""
    rows = sa.select(AuditEntry.reason).where(
        AuditEntry.subject_type == "Nomination", AuditEntry.subject_id == nomination.id,
        AuditEntry.verb == "nomination.withdraw",
    )  # fmt: skip
    return db.session.scalar(rows.order_by(AuditEntry.id.desc()).limit(1)) or ""


def in_call(call: Call | int, *, with_withdrawn: bool = True) -> Sequence[Nomination]:
    """Return the nominations of a call that came in, in the order of receipt. Four queries; no drafts."""
    call_id = call if isinstance(call, int) else call.id
    found = _came_in().where(Nomination.call_id == call_id)
    if not with_withdrawn:
        found = found.where(Nomination.state == NominationState.SUBMITTED)
    return _all(found.order_by(Nomination.received_at, Nomination.id))


def entered_drafts(call: Call) -> Sequence[Nomination]:
    """Return the drafts of a call that staff have begun on behalf of companies, discarded ones too, the newest first."""
    return db.session.scalars(
        sa.select(Nomination)
        .where(
            Nomination.call_id == call.id,
            Nomination.state.in_((NominationState.DRAFT, NominationState.DISCARDED)),
            Nomination.entered_by.is_not(None),
        )
        .options(joinedload(Nomination.company))
        .order_by(Nomination.id.desc())
    ).all()


def by_key(call: Call) -> dict[str, Nomination]:
    """Return the nominations of a call that another system gave a key, by that key, drafts too."""
    keyed = sa.select(Nomination).where(Nomination.call_id == call.id, Nomination.key.is_not(None))
    return {str(one.key): one for one in _all(keyed)}


def last_of_author(user: User) -> Nomination | None:
    """Return the nomination that `user` began last: what it says of the author is not asked again."""
    return db.session.scalars(
        sa.select(Nomination).where(Nomination.created_by == user.id).order_by(Nomination.id.desc()).limit(1)
    ).first()


def drafts_begun_by(user_id: int | None, company: Company, call: Call) -> Sequence[Nomination]:
    """Return the drafts of a call that somebody has begun for the company by hand, the newest first."""
    return _all(
        sa.select(Nomination)
        .where(
            Nomination.company_id == company.id, Nomination.call_id == call.id, Nomination.created_by == user_id,
            Nomination.state == NominationState.DRAFT, Nomination.entered_by.is_(None), Nomination.key.is_(None),
        )
        .order_by(Nomination.id.desc())
    )  # fmt: skip


def locked(nomination: Nomination) -> Nomination:
    """Read a nomination again under a lock that the transaction holds, so that two saves take turns."""
    identity = sa.inspect(nomination).identity  # unlike its id, not read from the database once more
    assert identity is not None, "only what is flushed can be locked"
    return db.session.scalars(
        sa.select(Nomination)
        .where(Nomination.id == identity[0])
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one()


def name_of(user_id: int | None) -> str:
    """Return the name of an account, '' where there is none."""
    return db.session.scalar(sa.select(User.name).where(User.id == user_id)) or "" if user_id else ""


def names_of(user_ids: Collection[int | None]) -> dict[int, str]:
    """Return the names of accounts by their id. One query, none for no account."""
    ids = {one for one in user_ids if one is not None}
    if not ids:
        return {}
    found = db.session.execute(sa.select(User.id, User.name).where(User.id.in_(ids)))
    return {row.id: row.name for row in found}


def to_copy_from(company_id: int, call: Call, except_id: int) -> Sequence[Nomination]:
    """Return the nominations that a company may copy from, the newest first, each with its call and people:
    its own of any call, but for drafts of other calls, which nobody finished. Two queries."""
    draft_here = sa.and_(Nomination.state == NominationState.DRAFT, Nomination.call_id == call.id)
    finished = sa.or_(Nomination.state.in_(CAME_IN), draft_here)
    return db.session.scalars(
        sa.select(Nomination)
        .where(Nomination.company_id == company_id, Nomination.id != except_id, finished)
        .order_by(Nomination.id.desc())
        .limit(COPIED_FROM_AT_MOST)
        .options(joinedload(Nomination.call), selectinload(Nomination.trainees))
    ).all()


def form_as_of(call: Call, number: int) -> CallDefinition:
    """Return the definition of a call's form of that number; today's where it is the same, or was not kept."""
    if number >= call.form_version:
        return call.definition
    kept = sa.select(CallVersion).where(CallVersion.call_id == call.id, CallVersion.number == number)
    version = db.session.scalar(kept)
    return version.definition if version else call.definition


def comments_of(nomination_id: int) -> Sequence[Comment]:
    """Return what colleagues wrote on a nomination, with who, the oldest first. One query."""
    found = sa.select(Comment).where(Comment.nomination_id == nomination_id).order_by(Comment.id)
    return db.session.scalars(found.options(joinedload(Comment.author).load_only(User.name))).all()


def comment_counts(nomination_ids: Collection[int], user_id: int) -> dict[int, tuple[int, int]]:
    """Return (comments, those that this member has not read) of each nomination that has any. One query."""
    unread = sa.case((Comment.id > sa.func.coalesce(CommentsRead.last_id, 0), 1), else_=0)
    rows = db.session.execute(
        sa.select(Comment.nomination_id, sa.func.count(), sa.func.sum(unread))
        .join(
            CommentsRead,
            sa.and_(CommentsRead.nomination_id == Comment.nomination_id, CommentsRead.user_id == user_id),
            isouter=True,
        )
        .where(Comment.nomination_id.in_(nomination_ids))
        .group_by(Comment.nomination_id)
    )
    return {nomination_id: (all_of_them, unread) for nomination_id, all_of_them, unread in rows}


def _mine(user: Reader) -> sa.Select[Nomination]:
    """Select what `user` may change; nothing, for somebody who neither is of a company nor enters on behalf."""
    scopes: list[sa.ColumnElement[bool]] = [sa.false()]
    if Role.COMPANY in user.roles and user.company_id is not None:
        scopes.append(Nomination.company_id == user.company_id)
    if user.roles & set(STAFF_ENTRY):
        scopes.append(Nomination.entered_by.is_not(None))
    return sa.select(Nomination).where(sa.or_(*scopes))


def _came_in() -> sa.Select[Nomination]:
    return sa.select(Nomination).where(Nomination.state.in_(CAME_IN))


def _one(found: sa.Select[Nomination], options: Sequence[ORMOption] = WHOLE) -> Nomination | None:
    return db.session.scalars(found.options(*options)).one_or_none()


def _all(found: sa.Select[Nomination]) -> Sequence[Nomination]:
    return db.session.scalars(found.options(*WHOLE)).all()
