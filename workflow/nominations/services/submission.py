"""The submission of a nomination, and its withdrawal."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa

from workflow.accounts.policies import require
from workflow.accounts.roles import Right
from workflow.core import audit, clock, states
from workflow.core.db import db
from workflow.core.errors import Refused
from workflow.core.files import StoredFile
from workflow.nominations.frozen import frozen
from workflow.nominations.models import Nomination, Submission
from workflow.nominations.numbering import next_receipt
from workflow.nominations.services.checks import moment_of_receipt, must_be_draft, reasons_against
from workflow.nominations.states import NOMINATION


def submit(
    nomination: Nomination, *, actor: audit.Actor, version: int | None = None, quiet: bool = False
) -> None:
    """Submit a complete draft: it gets its receipt number and its moment of receipt.

    The moment that counts is the server's; for what staff enter on behalf and for an import it is the
    original one that the draft carries. Raises Refused with every reason, and for a member of the
    company who only writes; and Stale where somebody changed the draft after the page with `version`
    was shown.
    """
    require(actor, Right.SUBMIT)
    must_be_draft(nomination)
    call = nomination.call  # held, so that what reacts to the submission finds it read
    received = moment_of_receipt(nomination, actor)
    if reasons := reasons_against(nomination, received, actor=actor):
        raise Refused(reasons)
    assert received is not None, "a nomination without its moment is refused above"
    _freeze(nomination)
    receipt_no = next_receipt(call.definition, received)
    states.move(
        nomination, "submit", machine=NOMINATION, actor=actor, version=version,
        changes={
            "receipt_no": receipt_no, "received_at": received, "updated_at": clock.now(), "updated_by": actor.id,
            "form_version": max(call.form_version, 1),
        },
        facts={"quiet": quiet},
    )  # fmt: skip


def withdraw(
    nomination: Nomination,
    *,
    actor: audit.Actor,
    reason: str,
    version: int | None = None,
    at: datetime | None = None,
    quiet: bool = False,
) -> None:
    """Take a nomination back, before or after the announcement; later stages react to the event.

    `at` is the moment of an imported withdrawal (default: now). Raises Refused without a reason, by a
    member of the company who only writes, or where it is no longer in, and Stale where somebody changed
    it after the page with `version`.
    """
    require(actor, Right.SUBMIT)
    if not reason.strip():
        raise Refused.because(
            "missing", ko="철회 사유를 적어 주세요.", en="Say why it is withdrawn.", field="reason"
        )
    states.move(
        nomination, "withdraw", machine=NOMINATION, actor=actor, version=version,
        reason=reason.strip(),
        changes={"withdrawn_at": at or clock.now(), "updated_at": clock.now(), "updated_by": actor.id},
        facts={"quiet": quiet},
    )  # fmt: skip


def _freeze(nomination: Nomination) -> None:
    """Keep what is submitted as it stands now, and let go of answers that no question asks any more."""
    stored = sa.select(StoredFile).where(StoredFile.id.in_([one.file_id for one in nomination.files_in_force]))
    held = db.session.scalars(stored).all() if nomination.files_in_force else []
    kept = frozen(nomination)
    del held  # they stood in the session while the files were named, so that no file was read by itself
    db.session.add(Submission(nomination_id=nomination.id, content=kept))
    nomination.answers = kept["content"]["answers"]
    for trainee, row in zip(nomination.trainees, kept["content"]["trainees"], strict=True):
        trainee.answers = row["answers"]
