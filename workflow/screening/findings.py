"""Making the findings of a call: the pure rules over its nominations, written down as rows."""

from __future__ import annotations

import sqlalchemy as sa

from workflow.core import clock, wake
from workflow.core.db import after_commit, db
from workflow.nominations.content import answers_of
from workflow.nominations.models import Nomination
from workflow.nominations.queries import in_call
from workflow.people.queries import last_trained
from workflow.people.services import register
from workflow.programmes.models import Call
from workflow.reference.queries import list_in_force
from workflow.screening import of_consents, rules
from workflow.screening.case import Known, Outcome, Screened
from workflow.screening.models import Finding, FindingsDue

TASK = "screening.find"
"""The task that makes the findings that are due."""


def mark_due(call_id: int) -> None:
    """Note that the findings of a call have to be made again, and wake the task that does it."""
    due = db.session.get(FindingsDue, call_id)
    if due is None:
        due = FindingsDue(call_id=call_id)
        db.session.add(due)
    if due.due_since is None:
        due.due_since = clock.now()
        db.session.flush()
    after_commit(_wake)


def is_due(call_id: int) -> bool:
    """Tell whether something came in that the findings do not know yet."""
    due = db.session.get(FindingsDue, call_id)
    return due is not None and due.due_since is not None


def due_calls() -> list[int]:
    """Return the calls whose findings are due."""
    return list(db.session.scalars(sa.select(FindingsDue.call_id).where(FindingsDue.due_since.is_not(None))))


def run(call: Call) -> dict[Nomination, list[Finding]]:
    """Make the findings of every nomination of a call anew, and return them in the order of receipt."""
    now = clock.now()
    nominations = in_call(call, with_withdrawn=False)
    if any(rule.rule == "not_trained_within" for rule in call.definition.eligibility):
        register.take_in(call)  # which knows who was trained before
    last, labels = last_trained(call), {one.id: one.label for whole in nominations for one in whole.trainees}
    known = Known(
        dac=list_in_force(call.definition.nominations_close_on),
        trained={labels[trainee_id]: day for trainee_id, day in last.items() if trainee_id in labels},
    )
    found = rules.find(call.definition, [_screened(one) for one in nominations], known)
    ids = sa.select(Nomination.id).where(Nomination.call_id == call.id)
    db.session.execute(
        sa.delete(Finding).where(Finding.nomination_id.in_(ids)).execution_options(synchronize_session=False)
    )
    lacking = of_consents.lacking(call)
    made: dict[Nomination, list[Finding]] = {}
    for nomination in nominations:
        trainees = {trainee.label: trainee for trainee in nomination.trainees}
        made[nomination] = [
            Finding(
                nomination_id=nomination.id, rule=one.rule, outcome=one.outcome.value, text=one.text, source=one.source,
                trainee_id=trainees[one.trainee].id if one.trainee in trainees else None, found_at=now,
            )
            for one in found[str(nomination.id)]
        ] + [
            Finding(
                nomination_id=nomination.id, rule=of_consents.RULE, outcome=Outcome.FLAG.value, text=text,
                source=of_consents.SOURCE, trainee_id=trainee.id, found_at=now,
            )
            for trainee, text in lacking.get(nomination.id, ())
        ]
        db.session.add_all(made[nomination])
    due = db.session.get(FindingsDue, call.id) or FindingsDue(call_id=call.id)
    due.due_since, due.made_at = None, now
    db.session.add(due)
    db.session.flush()
    return made


def _screened(nomination: Nomination) -> Screened:
    return Screened(
        key=str(nomination.id), answers=answers_of(nomination), by_staff=nomination.by_office,
        received=nomination.received_at or nomination.created_at,
    )


def _wake() -> None:
    wake.call(TASK)
