"""Reads of calls. The public sees published calls and closed ones, never a draft."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime

import sqlalchemy as sa
from flask import abort
from sqlalchemy.orm import joinedload, load_only

from workflow.core import clock
from workflow.core.db import db
from workflow.core.errors import Refused
from workflow.core.i18n import Text
from workflow.programmes.changes import differences
from workflow.programmes.definition import CODE_PATTERN
from workflow.programmes.models import Call, CallAttachment, CallVersion, Programme
from workflow.programmes.rules import keys_of
from workflow.programmes.states import CallState


def call_by_code(code: str) -> Call | None:
    """Return the call of that code, or None; for commands, which answer for it themselves."""
    return db.session.scalar(sa.select(Call).where(_coded(code)))


def call_coded_alike(code: str) -> Call | None:
    """Return a call whose code is `code` but for upper and lower case: nobody tells ABC-2025 and abc-2025 apart."""
    if not re.fullmatch(CODE_PATTERN, code):
        return None
    return db.session.scalar(sa.select(Call).where(sa.func.lower(Call.code) == code.lower()).limit(1))


def _coded(code: str) -> sa.ColumnElement[bool]:
    """A text that can be no code never reaches the database, which may refuse its characters."""
    return Call.code == code if re.fullmatch(CODE_PATTERN, code) else sa.false()


def call_or_404(code: str) -> Call:
    """Return the call of that code for staff, drafts too; 404 where there is none."""
    return call_by_code(code) or abort(404)


def public_call_or_404(code: str) -> Call:
    """Return the call of that code for everybody; a draft is 404.

    One query that leaves the call's data where it is: a notice that is kept needs none of it, and
    `definition`, `attachments` and `amendments` are read when somebody asks for them.
    """
    light = load_only(
        Call.code, Call.programme_id, Call.state, Call.version, Call.created_at, Call.published_on, Call.closes_at
    )
    found = sa.select(Call).where(_coded(code), Call.state != CallState.DRAFT).options(light)
    return db.session.scalar(found) or abort(404)


def public_calls() -> Sequence[Call]:
    """Return all calls that are not drafts, the latest deadline first. One query."""
    latest = sa.select(Call).where(Call.state != CallState.DRAFT).order_by(Call.closes_at.desc(), Call.code)
    return db.session.scalars(latest).all()


def all_calls() -> Sequence[Call]:
    """Return every call with its programme, the latest deadline first. One query."""
    latest = sa.select(Call).options(joinedload(Call.programme)).order_by(Call.closes_at.desc(), Call.code)
    return db.session.scalars(latest).all()


def calls_open_at(moment: datetime) -> Sequence[Call]:
    """Return the published calls that accept nominations at `moment` (aware), soonest deadline first."""
    day = moment.astimezone(clock.KST).date()
    return db.session.scalars(
        sa.select(Call)
        .where(Call.state == CallState.PUBLISHED, Call.published_on <= day, Call.closes_at > moment)
        .order_by(Call.closes_at, Call.code)
    ).all()


def attachment_or_404(code: str, attachment_id: int, *, drafts: bool = False) -> CallAttachment:
    """Return an attachment of that call with its file; those of a draft only with `drafts`."""
    found = (
        sa.select(CallAttachment)
        .join(CallAttachment.call)
        .where(CallAttachment.id == attachment_id, _coded(code))
        .options(joinedload(CallAttachment.file))
    )
    if not drafts:
        found = found.where(Call.state != CallState.DRAFT)
    return db.session.scalar(found) or abort(404)


def programme_named(name_ko: str) -> Programme | None:
    """Return the programme of that Korean name, or None."""
    return db.session.scalar(sa.select(Programme).where(Programme.name_ko == name_ko))


def call_named(code: str) -> Call:
    """Return the call of that code for a command. Raises Refused where there is none."""
    found = call_by_code(code)
    if found is None:
        raise Refused.because(
            "unknown_call", ko=f"없는 모집공고입니다: {code}", en=f"There is no call '{code}'.", field="call"
        )
    return found


def version_of(call: Call) -> int:
    """Return the number of the version that nominators work on now: 0 for a call never published."""
    return call.form_version


def changes_since(call: Call, number: int) -> list[Text]:
    """Return what changed in the form since the version of that number, taken together: a change that was
    taken back is none. Without a query where nothing was published since."""
    if number >= call.form_version:
        return []
    older = (
        sa.select(CallVersion)
        .where(CallVersion.call_id == call.id, CallVersion.number >= number)
        .order_by(CallVersion.number)
        .limit(1)
    )
    seen = db.session.scalar(older)
    return differences(seen.definition, call.definition) if seen else []


def versions(call: Call) -> Sequence[CallVersion]:
    """Return the published versions of a call, the latest first."""
    latest = sa.select(CallVersion).where(CallVersion.call_id == call.id).order_by(CallVersion.number.desc())
    return db.session.scalars(latest).all()


def keys_used(call: Call) -> Mapping[str, frozenset[str]]:
    """Return the keys that stand in any published version of the call or in it now, by the list they
    stand in (rules.keys_of): under them answers are kept, so none is given to anything else."""
    found: dict[str, set[str]] = defaultdict(set)
    for definition in (*(version.definition for version in versions(call)), call.definition):
        for path, keys in keys_of(definition).items():
            found[path].update(keys)
    return {path: frozenset(keys) for path, keys in found.items()}
