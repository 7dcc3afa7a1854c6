"""Two records that are one person's: merged field by field by an officer, and split again."""

from __future__ import annotations

from collections.abc import Mapping

from workflow.core import audit
from workflow.core.db import db
from workflow.people.models import Person, PersonMerge, PersonTrainee, PersonTraining
from workflow.people.services.register import find_again
from workflow.reference import merging
from workflow.reference.merging import Part

PERSON = merging.Kind(
    "person", Person, PersonMerge, ("name", "country", "birth_date", "organisation", "position", "note"),
    (Part(PersonTrainee.trainee_id, PersonTrainee.person_id), Part(PersonTraining.id, PersonTraining.person_id)),
)  # fmt: skip


def merge(
    kept: Person, gone: Person, chosen: Mapping[str, str], *,
    actor: audit.Actor, version: int | None = None, gone_version: int | None = None,
) -> PersonMerge:  # fmt: skip
    """Make one record of two; `chosen` says of each field whose value stays (merging.KEPT or GONE).

    The record that goes is still found by its name, and leads to the one that is kept.
    """
    row: PersonMerge = merging.merge(PERSON, kept, gone, chosen, actor=actor, version=version, gone_version=gone_version)
    find_again(kept)
    return row


def split(row: PersonMerge, *, actor: audit.Actor, version: int | None = None) -> None:
    """Undo a merge: the nominations and trainings that came with it go back. `version` is the kept record's."""
    merging.undo(PERSON, row, actor=actor, version=version)
    for person_id in (row.kept_id, row.gone_id):
        find_again(db.session.get_one(Person, person_id))
