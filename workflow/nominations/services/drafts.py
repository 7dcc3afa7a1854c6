"""A draft: begun, and saved step by step by colleagues who do not lose each other's words."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from workflow.accounts.models import Company
from workflow.core import audit, clock
from workflow.core.db import db
from workflow.core.errors import Refused, Stale
from workflow.core.events import announce
from workflow.nominations import comparison, queries
from workflow.nominations.carrying import overwritten
from workflow.nominations.content import columns, completed, content_of, write_rows
from workflow.nominations.copying import Copied, notes_of
from workflow.nominations.events import NominationSaved
from workflow.nominations.models import Nomination
from workflow.nominations.services.attachments import take_out
from workflow.nominations.services.checks import changed, must_be_draft, not_taken
from workflow.programmes.models import Call


class Overtaken(Stale):
    """A colleague changed answers of this step since its page was shown.

    `paths` are the answers that changed, `theirs` the answers as they are stored now, `together` those
    with what the typist changed put over them, `at` when (UTC), `who` by whom and `by` whose account: it may be
    the typist's own, in another window.
    """

    def __init__(
        self, *, who: str, by: int | None, at: datetime, paths: list[str], theirs: dict[str, Any],
        together: dict[str, Any],
    ) -> None:  # fmt: skip
        super().__init__(who=who)
        self.by, self.at, self.paths, self.theirs, self.together = by, at, paths, theirs, together


def begin(
    call: Call,
    company: Company,
    *,
    actor: audit.Actor,
    content: Mapping[str, Any] | None = None,
    key: str | None = None,
    received_at: datetime | None = None,
    on_behalf: bool = False,
) -> Nomination:
    """Begin a draft for a company and return it; `content` is what is known already.

    `received_at` (aware) is the original moment of receipt of what is entered `on_behalf`. Raises
    Refused where the call does not take nominations at that moment (default: now).
    """
    if reason := not_taken(call, received_at or clock.now(), came_in=received_at is not None):
        raise Refused(reason)
    content = dict(content or {})
    if len(routes := call.definition.routes_open(by_staff=on_behalf)) == 1:
        content["route"] = routes[0].key
    return make_draft(
        call, company, actor=actor, content=content, key=key, received_at=received_at, on_behalf=on_behalf
    )


def make_draft(
    call: Call,
    company: Company,
    *,
    actor: audit.Actor,
    content: Mapping[str, Any],
    key: str | None = None,
    received_at: datetime | None = None,
    on_behalf: bool = False,
    content_hash: str | None = None,
) -> Nomination:
    """As `begin`, whether the call takes it or not: an import keeps what came late."""
    now = clock.now()
    nomination = Nomination(
        call=call, company=company, key=key, received_at=received_at, created_by=actor.id,
        entered_by=actor.id if on_behalf else None, created_at=now, updated_at=now, updated_by=actor.id,
        content_hash=content_hash, form_version=call.form_version, **columns(content),
    )  # fmt: skip
    write_rows(nomination, content)
    db.session.add(nomination)
    db.session.flush()
    audit.record("nomination.begin", nomination, actor=actor, after={"call": call.code, "company": company.id})
    announce(NominationSaved(subject_id=nomination.id, actor_id=actor.id, at=now))
    return nomination


def save_step(
    nomination: Nomination, content: Mapping[str, Any], *, actor: audit.Actor, seen: str | None = None
) -> bool:
    """Keep the content of a step of a draft; tell whether anything changed.

    `seen` are the marks of the page that it comes from (`comparison.mark`). Raises Overtaken
    where a colleague changed these answers since, and Refused where it is no draft any more.
    """
    nomination = queries.locked(nomination)
    must_be_draft(nomination)
    theirs = content_of(nomination, content)
    content = completed(content, theirs)
    if comparison.flat(content) == comparison.flat(theirs):
        return False  # what a colleague saved word for word needs no telling
    if seen is not None and (paths := comparison.changed(seen, theirs)):
        raise _overtaken(nomination, paths, theirs, comparison.put_together(seen, content, theirs))
    return _write(nomination, content, theirs, actor)


def save_beside(
    nomination: Nomination, content: Mapping[str, Any], *, actor: audit.Actor, seen: str
) -> list[str]:
    """Keep the content of a step while somebody types on, and return the paths of what a colleague changed
    elsewhere on it meanwhile, which stays.

    Raises Overtaken where both changed the same answer, or rows came or went, and Refused where it is no
    draft any more.
    """
    nomination = queries.locked(nomination)
    must_be_draft(nomination)
    stored = content_of(nomination, content)
    content = completed(content, stored)
    theirs = comparison.changed(seen, stored) if seen else []
    together = comparison.put_together(seen, content, stored) if theirs else content
    if theirs and comparison.meet(seen, content, stored):
        raise _overtaken(nomination, theirs, stored, together)
    _write(nomination, together, stored, actor)
    return theirs


def copy_into(nomination: Nomination, copied: Copied, *, actor: audit.Actor) -> None:
    """Put what was taken over from an earlier nomination into a draft: answers over those that are there,
    people after them. What was left out, and what is to be checked, is kept in its notes.

    Raises Refused where it is no draft any more.
    """
    nomination = queries.locked(nomination)
    must_be_draft(nomination)
    stored = content_of(nomination, copied.content)
    content = dict(copied.content)
    if "trainees" in content:
        content["trainees"] = [*stored["trainees"], *content["trainees"]]
    changes = {**columns(completed(content, stored)), "notes": notes_of(copied, nomination.notes)}
    write_rows(nomination, content)
    changed(nomination, "copy", actor, changes, sorted(content))


def acknowledge(nomination: Nomination, *, actor: audit.Actor) -> None:
    """Keep that the authors have seen how the form changed and what else there was to look at.

    Raises Refused where it is no draft any more.
    """
    nomination = queries.locked(nomination)
    must_be_draft(nomination)
    changes = {"form_version": max(nomination.call.form_version, nomination.form_version), "notes": {}}
    changed(nomination, "acknowledge", actor, changes, [])


def set_receipt(nomination: Nomination, received: datetime, *, actor: audit.Actor) -> None:
    """Correct the original moment of receipt (aware) of a draft that staff entered on behalf.

    Raises Refused where the call did not take nominations then, and for a moment to come.
    """
    nomination = queries.locked(nomination)
    must_be_draft(nomination)
    if reason := not_taken(nomination.call, received):
        raise Refused(reason)
    changed(nomination, "receipt", actor, {"received_at": received}, ["received"])


def _overtaken(
    nomination: Nomination, paths: list[str], theirs: dict[str, Any], together: dict[str, Any]
) -> Overtaken:
    who, at = queries.name_of(nomination.updated_by), nomination.updated_at
    return Overtaken(who=who, by=nomination.updated_by, at=at, paths=paths, theirs=theirs, together=together)


def _write(
    nomination: Nomination, content: Mapping[str, Any], stored: Mapping[str, Any], actor: audit.Actor
) -> bool:
    """Write content over what is stored, if it is other; tell whether it was."""
    paths = comparison.changed(comparison.mark(stored), content)
    if not paths:
        return False
    aside = overwritten(stored, content, nomination.call.definition)
    changes = columns(content)
    if aside:
        changes["notes"] = {**nomination.notes, "aside": [*nomination.notes.get("aside", []), *aside]}
    _leave_files_of(nomination, content, actor)
    write_rows(nomination, content)
    changed(nomination, "save", actor, changes, sorted({path.split(".")[0] for path in paths}))
    return True


def _leave_files_of(nomination: Nomination, content: Mapping[str, Any], actor: audit.Actor) -> None:
    """Put the documents of people who are taken out of the draft out of force; as history they stay."""
    kept = {row["row"] for row in content.get("trainees", ())}
    gone = {one.id for one in nomination.trainees if str(one.id) not in kept} if "trainees" in content else set()
    if gone:
        for attached in nomination.files:
            if attached.trainee_id in gone:
                take_out(attached, actor)
                attached.trainee_id = None
        db.session.flush()
