"""A draft that nobody goes on with: it is discarded, and brought back; and a draft that is empty is not begun twice."""

from __future__ import annotations

from workflow.accounts.models import Company
from workflow.core import audit, clock, states
from workflow.core.db import db
from workflow.core.errors import Refused
from workflow.nominations import queries
from workflow.nominations.content import content_of
from workflow.nominations.models import Nomination
from workflow.nominations.services.checks import must_be_draft, shut
from workflow.nominations.states import NOMINATION, NominationState
from workflow.programmes.models import Call


def discard(nomination: Nomination, *, actor: audit.Actor, version: int | None = None) -> None:
    """Discard a draft: it stands in no list and no count any more, and nobody can change it. Its rows stay, for
    what trainees consented to is kept. Raises Refused where it is no draft, and Stale."""
    nomination = queries.locked(nomination)
    must_be_draft(nomination)
    states.move(nomination, "discard", machine=NOMINATION, actor=actor, version=version, changes=_changes(actor))


def restore(nomination: Nomination, *, actor: audit.Actor, version: int | None = None) -> None:
    """Bring a discarded draft back as it was. Raises Refused where it is not discarded, and where it could not be
    submitted any more; Stale."""
    nomination = queries.locked(nomination)
    if nomination.state is NominationState.DISCARDED and (reason := shut(nomination)):
        raise Refused(reason)
    states.move(nomination, "restore", machine=NOMINATION, actor=actor, version=version, changes=_changes(actor))


def empty_draft(call: Call, company: Company, author: audit.Actor) -> Nomination | None:
    """Return a draft that `author` has begun for the company and in which nothing is answered yet, None where there
    is none. Two presses at once take turns."""
    db.session.refresh(company, with_for_update=True)
    return next((one for one in queries.drafts_begun_by(author.id, company, call) if is_empty(one)), None)


def is_empty(nomination: Nomination) -> bool:
    """Tell whether nothing is answered in a draft: who wrote it, and the only route there is, are filled in for it."""
    given = content_of(nomination)
    del given["author"]
    if len(nomination.call.definition.routes_open(by_staff=nomination.entered_by is not None)) == 1:
        del given["route"]
    return not any(value not in ("", None, [], {}) for value in given.values()) and not nomination.files_in_force


def _changes(actor: audit.Actor) -> dict[str, object]:
    return {"updated_at": clock.now(), "updated_by": actor.id}
