"""Certificates (수료증): prepared and printed before the ceremony, then awarded (수여확정) or not (미수여)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from workflow.core import audit, clock
from workflow.core.errors import NotAllowed, Refused
from workflow.core.i18n import Text
from workflow.core.numbers import next_number
from workflow.core.states import move
from workflow.core.web import public_address
from workflow.documents import building, jobs, queries
from workflow.documents.facts import CertificateFacts
from workflow.documents.models import Document
from workflow.documents.services import register
from workflow.documents.states import CERTIFICATE, PRINTERS, DocumentKind, DocumentState
from workflow.nominations.models import Trainee
from workflow.programmes.models import Call
from workflow.selection import queries as selection
from workflow.training import queries as training
from workflow.training.models import Completion

SERIES = "certificate"
DIGITS = 4
LEFT = "참가를 포기한 연수생의 수료증"


@dataclass(frozen=True, slots=True)
class Settled:
    """What became of the printed certificates: how many were awarded and not, and how many are still open."""

    awarded: int
    withheld: int
    open: int


def prepare_certificate(
    trainee: Trainee, *, actor: audit.Actor, awarded_on: date | None = None
) -> Document:
    """Prepare the certificate of a trainee who comes: number, code, facts, and the order to render it.

    `awarded_on` is the day of the ceremony that it bears (default: as the programme says). A trainee
    who has one gets no other. Raises NotAllowed, Refused.
    """
    _must_be_printer(actor)
    call = trainee.nomination.call
    if not queries.is_coming(trainee.id):
        raise Refused.because(
            "not_coming", ko="참가가 확정된 연수생에게만 수료증을 준비할 수 있습니다.",
            en="A certificate can be prepared only for a trainee who comes.",
        )
    day = awarded_on or building.ceremony_day(call)
    if not call.training_from <= day <= call.training_to:
        raise Refused.because(
            "awarded_on", ko="수여일은 연수기간 안의 날짜로 정해 주세요.",
            en="Choose a day within the training period.", field="awarded_on",
        )
    document = register.enter(f"certificate:{trainee.id}", lambda: _numbered(call, trainee, day), actor=actor)
    jobs.order(document)
    return document


def prepare_certificates(
    call: Call, *, actor: audit.Actor, awarded_on: date | None = None
) -> list[Document]:
    """Prepare a certificate for everybody who comes and has none, in the order of their seats; return all."""
    _must_be_printer(actor)
    day = awarded_on or building.ceremony_day(call)
    return [
        prepare_certificate(one.trainee, actor=actor, awarded_on=day) for one in selection.selected_of(call.id)
    ]


def mark_printed(document: Document, *, actor: audit.Actor, version: int | None = None) -> None:
    """Note that a certificate was printed. Refused while its PDF is not there; raises Stale."""
    if document.state is DocumentState.PREPARED and document.file_id is None:
        raise Refused.because(
            "not_rendered", ko="아직 PDF를 만들고 있습니다. 만들어진 뒤 인쇄하세요.",
            en="Its PDF is still being made. Print it when it is there.",
        )
    move(document, "print", machine=CERTIFICATE, actor=actor, version=version)


def mark_all_printed(call: Call, *, actor: audit.Actor) -> int:
    """Note that every prepared certificate that has its PDF was printed; return how many."""
    ready = [one for one in queries.certificates_of(call.id, DocumentState.PREPARED) if one.file_id]
    for document in ready:
        mark_printed(document, actor=actor)
    return len(ready)


def award(document: Document, *, actor: audit.Actor, version: int | None = None) -> None:
    """Award a printed certificate; from now on it verifies as valid. Refused for who has not completed."""
    completion = training.completions_of(document.call_id).get(document.trainee_id or 0)
    if completion is None or not completion.completed:
        raise _not_completed(completion)
    _award(document, actor=actor, version=version)


def withhold(document: Document, reason: str, *, actor: audit.Actor, version: int | None = None) -> None:
    """Decide that a printed certificate is not awarded, for a stated reason. Raises Refused, Stale."""
    reason = register.stated(reason, ko="수여하지 않는 사유를 적어 주세요.", en="Write why it is not awarded.")
    move(document, "withhold", machine=CERTIFICATE, actor=actor, version=version, reason=reason,
         changes={"withheld_reason": reason})  # fmt: skip


def settle(call: Call, *, actor: audit.Actor) -> Settled:
    """Award the printed certificates of who completed, withhold those of who did not, and leave those open
    for whom nothing is settled yet."""
    _must_be_printer(actor)
    completions = training.completions_of(call.id)
    counted = {"awarded": 0, "withheld": 0, "open": 0}
    for document in queries.certificates_of(call.id, DocumentState.PRINTED):
        completion = completions.get(document.trainee_id or 0)
        if completion is None:
            counted["open"] += 1
        elif completion.completed:
            _award(document, actor=actor)
            counted["awarded"] += 1
        else:
            withhold(document, completion.reason.ko, actor=actor)
            counted["withheld"] += 1
    return Settled(**counted)


def reissue(document: Document, reason: str, *, actor: audit.Actor, version: int | None = None) -> Document:
    """Void a certificate and prepare another in its place, with its own number and code. Raises Refused, Stale."""
    frozen = building.facts_of(document)
    assert isinstance(frozen, CertificateFacts)
    assert document.trainee is not None
    register.cancel(document, "reissue", reason, actor=actor, version=version)
    made = prepare_certificate(document.trainee, actor=actor, awarded_on=frozen.awarded_on)
    return register.replaced(document, made)


def void_of_who_left(trainee_id: int, *, actor: audit.Actor) -> None:
    """Void the certificate of a trainee who will not come after all, unless it was settled already."""
    document = queries.in_force(f"certificate:{trainee_id}")
    if document is not None and document.state in (DocumentState.PREPARED, DocumentState.PRINTED):
        register.void(document, LEFT, actor=actor)


def _award(document: Document, *, actor: audit.Actor, version: int | None = None) -> None:
    facts = building.facts_of(document)
    assert isinstance(facts, CertificateFacts)
    move(
        document, "award", machine=CERTIFICATE, actor=actor, version=version,
        changes={"awarded_on": facts.awarded_on},
        facts={"call_id": document.call_id, "trainee_id": document.trainee_id},
    )  # fmt: skip


def _numbered(call: Call, trainee: Trainee, awarded_on: date) -> Document:
    unit, year = call.definition.issuing_unit.short_text.ko, clock.today().year
    serial = next_number(SERIES, unit, year)
    number, code = f"{year}-{serial:0{DIGITS}d}", register.new_code()
    facts = building.certificate(
        call, trainee, number=number, awarded_on=awarded_on, verify_url=public_address("documents.verify", code=code)
    )
    return register.blank(
        DocumentKind.CERTIFICATE, call.id, facts, code=code, trainee_id=trainee.id, people=[trainee.id],
        number=number, number_unit=unit, number_year=year, number_serial=serial,
    )  # fmt: skip


def _must_be_printer(actor: audit.Actor) -> None:
    if not set(PRINTERS) & set(actor.roles):
        raise NotAllowed("certificate")


def _not_completed(completion: Completion | None) -> Refused:
    if completion is None:
        return Refused.because(
            "not_settled", ko="수료 여부가 아직 확정되지 않았습니다. 출석부에서 먼저 확정하세요.",
            en="It is not settled yet whether this trainee completed. Settle it in the attendance first.",
        )
    why: Text = completion.reason
    return Refused.because(
        "not_completed", ko=f"수료하지 않은 연수생입니다({why.ko}). '미수여'로 처리하세요.",
        en=f"This trainee has not completed ({why.pick('en')}). Choose 'Do not award'.",
    )
