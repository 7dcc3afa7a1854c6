"""The menu: what a reader may open, told by the policies of the pages themselves."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import current_app, request, url_for

from workflow.accounts.roles import STAFF, Role
from workflow.core.i18n import lazy_gettext as _l
from workflow.core.policies import SIGNED_IN, policy_of


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the menu: shown to readers whom the page's policy lets in and who are in `audience`.

    `under` are the beginnings of addresses that belong to it; the longest one that fits is active.
    """

    endpoint: str
    label: Any
    under: tuple[str, ...]
    audience: frozenset[str] = frozenset()
    hidden_from: frozenset[str] = frozenset()


ENTRIES = (
    Entry("insight.home", _l("Home"), ("/home",), audience=frozenset(STAFF)),
    Entry("programmes.calls", _l("Calls for nominations"), ("/calls",), hidden_from=frozenset(STAFF)),
    Entry("board.notices", _l("Notices"), ("/notices",), hidden_from=frozenset(STAFF)),
    Entry("nominations.mine", _l("Our nominations"), ("/nominations",), audience=frozenset({Role.COMPANY})),
    Entry("board.inquiries", _l("Our questions"), ("/inquiries",), audience=frozenset({Role.COMPANY})),
    Entry("programmes.manage", _l("Calls"), ("/manage/calls", "/manage/nominations", "/manage/meetings", "/manage/decisions")),
    Entry("board.manage_notices", _l("Notices"), ("/manage/notices", "/manage/inquiries", "/notices")),
    Entry("approvals.inbox", _l("Approvals"), ("/manage/approvals",)),
    Entry("notifications.messages", _l("Messages"), ("/manage/messages",)),
    Entry("accounts.companies", _l("Companies"), ("/manage/companies",)),
    Entry("people.register", _l("Register of people"), ("/manage/people",)),
    Entry("reference.lists", _l("Reference lists"), ("/manage/reference",)),
    Entry("accounts.staff", _l("Staff"), ("/manage/staff",)),
    Entry("accounts.company", _l("Our company"), ("/company",), audience=frozenset({Role.COMPANY})),
)
"""In the order of the menu. A page whose stage is not installed is left out."""


def entries(reader: Any) -> list[tuple[str, str, bool]]:
    """Return (label, address, whether the reader is there) for each page of the menu."""
    shown = [entry for entry in ENTRIES if may_open(reader, entry.endpoint) and _meant_for(reader, entry)]
    active = _active(shown)
    return [(str(entry.label), url_for(entry.endpoint), entry is active) for entry in shown]


def may_open(reader: Any, endpoint: str) -> bool:
    """Tell whether the page exists here and its policy lets `reader` in."""
    if endpoint not in current_app.view_functions:
        return False
    policy = policy_of(current_app, endpoint)
    if policy is None:
        return False
    if policy is SIGNED_IN:
        return bool(reader.is_authenticated)
    return not policy.roles or bool(policy.roles & _roles(reader))


def home_of(reader: Any) -> str:
    """Return the address of the page that `reader` begins at."""
    roles = _roles(reader)
    begin = "insight.home" if roles & set(STAFF) else "nominations.mine" if Role.COMPANY in roles else ""
    if begin and may_open(reader, begin):
        return url_for(begin)
    return url_for("programmes.calls") if "programmes.calls" in current_app.view_functions else "/"


def idle() -> dict[str, Any]:
    """Return what the warning before an idle sign-out needs: seconds until then, the address to stay."""
    return {
        "seconds": int(current_app.permanent_session_lifetime.total_seconds()),
        "extend": url_for("accounts.stay"),
    }


def _meant_for(reader: Any, entry: Entry) -> bool:
    roles = _roles(reader)
    return not (entry.audience and not entry.audience & roles) and not entry.hidden_from & roles


def _roles(reader: Any) -> frozenset[str]:
    return reader.roles if reader.is_authenticated else frozenset()


def _active(shown: list[Entry]) -> Entry | None:
    fits = [
        (len(beginning), entry)
        for entry in shown
        for beginning in entry.under
        if request.path == beginning or request.path.startswith(beginning + "/")
    ]
    if fits:
        return max(fits, key=lambda fit: fit[0])[1]
    return next((e for e in shown if url_for(e.endpoint) == request.path), None)
