"""The moments of a nomination's life at which something is asked, looked at or consented to."""

from __future__ import annotations

from enum import StrEnum

from workflow.core.i18n import Text


class Moment(StrEnum):
    """When the nomination is submitted, when officers screen it, when a selected trainee confirms."""

    SUBMISSION = "submission"
    SCREENING = "screening"
    CONFIRMATION = "confirmation"


MOMENT_LABELS = {
    Moment.SUBMISSION: Text("추천서 제출 시", "when the nomination is submitted"),
    Moment.SCREENING: Text("요건검토 시", "at eligibility screening"),
    Moment.CONFIRMATION: Text("참가확정 시", "when participation is confirmed"),
}
