"""Consents to keeping the personal data of an account: asked once, kept as evidence.

Who signs a company up consents in its form, before there is an account: the decision travels in the facts of
the link, and becomes a row when the link makes the account. Everybody else of a company consents when they
set a password and have not consented yet.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa

from workflow.accounts import consent
from workflow.accounts.models import AccountConsent, OneTimeLink, User
from workflow.core import clock
from workflow.core.db import db
from workflow.core.errors import Reason, Refused
from workflow.core.i18n import Text

FACT = "consent"
"""Where the decision stands in the facts of a link."""


def given(seen: str, address: str) -> dict[str, Any] | None:
    """Return what is kept of a consent that is given now, from the IP `address`, to the text whose version was
    `seen`; None where that text is no longer shown."""
    language = consent.language_of(seen)
    if language is None:
        return None
    return {"shown": consent.as_shown(language), "text_hash": seen, "at": clock.now().isoformat(), "address": address}


def asked_by(link: OneTimeLink) -> bool:
    """Tell whether who follows this link has to consent: a company's member who has not yet."""
    if link.user is not None:
        return link.user.company_id is not None and not has_consented(link.user)
    return FACT not in link.facts


def has_consented(user: User) -> bool:
    """Tell whether this account's holder has consented."""
    return db.session.scalar(sa.select(AccountConsent.id).where(AccountConsent.user_id == user.id).limit(1)) is not None


def record(user: User, link: OneTimeLink, now_given: dict[str, Any] | None) -> None:
    """Keep the consent that came with the sign-up, or that is given with the password.

    Raises Refused (field consent) where it is asked for and was not given.
    """
    if user.company_id is None or has_consented(user):
        return
    decision = link.facts.get(FACT) or now_given
    if decision is None:
        raise refusal()
    db.session.add(AccountConsent(
        user_id=user.id, link_id=link.id, language=decision["shown"]["language"], shown=decision["shown"],
        text_hash=decision["text_hash"], at=datetime.fromisoformat(decision["at"]), address=decision["address"],
    ))
    db.session.flush()


CHANGED = Reason("consent", Text(
    "동의 내용이 그 사이 바뀌었습니다. 다시 읽고 동의해 주세요.", "The text of the consent was changed meanwhile. Read it again.",
), "consent")  # fmt: skip


def refusal() -> Refused:
    return Refused.because(
        "consent", field="consent",
        ko="개인정보 수집·이용에 동의해야 계정을 만들 수 있습니다.",
        en="An account can be made only with the consent to the collection and use of personal data.",
    )  # fmt: skip
