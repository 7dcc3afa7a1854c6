"""Reads of people and companies."""

from __future__ import annotations

import sqlalchemy as sa

from workflow.accounts.models import User
from workflow.accounts.rules import normal_address
from workflow.core.db import db


def user_by_address(typed: str) -> User | None:
    """Return the account with this mail address, however it is typed."""
    return db.session.scalars(sa.select(User).where(User.email == normal_address(typed))).one_or_none()
