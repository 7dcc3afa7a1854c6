"""Who may do what for a company: its members by their right, the office on its behalf."""

from __future__ import annotations

from workflow.accounts.roles import Right, Role
from workflow.core.audit import Actor
from workflow.core.errors import Reason, Refused
from workflow.core.i18n import Text

OFFICE = frozenset({Role.OFFICER, Role.ADMIN, Role.SYSTEM})
"""Who acts for any company: entry on behalf, imports, and a company in which nobody can sign in."""

REFUSALS = {
    Right.MANAGE: Reason("right", Text(
        "기업 관리 권한이 있는 담당자만 할 수 있습니다. 관리 담당자에게 요청하세요.",
        "Only a manager of the company may do this. Ask one of them.",
    )),
    Right.SUBMIT: Reason("right", Text(
        "추천서를 제출하거나 철회할 권한이 없습니다. 작성한 내용은 저장되어 있으니 제출 권한이 있는 동료에게 요청하세요.",
        "You may write nominations, but not submit or withdraw them. What you wrote is saved; ask a colleague who may.",
    )),
}  # fmt: skip
"""What is said to whom a right is missing; everybody may write."""


def is_office(actor: Actor) -> bool:
    return bool(OFFICE & set(actor.roles))


def may(actor: Actor, right: Right) -> bool:
    """Tell whether `actor` may do what needs `right` in their company; rights include those after them."""
    held = getattr(actor, "right", None)
    order = list(Right)
    return is_office(actor) or (held is not None and order.index(held) <= order.index(right))


def require(actor: Actor, right: Right) -> None:
    """Raise Refused, saying whom to ask, unless `actor` has `right`."""
    if not may(actor, right):
        raise Refused(REFUSALS[right])
