"""A change of an account, with its row in the record."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from workflow.accounts.models import User
from workflow.accounts.states import ACCOUNT
from workflow.core.audit import Actor
from workflow.core.states import edit


def edit_account(
    user: User,
    verb: str,
    actor: Actor,
    version: int | None,
    changes: Mapping[str, Any],
    before: Mapping[str, Any],
    after: Mapping[str, Any],
    reason: str = "",
) -> None:
    """Write `changes` to an account; `before` and `after` are what the record says of them. Raises Stale."""
    edit(user, verb, machine=ACCOUNT, actor=actor, version=version, changes=changes, before=before, after=after,
         reason=reason.strip())  # fmt: skip
