"""What colleagues of a company write to each other on a nomination; the office never sees it."""

from __future__ import annotations

import sqlalchemy as sa

from workflow.core import audit, clock
from workflow.core.db import db
from workflow.core.errors import Refused
from workflow.nominations import wellformed
from workflow.nominations.models import Comment, CommentsRead, Nomination

LONGEST = 2000
FIELD_LENGTH = 80


def comment(nomination: Nomination, text: str, *, actor: audit.Actor, field: str = "") -> Comment:
    """Write to colleagues, about the answer at the path `field` or about the whole.

    Raises Refused for a comment without words, or one that is too long.
    """
    text = wellformed.clean_lines(text)
    if not text:
        raise Refused.because("missing", field="text", ko="내용을 적어 주세요.", en="Write something.")
    if wrong := wellformed.check_lines(text, LONGEST):
        raise Refused.because("text", field="text", ko=wrong.ko, en=wrong.en)
    assert actor.id is not None, "comments are written by people"
    written = Comment(
        nomination_id=nomination.id, author_id=actor.id, at=clock.now(), field=field[:FIELD_LENGTH], text=text
    )
    db.session.add(written)
    db.session.flush()
    read_comments(nomination, actor=actor)
    return written


def read_comments(nomination: Nomination, *, actor: audit.Actor) -> None:
    """Keep that `actor` has read all comments that a nomination has now."""
    last = db.session.scalar(sa.select(sa.func.max(Comment.id)).where(Comment.nomination_id == nomination.id))
    if last is None:
        return
    known = db.session.get(CommentsRead, (nomination.id, actor.id))
    if known is None:
        db.session.add(CommentsRead(nomination_id=nomination.id, user_id=actor.id, last_id=last))
    else:
        known.last_id = last
    db.session.flush()
