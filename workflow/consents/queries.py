"""Reads of the stage: who was asked, what was decided, and what is still missing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from flask import abort
from sqlalchemy.orm import contains_eager, joinedload

from workflow.accounts.models import OneTimeLink
from workflow.accounts.services import links
from workflow.consents import rules
from workflow.consents.models import ConsentRecord, SubmissionDeclaration, TraineeRequest
from workflow.consents.rules import Naming, Standing
from workflow.consents.seats import seats_of
from workflow.consents.states import Decision, RequestState
from workflow.core import clock
from workflow.core.db import db
from workflow.core.names import name_keys
from workflow.nominations.models import Nomination, Trainee
from workflow.nominations.states import NominationState
from workflow.programmes.definition import CallDefinition
from workflow.programmes.models import Call
from workflow.programmes.parts import Consent

PURPOSE = "trainee"
"""What links to trainees are good for, and nothing else."""
PAGE = 50
AT_ONCE = 5000

Latest = Mapping[str, ConsentRecord]


@dataclass(frozen=True, slots=True)
class Asked:
    """A trainee, what was asked of them and what they decided last about each consent. `instead_of` is who was asked
    when the row named another person."""

    trainee: Trainee
    request: TraineeRequest | None
    latest: Latest
    standing: Standing
    instead_of: str = ""

    @property
    def decided(self) -> dict[str, Decision]:
        return {key: record.decision for key, record in self.latest.items()}

    @property
    def renamed(self) -> bool:
        """Whether the name in the passport is another one than the company typed, not only written otherwise."""
        name = self.trainee.passport_name
        return bool(name) and not name_keys(name) & name_keys(self.trainee.name)

    def refused(self, call: CallDefinition) -> list[Consent]:
        return rules.refused(call.consents, self.decided)

    def lacking(self, call: CallDefinition) -> list[Consent]:
        return rules.lacking(call.consents, self.decided)


def by_token(token: str) -> tuple[TraineeRequest, OneTimeLink] | None:
    """Return the request whose link this is, if it is good now, with all that its page shows. Changes nothing."""
    found = _by_token(token)
    return None if found is None or _is_discarded(found[0]) else found


def is_of_discarded(token: str) -> bool:
    """Tell whether a link would be good, had its nomination not been discarded."""
    found = _by_token(token)
    return found is not None and _is_discarded(found[0])


def _is_discarded(request: TraineeRequest) -> bool:
    return request.trainee.nomination.state is NominationState.DISCARDED


def _by_token(token: str) -> tuple[TraineeRequest, OneTimeLink] | None:
    link = links.find(token, [PURPOSE])
    kind, _colon, number = (link.subject or "" if link else "").partition(":")
    if link is None or kind != TraineeRequest.__tablename__ or not number.isdecimal():
        return None
    request = db.session.scalars(
        sa.select(TraineeRequest)
        .where(TraineeRequest.id == int(number), TraineeRequest.state != RequestState.REVOKED)
        .options(
            joinedload(TraineeRequest.trainee).joinedload(Trainee.nomination).options(
                joinedload(Nomination.call), joinedload(Nomination.company)
            )
        )
    ).one_or_none()
    return (request, link) if request and request.naming is not Naming.ANOTHER else None


def latest_of(request_ids: Collection[int]) -> dict[int, dict[str, ConsentRecord]]:
    """Return, by request, what was decided last about each consent. No query where nobody was asked."""
    found: dict[int, dict[str, ConsentRecord]] = defaultdict(dict)
    for some in _batched(request_ids):
        rows = sa.select(ConsentRecord).where(ConsentRecord.request_id.in_(some)).order_by(ConsentRecord.id)
        for record in db.session.scalars(rows):
            found[record.request_id][record.key] = record
    return found


def history_of(request_id: int) -> Sequence[ConsentRecord]:
    """Return all that a trainee decided, in its order."""
    rows = sa.select(ConsentRecord).where(ConsentRecord.request_id == request_id).order_by(ConsentRecord.id)
    return db.session.scalars(rows).all()


def records(ids: Collection[int]) -> Sequence[ConsentRecord]:
    rows = sa.select(ConsentRecord).where(ConsentRecord.id.in_(ids)).order_by(ConsentRecord.id)
    return db.session.scalars(rows).all()


def of_nomination(nomination: Nomination) -> list[Asked]:
    """Return each trainee of a nomination with what was asked and decided, in the form's order. Two queries."""
    return of_nominations([nomination])[nomination.id]


