"""What the audit record says about an account, in the reader's words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from workflow.accounts.roles import LABELS, Role
from workflow.core.audit import AuditEntry
from workflow.core.i18n import format_datetime
from workflow.core.i18n import lazy_gettext as _l

VERBS: Mapping[str, Any] = {
    "account.create": _l("Account made"),
    "account.invite": _l("Invitation sent"),
    "account.grant": _l("Role given"),
    "account.revoke": _l("Role taken away"),
    "account.roles": _l("Roles changed"),
    "account.disable": _l("Account disabled"),
    "account.enable": _l("Account enabled"),
    "account.password": _l("Password set"),
    "account.edit": _l("Details changed"),
    "account.address": _l("Mail address changed"),
    "account.reset_asked": _l("New password asked for"),
    "account.sign_in": _l("Signed in"),
    "account.sign_in_failed": _l("Sign-in failed"),
    "account.sign_out": _l("Signed out"),
}


def told(entries: Iterable[AuditEntry]) -> list[dict[str, str]]:
    """Return the entries as the macro `steps.timeline` takes them."""
    return [
        {
            "when": format_datetime(entry.at), "title": str(VERBS.get(entry.verb, entry.verb)),
            "who": entry.actor_name, "text": _detail(entry),
        }
        for entry in entries if entry.verb != "account.roles"  # its grants and revocations stand beside it
    ]


def _detail(entry: AuditEntry) -> str:
    """Say which role, or why."""
    values = {**(entry.before or {}), **(entry.after or {})}
    role = values.get("role")
    return str(LABELS.get(Role(role), role)) if role else entry.reason
