"""Bringing in nominations that another system holds. Each passes the same rules as on the pages, and its
`received` is the server's moment. Identity is (call, key), so the same file again adds nothing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import sqlalchemy as sa

from workflow.accounts.models import Company
from workflow.accounts.services.companies import obtain_company
from workflow.core import audit, countries
from workflow.core.db import db
from workflow.core.errors import Reason
from workflow.core.i18n import Text
from workflow.nominations import queries, rules, services
from workflow.nominations.batch import Batch, NominationEntry
from workflow.nominations.models import Milestone, Nomination, Trainee
from workflow.nominations.states import NominationState
from workflow.programmes.models import Call
from workflow.programmes.questions import AskedOf

CODES = ("route", "country", "category", "field_of_work")


class Result(StrEnum):
    """What became of an entry of the file."""

    ACCEPTED = "accepted"
    REFUSED = "refused"
    UNCHANGED = "unchanged"
    CHANGED = "changed"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one entry; `reasons` are all reasons of a refusal, the first of them is told as JSON."""

    key: str
    result: Result
    reasons: tuple[Reason, ...] = ()

    @property
    def is_refused(self) -> bool:
        return self.result in (Result.REFUSED, Result.CHANGED)

    def to_json(self) -> dict[str, Any]:
        first = self.reasons[0] if self.reasons else None
        return {
            "key": self.key, "result": self.result.value,
            "field": first.field if first else None, "reason": str(first.text) if first else None,
        }  # fmt: skip


CHANGED = Reason("changed", Text(
    "같은 key로 다른 내용이 이미 들어와 있습니다. 바뀐 것은 없습니다.",
    "This key has already come in with other content. Nothing was changed.",
))


DISCARDED = Reason("discarded", Text(
    "같은 key의 임시저장이 삭제되었습니다. 되살린 뒤 다시 가져와 주세요. 바뀐 것은 없습니다.",
    "The draft of this key was discarded. Bring it back, then import it again. Nothing was changed.",
))


def bring_in(batch: Batch, call: Call, *, actor: audit.Actor = audit.SYSTEM) -> list[Outcome]:
    """Take the nominations of a file into a call and return what became of each, in the file's order.

    One that is refused is kept as a draft, and the others go on. No mail is sent. Runs in the caller's
    unit of work.
    """
    known = queries.by_key(call)
    taken = _keys_of_trainees(call)
    return [_bring_in(batch, entry, call, known.get(entry.key), taken, actor) for entry in batch.nominations]


def _bring_in(
    batch: Batch, entry: NominationEntry, call: Call, known: Nomination | None, taken: dict[str, str],
    actor: audit.Actor,
) -> Outcome:
    named = batch.company_of(entry)
    content_hash = entry.content_hash(named.registration_no)
    if known is not None and known.content_hash != content_hash:
        return Outcome(entry.key, Result.CHANGED, (CHANGED,))
    if known is not None and known.state is NominationState.DISCARDED:
        return Outcome(entry.key, Result.REFUSED, (DISCARDED,))
    if known is not None and known.state is not NominationState.DRAFT:
        return Outcome(entry.key, Result.UNCHANGED)
    reasons = _reasons_against(entry, call, taken)
    if known is None:
        company = obtain_company(named.registration_no, name_ko=named.ko, name_en=named.en, actor=actor)
        known = _keep(entry, call, company, content_hash, actor)
        taken.update({one.key: entry.key for one in entry.trainees if one.key})
    if reasons:
        return Outcome(entry.key, Result.REFUSED, tuple(reasons))
    services.submit(known, actor=actor, quiet=True)
    if entry.withdrawn is None:
        return Outcome(entry.key, Result.ACCEPTED)
    services.withdraw(known, actor=actor, reason="import", at=entry.withdrawn, quiet=True)
    return Outcome(entry.key, Result.WITHDRAWN)


def _reasons_against(entry: NominationEntry, call: Call, taken: Mapping[str, str]) -> list[Reason]:
    """Return what refuses an entry: the rules of the pages, looked at as it stands in the file."""
    found = []
    if timely := services.not_taken(call, entry.received, imported=True):
        found.append(timely)
    found += rules.incomplete(call.definition, entry.answers(), by_staff=True)
    found += _unknown(entry.own, call, AskedOf.NOMINATION, "answers")
    for index, one in enumerate(entry.trainees):
        found += _unknown(one.answers, call, AskedOf.TRAINEE, f"trainees.{index}.answers")
        if one.key and taken.get(one.key, entry.key) != entry.key:
            found.append(Reason("key_taken", Text(
                f"이 공고의 다른 추천서에 있는 연수생입니다: {one.key}",
                f"'{one.key}' is a trainee of another nomination in this call.",
            ), f"trainees.{index}.key"))
    if entry.withdrawn and entry.received and entry.withdrawn < entry.received:
        found.append(Reason("withdrawn_early", Text(
            "철회 일시가 접수 일시보다 빠릅니다.", "It was withdrawn before it was received.",
        ), "withdrawn"))
    return found


def _unknown(answers: Mapping[str, Any], call: Call, of: AskedOf, path: str) -> list[Reason]:
    """Say of each answer that the call asks no such question in a form."""
    asked = {one.key for one in call.definition.questions if one.of is of and not one.is_file}
    return [
        Reason("unknown", Text(
            f"이 공고에서 묻지 않는 문항입니다: {key}", f"The call asks no question '{key}' here.",
        ), f"{path}.{key}")
        for key in answers if key not in asked
    ]  # fmt: skip


def _keep(
    entry: NominationEntry, call: Call, company: Company, content_hash: str, actor: audit.Actor
) -> Nomination:
    """Keep an entry as a draft, with what of it can be kept."""
    given = entry.model_dump(by_alias=True, exclude={"key", "company", "received", "withdrawn"})
    content = {
        **_storable(given, Nomination),
        "author": _storable(given["author"], Nomination, "author_"),
        "milestones": [{"row": "", **_storable(row, Milestone)} for row in given["milestones"]],
        "trainees": [{"row": "", **_storable(row, Trainee)} for row in given["trainees"]],
        "duties_acknowledged": list(entry.duties_acknowledged),
    }
    return services.make_draft(
        call, company, actor=actor, content=content, key=entry.key, received_at=entry.received,
        content_hash=content_hash,
    )  # fmt: skip


def _storable(given: Mapping[str, Any], table: Any, prefix: str = "") -> dict[str, Any]:
    """Cut a text to what its column holds; a code that is none is left out. The rules have refused both."""
    columns = sa.inspect(table).columns
    return {name: _fit(name, value, columns.get(prefix + name)) for name, value in given.items()}


def _fit(name: str, value: Any, column: Any) -> Any:
    if not isinstance(value, str) or column is None:
        return value
    if name == "country" and not countries.is_country(value):
        return ""
    most = getattr(column.type, "length", None)
    if most is None or len(value) <= most:
        return value
    return "" if name in CODES else value[:most]


def _keys_of_trainees(call: Call) -> dict[str, str]:
    """Return the key of the nomination of each trainee of the call that has a key."""
    found = db.session.execute(
        sa.select(Trainee.key, Nomination.key)
        .join(Nomination, Nomination.id == Trainee.nomination_id)
        .where(Nomination.call_id == call.id, Trainee.key.is_not(None))
    )
    return {str(trainee): nomination or "" for trainee, nomination in found}
