"""How a decision is named where something refers to it."""

from __future__ import annotations

from workflow.core.i18n import format_date
from workflow.core.i18n import gettext as _
from workflow.meetings.models import Decision


def name_of(decision: Decision) -> str:
    """Return 'decision 2 of the meeting of 3 Jul 2025 (Thu)' in the reader's language."""
    day = format_date(decision.meeting.held_on)
    return _("decision %(number)s of the meeting of %(day)s", number=decision.number, day=day)


def by_decision(decision: Decision) -> str:
    """Return 'by decision 2 of the meeting of 3 Jul 2025 (Thu)'."""
    day = format_date(decision.meeting.held_on)
    return _("by decision %(number)s of the meeting of %(day)s", number=decision.number, day=day)
