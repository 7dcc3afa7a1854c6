"""What all kinds of documents share: a row of the register, changes taken over, reissue, void."""

from __future__ import annotations

import base64
import secrets
from collections.abc import Callable
from typing import Any

from sqlalchemy.exc import IntegrityError

from workflow.core import audit, clock, outbox
from workflow.core.db import db
from workflow.core.errors import NotAllowed, Refused
from workflow.core.states import edit, move
from workflow.documents import jobs, queries
from workflow.documents.current import Current
from workflow.documents.facts import Facts
from workflow.documents.models import Document
from workflow.documents.states import MACHINES, DocumentKind, DocumentState

CODE_BYTES = 16
LONGEST_REASON = 500


def new_code() -> str:
    """Return a random code of 128 bits in capitals and digits, as a QR code holds it best."""
    return base64.b32encode(secrets.token_bytes(CODE_BYTES)).decode().rstrip("=")


def enter(key: str, make: Callable[[], Document], *, actor: audit.Actor) -> Document:
    """Return the document of that key that is in force, entered as `make()` gives it where there is none.

    Whoever enters it at the same moment wins; what `make` has taken then, such as a number, is given back.
    """
    found = queries.in_force(key)
    if found is not None:
        return found
    try:
        with db.session.begin_nested():
            document = make()
            document.key = key
            document.prepared_at, document.prepared_by = clock.now(), actor.id
            document.prepared_name = str(actor.name)
            db.session.add(document)
    except IntegrityError:
        found = queries.in_force(key)
        if found is None:
            raise
        return found
    after = {"key": key, "number": document.number, "facts_hash": document.facts_hash}
    audit.record(f"{_name(document)}.prepare", document, actor=actor, after=after)
    return document


def blank(kind: DocumentKind, call_id: int, facts: Facts, **columns: Any) -> Document:
    """Make a document's row that says `facts`; `enter` completes it."""
    return Document(
        kind=kind, call_id=call_id, state=DocumentState.PREPARED, facts=facts.to_json(),
        facts_hash=facts.digest(), **{"code": new_code(), **columns},
    )  # fmt: skip


def write_facts(document: Document, facts: Facts) -> None:
    """Have the document say `facts`; a PDF of other facts is no longer its own.

    A caller changes the row by `move` or `edit` in the same transaction, which compares and sets.
    """
    if facts.digest() != document.facts_hash:
        document.facts, document.facts_hash = facts.to_json(), facts.digest()
        document.file, document.render_error = None, ""


def take_over(document: Document, *, actor: audit.Actor, version: int | None = None) -> None:
    """Have a document that is only prepared say what it would say now. Raises Refused, Stale.

    It keeps its number; a certificate is rendered anew.
    """
    must_be_allowed(document, "void" if document.kind is DocumentKind.LETTER else "print", actor)
    if document.state is not DocumentState.PREPARED:
        raise Refused.because(
            "not_prepared", ko="이미 나간 문서는 고칠 수 없습니다. 재발급하세요.",
            en="A document that is out cannot be changed. Reissue it.",
        )
    current = Current(queries.call_of(document), [document])
    facts = current.facts(document)
    if facts is None:
        raise Refused.because(
            "nothing_left", ko="이 문서에 적을 내용이 남아 있지 않습니다. 발급취소하세요.",
            en="There is nothing left for this document to say. Declare it void.",
        )
    before = document.facts_hash
    write_facts(document, facts)
    if document.kind is DocumentKind.LETTER:
        document.people = [one.trainee.id for one in current.people(document)]
    edit(document, "take_over", machine=MACHINES[document.kind], actor=actor, version=version, changes={},
         before={"facts_hash": before}, after={"facts_hash": document.facts_hash})  # fmt: skip
    if document.kind is not DocumentKind.LETTER:
        jobs.order(document)


def void(document: Document, reason: str, *, actor: audit.Actor, version: int | None = None) -> None:
    """Declare a document void (발급취소), for a stated reason; its row and its number stay. Raises Refused, Stale."""
    cancel(document, "void", reason, actor=actor, version=version)


def cancel(
    document: Document, verb: str, reason: str, *, actor: audit.Actor, version: int | None = None
) -> None:
    """Take a document out of force by `verb` ('void' or 'reissue')."""
    must_be_allowed(document, verb, actor)
    reason = stated(reason, ko="사유를 적어 주세요. 대장에 남습니다.", en="Write the reason; it stays in the register.")
    move(document, verb, machine=MACHINES[document.kind], actor=actor, version=version, reason=reason,
         changes={"voided_at": clock.now(), "void_reason": reason}, facts={"call_id": document.call_id})  # fmt: skip


def stated(reason: str, *, ko: str, en: str) -> str:
    """Return a reason that goes into the register. Raises Refused with these words where there is none, and
    for one that nobody reads to its end."""
    reason = reason.strip()
    if not reason:
        raise Refused.because("reason", ko=ko, en=en, field="reason")
    if len(reason) > LONGEST_REASON:
        raise Refused.because(
            "reason", ko=f"사유는 {LONGEST_REASON}자까지 적을 수 있습니다.",
            en=f"At most {LONGEST_REASON} characters fit the reason.", field="reason",
        )
    return reason


def replaced(document: Document, by: Document) -> Document:
    """Note that `by` was issued in the place of `document`."""
    by.replaces_id = document.id
    db.session.flush()
    return by


def render_again(document: Document, *, actor: audit.Actor) -> None:
    """Have a rendering that failed done again. Raises Refused where none has failed."""
    row = queries.job_row(jobs.job_key(document))
    if row is None or not queries.has_failed(row):
        raise Refused.because(
            "not_failed", ko="실패한 PDF 만들기가 없습니다.", en="No rendering of this document has failed."
        )
    document.render_error = ""
    outbox.resend(row.id, actor=actor)
    audit.record(f"{_name(document)}.render_again", document, actor=actor)


def must_be_allowed(document: Document, verb: str, actor: audit.Actor) -> None:
    """Raise NotAllowed unless the actor holds a role for `verb`; for what leads to no other state."""
    if not MACHINES[document.kind].transition(verb).who & set(actor.roles):
        raise NotAllowed(f"{_name(document)}: {verb}")


def _name(document: Document) -> str:
    return MACHINES[document.kind].name
