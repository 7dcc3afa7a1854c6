"""The tabs that all staff pages of a call share. Each stage's page is named by its endpoint; a tab
shows where the page exists and the reader may open it, by the page's own policy."""

from __future__ import annotations

from typing import Any, NamedTuple

from flask import request, url_for
from flask_login import current_user

from workflow.accounts.navigation import may_open
from workflow.core.i18n import lazy_gettext as _l
from workflow.programmes.models import Call

TABS = (
    ("insight.dashboard", "code", _l("Dashboard")),
    ("programmes.edit", "code", _l("The call")),
    ("board.manage_inquiries", "call", _l("Questions")),
    ("insight.nominations", "code", _l("Nominations received")),
    ("meetings.of_call", "code", _l("Meetings")),
    ("selection.scores", "code", _l("Scores")),
    ("selection.proposal", "code", _l("Proposal")),
    ("itinerary.board", "code", _l("Itinerary")),
    ("training.attendance", "code", _l("Attendance")),
    ("documents.register", "code", _l("Documents")),
    ("notifications.messages", "call", _l("Messages")),
)
"""Endpoint, the argument that takes the call's code, and the label, in the order of the work."""


class Tab(NamedTuple):
    """As the macro `links.tabs` takes it."""

    label: str
    url: str
    active: bool


def link_if_open(endpoint: str, **values: Any) -> str:
    """Return the address of a page that the reader may open, or '' where there is none."""
    return url_for(endpoint, **values) if may_open(current_user, endpoint) else ""


def call_tabs(call: Call, current: str | None = None) -> list[Tab]:
    """Return the tabs of a call's staff pages. `current` names the tab of a page that is under one."""
    here = current or request.endpoint
    if here not in {endpoint for endpoint, _, _ in TABS}:
        here = next((endpoint for endpoint, _, _ in TABS if endpoint.split(".")[0] == request.blueprint), None)
    found = []
    for endpoint, argument, label in TABS:
        if url := link_if_open(endpoint, **{argument: call.code}):
            found.append(Tab(str(label), url, endpoint == here))
    return found
