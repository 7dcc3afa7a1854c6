"""Trainings that people completed: those of this system as they are settled, earlier ones by hand."""

from __future__ import annotations

from datetime import date

import sqlalchemy as sa

from workflow.core import audit, clock
from workflow.core.db import db
from workflow.core.errors import Reason, Refused
from workflow.core.i18n import Text
from workflow.nominations.models import Trainee
from workflow.people.models import Person, PersonTraining
from workflow.people.services.register import person_of

FIRST_YEAR = 1980
LONGEST = 300


def settled(trainee: Trainee, completed: bool, *, ended_on: date, what: Text, actor_id: int | None) -> None:
    """Keep that a trainee completed a training here, or take it back where it was settled otherwise."""
    row = db.session.scalar(sa.select(PersonTraining).where(PersonTraining.trainee_id == trainee.id))
    if completed and row is None and (person := person_of(trainee)) is not None:
        row = PersonTraining(person=person, trainee_id=trainee.id)
        db.session.add(row)
    if row is None:
        return
    if completed:
        row.year, row.ended_on, row.what = ended_on.year, ended_on, what
        row.recorded_at, row.recorded_by = clock.now(), actor_id
    else:
        db.session.delete(row)
    db.session.flush()


def add(
    person: Person, *, year: int | None, ended_on: date | None, what: str, actor: audit.Actor
) -> PersonTraining:
    """Add a training of earlier years: at least its year has to be known. Raises Refused, naming the fields."""
    what, reasons = what.strip(), []
    if not what:
        reasons.append(Reason("what", Text("어떤 연수였는지 적어 주세요.", "Say which training it was."), "what"))
    if ended_on is not None and ended_on > clock.today():
        reasons.append(Reason("ended_on", Text(
            "이미 끝난 연수만 적을 수 있습니다.", "Only a training that is over can be added."), "ended_on"))
    if ended_on is None and (year is None or not FIRST_YEAR <= year <= clock.today().year):
        reasons.append(Reason("year", Text(
            f"{FIRST_YEAR}년부터 올해까지의 연도나 종료일을 적어 주세요.",
            f"Write the year, from {FIRST_YEAR} to this one, or the day on which it ended."), "year"))
    if reasons:
        raise Refused(reasons)
    row = PersonTraining(
        person=person, year=ended_on.year if ended_on else year, ended_on=ended_on, what=Text(what, what),
        recorded_at=clock.now(), recorded_by=actor.id,
    )
    db.session.add(row)
    db.session.flush()
    audit.record("person.add_training", person, actor=actor, after={"training": row.id, "year": row.year})
    return row


def remove(training: PersonTraining, *, actor: audit.Actor) -> None:
    """Take away a training that was added by hand; one that was settled here stays."""
    if training.trainee_id is not None:
        raise Refused.because(
            "settled", ko="이 시스템에서 수료한 연수는 삭제할 수 없습니다. 수료 여부를 다시 확정해 주세요.",
            en="A training that was completed here stays; settle the completion again instead.",
        )
    audit.record("person.remove_training", training.person, actor=actor, before={"training": training.id, "year": training.year})
    db.session.delete(training)
    db.session.flush()
