"""What the verbs of a nomination have in common: whether it is still a draft, whether it can come in now."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from workflow.accounts.roles import Role
from workflow.core import audit, clock, slots, states
from workflow.core.errors import Reason, Refused
from workflow.core.events import announce
from workflow.core.i18n import Text
from workflow.nominations import rules
from workflow.nominations.content import answers_of
from workflow.nominations.events import NominationSaved
from workflow.nominations.models import Nomination
from workflow.nominations.states import CAME_IN, NOMINATION, NominationState
from workflow.programmes.models import Call
from workflow.programmes.states import CallState


def reasons_against(
    nomination: Nomination, received: datetime | None, *, actor: audit.Actor, alone: bool = False
) -> list[Reason]:
    """Return all that keeps a draft from being submitted with this moment of receipt (aware): the moment
    first, then what is missing or cannot stand, in the form's order, then what later stages have against it.

    `alone` leaves out those, who read each nomination by itself: for lists.
    """
    imported = Role.SYSTEM in actor.roles
    came_in = received is not None and received == nomination.received_at
    timely = not_taken(nomination.call, received, imported=imported, came_in=came_in)
    found = rules.incomplete(
        nomination.call.definition, answers_of(nomination),
        by_staff=imported or nomination.entered_by is not None,
    )  # fmt: skip
    told = [] if imported or alone else slots.ask("submission.blockers", nomination)
    return [*([timely] if timely else []), *found, *(reason for reasons in told for reason in reasons)]


def not_taken(
    call: Call, received: datetime | None, *, imported: bool = False, came_in: bool = True
) -> Reason | None:
    """Say why nothing that came in at `received` (aware) is taken by this call, or None where it is; unless it
    `came_in` then, that is only the moment of who asks.

    What is imported came in elsewhere: its moment counts, whatever the clock and the call's state say now.
    """
    if received is None:
        return Reason(rules.MISSING, Text("접수일시를 입력해 주세요.", "Give the moment of receipt."), "received")
    if call.state is not CallState.PUBLISHED and not imported:
        return Reason("not_open", Text(
            "공고가 접수를 받는 상태가 아닙니다. 담당자에게 문의해 주세요.",
            "The call does not take nominations; ask the office.",
        ), "received")
    if received > clock.now() and not imported:
        return Reason("future", Text(
            "접수일시가 아직 오지 않았습니다. 실제로 접수한 일시를 입력해 주세요.",
            "This moment has not come yet. Give the one at which it was really received.",
        ), "received")
    return rules.out_of_time(call.definition, received, came_in=came_in)


OF_THE_MOMENT = frozenset({"late", "early", "not_open"})
"""The reasons that no answer mends."""


def moment_of_receipt(nomination: Nomination, actor: audit.Actor) -> datetime | None:
    """Return the moment that counts against the deadline (UTC) when `actor` submits now.

    A company's is the server's. What staff enter on behalf, and an import, came in before.
    """
    as_entered = nomination.entered_by is not None and Role.OFFICER in actor.roles
    return nomination.received_at if as_entered or Role.SYSTEM in actor.roles else clock.now()


def shut(nomination: Nomination) -> Reason | None:
    """Say why a draft cannot be submitted now whatever is filled in: None where it can, and for what came in."""
    if nomination.state in CAME_IN:
        return None
    came_in = nomination.received_at is not None
    return not_taken(nomination.call, nomination.received_at or clock.now(), came_in=came_in)


def must_be_draft(nomination: Nomination) -> None:
    """Raise Refused where it was submitted already, or discarded."""
    if nomination.state is NominationState.DRAFT:
        return
    if nomination.state is NominationState.DISCARDED:
        raise Refused.because(
            "discarded",
            ko="삭제한 임시저장입니다. ‘우리 기업 추천서’의 ‘삭제한 임시저장’에서 되살린 뒤 계속 작성할 수 있습니다.",
            en="This draft was discarded. Bring it back from “Discarded drafts” in the list to go on with it.",
        )
    raise Refused.because(
        "no_draft",
        ko=f"이미 제출된 추천서입니다(접수번호 {nomination.receipt_no}). 제출한 뒤에는 내용을 바꿀 수 없습니다.",
        en=f"This nomination has been submitted (receipt {nomination.receipt_no}); it cannot be changed any more.",
    )


def changed(
    nomination: Nomination, verb: str, actor: audit.Actor, changes: Mapping[str, Any], fields: list[str]
) -> None:
    """Count the draft's version up, with a row in the record that names the fields but not what they hold:
    the record is for ever, personal data is not."""
    states.edit(
        nomination, verb, machine=NOMINATION, actor=actor, before={}, after={"fields": fields},
        changes={**changes, "content_hash": None, "updated_at": clock.now(), "updated_by": actor.id},
    )  # fmt: skip
    announce(NominationSaved(subject_id=nomination.id, actor_id=actor.id, at=clock.now()))
