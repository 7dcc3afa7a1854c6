"""What people change of their own account: name, language, mails on notices, and the mail address.

A new address has to be proved before it counts: a link goes to it, and once it was followed the old address is
told. Nobody learns from an answer whether an address has an account: its holder is told.
"""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from workflow.accounts import queries
from workflow.accounts.events import AddressAsked, AddressChanged
from workflow.accounts.models import OneTimeLink, Purpose, User
from workflow.accounts.rules import check_address, check_name, normal_address
from workflow.accounts.services import attempts, companies, links
from workflow.accounts.services.editing import edit_account
from workflow.core import clock
from workflow.core.db import db
from workflow.core.errors import Refused
from workflow.core.events import announce
from workflow.core.i18n import LANGUAGES


def change(user: User, *, name: str, language: str, wants_notices: bool, version: int | None = None) -> None:
    """Write what the holder says of themselves. Raises Refused (field name) and Stale."""
    if wrong := check_name(name):
        raise Refused(wrong)
    user = db.session.get_one(User, user.id)  # the row itself: a page passes what stands in for its reader
    wanted = {
        "name": name.strip(), "language": language if language in LANGUAGES else user.language,
        "wants_notices": wants_notices,
    }
    changed = {field: value for field, value in wanted.items() if value != getattr(user, field)}
    if changed:
        before = {field: getattr(user, field) for field in changed}
        edit_account(user, "edit", user, version, changed, before, changed)


def ask_address(user: User, typed: str) -> None:
    """Send a link to the address that the holder wants to sign in with. Raises Refused (field email)."""
    if wrong := check_address(typed):
        raise Refused(wrong)
    address, other = normal_address(typed), queries.user_by_address(typed)
    if address == user.email:
        raise Refused.because(
            "same", field="email", ko="지금 쓰고 있는 주소입니다. 바꿀 주소를 입력하세요.",
            en="This is your address already. Enter the one that takes its place.",
        )  # fmt: skip
    if other is not None:
        companies.tell_holder(other, actor_id=user.id)
        return
    link, token = links.issue(Purpose.ADDRESS, user=user, facts={"email": address})
    announce(AddressAsked(
        subject_id=user.id, actor_id=user.id, at=clock.now(), email=address, name=user.name, language=user.language,
        token=token, expires_at=link.expires_at,
    ))


def take_address(token: str) -> User:
    """Use the link up and give the account the address that it proved; other links of the account end.

    Announces AddressChanged to the address of before. Raises Refused where the link is not, or no longer, good,
    and where the address has got an account meanwhile.
    """
    link = links.use(token, (Purpose.ADDRESS,))
    user, address = link.user, str(link.facts["email"])
    if user is None or not user.is_active:
        raise links.refusal()
    before = user.email
    if queries.user_by_address(address) is not None:
        raise _taken()
    try:
        with db.session.begin_nested():
            changes = {"email": address, "email_verified_at": clock.now()}
            edit_account(user, "address", user, None, changes, {"email": before}, {"email": address})
    except IntegrityError as error:  # the same address at the same moment
        raise _taken() from error
    links.revoke(OneTimeLink.user_id == user.id)
    attempts.forget(address)
    announce(AddressChanged(
        subject_id=user.id, actor_id=user.id, at=clock.now(), email=before, name=user.name, language=user.language,
        address=address,
    ))
    return user


def asked_for(user: User) -> str:
    """Return the address that waits to be proved, '' where none does."""
    found = sa.select(OneTimeLink).where(
        OneTimeLink.user_id == user.id, OneTimeLink.purpose == Purpose.ADDRESS, OneTimeLink.used_at.is_(None),
        OneTimeLink.revoked_at.is_(None), OneTimeLink.expires_at > clock.now(),
    )  # fmt: skip
    link = db.session.scalars(found.order_by(OneTimeLink.id.desc()).limit(1)).first()
    return str(link.facts["email"]) if link is not None else ""


def _taken() -> Refused:
    return Refused.because(
        "taken",
        ko="그 사이 이 주소로 만든 계정이 생겼습니다. 다른 주소를 쓰거나 그 계정으로 로그인하세요.",
        en="Meanwhile this address has got an account. Use another address, or sign in with that account.",
    )  # fmt: skip
