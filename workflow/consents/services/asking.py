"""Links to trainees: sent, shown once to be handed on, repeated as a reminder, revoked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa

from workflow.accounts.models import OneTimeLink
from workflow.accounts.services import links
from workflow.consents import queries, rules
from workflow.consents.events import TraineeAsked
from workflow.consents.models import TraineeRequest
from workflow.consents.queries import PURPOSE
from workflow.consents.rules import Naming
from workflow.consents.seats import seats_of
from workflow.consents.states import REQUEST, RequestState
from workflow.core import audit, clock, states
from workflow.core.audit import SYSTEM, Actor
from workflow.core.db import db
from workflow.core.errors import Reason, Refused
from workflow.core.events import announce
from workflow.core.i18n import LANGUAGES, Text
from workflow.nominations import queries as nominations
from workflow.nominations import wellformed
from workflow.nominations.models import Nomination, Trainee
from workflow.nominations.services import shut
from workflow.nominations.states import NominationState

REMIND = "consents.remind"
"""The task that reminds trainees who have not answered."""
RENAMED = "renamed"
"""Which reminder asks who has answered to confirm the name that was changed since."""
AT_ONCE = 500
"""How many trainees one round of reminders looks at; the next round goes on with the others."""


def ask(
    trainee: Trainee, *, email: str, language: str, actor: Actor, version: int | None = None
) -> TraineeRequest:
    """Send a trainee a link by mail, in their language; links that were sent before end.

    Raises Refused (fields email, language) and, with the `version` that the page showed, Stale.
    """
    email = wellformed.clean_line(email)
    reasons = [*not_now(trainee), *_wrong_address(email)]
    if language not in LANGUAGES:
        reasons.append(Reason("language", wellformed.NOT_LISTED, "language"))
    if reasons:
        raise Refused(reasons)
    request = _request(trainee)
    why = "first" if request.state is RequestState.NEW else "again"
    token = _open(request, actor, version, email=email, language=language)
    announce(TraineeAsked(subject_id=request.id, actor_id=actor.id, at=clock.now(), token=token, why=why))
    return request


def hand_out(trainee: Trainee, *, language: str, actor: Actor, version: int | None = None) -> str:
    """Make a link for the company to hand on itself and return its token, which is told only now.

    Links that were sent before end, and nobody is written to or reminded. Raises Refused, Stale.
    """
    if reasons := not_now(trainee):
        raise Refused(reasons)
    return _open(_request(trainee), actor, version, email="", language=language if language in LANGUAGES else "en")


def remind(request: TraineeRequest, *, actor: Actor, version: int | None = None) -> None:
    """Send a trainee who has not answered, or not since the name was changed, a further link; those before stay
    good. Raises Refused where there is no address, where nothing is waited for, and where the last mail is less
    than a day old; Stale."""
    reasons = not_now(request.trainee)
    if not _is_waited_for(request) or not request.email:
        reasons.append(Reason("not_asked", Text(
            "답변을 기다리는 연수생에게만 다시 알릴 수 있습니다. 먼저 전자우편으로 링크를 보내 주세요.",
            "Only a trainee whose answer is waited for can be reminded. Send a link by mail first.",
        )))
    elif request.sent_at and clock.now() < request.sent_at + rules.PRESS_AGAIN:
        reasons.append(Reason("too_soon", Text(
            "마지막으로 보낸 지 하루가 지나지 않았습니다. 내일 다시 알려 주세요.",
            "The last mail is less than a day old. Remind again tomorrow.",
        )))
    if reasons:
        raise Refused(reasons)
    _remind(request, request.reminded, actor, version)


def revoke(request: TraineeRequest, *, actor: Actor, version: int | None = None) -> None:
    """End a trainee's links; what was answered stays. Raises Refused where nothing is out, Stale."""
    verb = "close" if request.state is RequestState.ANSWERED else "revoke"
    states.move(request, verb, machine=REQUEST, actor=actor, version=version)
    end_links(request)


def remind_all() -> int:
    """Remind those who have not answered 3 and 7 days after they were asked, and 3 days before their answer is
    needed, and ask those to confirm whose name was changed since they answered; return how many were written to.
    Nobody is reminded twice of the same, nor who has no seat any more."""
    now, sent = clock.now(), 0
    seated: dict[int, frozenset[int] | None] = {}
    for request in queries.unanswered(AT_ONCE):
        call = request.trainee.nomination.call
        due = rules.reminders_due(request.asked_at or now, rules.needed_on(call.definition), now)
        if request.naming is Naming.ANOTHER or not set(due) - set(request.reminded):
            continue
        if call.id not in seated:
            seated[call.id] = seats_of(call.id)
        seats = seated[call.id]
        if seats is None or request.trainee_id in seats:
            _remind(request, sorted({*request.reminded, *due}), SYSTEM, None)
            sent += 1
    for request in queries.renamed(AT_ONCE):
        if request.naming is Naming.CORRECTED and RENAMED not in request.reminded:
            _remind(request, [*request.reminded, RENAMED], SYSTEM, None)
            sent += 1
    return sent


def ask_more(request: TraineeRequest) -> None:
    """Ask a trainee who has answered before for what is asked only now, at the confirmation."""
    now = clock.now()
    states.move(request, "ask_more", machine=REQUEST, actor=SYSTEM, changes={"asked_at": now, "reminded": []})
    if request.email and now < rules.ends_at(request.trainee.nomination.call.definition):
        token = _link(request, beside=True)
        request.sent_at = now
        announce(TraineeAsked(subject_id=request.id, actor_id=None, at=now, token=token, why="more"))


