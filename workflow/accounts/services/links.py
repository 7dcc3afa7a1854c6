"""Links without log-in: issued, found, used once, revoked.

A token is 256 random bits, of which the database keeps a hash. It is good for one purpose, ends by
itself, and is used by compare-and-set, so of two uses at the same moment one counts. Looking at a
link changes nothing.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import Any

import sqlalchemy as sa

from workflow.accounts.models import Company, OneTimeLink, Purpose, User
from workflow.core import clock
from workflow.core.db import db
from workflow.core.errors import Refused

SETS_PASSWORD = (Purpose.SIGN_UP, Purpose.JOIN, Purpose.INVITE, Purpose.RESET)
LIFETIMES: Mapping[str, timedelta] = {
    Purpose.SIGN_UP: timedelta(days=1),
    Purpose.JOIN: timedelta(days=7),
    Purpose.INVITE: timedelta(days=7),
    Purpose.RESET: timedelta(hours=1),
    Purpose.ADDRESS: timedelta(days=1),
}
KEPT = timedelta(days=7)
"""How long an ended link's row, with the name and address in it, is kept to answer questions."""

MOMENT = timedelta(minutes=1)
ADDRESS_IN_FACTS = OneTimeLink.facts["email"].as_string()


def issue(
    purpose: str,
    *,
    user: User | None = None,
    company: Company | None = None,
    subject: str | None = None,
    beside: bool = False,
    facts: Mapping[str, Any] | None = None,
    lifetime: timedelta | None = None,
) -> tuple[OneTimeLink, str]:
    """Make a link and return its row and raw token; earlier links of this purpose end, of the account and of
    the `subject` that a later stage binds it to, unless it is issued `beside` them.

    `lifetime` is needed for a purpose that is not in LIFETIMES.
    """
    now = clock.now()
    db.session.execute(sa.delete(OneTimeLink).where(OneTimeLink.expires_at < now - KEPT))
    if user is not None:
        revoke(OneTimeLink.user_id == user.id, OneTimeLink.purpose == purpose)
    if subject is not None and not beside:
        revoke(OneTimeLink.subject == subject, OneTimeLink.purpose == purpose)
    token = secrets.token_urlsafe(32)
    link = OneTimeLink(
        token_hash=_hash(token), purpose=str(purpose), user_id=user.id if user else None,
        company_id=company.id if company else None, subject=subject, facts=dict(facts or {}), created_at=now,
        expires_at=now + (lifetime or LIFETIMES[purpose]),
    )
    db.session.add(link)
    db.session.flush()
    return link, token


def just_sent(purpose: str, *which: sa.ColumnElement[bool]) -> list[OneTimeLink]:
    """Return such links as went out a moment ago and are good still: who presses twice gets one mail, and nobody
    ends the links of others by asking again and again."""
    sent = sa.select(OneTimeLink).where(*_good((purpose,)), *which, OneTimeLink.created_at > clock.now() - MOMENT)
    return list(db.session.scalars(sent.order_by(OneTimeLink.id)))


def find(token: str, purposes: Iterable[str]) -> OneTimeLink | None:
    """Return the link if it is good now for one of `purposes`. Changes nothing."""
    return db.session.scalars(
        sa.select(OneTimeLink).where(OneTimeLink.token_hash == _hash(token), *_good(purposes))
    ).one_or_none()


def use(token: str, purposes: Iterable[str]) -> OneTimeLink:
    """Use the link up and return it; raises Refused where it is not, or no longer, good."""
    used = db.session.scalars(
        sa.update(OneTimeLink)
        .where(OneTimeLink.token_hash == _hash(token), *_good(purposes))
        .values(used_at=clock.now())
        .returning(OneTimeLink.id)
        .execution_options(synchronize_session=False)
    ).one_or_none()
    if used is None:
        raise refusal()
    return db.session.get_one(OneTimeLink, used, populate_existing=True)


def revoke(*which: sa.ColumnElement[bool]) -> int:
    """End the open links that `which` describes; return how many there were."""
    done = db.session.execute(
        sa.update(OneTimeLink)
        .where(OneTimeLink.used_at.is_(None), OneTimeLink.revoked_at.is_(None), *which)
        .values(revoked_at=clock.now())
        .execution_options(synchronize_session=False)
    )
    return int(done.rowcount)  # type: ignore[attr-defined]


def refusal() -> Refused:
    """Return what is said about any link that is not good, whatever the cause."""
    return Refused.because(
        "link",
        ko="이 링크는 쓸 수 없습니다. 이미 사용했거나 기한이 지났습니다.",
        en="This link cannot be used: it was used before, or its time is over.",
    )


def _good(purposes: Iterable[str]) -> tuple[sa.ColumnElement[bool], ...]:
    return (
        OneTimeLink.purpose.in_([str(purpose) for purpose in purposes]),
        OneTimeLink.used_at.is_(None), OneTimeLink.revoked_at.is_(None), OneTimeLink.expires_at > clock.now(),
    )


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
