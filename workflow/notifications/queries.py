"""Whom a message goes to, and the messages that stand in the outbox."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from flask import abort

from workflow.accounts import queries as accounts
from workflow.accounts.models import RoleGrant, User
from workflow.accounts.roles import Role
from workflow.board.models import Inquiry
from workflow.core.db import db
from workflow.core.mail import KIND
from workflow.core.outbox import OutboxRow, OutboxState
from workflow.documents.models import Document
from workflow.nominations.models import Nomination
from workflow.nominations.states import NominationState
from workflow.notifications.letters import Recipient
from workflow.selection.models import Placement
from workflow.selection.states import PlacementState

PAGE = 50


def company_people(nomination: Nomination) -> list[Recipient]:
    """Return a company's officers with an account; where there is none, the nomination's author."""
    people = _people([nomination.company_id])
    if people or not nomination.author_email:
        return people
    return [Recipient(nomination.author_email, nomination.author_name)]


def people_of_company(company_id: int, call_id: int) -> list[Recipient]:
    """Return a company's officers; where none has an account, the authors of its nominations in the call."""
    people = _people([company_id])
    if people:
        return people
    authors = sa.select(Nomination).where(
        Nomination.company_id == company_id, Nomination.call_id == call_id,
        Nomination.state == NominationState.SUBMITTED,
    )
    found = {one.author_email: Recipient(one.author_email, one.author_name) for one in db.session.scalars(authors)}
    return list(found.values())


def people_of_selected(call_id: int) -> list[Recipient]:
    """Return the officers of the companies whose trainees come."""
    coming = sa.select(Placement.nomination_id).where(
        Placement.call_id == call_id, Placement.state == PlacementState.SELECTED
    )
    nominations = db.session.scalars(sa.select(Nomination).where(Nomination.id.in_(coming)).order_by(Nomination.id))
    return list({person.email: person for one in nominations for person in company_people(one)}.values())


def nominations_of(ids: Iterable[int]) -> dict[int, Nomination]:
    """Return these nominations by their id."""
    return {one.id: one for one in db.session.scalars(sa.select(Nomination).where(Nomination.id.in_(list(ids))))}


def without_a_seat(call_id: int) -> list[tuple[Nomination, bool]]:
    """Return the nominations that came in and have no seat, and whether each is in reserve."""
    nominations = sa.select(Nomination).where(
        Nomination.call_id == call_id, Nomination.state == NominationState.SUBMITTED
    )
    standing: dict[int, set[PlacementState]] = {}
    for nomination_id, state in db.session.execute(
        sa.select(Placement.nomination_id, Placement.state).where(Placement.call_id == call_id)
    ):
        standing.setdefault(nomination_id, set()).add(state)
    found = [(one, standing.get(one.id, set())) for one in db.session.scalars(nominations.order_by(Nomination.id))]
    return [
        (one, PlacementState.RESERVE in states) for one, states in found if PlacementState.SELECTED not in states
    ]


def itinerary_documents(release_id: int) -> Sequence[Document]:
    return db.session.scalars(sa.select(Document).where(Document.release_id == release_id).order_by(Document.id)).all()


def drafts_by_company(call_id: int) -> dict[int, int]:
    """Return how many drafts each company has in a call."""
    query = (
        sa.select(Nomination.company_id, sa.func.count())
        .where(Nomination.call_id == call_id, Nomination.state == NominationState.DRAFT,
               Nomination.entered_by.is_(None))
        .group_by(Nomination.company_id)
    )
    return {row[0]: row[1] for row in db.session.execute(query)}


def officers_of(company_id: int) -> list[Recipient]:
    return _people([company_id])


def officers() -> list[Recipient]:
    """Return the officers in charge who can be reached, by id."""
    granted = sa.select(RoleGrant.user_id).where(RoleGrant.role == str(Role.OFFICER))
    return _reachable(User.id.in_(granted))


def asker_of(inquiry: Inquiry) -> list[Recipient]:
    """Return who asked, or everybody of the company where that person has left it."""
    still_there = sa.and_(User.id == inquiry.asked_by, User.company_id == inquiry.company_id)
    return _reachable(still_there) or officers_of(inquiry.company_id)


def managers_of(company_id: int) -> list[Recipient]:
    """Return who manages a company's account; all its officers where nobody does."""
    managers = set(accounts.managers(company_id))
    found = db.session.scalars(sa.select(User).where(User.id.in_(managers)).order_by(User.id))
    return [Recipient(one.email, one.name, one.language) for one in found] or officers_of(company_id)


@dataclass(frozen=True, slots=True)
class Filters:
    """What the page of messages is narrowed to; as it stands in the address."""

    state: str = ""
    topic: str = ""
    words: str = ""

    def address(self) -> dict[str, str]:
        named = {"state": self.state, "topic": self.topic, "q": self.words}
        return {name: value for name, value in named.items() if value}


def messages(filters: Filters, before: int | None) -> tuple[list[OutboxRow], int | None]:
    """Return at most PAGE mails, newest first, and the key that leads to older ones."""
    query = sa.select(OutboxRow).where(OutboxRow.kind == KIND).order_by(OutboxRow.id.desc())
    if filters.state in set(OutboxState):
        query = query.where(OutboxRow.state == OutboxState(filters.state))
    if filters.topic:
        query = query.where(OutboxRow.topic == filters.topic)
    for word in filters.words.split():
        query = query.where(
            sa.or_(
                OutboxRow.recipient.icontains(word, autoescape=True), OutboxRow.subject.icontains(word, autoescape=True)
            )
        )
    if before is not None:
        query = query.where(OutboxRow.id < before)
    rows = list(db.session.scalars(query.limit(PAGE + 1)))
    return rows[:PAGE], rows[PAGE - 1].id if len(rows) > PAGE else None


def message_or_404(row_id: int) -> OutboxRow:
    row = db.session.get(OutboxRow, row_id)
    return row if row is not None and row.kind == KIND else abort(404)


def _people(company_ids: Iterable[int]) -> list[Recipient]:
    return _reachable(User.company_id.in_(list(company_ids)))


def _reachable(who: sa.ColumnElement[bool]) -> list[Recipient]:
    """Return those of `who` whose account is in use and whose address was verified, by id."""
    found = db.session.execute(
        sa.select(User.email, User.name, User.language)
        .where(who, User.disabled_at.is_(None), User.email_verified_at.is_not(None))
        .order_by(User.id)
    )
    return [Recipient(*one) for one in found]
