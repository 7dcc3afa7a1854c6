"""How long somebody has waited, as people say it."""

from __future__ import annotations

from datetime import datetime

from workflow.core import clock
from workflow.core.i18n import gettext as _


def days_waited(since: datetime, now: datetime) -> int:
    """Return the days from the day of `since` to that of `now` (both aware), by the Korean calendar."""
    return (now.astimezone(clock.KST).date() - since.astimezone(clock.KST).date()).days


def waiting_days(since: datetime, now: datetime) -> str:
    """Say how long somebody has waited since `since`."""
    days = days_waited(since, now)
    if days == 0:
        return _("since today")
    return _("for 1 day") if days == 1 else _("for %(days)s days", days=days)
