"""What rules of the call keep from being submitted at all: those looked at at submission that exclude."""

from __future__ import annotations

from workflow.core import clock
from workflow.core.errors import Reason
from workflow.nominations.content import answers_of
from workflow.nominations.models import Nomination
from workflow.reference.queries import list_in_force
from workflow.screening import rules
from workflow.screening.case import Known, Screened
from workflow.screening.of_trainees import as_reason


def blockers(nomination: Nomination) -> list[Reason]:
    """Return the reasons of the call's rules against a draft, at the trainees whom they concern. Nothing is
    read where the call has no such rule."""
    call = nomination.call.definition
    if not rules.of_submission(call):
        return []
    answers = answers_of(nomination)
    one = Screened(
        key=str(nomination.id), answers=answers, received=nomination.received_at or clock.now(),
        by_staff=nomination.by_office,
    )  # fmt: skip
    places = {trainee.key: place for place, trainee in enumerate(answers.trainees)}
    known = Known(dac=list_in_force(call.nominations_close_on))
    return [
        as_reason(finding, places.get(finding.trainee or ""))
        for finding in rules.against_submission(call, one, known)
    ]
