"""What a trainee does on the page by link: confirms the data and the name, answers, decides about each consent."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from workflow.consents import passport, queries, texts
from workflow.consents.events import (
    ConsentGiven,
    ConsentRefused,
    ConsentsRecorded,
    OfTrainee,
    TraineeConfirmed,
)
from workflow.consents.models import ConsentRecord, TraineeRequest
from workflow.consents.states import REQUEST, TRAINEE, Decision
from workflow.core import clock, states
from workflow.core.db import db
from workflow.core.errors import Reason, Refused
from workflow.core.events import announce
from workflow.core.i18n import Text
from workflow.core.names import name_keys
from workflow.programmes.parts import Consent


@dataclass(frozen=True, slots=True)
class Holder:
    """Who holds a trainee's link, as an actor: `link` is the hash of its token, `address` where from.

    The name is in the audit record for ever, so it is none.
    """

    link: str
    address: str
    id: None = None
    name: str = "trainee"
    roles: frozenset[str] = frozenset({TRAINEE})


@dataclass(frozen=True, slots=True)
class Answers:
    """What a trainee sends: the name as in the passport, remarks by field, answers to the questions of the
    confirmation (`values` of the catalogue, `own` of the call), and a decision for each consent by its key."""

    surname: str
    given_names: str
    remarks: Mapping[str, str] = field(default_factory=dict)
    values: Mapping[str, Any] = field(default_factory=dict)
    own: Mapping[str, Any] = field(default_factory=dict)
    decisions: Mapping[str, Decision] = field(default_factory=dict)


def answer(request: TraineeRequest, answers: Answers, *, language: str, holder: Holder) -> list[ConsentRecord]:
    """Keep what a trainee answers, and a record for each consent in the language in which it was shown.

    Raises Refused (surname, given_names, and a consent's key that is not decided).
    """
    trainee = request.trainee
    call = trainee.nomination.call.definition
    latest = queries.latest_of([request.id]).get(request.id, {})
    undecided = [one for one in call.consents if one.key not in latest]
    if reasons := reasons_against(answers, undecided):
        raise Refused(reasons)
    name = passport.full(answers.surname, answers.given_names)
    renamed = not name_keys(name) & name_keys(trainee.name)
    trainee.passport_name = name
    for column, value in answers.values.items():
        setattr(trainee, column, value)
    if answers.own:
        trainee.answers = {**trainee.answers, **answers.own}
    request.person = trainee.name
    request.surname, request.given_names = answers.surname, answers.given_names
    request.remarks = dict(answers.remarks)
    states.move(request, "answer", machine=REQUEST, actor=holder, changes={
        "answered_at": clock.now(), "reminded": [],
    })  # fmt: skip
    announce(_event(TraineeConfirmed, request, renamed=renamed, remarks=bool(answers.remarks)))
    decided = [(one, answers.decisions[one.key]) for one in undecided]
    return _record(request, decided, language, holder)


def reasons_against(answers: Answers, undecided: Iterable[Consent]) -> list[Reason]:
    """Return what keeps answers from being taken: the name, and each consent that is left open."""
    return [*_wrong_name(answers), *_undecided(undecided, answers.decisions)]


def give(request: TraineeRequest, consent: Consent, *, language: str, holder: Holder) -> ConsentRecord | None:
    """Keep that a trainee gives a consent after all; one that stands already adds nothing."""
    record = queries.latest_of([request.id]).get(request.id, {}).get(consent.key)
    if record is not None and record.decision is Decision.GIVEN:
        return None
    return _record(request, [(consent, Decision.GIVEN)], language, holder)[0]


def withdraw(request: TraineeRequest, key: str, *, holder: Holder) -> ConsentRecord | None:
    """Keep that a trainee withdraws a consent (동의 철회), by the text to which it was given, whether the call still
    asks for it or not. What is not given adds nothing."""
    given = queries.latest_of([request.id]).get(request.id, {}).get(key)
    if given is None or given.decision is not Decision.GIVEN:
        return None
    made = _add(
        request, key, Decision.WITHDRAWN, required=given.required, language=given.language, shown=given.shown, holder=holder
    )
    announce(_event(ConsentsRecorded, request, record_ids=(made.id,)))
    return made


def _record(
    request: TraineeRequest, decided: Iterable[tuple[Consent, Decision]], language: str, holder: Holder
) -> list[ConsentRecord]:
    made = [
        _add(
            request, one.key, decision, required=one.required, language=language,
            shown=texts.as_shown(one, language), holder=holder,
        )
        for one, decision in decided
    ]  # fmt: skip
    if made:
        announce(_event(ConsentsRecorded, request, record_ids=tuple(one.id for one in made)))
    return made


def _add(
    request: TraineeRequest, key: str, decision: Decision, *, required: bool, language: str, shown: Mapping[str, Any],
    holder: Holder,
) -> ConsentRecord:
    record = ConsentRecord(
        request_id=request.id, trainee_id=request.trainee_id, nomination_id=request.trainee.nomination_id, key=key,
        decision=decision, required=required, language=language, shown=dict(shown), text_hash=texts.version_of(shown),
        at=clock.now(), address=holder.address, link=holder.link,
    )  # fmt: skip
    db.session.add(record)
    db.session.flush()
    if decision is Decision.GIVEN:
        announce(_event(ConsentGiven, request, key=key, record_id=record.id))
    else:
        withdrawn = decision is Decision.WITHDRAWN
        announce(_event(ConsentRefused, request, key=key, record_id=record.id, withdrawn=withdrawn))
    return record


def _event(kind: type[OfTrainee], request: TraineeRequest, **facts: Any) -> OfTrainee:
    return kind(
        subject_id=request.id, actor_id=None, at=clock.now(), trainee_id=request.trainee_id,
        nomination_id=request.trainee.nomination_id, **facts,
    )  # fmt: skip


def _wrong_name(answers: Answers) -> list[Reason]:
    found = [
        Reason("name", wrong, field)
        for field, name in (("surname", answers.surname), ("given_names", answers.given_names))
        if (wrong := passport.check(name))
    ]
    if not answers.given_names:
        found.append(Reason("missing", Text(
            "여권에 적힌 이름을 입력해 주세요. 성과 이름의 구분이 없으면 전체를 여기에 적어 주세요.",
            "Give the name as in the passport; one that is not divided goes here as a whole.",
        ), "given_names"))  # fmt: skip
    return found


def _undecided(consents: Iterable[Consent], decisions: Mapping[str, Decision]) -> list[Reason]:
    return [
        Reason("undecided", Text(
            f"'{one.ko}'에 동의하는지 선택해 주세요. 동의하지 않을 수도 있습니다.",
            f"Say whether you give the consent '{one.text.pick('en')}'; you may refuse.",
        ), f"consents.{one.key}")
        for one in consents
        if decisions.get(one.key) not in (Decision.GIVEN, Decision.REFUSED)
    ]  # fmt: skip
