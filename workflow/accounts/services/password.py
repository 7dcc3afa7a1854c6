"""Setting a password: by a one-time link, or by who knows the present one."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from workflow.accounts import queries
from workflow.accounts.events import PasswordChanged, ResetAsked
from workflow.accounts.models import OneTimeLink, Purpose, User
from workflow.accounts.services import attempts, companies, consents, links
from workflow.accounts.services.links import SETS_PASSWORD
from workflow.core import audit, clock
from workflow.core.db import db
from workflow.core.events import announce


def ask_reset(address: str) -> None:
    """Announce ResetAsked for the account of this address; nothing is told, or sent, where there is none,
    or a link went out a moment ago."""
    user = queries.user_by_address(address)
    if user is None or not user.is_active:
        audit.record("account.reset_unknown", None, actor=audit.SYSTEM)
        return
    if links.just_sent(Purpose.RESET, OneTimeLink.user_id == user.id):
        return
    link, token = links.issue(Purpose.RESET, user=user)
    audit.record("account.reset_asked", user, actor=audit.SYSTEM)
    announce(ResetAsked(
        subject_id=user.id, actor_id=None, at=clock.now(), email=user.email, name=user.name,
        language=user.language, token=token, expires_at=link.expires_at,
    ))


def address_of(link: OneTimeLink) -> str:
    """Return the mail address whose password the link sets."""
    return link.user.email if link.user is not None else str(link.facts["email"])


def set_by_link(token: str, *, password_hash: str, consent: dict[str, Any] | None = None) -> User:
    """Use the link up and set the password; return the account, which is made where there was none.

    The link came by mail, so the address is proved. Sessions begun before end, other links too. A company's
    member who has not consented yet does so now: `consent` is that of consents.given.
    Raises Refused where the link is not, or no longer, good, and as the account is made.
    """
    link = links.use(token, SETS_PASSWORD)
    if link.purpose == Purpose.SIGN_UP:
        user = companies.register(link)
    elif link.purpose == Purpose.JOIN:
        user = companies.join(link)
    else:
        user = link.user if link.user is not None and link.user.is_active else _nobody()
    consents.record(user, link, consent)
    if user.email_verified_at is None:
        user.email_verified_at = clock.now()
    _replace(user, password_hash, told=link.purpose == Purpose.RESET)
    if link.purpose == Purpose.JOIN:
        companies.take_over(link, user)
    attempts.forget(user.email)
    return user


def change(user: User, *, password_hash: str) -> None:
    """Replace the password of who is signed in; their other sessions end."""
    _replace(user, password_hash, told=True)


def _replace(user: User, password_hash: str, *, told: bool) -> None:
    db.session.flush()
    links.revoke(OneTimeLink.user_id == user.id)
    db.session.execute(
        sa.update(User)
        .where(User.id == user.id)
        .values(password_hash=password_hash, session_epoch=User.session_epoch + 1)
        .execution_options(synchronize_session=False)
    )
    db.session.refresh(user)
    audit.record("account.password", user, actor=user)
    if told:
        announce(PasswordChanged(
            subject_id=user.id, actor_id=user.id, at=clock.now(), email=user.email, name=user.name,
            language=user.language,
        ))


def _nobody() -> User:
    raise links.refusal()