def of_nominations(nominations: Sequence[Nomination]) -> dict[int, list[Asked]]:
    """Return as `of_nomination` does for several, by nomination. Two queries, whatever their number."""
    ids = [one.id for one in nominations]
    rows = sa.select(TraineeRequest).join(TraineeRequest.trainee).where(Trainee.nomination_id.in_(ids))
    requests = {one.trainee_id: one for one in db.session.scalars(rows)} if ids else {}
    decided = latest_of([one.id for one in requests.values()])
    return {one.id: _asked(one.call.definition, one.trainees, requests, decided) for one in nominations}


def of_call(call: Call, only: Collection[int] | None = None) -> list[Asked]:
    """Return the trainees of a call whose nominations came in and were not withdrawn, by receipt; `only` narrows
    them to these ids. Three queries."""
    return _read(call, _trainees(call, only).order_by(Nomination.received_at, Nomination.id, Trainee.position_no))


def page_of_call(
    call: Call, *, only: Collection[int] | None, standing: Standing | None, after: int | None
) -> tuple[list[Asked], int | None]:
    """Return at most PAGE trainees of a call as `of_call`, those of a standing, and the key that leads to the next."""
    query = _trainees(call, only).outerjoin(TraineeRequest, TraineeRequest.trainee_id == Trainee.id)
    if standing is not None:
        query = query.where(_stands(call, standing))
    if after is not None:
        query = query.where(Trainee.id > after)
    found = _read(call, query.order_by(Trainee.id).limit(PAGE + 1))
    further = found[PAGE - 1].trainee.id if len(found) > PAGE else None
    return [one for one in found[:PAGE] if standing in (None, one.standing)], further


def _trainees(call: Call, only: Collection[int] | None) -> sa.Select[Trainee]:
    query = (
        sa.select(Trainee)
        .join(Trainee.nomination)
        .where(Nomination.call_id == call.id, Nomination.state == NominationState.SUBMITTED)
        .options(contains_eager(Trainee.nomination).joinedload(Nomination.company))
    )
    return query if only is None else query.where(Trainee.id.in_(only))


def _stands(call: Call, standing: Standing) -> sa.ColumnElement[bool]:
    """Select who may stand so; who has answered may have refused, which only the records say."""
    if standing is Standing.UNASKED:
        return TraineeRequest.id.is_(None)
    if standing in (Standing.WAITING, Standing.OVERDUE):
        asked, overdue = TraineeRequest.state == RequestState.ASKED, _overdue(call)
        return sa.and_(asked, overdue if standing is Standing.OVERDUE else ~overdue)
    if standing is Standing.REFUSED:
        return TraineeRequest.answered_at.is_not(None)
    if standing is Standing.RENAMED:
        return TraineeRequest.person != Trainee.name
    return TraineeRequest.state == RequestState(standing.value)


def _overdue(call: Call) -> sa.ColumnElement[bool]:
    if clock.today() > rules.needed_on(call.definition):
        return TraineeRequest.asked_at.is_not(None)
    return TraineeRequest.asked_at <= clock.now() - rules.PATIENCE


def _read(call: Call, trainees: sa.Select[Trainee]) -> list[Asked]:
    people = db.session.scalars(trainees).all()
    requests: dict[int, TraineeRequest] = {}
    for some in _batched([one.id for one in people]):
        rows = sa.select(TraineeRequest).where(TraineeRequest.trainee_id.in_(some))
        requests |= {one.trainee_id: one for one in db.session.scalars(rows)}
    return _asked(call.definition, people, requests, latest_of([one.id for one in requests.values()]))


def overdue_in(call: Call) -> int:
    """Count the trainees of a call whose answer is overdue, of those with a seat once that is announced. Two
    queries, whatever their number."""
    seated = seats_of(call.id)
    return db.session.scalar(
        sa.select(sa.func.count())
        .select_from(TraineeRequest)
        .join(TraineeRequest.trainee)
        .join(Trainee.nomination)
        .where(
            Nomination.call_id == call.id, Nomination.state == NominationState.SUBMITTED,
            TraineeRequest.state == RequestState.ASKED, _overdue(call),
            sa.true() if seated is None else TraineeRequest.trainee_id.in_(seated),
        )
    ) or 0  # fmt: skip


