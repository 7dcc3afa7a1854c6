"""Where a call is in its year, from its state and its dates: what cards, notices and tabs say first."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from enum import StrEnum

from workflow.core import clock
from workflow.core.i18n import format_datetime, lazy_pgettext
from workflow.core.i18n import gettext as _
from workflow.core.i18n import lazy_gettext as _l
from workflow.programmes.models import Call
from workflow.programmes.states import CallState

NEAR = timedelta(days=3)
"""A deadline closer than this is shown as urgent."""


class Phase(StrEnum):
    """Draft, published but not open yet, open for nominations, past its deadline, closed for good."""

    DRAFT = "draft"
    COMING = "coming"
    OPEN = "open"
    PAST = "past"
    CLOSED = "closed"


LABELS = {
    Phase.DRAFT: lazy_pgettext("call", "Draft"),
    Phase.COMING: _l("Opens soon"),
    Phase.OPEN: _l("Open for nominations"),
    Phase.PAST: _l("Nominations closed"),
    Phase.CLOSED: lazy_pgettext("call", "Closed"),
}
TONES = {Phase.COMING: "info", Phase.OPEN: "success"}


def deadline(closes_at: datetime) -> str:
    """Return an exclusive end (aware) as it is written: the last minute of a whole day, any other time as it is."""
    whole_day = closes_at.astimezone(clock.KST).time() == time()
    return format_datetime(closes_at - timedelta(minutes=1) if whole_day else closes_at)


@dataclass(frozen=True, slots=True)
class Standing:
    """A call at a moment. Nominations are taken from `opens_at` until before `closes_at` (both UTC)."""

    phase: Phase
    opens_at: datetime
    closes_at: datetime
    now: datetime

    @property
    def label(self) -> str:
        return str(LABELS[self.phase])

    @property
    def tone(self) -> str:
        if self.is_near:
            return "warning"
        return TONES.get(self.phase, "neutral")

    @property
    def is_open(self) -> bool:
        return self.phase is Phase.OPEN

    @property
    def is_near(self) -> bool:
        """Whether the call is open and ends within NEAR."""
        return self.is_open and self.closes_at - self.now < NEAR

    @property
    def deadline(self) -> str:
        """The end as it is written: the closing time that the call names, or the last minute of its day."""
        return deadline(self.closes_at)

    @property
    def days_left(self) -> int:
        """Calendar days in Korea until the closing day: 0 on the day itself, negative after it."""
        last = (self.closes_at - timedelta(minutes=1)).astimezone(clock.KST).date()
        return (last - self.now.astimezone(clock.KST).date()).days

    @property
    def share_gone(self) -> int:
        """How much of the time for nominations is over, in per cent."""
        gone, whole = self.now - self.opens_at, self.closes_at - self.opens_at
        return min(max(int(100 * gone / whole), 0), 100)

    @property
    def time_left(self) -> str:
        """How long the call is still open, as a reader counts: days, on the last day hours and minutes."""
        left = max(self.closes_at - self.now, timedelta(0))
        if left >= timedelta(days=1):
            hours = left.seconds // 3600
            if left.days == 1:
                return _("1 day %(hours)s h left", hours=hours)
            return _("%(days)s days %(hours)s h left", days=left.days, hours=hours)
        minutes = left.seconds // 60
        if minutes < 1:
            return _("less than a minute left")
        return _("%(hours)s h %(minutes)s min left", hours=minutes // 60, minutes=minutes % 60)


def standing_of(call: Call, now: datetime | None = None) -> Standing:
    """Return where `call` stands at `now` (aware; default: now)."""
    now = now or clock.now()
    opens_at = datetime.combine(call.published_on, time(), clock.KST).astimezone(UTC)
    return Standing(_phase(call, now), opens_at, call.closes_at, now)


def _phase(call: Call, now: datetime) -> Phase:
    if call.state is CallState.DRAFT:
        return Phase.DRAFT
    if call.state is CallState.CLOSED:
        return Phase.CLOSED
    if now >= call.closes_at:
        return Phase.PAST
    return Phase.OPEN if call.is_open(now) else Phase.COMING