def follow_names(nomination: Nomination) -> None:
    """Let the name in the passport stand beside nobody else's. A draft is saved while a name is being typed, so
    nothing is lost by it: whom the row names again has their answers again."""
    for request in _requests(nomination):
        naming = request.naming
        request.trainee.passport_name = "" if naming is Naming.ANOTHER else request.passport_name
        if naming is Naming.SAME and request.trainee.name:
            request.person = request.trainee.name
    db.session.flush()


def forget_others(nomination: Nomination) -> None:
    """Forget what was asked of persons whom the nomination's rows do not name any more: a row that names somebody
    else now is asked anew. The records of what was consented to stay."""
    for request in _requests(nomination):
        if request.naming is Naming.ANOTHER:
            _forget(request)


def _requests(nomination: Nomination) -> Sequence[TraineeRequest]:
    rows = sa.select(TraineeRequest).join(TraineeRequest.trainee).where(Trainee.nomination_id == nomination.id)
    return db.session.scalars(rows).all()


def _forget(request: TraineeRequest) -> None:
    end_links(request)
    request.trainee.passport_name = ""
    audit.record("trainee_request.forget", request, actor=SYSTEM, reason="the row names somebody else")
    db.session.delete(request)
    db.session.flush()


def end_links(request: TraineeRequest) -> None:
    links.revoke(OneTimeLink.subject == request.subject, OneTimeLink.purpose == PURPOSE)


def _request(trainee: Trainee) -> TraineeRequest:
    """Return the trainee's request, made where there is none, or only that of another whom the row named before;
    two people who ask at once take turns."""
    nominations.locked(trainee.nomination)
    found = queries.request_of(trainee.id)
    if found is not None and found.naming is Naming.ANOTHER:
        _forget(found)
        found = None
    if found is None:
        found = TraineeRequest(trainee=trainee, state=RequestState.NEW, person=trainee.name)
        db.session.add(found)
        db.session.flush()
    return found


def _open(request: TraineeRequest, actor: Actor, version: int | None, **whom: str) -> str:
    """Ask, or give who has answered a new link; return its token. The address is in no audit row: that is for ever."""
    now = clock.now()
    expires = rules.ends_at(request.trainee.nomination.call.definition)
    changes: Mapping[str, Any] = {"sent_at": now, "expires_at": expires}
    again = request.state is RequestState.ANSWERED
    if not again:
        changes = {**changes, "asked_at": now, "reminded": []}
    states.move(request, "send_again" if again else "ask", machine=REQUEST, actor=actor, version=version, changes=changes)
    request.email, request.language = whom["email"], whom["language"]
    return _link(request)


def _remind(request: TraineeRequest, reminded: list[str], actor: Actor, version: int | None) -> None:
    now = clock.now()
    changes = {"sent_at": now, "reminded_at": now, "reminded": reminded}
    states.edit(request, "remind", machine=REQUEST, actor=actor, version=version, changes=changes, before={},
                after={"reminded": reminded})  # fmt: skip
    token = _link(request, beside=True)
    why = RENAMED if request.state is RequestState.ANSWERED else "reminder"
    announce(TraineeAsked(subject_id=request.id, actor_id=actor.id, at=now, token=token, why=why))


def _is_waited_for(request: TraineeRequest) -> bool:
    """Tell whether the trainee has still to answer, or to confirm a name that was changed since."""
    naming = request.naming
    if naming is Naming.ANOTHER:
        return False
    return request.state is RequestState.ASKED or (
        request.state is RequestState.ANSWERED and naming is Naming.CORRECTED
    )


def _link(request: TraineeRequest, *, beside: bool = False) -> str:
    lifetime = rules.ends_at(request.trainee.nomination.call.definition) - clock.now()
    return links.issue(PURPOSE, subject=request.subject, beside=beside, lifetime=lifetime)[1]


def not_now(trainee: Trainee, *, named: bool = True) -> list[Reason]:
    """Say why no link can be sent to a trainee now, for want of a name too if it has to be `named`; empty: one can."""
    nomination, found = trainee.nomination, []
    if nomination.state is NominationState.DISCARDED:
        found.append(Reason("discarded", Text(
            "삭제한 임시저장의 연수생에게는 링크를 보낼 수 없습니다.",
            "The draft was discarded; its trainees are asked nothing.",
        )))
    elif closed := shut(nomination):
        found.append(Reason(closed.code, Text(
            f"{closed.text.ko} 제출할 수 없는 추천서의 연수생에게는 링크를 보내지 않습니다.",
            f"{closed.text.pick('en')} No link is sent for a nomination that cannot be submitted.",
        )))
    elif nomination.state is NominationState.WITHDRAWN:
        found.append(Reason("withdrawn", Text(
            "철회된 추천의 연수생에게는 링크를 보낼 수 없습니다.",
            "The nomination was withdrawn; its trainees are asked nothing.",
        )))
    elif clock.now() >= rules.ends_at(nomination.call.definition):
        found.append(Reason("over", Text(
            "연수가 끝나 더 이상 링크를 보낼 수 없습니다.", "The training is over; no link can be sent any more.",
        )))
    elif named and not trainee.name:
        found.append(Reason("nameless", Text(
            "연수생 성명을 먼저 입력해 주세요.", "Give the trainee's name first.",
        )))
    return found


def _wrong_address(email: str) -> list[Reason]:
    if not email:
        return [Reason("missing", Text("연수생의 전자우편 주소를 입력해 주세요.", "Give the trainee's mail address."), "email")]
    wrong = wellformed.check_email(email)
    return [Reason("email", wrong, "email")] if wrong else []