def unanswered(at_most: int) -> Sequence[TraineeRequest]:
    """Return requests with an address that wait for an answer and whose link is good, the oldest first, locked."""
    return db.session.scalars(
        sa.select(TraineeRequest)
        .join(TraineeRequest.trainee)
        .join(Trainee.nomination)
        .join(Nomination.call)
        .where(
            TraineeRequest.state == RequestState.ASKED, TraineeRequest.email != "",
            TraineeRequest.expires_at > clock.now(),
            sa.or_(Nomination.state == NominationState.SUBMITTED, _can_come_in()),
        )
        .options(
            contains_eager(TraineeRequest.trainee).contains_eager(Trainee.nomination).contains_eager(Nomination.call)
        )
        .order_by(TraineeRequest.asked_at)
        .limit(at_most)
        .with_for_update(of=TraineeRequest)
    ).all()  # fmt: skip


def renamed(at_most: int) -> Sequence[TraineeRequest]:
    """Return answered requests with an address whose row bears another name since more than an hour, locked: while
    a name is being typed nobody is written to."""
    return db.session.scalars(
        sa.select(TraineeRequest)
        .join(TraineeRequest.trainee)
        .join(Trainee.nomination)
        .where(
            TraineeRequest.state == RequestState.ANSWERED, TraineeRequest.email != "",
            TraineeRequest.expires_at > clock.now(), TraineeRequest.person != Trainee.name,
            Nomination.state.in_((NominationState.DRAFT, NominationState.SUBMITTED)),
            Nomination.updated_at <= clock.now() - rules.TYPED,
        )
        .options(contains_eager(TraineeRequest.trainee).contains_eager(Trainee.nomination).joinedload(Nomination.call))
        .order_by(Nomination.updated_at.desc())
        .limit(at_most)
        .with_for_update(of=TraineeRequest)
    ).all()  # fmt: skip


def _can_come_in() -> sa.ColumnElement[bool]:
    """Select drafts that can still be submitted: those of calls that are open, and what came in on paper before."""
    in_time = sa.or_(Call.closes_at > clock.now(), Nomination.received_at.is_not(None))
    return sa.and_(Nomination.state == NominationState.DRAFT, in_time)


def request_of(trainee_id: int) -> TraineeRequest | None:
    return db.session.scalar(sa.select(TraineeRequest).where(TraineeRequest.trainee_id == trainee_id))


def trainee_or_404(nomination: Nomination, trainee_id: int) -> Trainee:
    """Return the trainee of that id of this nomination."""
    return next((one for one in nomination.trainees if one.id == trainee_id), None) or abort(404)


def answered_of(call_id: int, trainee_ids: Collection[int]) -> Sequence[TraineeRequest]:
    """Return the requests of these trainees of a call that were answered."""
    return db.session.scalars(
        sa.select(TraineeRequest)
        .join(TraineeRequest.trainee)
        .join(Trainee.nomination)
        .where(
            Nomination.call_id == call_id, TraineeRequest.trainee_id.in_(trainee_ids),
            TraineeRequest.state == RequestState.ANSWERED,
        )
        .order_by(TraineeRequest.id)
    ).all()  # fmt: skip


def declaration_of(nomination_id: int) -> SubmissionDeclaration | None:
    """Return what the company declared when it submitted, None for what was imported."""
    return db.session.scalars(
        sa.select(SubmissionDeclaration)
        .where(SubmissionDeclaration.nomination_id == nomination_id)
        .order_by(SubmissionDeclaration.id.desc())
        .limit(1)
    ).first()


def _batched(ids: Collection[int]) -> Iterator[list[int]]:
    """Yield ids in parts that fit into the parameters of one statement, however many there are."""
    every = list(ids)
    return (every[at:at + AT_ONCE] for at in range(0, len(every), AT_ONCE))


def _asked(
    call: CallDefinition, trainees: Sequence[Trainee], requests: Mapping[int, TraineeRequest], decided: Mapping[int, Latest]
) -> list[Asked]:
    needed, now, found = rules.needed_on(call), clock.now(), []
    for trainee in trainees:
        request = requests.get(trainee.id)
        naming = request.naming if request else Naming.SAME
        if request and naming is Naming.ANOTHER:
            found.append(Asked(trainee, None, {}, Standing.UNASKED, instead_of=request.person))
            continue
        latest = decided.get(request.id, {}) if request else {}
        against = rules.refused(call.consents, {key: record.decision for key, record in latest.items()})
        state, asked_at = (request.state, request.asked_at) if request else (None, None)
        standing = rules.standing(
            state, asked_at, needed, now, refused=bool(against), renamed=naming is Naming.CORRECTED
        )
        found.append(Asked(trainee, request, latest, standing))
    return found
